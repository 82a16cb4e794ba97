from datetime import timedelta

import pytest

from gateway.domain.effect import Effect
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.parking import ParkingState
from gateway.errors import NoRouteError, StepWithoutEffectError
from gateway.flows.parked import WithdrawParked, withdraw_parked
from gateway.policy import Facts, Rule, Verdict
from tests.kit.parking import AUTHOR, COPIES, DENIES, DOCTOR, HOLDS, asking, hand_in, rule, staffed, step
from tests.kit.world import ALL_PAIRS, VEILIG_THUIS, Side, World
from tests.kit.world_doors import at_once


def each_other(others: int, *held: str) -> tuple[Rule, ...]:
    """Return a book in which a message waits until that many others of its case left, and some wait for a doctor."""

    def copies(facts: Facts) -> tuple[Verdict, ...]:
        return () if len(facts.history.messages(direction=Direction.OUT)) >= others else (COPIES,)

    def holds(facts: Facts) -> tuple[Verdict, ...]:
        return (HOLDS,) if str(facts.header.reference) in held else ()

    allow, forbid = asking()
    return allow, rule("R901", copies), rule("R902", holds), forbid


@pytest.fixture
def world() -> World:
    return World(pairs=ALL_PAIRS)


@pytest.fixture
def vt(world: World, monkeypatch: pytest.MonkeyPatch) -> Side:
    monkeypatch.setattr("gateway.policy.gate.RULES", each_other(1))
    return staffed(world.side(VEILIG_THUIS))


async def _hand_in(side: Side, *names: str) -> list[ReferenceNumber]:
    """Hand in messages of one case that all wait."""
    handed = [await hand_in(side, key=f"sleutel-{each}", conversation="zaak-1", reference=each) for each in names]
    assert all(each.parked is not None for each in handed)
    return [each.reference for each in handed]


def _states(side: Side, *references: ReferenceNumber) -> set[ParkingState]:
    return {side.store.tables.parked[each].state for each in references}


async def test_two_that_wait_only_for_each_other_leave_in_one_commit(vt: Side) -> None:
    first, second = await _hand_in(vt, "een", "twee")
    commits = vt.store.commits
    after = await step(vt, first, Effect.COPY, copy=second)
    assert after.state is ParkingState.RELEASED
    assert vt.store.commits == commits + 1
    assert _states(vt, first, second) == {ParkingState.RELEASED}
    for each in (first, second):
        assert vt.state(each) == "queued"
        assert vt.told(each) == ["message-parked", "parked-released"]
    assert len(vt.evidence(EvidenceType.MESSAGE_RELEASED)) == 2
    assert len(vt.evidence(EvidenceType.STEP_TAKEN)) == 1


