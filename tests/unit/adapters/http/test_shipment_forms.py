import json

import pytest

from adapters.http.shipment_forms import read_order
from gateway.domain.octets import whole
from gateway.errors import NotAMessageError
from tests.kit.streams import Scattered

TYPE = "multipart/form-data; boundary=B"
ORDER = {"receiver": "00000099000000001000", "service": "Beeld:1", "action": "breng"}
PHOTO = 'Content-Disposition: form-data; name="part"; filename="foto\'s é.jpg"\r\nContent-Type: image/jpeg'


def _form(order: object = ORDER, *fields: tuple[str, bytes], first: str = 'name="shipment"') -> bytes:
    octets = order if isinstance(order, bytes) else json.dumps(order).encode()
    pieces = [(f"Content-Disposition: form-data; {first}\r\nContent-Type: application/json", octets), *fields]
    body = b"".join(b"--B\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n" for head, content in pieces)
    return body + b"--B--\r\n"


def _mistakes(body: bytes, content_type: str = TYPE) -> tuple[str, ...]:
    with pytest.raises(NotAMessageError) as refused:
        read_order(content_type, body)
    return refused.value.mistakes


def test_an_order_and_its_payloads_are_read() -> None:
    order = read_order(TYPE, _form(ORDER, (PHOTO, b"\xff\xd8"), ('Content-Disposition: form-data; name="part"', b"")))
    assert (str(order.receiver), order.service, order.action, order.conversation) == (*ORDER.values(), None)
    first, second = order.enclosed
    assert (first.media_type, first.file_name, whole(first.content), first.size) == (
        "image/jpeg",
        "foto's é.jpg",
        b"\xff\xd8",
        2,
    )
    assert (second.media_type, second.file_name, second.size) == ("application/octet-stream", None, 0)
    assert second.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_stream_is_read_as_the_same_octets_are() -> None:
    body = _form(ORDER, (PHOTO, bytes(range(256)) * 40))
    for piece in (1, 7, 4096):
        found = read_order(TYPE, Scattered(body, piece))
        assert (found.digest, whole(found.enclosed[0].content)) == (
            read_order(TYPE, body).digest,
            bytes(range(256)) * 40,
        )


def test_the_same_shipment_in_another_form_is_the_same_shipment() -> None:
    other = _form(dict(reversed(ORDER.items())), (PHOTO, b"x")).replace(b"--B", b"--C")
    assert (
        read_order("multipart/form-data; boundary=C", other).digest
        == read_order(TYPE, _form(ORDER, (PHOTO, b"x"))).digest
    )


@pytest.mark.parametrize(
    "changed",
    [
        _form(ORDER | {"action": "anders"}, (PHOTO, b"x")),
        _form(ORDER | {"conversation": "c"}, (PHOTO, b"x")),
        _form(ORDER, (PHOTO, b"y")),
        _form(ORDER, (PHOTO.replace("jpeg", "png"), b"x")),
        _form(ORDER, (PHOTO.replace("foto", "film"), b"x")),
        _form(ORDER, (PHOTO, b"x"), (PHOTO, b"x")),
        _form(ORDER),
    ],
    ids=["action", "conversation", "content", "type", "name", "one more", "none"],
)
def test_another_shipment_has_another_digest(changed: bytes) -> None:
    assert read_order(TYPE, changed).digest != read_order(TYPE, _form(ORDER, (PHOTO, b"x"))).digest


def test_a_quote_in_a_name_comes_back_as_a_browser_wrote_it() -> None:
    head = PHOTO.replace("foto's é.jpg", "de %22map%22.zip")
    assert read_order(TYPE, _form(ORDER, (head, b""))).enclosed[0].file_name == 'de "map".zip'


@pytest.mark.parametrize(
    ("order", "mistakes"),
    [
        ({}, ("receiver: is missing", "service: is missing", "action: is missing")),
        (ORDER | {"action": 7}, ("action: must be a text",)),
        (ORDER | {"service": ""}, ("service: must be a text",)),
        (ORDER | {"service": "a\nb"}, ("service: must be a text",)),
        (ORDER | {"receiver": "123"}, ("receiver: is no Oin",)),
        (ORDER | {"conversation": " c"}, ("conversation: is no ConversationId",)),
    ],
)
def test_every_mistake_in_an_order_is_told_at_once(order: dict[str, object], mistakes: tuple[str, ...]) -> None:
    assert _mistakes(_form(order)) == tuple(f"shipment.{each}" for each in mistakes)


def test_a_name_that_is_not_known_is_counted_and_never_repeated() -> None:
    order = json.dumps(ORDER | {"Sam Voorbeeld 999990019": 1, "\ud800": 1}).encode()
    assert _mistakes(_form(order)) == ("shipment: 2 unknown name(s)",)


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        (_form([ORDER]), "shipment: must be an object"),
        (_form(b"{"), "shipment: is not JSON in UTF-8, with each name once"),
        (_form(b'{"action":"a","action":"b"}'), "shipment: is not JSON in UTF-8, with each name once"),
        (_form(b"[" * 100_000), "shipment: too large"),
        (_form(ORDER, first='name="order"'), "body: the first field must be shipment, in application/json"),
        (
            _form().replace(b"application/json", b"text/plain"),
            "body: the first field must be shipment, in application/json",
        ),
        (
            _form(ORDER, (PHOTO.replace('"part"', '"deel"'), b"")),
            "body: every field behind the first must be called part",
        ),
        (
            _form(ORDER, (PHOTO.replace("form-data", "attachment"), b"")),
            "body: every field must be form-data, as it is",
        ),
        (
            _form(ORDER, (f"{PHOTO}\r\nContent-Transfer-Encoding: base64", b"")),
            "body: every field must be form-data, as it is",
        ),
        (_form(ORDER, (PHOTO.replace("foto", "f" * 255), b"")), "file name: longer than 255 characters"),
        (_form()[:-4], "body: framing"),
        (b"", "body: framing"),
    ],
)
def test_what_is_no_shipment_is_refused_with_the_reason(body: bytes, mistake: str) -> None:
    assert _mistakes(body) == (mistake,)


@pytest.mark.parametrize(
    ("content_type", "mistake"),
    [
        ("multipart/mixed; boundary=B", "header Content-Type: must be multipart/form-data"),
        ("multipart/form-data", "body: boundary"),
        ("multipart/form-data; boundary=B; boundary=C", "body: parameter"),
    ],
)
def test_another_content_type_is_refused(content_type: str, mistake: str) -> None:
    assert _mistakes(_form(), content_type) == (mistake,)
