"""Messages that wait for a person, over the office door: from handed in to the receiving back office, or not at all."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from gateway.domain.identifiers import ReferenceNumber
from gateway.flows.parked import expire_parked
from gateway.policy import Verdict
from tests.kit.http_office import Office, OfficeTls, Reply, office_of
from tests.kit.parking import (
    ADVICE,
    COPIES,
    HOLDS,
    HOLDS_FOR_ANOTHER,
    JUSTIFIES,
    REASON,
    ROUTES,
    SECONDS,
    STRIPS,
    asking,
    staffed,
)
from tests.kit.world import ALL_PAIRS, BUURREGIO, GEMEENTE, VEILIG_THUIS, World

_DAY: Final = Path(__file__).resolve().parents[2] / "deploy" / "day"
HANDOVER: Final[dict[str, Any]] = json.loads((_DAY / "02-directe-overdracht.json").read_text(encoding="utf-8"))
VALUE: Final = "Plan binnen een week een gesprek met beide ouders."
AUTHOR: Final = {"Schakel-Employee": "m-17", "Schakel-Role": "behandelaar"}
AUTHOR_AS_DOCTOR: Final = AUTHOR | {"Schakel-Role": "vertrouwensarts"}
DOCTOR: Final = {"Schakel-Employee": "m-23", "Schakel-Role": "vertrouwensarts"}
STRANGER: Final = {"Schakel-Employee": "m-99", "Schakel-Role": "vertrouwensarts"}


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> OfficeTls:
    return OfficeTls.make(tmp_path_factory.mktemp("office"))


@pytest.fixture
def world() -> World:
    return World(pairs=ALL_PAIRS)


@pytest.fixture
async def vt(tls: OfficeTls, world: World) -> AsyncIterator[Office]:
    """The office of Veilig Thuis, with a staff book."""
    staffed(world.side(VEILIG_THUIS))
    async with office_of(VEILIG_THUIS, tls, world=world) as opened:
        yield opened


def _ask(monkeypatch: pytest.MonkeyPatch, *verdicts: Verdict) -> None:
    monkeypatch.setattr("gateway.policy.gate.RULES", asking(*verdicts))


async def _parked(vt: Office, wanted: Verdict | None = None) -> str:
    """Hand in a handover that must wait; to the wrong receiver where a rule asks for another."""
    receiver = BUURREGIO if wanted is ROUTES else GEMEENTE
    reply = await vt.submit(HANDOVER | {"receiver": str(receiver.oin)}, **AUTHOR)
    assert (reply.status, reply.json["state"]) == (202, "waiting")
    return str(reply.json["reference"])


async def _post(vt: Office, path: str, document: object, who: dict[str, str]) -> Reply:
    headers = {"Content-Type": "application/json"} | who
    return await vt.call("POST", path, data=json.dumps(document).encode(), headers=headers)


async def _step(vt: Office, reference: str, step: dict[str, Any], who: dict[str, str]) -> Reply:
    return await _post(vt, f"/v1/parked/{reference}/steps", {"rule": "R901"} | step, who)


async def _arrived(tls: OfficeTls, world: World, reference: str) -> bytes:
    """Let everything happen, and return what the receiving back office takes."""
    await world.settle()
    async with office_of(GEMEENTE, tls, world=world) as receiver:
        taken = await receiver.call("POST", f"/v1/messages/{VEILIG_THUIS.oin}/{reference}/take")
        assert taken.status == 200
        return taken.octets


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        (STRIPS, ({"effect": "strip", "elements": [ADVICE]}, AUTHOR)),
        (JUSTIFIES, ({"effect": "justify", "justification": REASON}, AUTHOR)),
        (SECONDS, ({"effect": "second"}, DOCTOR)),
        (HOLDS, ({"effect": "hold"}, DOCTOR)),
        (ROUTES, ({"effect": "route", "receiver": str(GEMEENTE.oin)}, AUTHOR)),
    ],
    ids=["strip", "justify", "second", "hold", "route"],
)
async def test_a_message_waits_for_its_step_and_then_arrives(
    vt: Office,
    tls: OfficeTls,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    wanted: Verdict,
    taken: tuple[dict[str, Any], dict[str, str]],
) -> None:
    _ask(monkeypatch, wanted)
    reference = await _parked(vt, wanted)
    await world.settle()
    assert world.side(GEMEENTE).store.tables.messages == {}
    after = await _step(vt, reference, *taken)
    assert (after.status, after.json["state"], after.json["waits"]) == (200, "released", [])
    content = (await _arrived(tls, world, reference)).decode()
    assert (VALUE in content) is (wanted is not STRIPS)
    assert REASON not in content
    followed = (await vt.call("GET", f"/v1/messages/{VEILIG_THUIS.oin}/{reference}")).json
    assert followed["state"] == "delivered"
    assert [line["type"] for line in followed["evidence"]][:2] == ["policy-decided", "message-parked"]


async def test_a_stripped_value_stands_in_nothing_that_left_and_the_receiver_reads_which_rule_took_it(
    vt: Office, tls: OfficeTls, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(monkeypatch, STRIPS)
    reference = await _parked(vt)
    await _step(vt, reference, {"effect": "strip"}, AUTHOR)
    content = await _arrived(tls, world, reference)
    received = world.side(GEMEENTE).store.tables
    for octets in (content, *received.payloads.values()):
        assert VALUE.encode() not in octets
    assert json.loads(content)["content"]["verwijderd"] == ["R901"]
    sent = world.side(VEILIG_THUIS).store.tables
    assert VALUE not in str((sent.evidence, sent.events, vt.log.events))


async def test_a_copy_that_was_sent_is_named_and_the_first_message_follows(
    vt: Office, tls: OfficeTls, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(monkeypatch, COPIES)
    reference = await _parked(vt)
    shown = (await vt.call("GET", f"/v1/parked/{reference}")).json
    _ask(monkeypatch)
    second = (await vt.submit(HANDOVER | {"conversation": shown["conversation"]}, key="sleutel-0002")).json
    assert second.keys() == {"reference"}
    _ask(monkeypatch, COPIES)
    assert (await _step(vt, reference, {"effect": "copy", "copy": second["reference"]}, AUTHOR)).status == 200
    assert await _arrived(tls, world, reference)


async def test_what_waits_says_which_step_by_whom_and_before_when(vt: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask(monkeypatch, JUSTIFIES, SECONDS)
    reply = await vt.submit(HANDOVER, **AUTHOR)
    second, justify = reply.json["waits"]
    assert (second["rule"], second["effect"], second["roles"]) == ("R902", "second", ["vertrouwensarts"])
    assert (justify["minimumCharacters"], justify["elements"], justify["roles"]) == (20, ["melder"], [])
    assert justify["because"] == "zeg waarom"
    assert justify["expiresAt"].endswith("Z")
    again = await vt.submit(HANDOVER, **AUTHOR)
    assert again.json == reply.json
    [listed] = (await vt.call("GET", "/v1/parked")).json["parked"]
    assert (listed["reference"], listed["author"]["number"]) == (reply.json["reference"], "m-17")


async def test_the_difference_is_shown_to_who_handed_it_in_alone(
    vt: Office, tls: OfficeTls, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(monkeypatch, STRIPS)
    reference = await _parked(vt)
    path = f"/v1/parked/{reference}"
    [removal] = (await vt.call("GET", path)).json["removals"]
    assert removal == {"rule": "R901", "element": ADVICE, "value": VALUE}
    other = tls.issue("ander-kantoor")
    async with office_of(VEILIG_THUIS, tls, world=vt.world, files=other) as another:
        assert (await another.call("GET", path)).json["removals"] == []
        assert (await another.call("GET", path, headers=DOCTOR)).json["removals"] == []
        assert (await another.call("GET", path, headers=AUTHOR)).json["removals"] == [removal]
    assert VALUE not in str((await vt.call("GET", "/v1/parked")).json)


@pytest.mark.parametrize(
    ("wanted", "step", "who", "refusal"),
    [
        (HOLDS, {"effect": "hold"}, AUTHOR, (403, "role-not-wanted")),
        (HOLDS, {"effect": "hold"}, STRANGER, (403, "role-not-held")),
        (SECONDS, {"effect": "second"}, AUTHOR_AS_DOCTOR, (403, "same-person")),
        (HOLDS_FOR_ANOTHER, {"effect": "hold"}, AUTHOR_AS_DOCTOR, (403, "same-person")),
        (HOLDS, {"effect": "second"}, DOCTOR, (409, "step-not-wanted")),
        (JUSTIFIES, {"effect": "justify", "justification": "nodig"}, AUTHOR, (422, "justification-too-thin")),
        (ROUTES, {"effect": "route"}, AUTHOR, (422, "step-without-effect")),
        (HOLDS, {"effect": "hold"}, {}, (400, "not-a-message")),
        (HOLDS, {"effect": "hold"}, {"Schakel-Employee": "m-23"}, (400, "not-a-message")),
        (HOLDS, {"effect": "hold"}, DOCTOR | {"Schakel-Role": "directeur"}, (400, "not-a-message")),
        (HOLDS, {"effect": "verzinsel"}, DOCTOR, (400, "not-a-message")),
        (HOLDS, {"effect": "hold", "naam": "Sam"}, DOCTOR, (400, "not-a-message")),
    ],
)
async def test_a_step_that_is_refused_says_why_and_changes_nothing(
    vt: Office,
    monkeypatch: pytest.MonkeyPatch,
    wanted: Verdict,
    step: dict[str, Any],
    who: dict[str, str],
    refusal: tuple[int, str],
) -> None:
    _ask(monkeypatch, wanted)
    reference = await _parked(vt, wanted)
    before = vt.side.store.tables
    reply = await _step(vt, reference, step, who)
    assert (reply.status, reply.json["type"].rpartition(":")[2]) == refusal
    assert vt.side.store.tables is before


async def test_a_step_is_taken_once_and_an_ended_message_takes_none(
    vt: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(monkeypatch, JUSTIFIES, HOLDS)
    reference = await _parked(vt)
    justify = {"effect": "justify", "justification": REASON}
    assert (await _step(vt, reference, justify, AUTHOR)).json["state"] == "waiting"
    twice = await _step(vt, reference, justify, AUTHOR)
    assert (twice.status, twice.json["type"].rpartition(":")[2]) == (409, "step-taken-before")
    [taken] = (await vt.call("GET", f"/v1/parked/{reference}")).json["steps"]
    assert (taken["effect"], taken["justified"], taken["by"]["number"]) == ("justify", True, "m-17")
    withdrawn = await vt.call("POST", f"/v1/parked/{reference}/withdraw", headers=AUTHOR)
    assert withdrawn.json["state"] == "withdrawn"
    ended = await _step(vt, reference, {"rule": "R902", "effect": "hold"}, DOCTOR)
    assert (ended.status, ended.json["type"].rpartition(":")[2]) == (409, "parked-ended")
    assert (await vt.submit(HANDOVER | {"receiver": str(GEMEENTE.oin)}, **AUTHOR)).json["state"] == "withdrawn"


async def test_a_term_that_passes_ends_it_with_an_event_in_dutch(vt: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask(monkeypatch, HOLDS)
    reference = await _parked(vt)
    vt.world.clock.move(timedelta(days=7))
    assert await expire_parked(vt.side.ports) == 1
    events = (await vt.call("GET", "/v1/events")).json["events"]
    assert [event["type"] for event in events] == ["message-parked", "parked-expired"]
    assert "termijn is verlopen van een stap volgens R901" in events[-1]["explanation"]
    late = await _step(vt, reference, {"effect": "hold"}, DOCTOR)
    assert (late.status, vt.side.store.tables.messages) == (409, {})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Schakel-Employee": "m-17"}, 400),
        ({"Schakel-Role": "behandelaar"}, 400),
        (AUTHOR | {"Schakel-Employee": "Sam Voorbeeld"}, 400),
        (AUTHOR | {"Schakel-Role": "baas"}, 400),
        (STRANGER, 403),
        (AUTHOR, 202),
        ({}, 202),
    ],
)
async def test_an_author_is_named_whole_and_stands_in_the_staff_book(
    vt: Office, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], status: int
) -> None:
    _ask(monkeypatch)
    reply = await vt.submit(HANDOVER, **headers)
    assert reply.status == status
    assert "Sam" not in str(reply.json)


async def test_a_message_that_waits_for_nothing_is_answered_as_before(
    vt: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(monkeypatch)
    assert (await vt.submit(HANDOVER, **AUTHOR)).json.keys() == {"reference"}


async def test_what_is_recorded_of_a_case_counts_from_the_next_decision(
    vt: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(monkeypatch, HOLDS)
    reference = await _parked(vt)
    conversation = (await vt.call("GET", f"/v1/parked/{reference}")).json["conversation"]
    path = f"/v1/cases/{conversation}/facts"
    recorded = await _post(vt, path, {"fact": "toestemming-ingetrokken", "holds": True}, AUTHOR)
    assert (recorded.status, recorded.json["by"]) == (200, "m-17")
    assert (await vt.call("GET", path)).json == {"facts": [recorded.json]}
    after = await _step(vt, reference, {"effect": "hold"}, DOCTOR)
    assert after.json["state"] == "refused"
    assert (await vt.call("GET", "/v1/events")).json["events"][-1]["type"] == "parked-refused"
    assert vt.side.store.tables.messages == {}


@pytest.mark.parametrize("document", [{"fact": "verzonnen", "holds": True}, {"fact": "zaak-gesloten", "about": "x"}])
async def test_a_fact_that_is_none_is_refused(vt: Office, document: dict[str, Any]) -> None:
    assert (await _post(vt, "/v1/cases/zaak-1/facts", document, AUTHOR)).status == 400


async def test_a_bsn_is_no_name_for_a_person_in_the_case_book(vt: Office) -> None:
    document = {"fact": "bsn-geverifieerd", "holds": True, "about": "999990019"}
    refused = await _post(vt, "/v1/cases/zaak-1/facts", document, AUTHOR)
    assert refused.status == 400
    assert "999990019" not in str(refused.json)
    assert (vt.side.store.tables.cases, vt.side.evidence()) == ([], [])


async def test_what_is_not_there_is_not_found(vt: Office) -> None:
    for path in ("/v1/parked/nergens", "/v1/parked/%20"):
        assert (await vt.call("GET", path)).status == 404
    assert (await _step(vt, "nergens", {"effect": "hold"}, DOCTOR)).status == 404
    assert (await vt.call("GET", "/v1/cases/%20/facts")).status == 404


async def test_two_steps_at_once_release_a_message_once(vt: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask(monkeypatch, HOLDS)
    reference = ReferenceNumber(await _parked(vt))
    steps = (_step(vt, str(reference), {"effect": "hold"}, who) for who in (DOCTOR, AUTHOR_AS_DOCTOR))
    assert sorted(reply.status for reply in await asyncio.gather(*steps)) == [200, 409]
    assert len(vt.side.store.tables.outbox) == 1
    assert [number for _, number in vt.side.store.tables.steps] == [1]