async def test_three_that_wait_only_for_each_other_leave_in_one_commit(
    vt: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.policy.gate.RULES", each_other(2))
    first, second, third = await _hand_in(vt, "een", "twee", "drie")
    await step(vt, first, Effect.COPY, copy=second)
    assert _states(vt, first, second, third) == {ParkingState.RELEASED}


async def test_a_copy_that_waits_for_more_than_this_message_is_none_until_it_left(
    vt: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.policy.gate.RULES", each_other(1, "twee"))
    first, second = await _hand_in(vt, "een", "twee")
    with pytest.raises(StepWithoutEffectError):
        await step(vt, first, Effect.COPY, copy=second)
    assert vt.store.tables.messages == {}
    assert _states(vt, first, second) == {ParkingState.WAITING}
    await step(vt, second, Effect.HOLD, DOCTOR, rule="R902")
    assert (await step(vt, first, Effect.COPY, copy=second)).state is ParkingState.RELEASED
    assert _states(vt, first, second) == {ParkingState.RELEASED}


async def test_a_message_that_waits_for_more_keeps_its_copy_until_both_can_leave(
    vt: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.policy.gate.RULES", each_other(1, "een"))
    first, second = await _hand_in(vt, "een", "twee")
    after = await step(vt, first, Effect.COPY, copy=second)
    assert [each.rule for each in after.wanted] == ["R902"]
    assert vt.store.tables.messages == {}
    assert (await step(vt, first, Effect.HOLD, DOCTOR, rule="R902")).state is ParkingState.RELEASED
    assert _states(vt, first, second) == {ParkingState.RELEASED}


async def test_without_its_copy_a_message_waits_on_for_another(vt: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.policy.gate.RULES", each_other(1, "een"))
    first, second = await _hand_in(vt, "een", "twee")
    await step(vt, first, Effect.COPY, copy=second)
    await withdraw_parked(WithdrawParked(client="kantoor", reference=second, by=AUTHOR), vt.ports)
    after = await step(vt, first, Effect.HOLD, DOCTOR, rule="R902")
    assert (after.state, [each.rule for each in after.wanted]) == (ParkingState.WAITING, ["R901"])
    assert vt.store.tables.messages == {}


async def test_a_copy_whose_term_passed_is_none(vt: Side, world: World) -> None:
    (second,) = await _hand_in(vt, "twee")
    world.clock.move(timedelta(days=5))
    (first,) = await _hand_in(vt, "een")
    assert _states(vt, second) == {ParkingState.WAITING}
    with pytest.raises(StepWithoutEffectError):
        await step(vt, first, Effect.COPY, copy=second)
    assert vt.store.tables.messages == {}


async def test_a_copy_that_is_withdrawn_in_the_same_moment_keeps_the_message_here(vt: Side) -> None:
    first, second = await _hand_in(vt, "een", "twee")
    racing = withdraw_parked(WithdrawParked(client="kantoor", reference=second, by=AUTHOR), vt.ports)
    vt.at_step("park.01-step-before-commit", lambda: at_once(racing))
    with pytest.raises(StepWithoutEffectError):
        await step(vt, first, Effect.COPY, copy=second)
    assert vt.store.tables.messages == {}


async def test_a_copy_that_leaves_by_itself_lets_the_message_leave_at_its_next_step(
    vt: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asks(facts: Facts) -> tuple[Verdict, ...]:
        return (COPIES if facts.header.reference == ReferenceNumber("een") else HOLDS,)

    monkeypatch.setattr("gateway.policy.gate.RULES", (*asking(), rule("R901", asks)))
    first, second = await _hand_in(vt, "een", "twee")
    with pytest.raises(StepWithoutEffectError):
        await step(vt, first, Effect.COPY, copy=second)
    assert (await step(vt, second, Effect.HOLD, DOCTOR)).state is ParkingState.RELEASED
    assert _states(vt, first) == {ParkingState.WAITING}
    assert (await step(vt, first, Effect.COPY, copy=second)).state is ParkingState.RELEASED
    assert len(vt.store.tables.messages) == 2


async def test_what_its_copy_would_forbid_is_not_refused_before_the_copy_left(
    vt: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await _hand_in(vt, "een", "twee")

    def denies(facts: Facts) -> tuple[Verdict, ...]:
        return (DENIES,) if facts.header.reference == first and facts.history.exchanged else ()

    monkeypatch.setattr("gateway.policy.gate.RULES", (*each_other(1), rule("R903", denies)))
    with pytest.raises(StepWithoutEffectError):
        await step(vt, first, Effect.COPY, copy=second)
    assert _states(vt, first, second) == {ParkingState.WAITING}


async def test_a_copy_that_finds_no_way_out_keeps_both_here_and_nothing_is_kept_of_it(
    vt: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await _hand_in(vt, "een", "twee")
    before = vt.store.tables
    calls = iter((None, NoRouteError(before.parked[second].type)))

    async def route(*_: object) -> None:
        if (error := next(calls)) is not None:
            raise error

    monkeypatch.setattr("gateway.flows.take_step.route_message", route)
    with pytest.raises(NoRouteError):
        await step(vt, first, Effect.COPY, copy=second)
    assert vt.store.tables == before
