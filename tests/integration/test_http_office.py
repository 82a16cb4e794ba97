"""The back office door, as a back office uses it and as nobody should (bad inputs 210 to 213, 237, 254 to 256)."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.http.problems import HEADERS
from adapters.simulator.certificates import UnsafeShape
from gateway.domain.agreement import Profile
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction
from gateway.errors import StorageUnavailableError
from gateway.formats import office
from tests.kit.http import CANARY, calling, impatient, request
from tests.kit.http_office import BUNDLE, Office, OfficeTls, office_of
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, World

_DAY: Final = Path(__file__).resolve().parents[2] / "deploy" / "day"
MELDING: Final[dict[str, Any]] = json.loads((_DAY / "01-politiemelding.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> OfficeTls:
    return OfficeTls.make(tmp_path_factory.mktemp("office"))


@pytest.fixture
async def police(tls: OfficeTls) -> AsyncIterator[Office]:
    async with office_of(POLITIE, tls) as opened:
        yield opened


@pytest.fixture
async def veilig_thuis(tls: OfficeTls) -> AsyncIterator[Office]:
    """The office of Veilig Thuis, at which a message of the police waits."""
    world = World(Profile.RM)
    await world.side(POLITIE).submit("01-politiemelding.json")
    await world.settle()
    async with office_of(VEILIG_THUIS, tls, world=world) as opened:
        yield opened


def _path(office_: Office, more: str = "") -> str:
    (record,) = (each for each in office_.side.store.tables.messages.values() if each.direction is Direction.IN)
    return f"/v1/messages/{record.sender}/{record.reference}{more}"


# --- as a back office uses it ----------------------------------------------------------------------------------------


async def test_a_message_that_is_handed_in_is_durable_and_on_its_way(police: Office) -> None:
    reply = await police.submit(MELDING)
    assert reply.status == 202
    ((direction, reference, _),) = police.side.store.tables.messages
    assert reply.json == {"reference": str(reference)}
    assert direction is Direction.OUT
    assert police.rung == ["ring"]
    assert [fields for _, fields in police.log.events] == [{"operation": "submit", "outcome": "ok"}]
    (decided, *_) = police.side.store.tables.evidence
    assert decided.entry.actor == "zaaksysteem"


async def test_every_answer_carries_the_version_and_the_security_headers(police: Office) -> None:
    replies = [
        await police.submit(MELDING),
        await police.submit(b"{"),
        await police.call("GET", "/v1/messages"),
        await police.call("GET", "/v1/elders"),
        await police.call("PUT", "/v1/messages"),
        await police.call("GET", "/v1/openapi.json"),
        await police.call("GET", f"/v1/messages/{POLITIE.oin}/x/evidence"),
    ]
    assert [reply.status for reply in replies] == [202, 400, 200, 404, 405, 200, 200]
    for reply in replies:
        assert HEADERS.items() <= reply.headers.items()
        assert "Content-Type" in reply.headers


async def test_a_message_is_listed_taken_confirmed_and_followed(veilig_thuis: Office) -> None:
    waiting = (await veilig_thuis.call("GET", "/v1/waiting")).json["messages"]
    assert [(each["type"], each["sender"], each["state"]) for each in waiting] == [
        (MELDING["type"], str(POLITIE.oin), "waiting")
    ]
    taken = await veilig_thuis.call("POST", _path(veilig_thuis, "/take"))
    assert taken.status == 200
    assert taken.json["sender"] == str(POLITIE.oin)
    assert taken.json["content"].keys() == MELDING["content"].keys()
    assert office.parse(json.dumps(_as_draft(taken.json)).encode()).type == MELDING["type"]
    for _ in range(2):
        confirmed = await veilig_thuis.call("POST", _path(veilig_thuis, "/confirm"))
        assert (confirmed.status, confirmed.octets) == (204, b"")
    assert (await veilig_thuis.call("GET", "/v1/waiting")).json == {"messages": []}
    followed = (await veilig_thuis.call("GET", _path(veilig_thuis))).json
    assert followed["state"] == "confirmed"
    assert [line["type"] for line in followed["evidence"]][-2:] == ["taken", "confirmed"]
    assert (await veilig_thuis.call("GET", "/v1/messages")).json["messages"][-1]["state"] == "confirmed"


def _as_draft(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name not in {"sender", "createdAt"}}


async def test_an_outbound_message_is_followed_to_its_end(tls: OfficeTls) -> None:
    world = World(Profile.RM)
    async with office_of(POLITIE, tls, world=world) as police:
        reference = (await police.submit(MELDING)).json["reference"]
        path = f"/v1/messages/{POLITIE.oin}/{reference}"
        before = (await police.call("GET", path)).json
        await world.settle()
        after = (await police.call("GET", path)).json
    assert (before["state"], before["verdict"], before["direction"]) == ("queued", "open", "out")
    assert all(layer["completedAt"] is None for layer in before["layers"])
    assert after["state"] == "delivered"
    (completed_at,) = (layer["completedAt"] for layer in after["layers"] if layer["layer"] == "T")
    assert completed_at.endswith("Z")


async def test_events_are_numbered_and_read_on_from_any_of_them(veilig_thuis: Office) -> None:
    events = (await veilig_thuis.call("GET", "/v1/events")).json["events"]
    assert [event["type"] for event in events][:1] == ["message-waiting"]
    last = events[-1]["number"]
    assert (await veilig_thuis.call("GET", f"/v1/events?after={last}")).json == {"events": []}


async def test_the_evidence_of_a_message_is_a_file_to_keep(veilig_thuis: Office) -> None:
    reply = await veilig_thuis.call("GET", _path(veilig_thuis, "/evidence"))
    assert (reply.status, reply.octets) == (200, BUNDLE)
    assert reply.headers["Content-Type"] == "application/zip"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="bewijs.zip"'
    ((direction, _, sender),) = veilig_thuis.exports.asked
    assert (direction, sender) == (Direction.IN, POLITIE.oin)


async def test_the_description_may_be_read_by_any_page(police: Office) -> None:
    reply = await police.call("GET", "/v1/openapi.json")
    assert reply.json["openapi"] == "3.1.0"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_reference_with_odd_characters_is_found_in_each_proper_spelling(
    tls: OfficeTls, veilig_thuis: Office
) -> None:
    tables = veilig_thuis.side.store.tables
    ((key, record),) = ((key, record) for key, record in tables.messages.items() if key[0] is Direction.IN)
    odd = ReferenceNumber("zaak/7:a")
    tables.messages[key[0], odd, key[2]] = replace(record, reference=odd)
    for spelling, status in {"zaak%2F7:a": 200, "zaak%2f7%3Aa": 200, "zaak/7:a": 404, "zaak%252F7:a": 404}.items():
        async with calling(veilig_thuis.port, tls.client(), "localhost") as caller:
            path = f"/v1/messages/{POLITIE.oin}/{spelling}"
            await caller.send(request(method="GET", path=path, host="localhost"))
            assert (await caller.reply()).status == status, spelling


# --- once and no more (213) ------------------------------------------------------------------------------------------


async def test_213_the_same_call_again_has_one_effect_and_the_same_answer(police: Office) -> None:
    replies = [await police.submit(MELDING) for _ in range(3)]
    assert [reply.status for reply in replies] == [202] * 3
    assert len({reply.octets for reply in replies}) == 1
    assert len(police.side.store.tables.messages) == 1


async def test_213_the_same_call_many_times_at_once_has_one_effect(police: Office) -> None:
    replies = await asyncio.gather(*(police.submit(MELDING) for _ in range(10)))
    assert {reply.status for reply in replies} == {202}
    assert len({reply.octets for reply in replies}) == 1
    assert len(police.side.store.tables.messages) == 1


async def test_213_a_key_that_comes_with_another_body_is_refused(police: Office) -> None:
    await police.submit(MELDING)
    reply = await police.submit(MELDING | {"urgency": "spoed"})
    _check_problem(reply, 422, "key-reused")
    assert len(police.side.store.tables.messages) == 1


@pytest.mark.parametrize("key", ["", "kort", "x" * 65, f"{CANARY}!", "sleutel\u00e9-0001", "a b c d e f"])
async def test_213_a_submission_without_a_proper_key_is_refused(police: Office, key: str) -> None:
    _check_problem(await police.submit(MELDING, key=key), 400, "not-a-message")
    assert not police.side.store.commits


async def test_213_two_keys_are_none(police: Office) -> None:
    headers = [("Idempotency-Key", "sleutel-0001"), ("Idempotency-Key", "sleutel-0002")]
    headers.append(("Content-Type", "application/json"))
    reply = await police.call("POST", "/v1/messages", data=json.dumps(MELDING).encode(), headers=headers)
    _check_problem(reply, 400, "not-a-message")


# --- what is no message (210 to 212) ---------------------------------------------------------------------------------


def _check_problem(reply: Any, status: int, code: str) -> None:  # noqa: ANN401 - what the kit returns
    """Hold RFC 9457 and the rule that nothing of the input comes back."""
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem = reply.json
    assert problem["type"] == f"urn:nl:schakel:problem:{code}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert CANARY not in reply.octets.decode()


_DEEP: Final = 100_000
_TEXT: Final = json.dumps(MELDING)
TRAPS: Final = {
    "210-deep-objects": b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
    "210-deep-lists": b"[" * _DEEP + b"]" * _DEEP,
    "210-depth-33": b'{"content":' * 33 + b"{}" + b"}" * 33,
    "210-long-integer": b'{"content":' + b"9" * 5000 + b"}",
    "210-nan": b'{"content":NaN}',
    "210-infinity": b'{"content":-Infinity}',
    "210-too-large-a-number": b'{"content":1e999}',
    "210-lone-surrogate": _TEXT.replace('"type": "', '"purpose": "\\ud800", "type": "').encode(),
    "210-byte-order-mark": b"\xef\xbb\xbf" + _TEXT.encode(),
    "210-utf-16": _TEXT.encode("utf-16"),
    "210-latin-1": _TEXT.replace("type", "t\u00ffpe").encode("latin-1"),
    "188-name-twice": _TEXT.replace("{", '{"type": "MSG-01", ', 1).encode(),
    "211-list": b"[" + _TEXT.encode() + b"]",
    "211-null": b"null",
    "211-string": b'"' + CANARY.encode() + b'"',
    "211-number": b"1",
    "211-empty": b"",
    "211-nothing-more": b"{}",
    "211-a-million-names": b"{" + b",".join(b'"%x":1' % number for number in range(1_000_000)) + b"}",
    "250-names-nobody-knows": json.dumps(MELDING | {CANARY: "x", "retention": 0, "owner": "wij"}).encode(),
    "250-sender": json.dumps(MELDING | {"sender": str(GEMEENTE.oin)}).encode(),
    "256-canary-as-type": json.dumps(MELDING | {"type": CANARY}).encode(),
    "256-canary-as-receiver": json.dumps(MELDING | {"receiver": CANARY}).encode(),
    "256-canary-as-number": json.dumps(MELDING | {"reference": {CANARY: CANARY}}).encode(),
    "cut-off": _TEXT[:-1].encode(),
    "two-documents": (_TEXT + _TEXT).encode(),
    "xml": f"<bericht>{CANARY}</bericht>".encode(),
}


@pytest.mark.parametrize("body", TRAPS.values(), ids=TRAPS.keys())
async def test_what_is_no_message_is_refused_in_time_and_not_repeated(
    police: Office, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with asyncio.timeout(4.0):
        reply = await police.submit(body)
    _check_problem(reply, 400, "not-a-message")
    assert reply.json["mistakes"]
    assert len(reply.octets) < 16_384
    assert not police.side.store.commits
    assert CANARY not in repr(police.log.events) + repr(police.log.failures) + caplog.text
    assert (await police.submit(MELDING)).status == 202


async def test_every_mistake_is_named_at_once(police: Office) -> None:
    reply = await police.submit(MELDING | {"type": "MSG-99", "receiver": "x", "urgency": "misschien"})
    assert len(reply.json["mistakes"]) == 3


async def test_a_million_mistakes_are_not_all_told(police: Office) -> None:
    wrong = MELDING | {"content": MELDING["content"] | {"betrokkenen": [{}] * 5000}}
    reply = await police.submit(wrong)
    _check_problem(reply, 400, "not-a-message")
    assert len(reply.json["mistakes"]) == 100


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/jsonx"],
)
async def test_212_another_media_type_is_not_taken(police: Office, media_type: str) -> None:
    reply = await police.submit(MELDING, **{"Content-Type": media_type or "application/octet-stream"})
    _check_problem(reply, 415, "http-415")


@pytest.mark.parametrize("media_type", ["application/json; charset=UTF-8", 'APPLICATION/JSON;charset="utf-8"'])
async def test_json_may_say_that_it_is_utf_8(police: Office, media_type: str) -> None:
    assert (await police.submit(MELDING, **{"Content-Type": media_type})).status == 202


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "x-http-method", "X-Method-Override"])
async def test_212_no_header_makes_it_another_method(police: Office, name: str) -> None:
    _check_problem(await police.call("GET", "/v1/messages", headers={name: "DELETE"}), 400, "http-400")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("text/html, */*;q=0.1", 200),
        ("application/*", 200),
        ("text/html", 406),
        (CANARY, 406),
    ],
)
async def test_an_answer_that_we_cannot_give_is_not_given(police: Office, accept: str, status: int) -> None:
    reply = await police.call("GET", "/v1/messages", headers={"Accept": accept})
    assert reply.status == status
    if status == 406:
        _check_problem(reply, 406, "http-406")


@pytest.mark.parametrize("query", ["after=x", f"after={CANARY}", "after=-1", "after=1&after=2", "after=", "after=1e3"])
async def test_a_query_that_is_none_is_refused(police: Office, query: str) -> None:
    _check_problem(await police.call("GET", f"/v1/events?{query}"), 400, "not-a-message")


async def test_a_body_that_is_too_large_is_not_read(tls: OfficeTls, police: Office) -> None:
    async with calling(police.port, tls.client(), "localhost") as caller:
        lines = ("Content-Type: application/json", "Idempotency-Key: sleutel-0001", "Content-Length: 41943041")
        await caller.send(request(*lines, path="/v1/messages", host="localhost"))
        answer = await caller.answer()
    assert (answer.status, answer.closed) == (413, True)
    assert json.loads(answer.body)["type"] == "urn:nl:schakel:problem:http-413"


async def test_what_is_no_request_is_a_problem_too(tls: OfficeTls, police: Office) -> None:
    async with calling(police.port, tls.client(), "localhost") as caller:
        await caller.send(f"GET /v1/messages HTTP/1.1\r\nHost: localhost\r\nX : {CANARY}\r\n\r\n".encode())
        answer = await caller.answer()
    assert (answer.status, answer.closed) == (400, True)
    problem = json.loads(answer.body)
    assert (problem["status"], problem["type"]) == (400, "urn:nl:schakel:problem:http-400")
    assert "Content-Type: application/problem+json" in answer.head
    assert "API-Version: 1.0.0" in answer.head
    assert CANARY.encode() not in answer.octets


# --- what may not be -------------------------------------------------------------------------------------------------


async def test_a_message_that_no_rule_allows_is_refused_with_every_rule_in_dutch(police: Office) -> None:
    reply = await police.submit(MELDING | {"receiver": str(GEMEENTE.oin)})
    _check_problem(reply, 422, "policy-refused")
    rules = reply.json["rules"]
    assert rules
    assert all(rule["rule"].startswith("R") and rule["explanation"] for rule in rules)
    assert reply.json["detail"] == " ".join(rule["explanation"] for rule in rules)
    assert not police.side.store.tables.messages


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/messages", "POST, GET"),
        ("GET", f"/v1/messages/{POLITIE.oin}/x/take", "POST"),
        ("HEAD", "/v1/waiting", "GET"),
        ("OPTIONS", "/v1/events", "GET"),
    ],
)
async def test_405_says_what_would_do(police: Office, method: str, path: str, allowed: str) -> None:
    reply = await police.call(method, path)
    assert (reply.status, reply.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/",
        "/v1/messages/",
        "/v2/messages",
        "/v1/Messages",
        f"/v1/messages/{POLITIE.oin}",
        f"/v1/messages/{POLITIE.oin}/",
        f"/v1/messages/{POLITIE.oin}/onbekend",
        f"/v1/messages/{GEMEENTE.oin}/onbekend",
        "/v1/messages/0000009900000000300/x",
        f"/v1/messages/{POLITIE.oin}/{CANARY}%00",
        f"/v1/messages/{POLITIE.oin}/%ff",
        f"/v1/messages/{POLITIE.oin}/{'x' * 41}",
    ],
)
async def test_what_does_not_exist_is_not_found_and_not_repeated(police: Office, path: str) -> None:
    reply = await police.call("GET", path)
    assert reply.status == 404
    assert reply.json["status"] == 404
    assert CANARY not in reply.octets.decode()


@pytest.mark.parametrize("action", ["take", "confirm"])
async def test_237_a_message_of_somebody_else_cannot_be_taken(veilig_thuis: Office, action: str) -> None:
    path = _path(veilig_thuis).replace(str(POLITIE.oin), str(GEMEENTE.oin))
    _check_problem(await veilig_thuis.call("POST", f"{path}/{action}"), 404, "not-found")


async def test_a_message_that_nobody_took_cannot_be_confirmed(veilig_thuis: Office) -> None:
    _check_problem(await veilig_thuis.call("POST", _path(veilig_thuis, "/confirm")), 409, "step-not-allowed")


@pytest.mark.parametrize("name", ["kantoor/../x", "Kantoor;rm", f"{CANARY}\u00e9"])
async def test_a_back_office_with_an_odd_name_is_nobody(tls: OfficeTls, name: str) -> None:
    files = tls.issue("vreemd", UnsafeShape(common_name=name))
    async with office_of(POLITIE, tls, files=files) as police:
        _check_problem(await police.call("GET", "/v1/messages"), 403, "not-authorised")
        assert CANARY not in repr(police.log.events)


# --- when the world fails --------------------------------------------------------------------------------------------


async def test_a_store_that_fails_costs_a_wait(police: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: object) -> None:
        raise StorageUnavailableError

    monkeypatch.setattr(type(police.side.store), "unit_of_work", failing)
    monkeypatch.setattr(type(police.side.store), "apply", failing)
    for reply in (await police.submit(MELDING), await police.call("GET", "/v1/waiting")):
        if reply.status == 503:
            _check_problem(reply, 503, "storage-unavailable")
            assert reply.headers["Retry-After"] == "5"


async def test_stored_octets_that_were_changed_are_told_to_the_operator(veilig_thuis: Office) -> None:
    payloads = veilig_thuis.side.store.tables.payloads
    for payload_id in payloads:
        payloads[payload_id] = b"<verknoeid/>"
    reply = await veilig_thuis.call("POST", _path(veilig_thuis, "/take"))
    assert reply.status == 500
    assert reply.json["status"] == 500
    assert [name for name, _ in veilig_thuis.log.failures] == ["unexpected_error"]


async def test_a_client_that_does_not_read_its_answer_is_cut_off(tls: OfficeTls) -> None:
    async with office_of(POLITIE, tls, speed=impatient(stall_seconds=0.3)) as police:
        police.exports.bundle = bytes(64 * 1024 * 1024)
        async with calling(police.port, tls.client(), "localhost") as caller:
            caller.stop_reading()
            path = f"/v1/messages/{POLITIE.oin}/x/evidence"
            await caller.send(request(method="GET", path=path, host="localhost"))
            for _ in range(1000):
                if police.log.outcomes("request_refused"):
                    break
                await asyncio.sleep(0.02)
            assert police.log.outcomes("request_refused") == ["http-408"]


async def test_an_answer_that_is_being_sent_is_sent_to_its_end_when_the_door_closes(tls: OfficeTls) -> None:
    async with office_of(POLITIE, tls, speed=impatient(stall_seconds=5.0, stop_seconds=5.0)) as police:
        police.exports.bundle = bytes(16 * 1024 * 1024)
        async with calling(police.port, tls.client(), "localhost") as caller:
            caller.stop_reading()
            path = f"/v1/messages/{POLITIE.oin}/x/evidence"
            await caller.send(request(method="GET", path=path, host="localhost"))
            await asyncio.sleep(0.3)
            stopping = asyncio.create_task(police.door.stop())
            await asyncio.sleep(0.3)
            caller.read_on()
            answer = await caller.answer()
            await stopping
    assert (answer.status, len(answer.body)) == (200, 16 * 1024 * 1024)
