from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.parking import ParkingState
from gateway.errors import (
    AuthorUnknownError,
    ConcurrencyError,
    JustificationTooThinError,
    NoRouteError,
    NotFoundError,
    ParkedEndedError,
    PolicyRefusedError,
    RoleNotHeldError,
    RoleNotWantedError,
    SamePersonError,
    SchakelError,
    StepNotWantedError,
    StepTakenBeforeError,
    StepWithoutEffectError,
    StorageUnavailableError,
)
from gateway.flows.case_book import RecordFact, record_fact
from gateway.policy import Verdict
from gateway.policy.rules import routing
from tests.kit.parking import (
    ADVICE,
    AUTHOR,
    AUTHOR_AS_DOCTOR,
    COPIES,
    DOCTOR,
    HOLDS,
    HOLDS_FOR_ANOTHER,
    JUSTIFIES,
    REASON,
    ROUTES,
    SECONDS,
    STRIPS,
    asking,
    hand_in,
    parked,
    staffed,
    step,
)
from tests.kit.world import ALL_PAIRS, BUURREGIO, GEMEENTE, POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import at_once, facts_of

Asks = Callable[..., Side]
NOBODY: Final = Employee(EmployeeId("m-99"), StaffRole.VERTROUWENSARTS)


@pytest.fixture
def world() -> World:
    return World(pairs=ALL_PAIRS)


@pytest.fixture
def asks(world: World, monkeypatch: pytest.MonkeyPatch) -> Asks:
    """Return a Veilig Thuis whose rules ask what is named."""

    def ask(*verdicts: Verdict) -> Side:
        monkeypatch.setattr("gateway.policy.gate.RULES", asking(*verdicts))
        return staffed(world.side(VEILIG_THUIS))

    return ask


def _first(wanted: Verdict) -> str:
    """Return who the message is for; where a rule asks for another receiver, not the right one."""
    return str((BUURREGIO if wanted is ROUTES else GEMEENTE).oin)


def _unchanged(side: Side, reference: ReferenceNumber) -> None:
    tables = side.store.tables
    assert tables.parked[reference].state is ParkingState.WAITING
    assert (tables.messages, tables.outbox, tables.steps) == ({}, {}, {})
    assert side.evidence(EvidenceType.STEP_TAKEN) == []


@pytest.mark.parametrize(
    ("wanted", "by", "more"),
    [
        (STRIPS, AUTHOR, {}),
        (STRIPS, AUTHOR, {"elements": (ADVICE,)}),
        (JUSTIFIES, AUTHOR, {"justification": REASON}),
        (SECONDS, DOCTOR, {}),
        (HOLDS, DOCTOR, {}),
        (HOLDS, AUTHOR_AS_DOCTOR, {}),
        (HOLDS_FOR_ANOTHER, DOCTOR, {}),
        (ROUTES, AUTHOR, {"receiver": GEMEENTE.oin}),
    ],
    ids=lambda value: getattr(value, "effect", None),
)
async def test_the_last_step_sends_the_message_in_one_commit(
    asks: Asks, wanted: Verdict, by: Employee, more: dict[str, Any]
) -> None:
    side = asks(wanted)
    reference = (await parked(side, receiver=_first(wanted))).reference
    assert side.store.tables.messages == {}
    commits = side.store.commits
    after = await step(side, reference, wanted.effect, by, **more)
    assert (after.state, after.wanted) == (ParkingState.RELEASED, ())
    assert side.store.commits == commits + 1
    assert side.state(reference) == "queued"
    assert side.work_on(reference) is not None
    assert side.told(reference) == ["message-parked", "parked-released"]
    kinds = [entry.type for entry in side.evidence()]
    assert kinds == [
        *("policy-decided", "message-parked"),
        *("policy-decided", "submitted", "step-taken", "message-released"),
    ]
    [entry] = side.evidence(EvidenceType.STEP_TAKEN)
    facts = facts_of(entry)
    assert (facts["rule"], facts["effect"], facts["by"], facts["role"]) == ("R901", wanted.effect, by.id.text, by.role)


async def test_what_was_removed_arrives_nowhere_and_the_receiver_reads_which_rule_did_it(
    asks: Asks, world: World
) -> None:
    side = asks(STRIPS)
    reference = (await parked(side)).reference
    await step(side, reference, Effect.STRIP)
    octets = side.store.tables.payloads[side.sent(reference).content]
    assert b"gesprek met beide ouders" not in octets
    assert b"R901" in octets
    await world.settle()
    assert world.side(GEMEENTE).got(reference, VEILIG_THUIS) is not None


