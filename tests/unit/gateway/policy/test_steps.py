from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.case import Exchanged
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Urgency
from gateway.domain.parking import StepTaken, StepWanted
from gateway.domain.party import PartyKind
from gateway.domain.region import NATIONAL, Change
from gateway.policy import Effect, Facts, History, Rule, Ruling, Standing, Verdict, is_reasoned, keep_terms
from gateway.policy.steps import BOILERPLATE, PENDING, counting, is_taken, wanted_by
from gateway.policy.verdicts import Copy, Hold, Justify, Route, Second, Strip
from tests.kit.policy_cases import (
    AT,
    DOCTOR,
    EARLIER,
    EMPLOYEE,
    EVERY_VERDICT,
    LOCAL_FIELD,
    POLICE,
    SCIENTIST,
    changed,
    exchange,
    handover,
    party,
    taken,
)

REASON = "de school is het eerste aanspreekpunt voor het lokale veld"
GI = party(PartyKind.GI)
TOWN = party(PartyKind.GEMEENTE)
HOLD = Hold(because="b", owner=StaffRole.GEDRAGSWETENSCHAPPER, limit="D053")
SECOND = Second(because="b", roles=frozenset({StaffRole.VERTROUWENSARTS, StaffRole.PRIVACY}))
COPY = Copy(because="b", type=MessageType.MSG_36C, to=PartyKind.GEMEENTE)
ROUTE = Route(because="b", to=PartyKind.GI)
JUSTIFY = Justify(because="b", minimum_characters=20)


def _ruling(verdict: Verdict, number: str = "R082") -> Ruling:
    rule = Rule(
        number=number,
        name="Voorbeeld",
        standing=Standing.LAW,
        sources=("DESIGN",),
        effects=(verdict.effect,),
        judge=lambda _: (verdict,),
    )
    return Ruling(rule, verdict)


def _asked(*steps: StepTaken, **changes: object) -> Facts:
    return changed(replace(handover(), author=EMPLOYEE, steps=steps), **changes)


def _is_taken(verdict: Verdict, *steps: StepTaken, **changes: object) -> bool:
    return is_taken(_ruling(verdict), _asked(*steps, **changes))


def _step(verdict: Verdict, by: Employee = DOCTOR, **changes: object) -> StepTaken:
    return taken("R082", verdict.effect, by, **changes)


# What satisfies what.


@pytest.mark.parametrize("verdict", EVERY_VERDICT, ids=lambda verdict: verdict.effect)
def test_without_a_step_nothing_is_taken(verdict: Verdict) -> None:
    assert not _is_taken(verdict)


def test_a_step_of_another_rule_or_effect_satisfies_nothing() -> None:
    assert _is_taken(SECOND, _step(SECOND))
    assert not _is_taken(SECOND, replace(_step(SECOND), rule="R083"))
    assert not _is_taken(SECOND, replace(_step(SECOND), effect=Effect.HOLD))


def test_a_step_is_about_at_least_the_elements_of_the_verdict() -> None:
    asked = replace(SECOND, elements=("verrijking[0]", "verrijking[1]"))
    assert _is_taken(asked, _step(asked, elements=("verrijking[0]", "verrijking[1]", "verrijking[2]")))
    assert not _is_taken(asked, _step(asked, elements=("verrijking[0]",)))
    # Two halves are not one: each was approved without the other.
    halves = [_step(asked, elements=(name,)) for name in asked.elements]
    assert not _is_taken(asked, *halves)


def test_a_removal_is_done_by_removing_and_never_by_saying_so() -> None:
    asked = Strip(because="b", elements=("melder.naam",))
    assert not _is_taken(asked, _step(asked, elements=("melder.naam",)))


@pytest.mark.parametrize("role", StaffRole)
def test_a_second_person_has_one_of_the_roles(role: StaffRole) -> None:
    by = Employee(EmployeeId("m-99"), role)
    assert _is_taken(SECOND, _step(SECOND, by)) is (role in SECOND.roles)


def test_the_author_is_never_the_second_person_in_whatever_role() -> None:
    author = Employee(EMPLOYEE.id, StaffRole.VERTROUWENSARTS)
    assert not _is_taken(SECOND, _step(SECOND, author))


def test_where_the_author_is_unknown_nobody_is_the_second_person() -> None:
    assert not is_taken(_ruling(SECOND), replace(_asked(_step(SECOND)), author=None))


