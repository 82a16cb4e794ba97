"""Chapter 3.4: when a direct handover may be made, and how the family hears of it."""

from dataclasses import replace

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Informering
from gateway.domain.kinds import MessageType
from gateway.policy import UNKNOWN_HISTORY, Effect, Facts, History
from gateway.policy.rules.informing import RULES
from tests.kit.policy_cases import (
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    TRIAGE,
    effects,
    elements,
    facts,
    handover,
    judge,
    recorded,
)

FATHER = replace(MOTHER, kenmerk="p3", informering=None)
DELEGATED = recorded(CaseFact.INFORMING_DELEGATED)


def _after_service(asked: Facts) -> Facts:
    return facts(MessageType.MSG_35, asked.content)


# R041


def test_r041_a_decision_with_a_date_passes() -> None:
    assert judge(RULES, "R041", handover()) == ()


@pytest.mark.parametrize("triage", [None, replace(TRIAGE, besluit="")])
def test_r041_an_assessment_that_is_still_open_is_refused(triage: object) -> None:
    assert effects(judge(RULES, "R041", handover(triage=triage))) == [Effect.DENY]


def test_r041_is_about_a_direct_handover() -> None:
    assert judge(RULES, "R041", _after_service(handover(triage=None))) == ()


# R042


@pytest.mark.parametrize("safety", ["geen", "Geen acute of structurele onveiligheid"])
def test_r042_no_acute_and_no_structural_danger_passes(safety: str) -> None:
    assert judge(RULES, "R042", handover(triage=replace(TRIAGE, veiligheid=safety))) == ()


@pytest.mark.parametrize("safety", ["acuut", "acuut onveilig", "structureel", "structureel onveilig", "weet niet", ""])
def test_r042_danger_or_not_knowing_stays(safety: str) -> None:
    verdicts = judge(RULES, "R042", handover(triage=replace(TRIAGE, veiligheid=safety)))
    assert effects(verdicts) == [Effect.DENY]


@pytest.mark.parametrize("decision", ["VT", "onderzoek", "voorwaarden en vervolg", "einde bemoeienis"])
def test_r042_another_decision_than_the_local_field_stays(decision: str) -> None:
    assert effects(judge(RULES, "R042", handover(triage=replace(TRIAGE, besluit=decision)))) == [Effect.DENY]


def test_r042_leaves_an_open_triage_to_r041_and_other_messages_alone() -> None:
    assert judge(RULES, "R042", handover(triage=None)) == ()
    assert judge(RULES, "R042", _after_service(handover(triage=replace(TRIAGE, veiligheid="acuut")))) == ()


# R043


def test_r043_both_parents_informed_passes() -> None:
    assert judge(RULES, "R043", handover(betrokkenen=(MOTHER, replace(FATHER, informering=MOTHER.informering)))) == ()


@pytest.mark.parametrize("told", [None, Informering(geinformeerd=False, reden_niet="niet bereikt")])
def test_r043_a_father_who_is_unaware_holds_it(told: Informering | None) -> None:
    verdicts = judge(RULES, "R043", handover(betrokkenen=(MOTHER, replace(FATHER, informering=told))))
    assert effects(verdicts) == [Effect.HOLD]
    assert elements(verdicts) == {"betrokkenen[1].informering"}


def test_r043_a_child_or_a_professional_need_not_be_informed() -> None:
    child = replace(CHILD, informering=None)
    doctor = replace(FATHER, rol="412")
    assert judge(RULES, "R043", handover(betrokkenen=(MOTHER, child, doctor))) == ()


def test_r043_an_arrangement_to_inform_is_judged_by_the_next_rules() -> None:
    assert judge(RULES, "R043", replace(handover(betrokkenen=(FATHER,)), history=DELEGATED)) == ()


def test_r043_is_about_a_direct_handover() -> None:
    assert judge(RULES, "R043", _after_service(handover(betrokkenen=(FATHER,)))) == ()


# R044


CRITERIA = CaseFact.DELEGATION_CRITERIA_MET
NOT_MET = recorded(CRITERIA, holds=False)


def _delegated(criteria: History, *persons: object) -> Facts:
    history = History(case=DELEGATED.case + criteria.case)
    return replace(handover(betrokkenen=persons), history=history)


def _met(*names: str) -> History:
    return History(case=tuple(entry for name in names for entry in recorded(CRITERIA, about=name).case))


def test_r044_with_all_five_criteria_recorded_of_somebody_informing_may_be_left() -> None:
    assert judge(RULES, "R044", _delegated(_met(FATHER.kenmerk), FATHER)) == ()


@pytest.mark.parametrize("criteria", [NOT_MET, UNKNOWN_HISTORY, recorded(CRITERIA), recorded(CRITERIA, about="p9")])
def test_r044_otherwise_it_is_held(criteria: History) -> None:
    verdicts = judge(RULES, "R044", _delegated(criteria, MOTHER, FATHER))
    assert effects(verdicts) == [Effect.HOLD]
    assert elements(verdicts) == {"betrokkenen[1].informering"}


def test_r044_what_is_recorded_of_one_person_says_nothing_of_another() -> None:
    other = replace(FATHER, kenmerk="p9")
    refused = recorded(CRITERIA, holds=False, about=other.kenmerk)
    for said in (_met(FATHER.kenmerk), History(case=_met("", FATHER.kenmerk).case + refused.case)):
        assert elements(judge(RULES, "R044", _delegated(said, FATHER, other))) == {"betrokkenen[1].informering"}
    assert judge(RULES, "R044", _delegated(_met(FATHER.kenmerk, other.kenmerk), FATHER, other)) == ()


def test_r044_nothing_is_left_when_everybody_knows() -> None:
    assert judge(RULES, "R044", _delegated(NOT_MET, MOTHER)) == ()


def test_r044_is_about_a_direct_handover_with_such_an_arrangement() -> None:
    assert judge(RULES, "R044", handover(betrokkenen=(FATHER,))) == ()
    assert judge(RULES, "R044", replace(_after_service(handover(betrokkenen=(FATHER,))), history=DELEGATED)) == ()


# R045


def test_r045_a_name_and_a_date_pass() -> None:
    assert judge(RULES, "R045", replace(handover(), history=DELEGATED)) == ()


def test_r045_wordt_opgepakt_does_not() -> None:
    plan = DIRECT_HANDOVER.overdracht
    assert plan is not None
    for vague in (None, replace(plan, informeert_gezin=""), replace(plan, informeert_gezin_op=None)):
        verdicts = judge(RULES, "R045", replace(handover(overdracht=vague), history=DELEGATED))
        assert effects(verdicts) == [Effect.DENY]


def test_r045_is_about_a_direct_handover_with_such_an_arrangement() -> None:
    assert judge(RULES, "R045", handover(overdracht=None)) == ()
    assert judge(RULES, "R045", replace(_after_service(handover(overdracht=None)), history=DELEGATED)) == ()
