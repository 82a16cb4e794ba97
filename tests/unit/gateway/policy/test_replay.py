from dataclasses import replace
from datetime import timedelta

from gateway.domain.region import NATIONAL, Change, Region
from gateway.policy import Outcome, replay
from tests.kit.policy_cases import AT, DIRECT_HANDOVER, MOTHER, TRIAGE, handover

SOUND = handover()
UNINFORMED = handover(replace(DIRECT_HANDOVER, betrokkenen=(replace(MOTHER, informering=None),)))
UNFINISHED = handover(replace(DIRECT_HANDOVER, triage=replace(TRIAGE, besluit="")))


def _without(*rules: str) -> Region:
    changes = (Change(rule=rule, source="besluit", author="beheer", on=False) for rule in rules)
    return replace(NATIONAL, agreements=frozenset({"S001"}), changes=tuple(changes))


def test_a_change_shows_which_decisions_it_would_have_changed() -> None:
    (changed,) = replay((SOUND, UNINFORMED, UNFINISHED), NATIONAL, _without("R043"))
    assert changed.reference == UNINFORMED.header.reference
    assert (changed.before, changed.after) == (Outcome.WAITS, Outcome.PASSES)
    assert (changed.gone, changed.come) == (("R043:hold",), ())


def test_taking_a_change_back_is_the_change_the_other_way_round() -> None:
    (changed,) = replay((SOUND, UNINFORMED), _without("R043"), NATIONAL)
    assert (changed.before, changed.after) == (Outcome.PASSES, Outcome.WAITS)
    assert (changed.gone, changed.come) == ((), ("R043:hold",))


def test_another_reason_for_the_same_outcome_is_a_change_too() -> None:
    (changed,) = replay((UNFINISHED,), NATIONAL, _without("R041"))
    assert changed.before is changed.after is Outcome.REFUSED
    assert changed.gone == ("R041:deny",)


def test_a_region_under_which_they_were_asked_does_not_count() -> None:
    asked = replace(UNINFORMED, region=_without("R043"))
    assert replay((asked,), NATIONAL, NATIONAL) == ()
    assert len(replay((asked,), NATIONAL, _without("R043"))) == 1


def test_what_changes_nothing_changes_nothing() -> None:
    assert replay((SOUND, UNINFORMED, UNFINISHED), NATIONAL, replace(NATIONAL, name="Ander")) == ()
    assert replay((), NATIONAL, _without("R043")) == ()


def test_what_is_proposed_is_judged_as_if_it_held_although_it_begins_later() -> None:
    later = replace(_without("R043"), valid_from=(AT + timedelta(days=30)).date())
    (changed,) = replay((SOUND, UNINFORMED), NATIONAL, later)
    assert (changed.reference, changed.after) == (UNINFORMED.header.reference, Outcome.PASSES)