async def test_a_justification_is_sealed_and_the_evidence_has_its_digest_alone(asks: Asks) -> None:
    side = asks(JUSTIFIES)
    reference = (await parked(side)).reference
    await step(side, reference, Effect.JUSTIFY, justification=REASON)
    tables = side.store.tables
    record = tables.steps[reference, 1]
    assert record.justification is not None
    assert tables.payloads[record.justification].decode() == REASON
    assert record.step.justification == ""
    assert REASON not in str((side.evidence(), tables.events, tables.parked))
    [entry] = side.evidence(EvidenceType.STEP_TAKEN)
    assert len(facts_of(entry)["justification-sha256"]) == 64


async def test_a_message_waits_on_until_every_step_is_taken_and_keeps_its_first_terms(asks: Asks, world: World) -> None:
    side = asks(JUSTIFIES, HOLDS, SECONDS)
    before = await parked(side)
    terms = {each.rule: each.expires_at for each in before.wanted}
    # A day later each of them would get another term.
    world.clock.move(timedelta(days=1))
    after = await step(side, before.reference, Effect.JUSTIFY, justification=REASON)
    assert after.state is ParkingState.WAITING
    assert {each.rule: each.expires_at for each in after.wanted} == {rule: terms[rule] for rule in ("R902", "R903")}
    assert side.store.tables.messages == {}
    await step(side, before.reference, Effect.HOLD, DOCTOR, rule="R902")
    assert (await step(side, before.reference, Effect.SECOND, DOCTOR, rule="R903")).state is ParkingState.RELEASED


async def test_what_still_waits_ends_with_the_earliest_term_that_is_left(asks: Asks, world: World) -> None:
    side = asks(JUSTIFIES, HOLDS, SECONDS)
    before = await parked(side)
    terms = {each.rule: each.expires_at for each in before.wanted}
    assert terms["R903"] < terms["R902"]
    world.clock.move(timedelta(days=1))
    reference = before.reference
    await step(side, reference, Effect.JUSTIFY, justification=REASON)
    assert side.store.tables.parked[reference].expires_at == terms["R903"]
    await step(side, reference, Effect.SECOND, DOCTOR, rule="R903")
    assert side.store.tables.parked[reference].expires_at == terms["R902"]


async def test_what_became_forbidden_since_ends_the_message_as_refused(asks: Asks) -> None:
    side = asks(HOLDS)
    record = await parked(side)
    fact = RecordFact(
        client="kantoor",
        conversation=record.conversation,
        by=AUTHOR,
        fact=CaseFact.CONSENT_WITHDRAWN,
        holds=True,
    )
    await record_fact(fact, side.ports)
    after = await step(side, record.reference, Effect.HOLD, DOCTOR)
    assert after.state is ParkingState.REFUSED
    assert side.store.tables.messages == {}
    assert side.told(record.reference) == ["message-parked", "parked-refused"]
    assert "R999" in side.store.tables.events[-1].explanation


REFUSED: Final[list[tuple[Verdict, type[SchakelError], dict[str, Any]]]] = [
    (HOLDS, StepNotWantedError, {"rule": "R902"}),
    (HOLDS, StepNotWantedError, {"effect": Effect.JUSTIFY}),
    (STRIPS, StepNotWantedError, {"by": AUTHOR, "elements": ("betrokkenen",)}),
    (STRIPS, StepNotWantedError, {"by": AUTHOR, "elements": (ADVICE, "betrokkenen")}),
    (HOLDS, RoleNotHeldError, {"by": NOBODY}),
    (HOLDS, RoleNotHeldError, {"by": replace(DOCTOR, role=StaffRole.PRIVACY)}),
    (HOLDS, RoleNotWantedError, {"by": AUTHOR}),
    (STRIPS, RoleNotWantedError, {"by": DOCTOR}),
    (SECONDS, SamePersonError, {"by": AUTHOR_AS_DOCTOR}),
    (HOLDS_FOR_ANOTHER, SamePersonError, {"by": AUTHOR_AS_DOCTOR}),
    (JUSTIFIES, JustificationTooThinError, {"by": AUTHOR}),
    (JUSTIFIES, JustificationTooThinError, {"by": AUTHOR, "justification": "omdat het moet"}),
    (JUSTIFIES, JustificationTooThinError, {"by": AUTHOR, "justification": "ter informatie " * 20}),
    (ROUTES, StepWithoutEffectError, {"by": AUTHOR}),
    (ROUTES, StepWithoutEffectError, {"by": AUTHOR, "receiver": Oin("00000099000000009000")}),
    (ROUTES, StepWithoutEffectError, {"by": AUTHOR, "receiver": POLITIE.oin}),
    (COPIES, StepWithoutEffectError, {"by": AUTHOR}),
    (COPIES, StepWithoutEffectError, {"by": AUTHOR, "copy": ReferenceNumber("nooit-verstuurd")}),
]


