"""Office JSON: read with every mistake named, written so that it reads back the same."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.domain.content import Content, Start
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message, Urgency
from gateway.errors import NotAMessageError
from gateway.formats import office
from gateway.formats.limits import PAYLOAD_LIMITS

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
OWN = Oin("00000099000000004000")
RECEIVER = "00000099000000001000"


def _document(**more: object) -> dict[str, Any]:
    start = {"casushouder": "A. Casusregisseur", "eersteContact": "2026-03-05", "pogingen": 2}
    return {"type": "MSG-41", "receiver": RECEIVER, "content": {"start": start}} | more


def _octets(document: object) -> bytes:
    return json.dumps(document).encode()


def _mistakes(octets: bytes) -> tuple[str, ...]:
    with pytest.raises(NotAMessageError) as caught:
        office.parse(octets)
    return caught.value.mistakes


def _complete(draft: office.Draft) -> Message:
    return draft.complete(
        sender=OWN, at=AT, reference=ReferenceNumber("ours"), conversation=ConversationId("conversation")
    )


def test_a_draft_is_read_into_the_domain() -> None:
    draft = office.parse(_octets(_document(urgency="spoed", crossReference="theirs")))
    assert draft.type is MessageType.MSG_41
    assert draft.urgency is Urgency.SPOED
    assert draft.cross_reference == ReferenceNumber("theirs")
    start = Start(casushouder="A. Casusregisseur", eerste_contact=date(2026, 3, 5), pogingen=2)
    assert draft.content == Content(start=start)


def test_the_gateway_adds_only_what_the_draft_leaves_out() -> None:
    header = _complete(office.parse(_octets(_document(reference="mine")))).header
    assert (header.reference, header.conversation) == (ReferenceNumber("mine"), ConversationId("conversation"))
    header = _complete(office.parse(_octets(_document(conversation="talk")))).header
    assert (header.reference, header.conversation) == (ReferenceNumber("ours"), ConversationId("talk"))
    assert (header.sender, header.created_at) == (OWN, AT)


def test_a_written_message_reads_back_the_same() -> None:
    message = _complete(office.parse(_octets(_document())))
    document = json.loads(office.render(message))
    assert document["sender"] == str(OWN)
    for name in ("sender", "createdAt"):
        del document[name]
    assert office.parse(_octets(document)).content == message.content


def test_every_mistake_is_named_by_place_and_never_by_value() -> None:
    document = _document(geheim="999990019", content={"start": {"pogingen": "999990019"}, "betrokkenen": {}})
    mistakes = _mistakes(_octets(document))
    assert set(mistakes) == {
        "message: 1 unknown name(s)",
        "content.start.casushouder: missing",
        "content.start.pogingen: not a valid integer",
        "content.betrokkenen: must be a list",
    }
    assert "999990019" not in "".join(mistakes)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"{",
        b"\xff{}",
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b'{"type":"MSG-41","type":"MSG-40"}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1e999}',
    ],
)
def test_what_is_not_strict_json_is_refused_without_a_word_of_it(octets: bytes) -> None:
    assert _mistakes(octets) == ("not JSON in UTF-8, or a name stands twice",)


@pytest.mark.parametrize("number", [b"9" * 20, b"-" + b"9" * 19, b"9" * 5000])
def test_a_number_longer_than_any_of_ours_is_refused(number: bytes) -> None:
    assert _mistakes(b'{"a":' + number + b"}") == ("not JSON in UTF-8, or a name stands twice",)


@pytest.mark.parametrize("part", [b"[", b"{", b"[1,", b'"text, with commas,,,"'])
def test_a_document_of_too_many_parts_is_refused_before_it_is_read(part: bytes) -> None:
    assert _mistakes(part * 100_001) == ("more than 100000 parts",)


def test_a_document_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert _mistakes(b" " * (PAYLOAD_LIMITS.octets + 1)) == (f"larger than {PAYLOAD_LIMITS.octets} octets",)


@pytest.mark.parametrize("depth", [40, 100_000])
def test_a_document_that_nests_too_deep_is_refused(depth: int) -> None:
    assert _mistakes(b"[" * depth + b"]" * depth) == ("nested too deep",)


@pytest.mark.parametrize("octets", [b"null", b"[]", b"3", b'"text"'])
def test_what_is_not_an_object_is_no_message(octets: bytes) -> None:
    assert _mistakes(octets) == ("message: must be an object",)


@pytest.mark.parametrize(
    ("start", "mistake"),
    [
        ({"casushouder": True}, "content.start.casushouder: not a valid text"),
        ({"casushouder": "A", "pogingen": True}, "content.start.pogingen: not a valid integer"),
        ({"casushouder": "A", "pogingen": 1.5}, "not JSON in UTF-8, or a name stands twice"),
        ({"casushouder": "\ud800"}, "content.start.casushouder: not a valid text"),
        ([], "content.start: must be an object"),
    ],
)
def test_a_value_of_another_kind_is_refused(start: object, mistake: str) -> None:
    assert _mistakes(_octets(_document(content={"start": start}))) == (mistake,)


def test_a_boolean_is_a_boolean() -> None:
    melder = {"onthulling": "open", "professional": True}
    draft = office.parse(_octets(_document(content={"melder": melder})))
    assert draft.content.melder is not None
    assert draft.content.melder.professional is True
    assert _mistakes(_octets(_document(content={"melder": melder | {"professional": "true"}})))


def test_a_number_of_five_thousand_digits_is_refused() -> None:
    assert _mistakes(b'{"a":' + b"1" * 5000 + b"}")


def test_a_message_that_was_written_reads_back_whole() -> None:
    message = office.parse(_octets(_document())).complete(
        sender=OWN, at=AT, reference=ReferenceNumber("ref-1"), conversation=ConversationId("gesprek-1")
    )
    assert office.reread(office.render(message)) == message


def test_a_draft_is_no_whole_message() -> None:
    with pytest.raises(NotAMessageError):
        office.reread(_octets(_document()))
    with pytest.raises(NotAMessageError):
        office.reread(_octets(_document(sender=str(OWN), createdAt="2026-03-05T09:00:00Z")))
