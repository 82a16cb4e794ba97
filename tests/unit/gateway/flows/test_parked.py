from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.parking import ParkingState
from gateway.errors import (
    ConcurrencyError,
    KeyReusedError,
    NotAMessageError,
    NotFoundError,
    ParkedEndedError,
    RoleNotHeldError,
)
from gateway.flows.parked import (
    Shown,
    ShowParked,
    WithdrawParked,
    expire_parked,
    list_parked,
    show_parked,
    withdraw_parked,
)
from gateway.flows.submit import SubmitMessage, submit_message
from gateway.formats import office
from gateway.ports import ParkedRecord
from tests.kit.parking import (
    ADVICE,
    AUTHOR,
    DOCTOR,
    FILE,
    HOLDS,
    JUSTIFIES,
    REASON,
    STRIPS,
    asking,
    hand_in,
    parked,
    staffed,
    step,
)
from tests.kit.world import ALL_PAIRS, GEMEENTE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import at_once, facts_of

VALUE: Final = "Plan binnen een week een gesprek met beide ouders."
STRANGER: Final = Employee(EmployeeId("m-99"), StaffRole.BEHANDELAAR)


@pytest.fixture
def world() -> World:
    return World(pairs=ALL_PAIRS)


@pytest.fixture
def side(world: World, monkeypatch: pytest.MonkeyPatch) -> Side:
    """A Veilig Thuis whose rules ask for a removal, a justification and a release."""
    monkeypatch.setattr("gateway.policy.gate.RULES", asking(STRIPS, JUSTIFIES, HOLDS))
    return staffed(world.side(VEILIG_THUIS))


async def _shown(side: Side, reference: ReferenceNumber, client: str = "kantoor", by: Employee | None = None) -> Shown:
    return await show_parked(ShowParked(client=client, reference=reference, by=by), side.ports)


async def _withdrawn(side: Side, reference: ReferenceNumber, by: Employee = AUTHOR) -> ParkedRecord:
    return await withdraw_parked(WithdrawParked(client="kantoor", reference=reference, by=by), side.ports)


async def test_a_message_that_waits_is_parked_sealed_in_one_commit_and_nothing_leaves(side: Side) -> None:
    record = await parked(side)
    tables = side.store.tables
    assert side.store.commits == 1
    assert (tables.messages, tables.outbox) == ({}, {})
    assert side.steps.names == ["out.05-before-commit", "out.06-committed"]
    assert tables.parked == {record.reference: record}
    assert [(each.rule, each.effect) for each in record.wanted] == [
        ("R903", Effect.HOLD),
        ("R901", Effect.STRIP),
        ("R902", Effect.JUSTIFY),
    ]
    assert record.expires_at == min(each.expires_at for each in record.wanted)
    assert (record.author, record.client) == (AUTHOR, "kantoor")
    assert VALUE not in str((record, tables.events, tables.evidence))
    assert VALUE in tables.payloads[record.content].decode()


async def test_a_message_that_could_never_be_written_is_refused_before_anybody_waits_for_it(side: Side) -> None:
    side.schemas.places = ("line 3: omschrijving",)
    with pytest.raises(NotAMessageError, match="omschrijving"):
        await hand_in(side)
    tables = side.store.tables
    assert (tables.parked, tables.payloads, tables.submissions) == ({}, {}, {})
    side.schemas.places = ()
    assert (await hand_in(side)).parked is not None