@pytest.mark.parametrize(("wanted", "refusal", "what"), REFUSED)
async def test_a_step_that_cannot_be_taken_like_this_changes_nothing(
    asks: Asks, wanted: Verdict, refusal: type[SchakelError], what: dict[str, Any]
) -> None:
    side = asks(wanted)
    record = await parked(side, receiver=_first(wanted))
    asked: dict[str, Any] = {"effect": wanted.effect, "by": DOCTOR} | what
    with pytest.raises(refusal):
        await step(side, record.reference, **asked)
    _unchanged(side, record.reference)


@pytest.mark.parametrize("wanted", [SECONDS, HOLDS_FOR_ANOTHER], ids=["second", "hold"])
async def test_without_a_known_author_nobody_is_the_second_person(asks: Asks, wanted: Verdict) -> None:
    side = asks(wanted)
    record = await parked(side, author=None)
    with pytest.raises(AuthorUnknownError):
        await step(side, record.reference, wanted.effect, DOCTOR)
    _unchanged(side, record.reference)


async def test_without_a_staff_book_nobody_takes_a_step_that_asks_for_a_role(asks: Asks) -> None:
    side = asks(HOLDS, STRIPS)
    side.staff.kept = False
    side.staff.roles.clear()
    record = await parked(side)
    with pytest.raises(RoleNotHeldError):
        await step(side, record.reference, Effect.HOLD, DOCTOR)
    _unchanged(side, record.reference)
    after = await step(side, record.reference, Effect.STRIP, rule="R902")
    assert [each.rule for each in after.wanted] == ["R901"]


async def test_a_step_is_taken_once(asks: Asks) -> None:
    side = asks(JUSTIFIES, HOLDS)
    reference = (await parked(side)).reference
    await step(side, reference, Effect.JUSTIFY, justification=REASON)
    with pytest.raises(StepTakenBeforeError):
        await step(side, reference, Effect.JUSTIFY, justification=REASON)
    assert len(side.store.tables.steps) == 1


async def test_nothing_is_done_about_a_message_that_is_not_there_or_has_ended(asks: Asks) -> None:
    side = asks(STRIPS)
    with pytest.raises(NotFoundError):
        await step(side, ReferenceNumber("nergens"), Effect.STRIP)
    reference = (await parked(side)).reference
    await step(side, reference, Effect.STRIP)
    with pytest.raises(ParkedEndedError) as caught:
        await step(side, reference, Effect.STRIP)
    assert caught.value.state == "released"


async def test_a_step_after_its_term_ends_the_message(asks: Asks, world: World) -> None:
    side = asks(STRIPS)
    record = await parked(side)
    world.clock.set(record.expires_at)
    with pytest.raises(ParkedEndedError):
        await step(side, record.reference, Effect.STRIP)
    assert side.store.tables.parked[record.reference].state is ParkingState.EXPIRED
    assert side.told(record.reference) == ["message-parked", "parked-expired"]


async def test_a_receiver_that_the_rules_refuse_leaves_the_choice_open(asks: Asks, world: World) -> None:
    side = asks(ROUTES)
    record = await parked(side, receiver=_first(ROUTES))
    fact = RecordFact(
        client="kantoor", conversation=record.conversation, by=AUTHOR, fact=CaseFact.CONSENT_WITHDRAWN, holds=True
    )
    await record_fact(fact, side.ports)
    with pytest.raises(PolicyRefusedError):
        await step(side, record.reference, Effect.ROUTE, receiver=GEMEENTE.oin)
    _unchanged(side, record.reference)