def test_who_owns_a_hold_releases_it_also_as_its_author() -> None:
    assert _is_taken(HOLD, _step(HOLD, SCIENTIST))
    assert not _is_taken(HOLD, _step(HOLD, DOCTOR))
    assert is_taken(_ruling(HOLD), replace(_asked(_step(HOLD, SCIENTIST)), author=SCIENTIST))
    assert is_taken(_ruling(HOLD), replace(_asked(_step(HOLD, SCIENTIST)), author=None))


def test_r029_a_second_reader_is_not_the_author() -> None:
    asked = replace(HOLD, another=True)
    assert _is_taken(asked, _step(asked, SCIENTIST))
    for author in (SCIENTIST, None):
        assert not is_taken(_ruling(asked), replace(_asked(_step(asked, SCIENTIST)), author=author))


THIN: Exchanged = exchange(MessageType.MSG_36C, TOWN)


def test_a_copy_is_there_when_it_left() -> None:
    left = History(exchanged=(THIN,))
    assert _is_taken(COPY, _step(COPY, reference=EARLIER), history=left)
    assert not _is_taken(COPY, _step(COPY), history=left)


def test_a_copy_that_waits_for_a_person_itself_may_never_leave_and_is_none() -> None:
    assert not _is_taken(COPY, _step(COPY, reference=EARLIER), history=History(waiting=(THIN,)))


@pytest.mark.parametrize(
    "other",
    [
        exchange(MessageType.MSG_36, TOWN),
        exchange(MessageType.MSG_36C, LOCAL_FIELD),
        exchange(MessageType.MSG_36C, TOWN, Direction.IN),
    ],
    ids=["another type", "another receiver", "came to us"],
)
def test_another_message_is_no_copy(other: Exchanged) -> None:
    assert not _is_taken(COPY, _step(COPY, reference=EARLIER), history=History(exchanged=(other,)))


def test_a_copy_that_nobody_knows_is_none() -> None:
    assert not _is_taken(COPY, _step(COPY, reference=EARLIER))


def test_another_receiver_is_chosen_when_the_message_goes_there() -> None:
    there = handover().message
    there = replace(there, header=replace(there.header, receiver=GI.oin))
    chosen = _step(ROUTE, receiver=GI.oin)
    assert _is_taken(ROUTE, chosen, message=there, receiver=GI)
    assert not _is_taken(ROUTE, chosen)
    assert not _is_taken(ROUTE, chosen, message=there, receiver=None)
    assert not _is_taken(ROUTE, chosen, message=there, receiver=LOCAL_FIELD)
    assert not _is_taken(ROUTE, _step(ROUTE), message=there, receiver=GI)


def test_a_receiver_of_another_kind_than_the_rule_meant_is_not_enough() -> None:
    there = handover().message
    there = replace(there, header=replace(there.header, receiver=POLICE.oin))
    assert not _is_taken(ROUTE, _step(ROUTE, receiver=POLICE.oin), message=there, receiver=POLICE)


def test_a_justification_counts_by_what_it_says() -> None:
    assert _is_taken(JUSTIFY, _step(JUSTIFY, EMPLOYEE, justification=REASON))
    assert not _is_taken(JUSTIFY, _step(JUSTIFY, EMPLOYEE, justification="ter informatie"))


# R009: what is a reason.


@pytest.mark.parametrize("phrase", sorted(BOILERPLATE))
def test_r009_a_phrase_that_says_nothing_is_no_reason_however_often_it_is_written(phrase: str) -> None:
    for text in (
        phrase,
        phrase.upper(),
        f"{phrase}. " * 12,
        f" {phrase} - voor de volledigheid, ter informatie, n.v.t.",
    ):
        assert not is_reasoned(text, 1, NATIONAL)


@pytest.mark.parametrize("text", ["", " " * 40, "." * 40, "a" * 40, "ja ja ja ja ja ja ja ja ja", "omdat het moet"])
def test_r009_what_is_short_or_the_same_word_again_is_no_reason(text: str) -> None:
    assert not is_reasoned(text, 20, NATIONAL)


def test_r009_a_reason_of_exactly_the_length_is_one() -> None:
    text = "gevaar dreigt vannacht"
    assert is_reasoned(text, len(text), NATIONAL)
    assert not is_reasoned(text, len(text) + 1, NATIONAL)


def test_r009_a_reason_may_have_a_phrase_in_it() -> None:
    assert is_reasoned(f"Ter informatie: {REASON}", 20, NATIONAL)