async def test_what_must_be_removed_is_not_judged_with_the_rest(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def validate(service: str, action: str, octets: bytes) -> tuple[str, ...]:
        seen.append(octets)
        return ()

    monkeypatch.setattr(side.schemas, "validate", validate)
    await parked(side)
    [octets] = seen
    assert VALUE.encode() not in octets


async def test_what_was_parked_reads_back_as_it_was_handed_in(side: Side) -> None:
    message = side.draft(FILE)
    command = SubmitMessage(client="kantoor", key="sleutel-1", digest="digest", message=message)
    await submit_message(command, side.ports)
    [octets] = side.store.tables.payloads.values()
    assert office.reread(octets) == message


async def test_parking_is_evidence_with_what_is_wanted_and_by_whom_it_was_written(side: Side) -> None:
    record = await parked(side)
    [decided, entry] = side.evidence()
    assert (decided.type, facts_of(decided)["verdict"]) == (EvidenceType.POLICY_DECIDED, "waits")
    assert entry.subject == f"out/{VEILIG_THUIS.oin}/{record.reference}"
    facts = facts_of(entry)
    assert facts["wanted"] == "R903:hold,R901:strip,R902:justify"
    assert (facts["author"], facts["role"]) == ("m-17", "behandelaar")
    assert len(facts["message-sha256"]) == 64
    assert side.told(record.reference) == ["message-parked"]


async def test_213_the_same_call_again_has_the_same_reference_and_the_present_state(side: Side) -> None:
    first = await hand_in(side)
    again = await hand_in(side)
    assert again == first
    assert len(side.store.tables.parked) == 1
    await _withdrawn(side, first.reference)
    later = await hand_in(side)
    assert later.parked is not None
    assert (later.reference, later.parked.state) == (first.reference, ParkingState.WITHDRAWN)


async def test_213_the_key_of_a_parked_message_with_another_body_is_refused(side: Side) -> None:
    await hand_in(side)
    command = SubmitMessage(client="kantoor", key="sleutel-1", digest="anders", message=side.draft(FILE))
    with pytest.raises(KeyReusedError):
        await submit_message(command, side.ports)


async def test_an_author_whom_the_staff_book_does_not_know_hands_nothing_in(side: Side) -> None:
    with pytest.raises(RoleNotHeldError):
        await hand_in(side, STRANGER)
    assert (side.store.tables.parked, side.evidence()) == ({}, [])


async def test_a_reference_is_used_once_by_what_waits_and_what_leaves_together(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = str((await parked(side)).reference)
    for key in ("sleutel-2", "sleutel-3"):
        with pytest.raises(NotAMessageError):
            await hand_in(side, key=key, reference=reference)
        monkeypatch.setattr("gateway.policy.gate.RULES", asking())
    left = str((await hand_in(side, key="sleutel-4")).reference)
    monkeypatch.setattr("gateway.policy.gate.RULES", asking(HOLDS))
    with pytest.raises(NotAMessageError):
        await hand_in(side, key="sleutel-5", reference=left)
    assert len(side.store.tables.parked) == len(side.store.tables.messages) == 1


async def test_what_waits_is_listed_until_it_ends(side: Side) -> None:
    record = await parked(side)
    assert await list_parked(side.ports) == [record]
    await _withdrawn(side, record.reference)
    assert await list_parked(side.ports) == []


async def test_who_handed_it_in_sees_what_a_removal_would_take_out(side: Side) -> None:
    reference = (await parked(side)).reference
    [(rule, removed)] = (await _shown(side, reference)).removals
    assert (rule, removed.element, removed.value) == ("R901", ADVICE, VALUE)
    assert (await _shown(side, reference, "ander-kantoor", AUTHOR)).removals


@pytest.mark.parametrize("by", [None, DOCTOR])
async def test_nobody_else_learns_what_it_says(side: Side, by: Employee | None) -> None:
    reference = (await parked(side)).reference
    shown = await _shown(side, reference, "ander-kantoor", by)
    assert (shown.removals, len(shown.record.wanted)) == ((), 3)


async def test_nobody_passes_for_the_author_in_a_role_that_is_not_held(side: Side) -> None:
    reference = (await parked(side)).reference
    with pytest.raises(RoleNotHeldError):
        await _shown(side, reference, "ander-kantoor", Employee(AUTHOR.id, StaffRole.MANAGER))


async def test_steps_are_shown_without_what_was_justified(side: Side) -> None:
    reference = (await parked(side)).reference
    await step(side, reference, Effect.JUSTIFY, rule="R902", justification=REASON)
    shown = await _shown(side, reference)
    [taken] = shown.steps
    assert (taken.step.rule, taken.step.by) == ("R902", AUTHOR)
    assert REASON not in str(shown)


async def test_after_its_end_no_removal_is_shown(side: Side) -> None:
    reference = (await parked(side)).reference
    await _withdrawn(side, reference)
    assert (await _shown(side, reference)).removals == ()


async def test_what_is_not_there_is_not_shown(side: Side) -> None:
    with pytest.raises(NotFoundError):
        await _shown(side, ReferenceNumber("nergens"))


async def test_a_withdrawn_message_never_leaves(side: Side, world: World) -> None:
    reference = (await parked(side)).reference
    assert (await _withdrawn(side, reference)).state is ParkingState.WITHDRAWN
    with pytest.raises(ParkedEndedError):
        await _withdrawn(side, reference)
    await world.settle()
    assert world.side(GEMEENTE).store.tables.messages == {}
    assert side.told(reference) == ["message-parked", "parked-withdrawn"]
    facts = facts_of(side.evidence(EvidenceType.PARKED_ENDED)[0])
    assert (facts["state"], facts["by"]) == ("withdrawn", "m-17")


async def test_only_staff_withdraws(side: Side) -> None:
    reference = (await parked(side)).reference
    with pytest.raises(RoleNotHeldError):
        await _withdrawn(side, reference, STRANGER)
    assert side.store.tables.parked[reference].state is ParkingState.WAITING


async def test_a_term_that_passes_ends_the_waiting_and_says_why_in_dutch(side: Side, world: World) -> None:
    record = await parked(side)
    world.clock.set(record.expires_at - timedelta(microseconds=1))
    assert await expire_parked(side.ports) == 0
    world.clock.set(record.expires_at)
    assert await expire_parked(side.ports) == 1
    assert await expire_parked(side.ports) == 0
    assert side.store.tables.parked[record.reference].state is ParkingState.EXPIRED
    assert side.told(record.reference) == ["message-parked", "parked-expired"]
    assert "termijn is verlopen" in side.store.tables.events[-1].explanation
    [entry] = side.evidence(EvidenceType.PARKED_ENDED)
    assert (facts_of(entry)["state"], entry.actor) == ("expired", str(VEILIG_THUIS.oin))


async def test_a_message_that_somebody_just_did_something_about_is_left_to_the_next_round(
    side: Side, world: World
) -> None:
    record = await parked(side)
    withdrawing = _withdrawn(side, record.reference)
    world.clock.set(record.expires_at - timedelta(seconds=1))

    def withdraw() -> None:
        world.clock.set(record.expires_at - timedelta(seconds=1))
        at_once(withdrawing)

    side.at_step("park.05-expiry-before-commit", withdraw)
    world.clock.set(record.expires_at)
    assert await expire_parked(side.ports) == 0
    assert side.store.tables.parked[record.reference].state is ParkingState.WITHDRAWN


async def test_one_that_cannot_be_ended_now_delays_no_other(side: Side, world: World) -> None:
    record = await parked(side)
    world.clock.set(record.expires_at)
    side.store.losses, side.store.loss = 1, ConcurrencyError("parked")
    assert await expire_parked(side.ports) == 0
    assert await expire_parked(side.ports) == 1