async def test_a_message_that_finds_no_way_out_waits_on(asks: Asks) -> None:
    side = asks(STRIPS)
    reference = (await parked(side)).reference
    agreements = side.agreements
    side.agree()
    with pytest.raises(NoRouteError):
        await step(side, reference, Effect.STRIP)
    _unchanged(side, reference)
    side.agree(*agreements)
    assert (await step(side, reference, Effect.STRIP)).state is ParkingState.RELEASED


async def test_a_copy_that_was_sent_gives_the_rule_what_it_asks(asks: Asks, monkeypatch: pytest.MonkeyPatch) -> None:
    side = asks(COPIES)
    record = await parked(side)
    monkeypatch.setattr("gateway.policy.gate.RULES", asking())
    conversation = str(record.conversation)
    sent = await hand_in(side, key="sleutel-2", conversation=conversation)
    assert sent.parked is None
    monkeypatch.setattr("gateway.policy.gate.RULES", asking(COPIES))
    after = await step(side, record.reference, Effect.COPY, copy=sent.reference)
    assert after.state is ParkingState.RELEASED


async def test_of_two_last_steps_at_once_one_releases_and_the_other_is_told(asks: Asks) -> None:
    side = asks(HOLDS)
    reference = (await parked(side)).reference
    racing = step(side, reference, Effect.HOLD, AUTHOR_AS_DOCTOR)
    side.at_step("park.01-step-before-commit", lambda: at_once(racing))
    with pytest.raises(ParkedEndedError):
        await step(side, reference, Effect.HOLD, DOCTOR)
    assert [number for _, number in side.store.tables.steps] == [1]
    assert len(side.evidence(EvidenceType.SUBMITTED)) == 1


async def test_of_two_different_steps_at_once_both_count(asks: Asks) -> None:
    side = asks(JUSTIFIES, HOLDS)
    reference = (await parked(side)).reference
    racing = step(side, reference, Effect.JUSTIFY, justification=REASON)
    side.at_step("park.01-step-before-commit", lambda: at_once(racing))
    assert (await step(side, reference, Effect.HOLD, DOCTOR, rule="R902")).state is ParkingState.RELEASED
    assert len(side.store.tables.steps) == 2
    assert len(side.evidence(EvidenceType.SUBMITTED)) == 1


async def test_r064_a_step_that_would_release_a_second_handover_is_judged_on_the_first(
    asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    side = asks(HOLDS)
    record = await parked(side, conversation="gesprek-1")

    def overtake() -> None:
        monkeypatch.setattr("gateway.policy.gate.RULES", asking())
        at_once(hand_in(side, key="sleutel-2", conversation="gesprek-1"))
        one_open = (each for each in routing.RULES if each.number == "R064")
        monkeypatch.setattr("gateway.policy.gate.RULES", (*asking(HOLDS), *one_open))

    side.at_step("park.01-step-before-commit", overtake)
    after = await step(side, record.reference, Effect.HOLD, DOCTOR)
    assert (after.state, [each.rule for each in after.wanted]) == (ParkingState.WAITING, ["R064"])
    assert len(side.evidence(EvidenceType.SUBMITTED)) == 1


async def test_a_store_that_is_always_busy_is_told_and_nothing_changed(asks: Asks) -> None:
    side = asks(HOLDS)
    reference = (await parked(side)).reference
    side.store.losses = 5
    with pytest.raises(ConcurrencyError):
        await step(side, reference, Effect.HOLD, DOCTOR)
    _unchanged(side, reference)


async def test_a_step_that_fails_before_its_commit_can_be_taken_again(asks: Asks) -> None:
    side = asks(HOLDS)
    reference = (await parked(side)).reference

    def fail() -> None:
        raise StorageUnavailableError

    side.at_step("park.01-step-before-commit", fail)
    with pytest.raises(StorageUnavailableError):
        await step(side, reference, Effect.HOLD, DOCTOR)
    _unchanged(side, reference)
    assert (await step(side, reference, Effect.HOLD, DOCTOR)).state is ParkingState.RELEASED


async def test_a_step_that_is_durable_stays_taken_whatever_happens_next(asks: Asks) -> None:
    side = asks(HOLDS)
    reference = (await parked(side)).reference

    def fail() -> None:
        raise StorageUnavailableError

    side.at_step("park.02-step-committed", fail)
    with pytest.raises(StorageUnavailableError):
        await step(side, reference, Effect.HOLD, DOCTOR)
    assert side.state(reference) == "queued"
    with pytest.raises(ParkedEndedError):
        await step(side, reference, Effect.HOLD, DOCTOR)