def test_r009_a_region_names_more_phrases() -> None:
    words = frozenset({*BOILERPLATE, REASON})
    change = Change(rule="R009", source="besluit", author="beheer", parameters=(("boilerplate", words),))
    assert not is_reasoned(REASON, 20, replace(NATIONAL, changes=(change,)))


# What counts after a removal.


def test_after_a_removal_a_step_about_an_item_of_a_list_must_be_taken_again() -> None:
    asked = replace(HOLD, elements=("betrokkenen[0].informering",))
    released = _step(asked, SCIENTIST, elements=asked.elements)
    removed = taken("R029a", Effect.STRIP, elements=("betrokkenen[0]",))
    assert _is_taken(asked, released)
    assert not _is_taken(asked, released, removed)
    assert _is_taken(asked, removed, released)


def test_after_a_removal_a_step_about_the_whole_message_or_a_named_element_still_counts() -> None:
    whole, named = _step(HOLD, SCIENTIST), _step(HOLD, SCIENTIST, elements=("melding.omschrijving",))
    removed = taken("R029a", Effect.STRIP, elements=("betrokkenen[0]",))
    assert counting((whole, named, removed)) == (whole, named)


# What is wanted, and until when.


def test_what_is_wanted_is_what_the_rule_said() -> None:
    verdict = replace(HOLD, because="niet geïnformeerd", repair="informeer eerst", elements=("a.b",))
    wanted = wanted_by(_ruling(verdict, "R043"), _asked())
    assert (wanted.rule, wanted.effect, wanted.because) == ("R043", Effect.HOLD, "niet geïnformeerd")
    assert (wanted.repair, wanted.elements) == ("informeer eerst", ("a.b",))


@pytest.mark.parametrize("verdict", EVERY_VERDICT, ids=lambda verdict: verdict.effect)
def test_who_may_take_the_step_follows_from_the_verdict(verdict: Verdict) -> None:
    roles = {Effect.HOLD: {StaffRole.GEDRAGSWETENSCHAPPER}, Effect.SECOND: {StaffRole.VERTROUWENSARTS}}
    wanted = wanted_by(_ruling(verdict), _asked())
    assert wanted.roles == roles.get(verdict.effect, set())
    assert wanted.minimum_characters == (20 if verdict.effect is Effect.JUSTIFY else 0)


def _midnight(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, tzinfo=UTC)


# AT is Monday 2 March 2026, 11:00 here.
@pytest.mark.parametrize(
    ("number", "until"),
    [
        ("R043", _midnight(3, 4)),
        ("R082", AT + timedelta(hours=4)),
        ("R029", _midnight(3, 3)),
        ("R086", _midnight(3, 4)),
        ("R065", _midnight(3, 3)),
        ("R146", _midnight(3, 3)),
        ("R999", _midnight(3, 4)),
    ],
)
def test_d053_a_hold_lasts_as_long_as_its_rule_says(number: str, until: datetime) -> None:
    assert wanted_by(_ruling(HOLD, number), _asked()).expires_at == until


@pytest.mark.parametrize("effect", sorted(PENDING - {Effect.SECOND}))
def test_every_other_step_has_a_term_too(effect: Effect) -> None:
    verdict = next(verdict for verdict in EVERY_VERDICT if verdict.effect is effect)
    assert wanted_by(_ruling(verdict, "R999"), _asked()).expires_at == _midnight(3, 4)


def test_d054_approval_takes_a_working_day_and_two_hours_when_it_is_urgent() -> None:
    asked = _asked()
    assert wanted_by(_ruling(SECOND), asked).expires_at == _midnight(3, 3)
    urgent = replace(asked.message, header=replace(asked.header, urgency=Urgency.SPOED))
    assert wanted_by(_ruling(SECOND), replace(asked, message=urgent)).expires_at == AT + timedelta(hours=2)


def _wanted(rule: str, effect: Effect, hours: int) -> StepWanted:
    expires_at = AT + timedelta(hours=hours)
    return StepWanted(rule=rule, effect=effect, because="b", repair="", expires_at=expires_at)


def test_judging_anew_restarts_no_term() -> None:
    earlier = (_wanted("R043", Effect.HOLD, 5), _wanted("R043", Effect.HOLD, 4), _wanted("R043", Effect.SECOND, 1))
    now = (_wanted("R043", Effect.HOLD, 9), _wanted("R029", Effect.HOLD, 9), _wanted("R043", Effect.SECOND, 0))
    assert [step.expires_at for step in keep_terms(earlier, now)] == [
        AT + timedelta(hours=4),
        AT + timedelta(hours=9),
        AT,
    ]
    assert keep_terms((), now) == now
