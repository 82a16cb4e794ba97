"""Chapter 3.3, second half: what a reporter, and what the police, may hear back."""

from dataclasses import replace

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Contact, Content, Terugkoppeling
from gateway.domain.kinds import MessageType
from gateway.policy import UNKNOWN_HISTORY, Effect, Facts, History, Rule
from gateway.policy.people import is_bsn, passes_eleven_test
from gateway.policy.rules.feedback import OUTCOMES, RULES, STATUSES
from gateway.policy.rules.roles import RULES as ROLES
from tests.kit.policy_cases import (
    CITIZEN,
    CONTACT,
    HIDDEN_CITIZEN,
    MOTHER,
    POLICE,
    SCHOOL,
    VT,
    effects,
    elements,
    facts,
    judge,
    recorded,
)

ASSESSED = Terugkoppeling(
    identificatie_melding="M-1",
    status="uitkomst veiligheidsbeoordeling",
    uitkomst="geen vervolgstappen nodig",
    uitgevoerd_door_naam="Veilig Thuis Voorbeeld",
    uitgevoerd_door_oin=VT.oin,
)
FINISHED = replace(
    ASSESSED,
    status="overdracht",
    uitkomst=None,
    veiligheidsvoorwaarden="iedere week contact",
    monitorafspraken="3 en 12",
)


def _to_citizen(answer: Terugkoppeling | None, kind: MessageType = MessageType.MSG_09) -> Facts:
    return facts(kind, Content(terugkoppeling=answer), VT, CITIZEN)


def _to_school(answer: Terugkoppeling | None, history: History = UNKNOWN_HISTORY) -> Facts:
    asked = facts(MessageType.MSG_10, Content(terugkoppeling=answer), VT, SCHOOL)
    return replace(asked, history=history)


def _to_police(answer: Terugkoppeling | None) -> Facts:
    return facts(MessageType.MSG_08, Content(terugkoppeling=answer), VT, POLICE)


# R035


def test_r035_a_citizen_hears_that_the_case_was_handed_over() -> None:
    steps = replace(ASSESSED, uitkomst="overdracht", vervolg=True, overgedragen_aan=("wijkteam",), contact=CONTACT)
    assert judge(RULES, "R035", _to_citizen(steps)) == ()


def test_r035_a_citizen_hears_nothing_more() -> None:
    verdicts = judge(RULES, "R035", _to_citizen(replace(FINISHED, toelichting="vader krijgt behandeling")))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {
        "terugkoppeling.toelichting",
        "terugkoppeling.veiligheidsvoorwaarden",
        "terugkoppeling.monitorafspraken",
    }


def test_r035_is_about_citizens_and_feedback() -> None:
    assert judge(RULES, "R035", _to_school(FINISHED)) == ()
    assert judge(RULES, "R035", _to_police(replace(ASSESSED, toelichting="kort"))) == ()


# R036


def test_r036_a_school_that_is_part_of_the_plan_hears_the_conditions() -> None:
    assert judge(RULES, "R036", _to_school(FINISHED, recorded(CaseFact.REPORTER_IN_FOLLOW_UP))) == ()


@pytest.mark.parametrize("role", [recorded(CaseFact.REPORTER_IN_FOLLOW_UP, holds=False), UNKNOWN_HISTORY])
def test_r036_a_professional_who_only_reported_does_not(role: History) -> None:
    verdicts = judge(RULES, "R036", _to_school(FINISHED, role))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"terugkoppeling.veiligheidsvoorwaarden", "terugkoppeling.monitorafspraken"}


def test_r036_feedback_without_conditions_passes() -> None:
    assert judge(RULES, "R036", _to_school(ASSESSED)) == ()


def test_r036_is_about_feedback_to_a_reporter() -> None:
    assert judge(RULES, "R036", _to_police(FINISHED)) == ()


# R038


@pytest.mark.parametrize(
    "answer",
    [
        replace(ASSESSED, uitkomst="overdracht"),
        replace(ASSESSED, status="overdracht"),
        replace(ASSESSED, overgedragen_aan=("de gemeente",)),
    ],
)
def test_r038_after_a_direct_handover_the_local_field_is_named(answer: Terugkoppeling) -> None:
    assert judge(RULES, "R038", _to_citizen(replace(answer, contact=CONTACT))) == ()
    for unnamed in (answer, replace(answer, contact=Contact(naam=" "))):
        verdicts = judge(RULES, "R038", _to_citizen(unnamed))
        assert effects(verdicts) == [Effect.DENY]
        assert elements(verdicts) == {"terugkoppeling.contact"}


def test_r038_without_a_handover_there_is_no_one_to_name() -> None:
    assert judge(RULES, "R038", _to_citizen(ASSESSED)) == ()
    assert judge(RULES, "R038", _to_citizen(None)) == ()


def test_r038_is_about_the_first_moment() -> None:
    assert judge(RULES, "R038", _to_citizen(FINISHED, MessageType.MSG_10)) == ()


# R040


def test_r040_a_short_explanation_passes() -> None:
    assert judge(RULES, "R040", _to_police(ASSESSED)) == ()
    assert judge(RULES, "R040", _to_police(replace(ASSESSED, toelichting="x" * 1000))) == ()


def test_r040_a_page_is_refused() -> None:
    verdicts = judge(RULES, "R040", _to_police(replace(ASSESSED, toelichting="x" * 1001)))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"terugkoppeling.toelichting"}


def test_r040_is_about_feedback_to_the_police() -> None:
    assert judge(RULES, "R040", _to_citizen(replace(ASSESSED, toelichting="x" * 1001))) == ()
    assert judge(RULES, "R040", _to_police(None)) == ()


# R040a


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_r040a_an_assessment_has_an_outcome(outcome: str) -> None:
    assert judge(RULES, "R040a", _to_police(replace(ASSESSED, uitkomst=outcome))) == ()


@pytest.mark.parametrize("status", sorted(STATUSES - {"uitkomst veiligheidsbeoordeling"}))
def test_r040a_every_other_status_stands_alone(status: str) -> None:
    assert judge(RULES, "R040a", _to_police(replace(ASSESSED, status=status, uitkomst=None))) == ()
    contradiction = replace(ASSESSED, status=status, uitkomst="vervolgstappen belegd bij VT")
    assert effects(judge(RULES, "R040a", _to_police(contradiction))) == [Effect.DENY]


@pytest.mark.parametrize(
    "answer",
    [
        replace(ASSESSED, uitkomst=None),
        replace(ASSESSED, uitkomst="iets anders"),
        replace(ASSESSED, status="melding onjuist geadresseerd", uitkomst=None),
        replace(ASSESSED, status="onbekend", uitkomst=None),
    ],
)
def test_r040a_what_the_code_list_does_not_know_is_refused(answer: Terugkoppeling) -> None:
    verdicts = judge(RULES, "R040a", _to_police(answer))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"terugkoppeling.status", "terugkoppeling.uitkomst"}


def test_r040a_is_about_feedback_to_the_police() -> None:
    assert judge(RULES, "R040a", _to_citizen(replace(ASSESSED, uitkomst=None))) == ()
    assert judge(RULES, "R040a", _to_police(None)) == ()


# CL07

OUTCOME = replace(ASSESSED, status="VT-02", uitkomst=None, soort="VT")


def _generic(answer: Terugkoppeling | None, kind: MessageType = MessageType.MSG_11) -> Facts:
    return facts(kind, Content(terugkoppeling=answer), VT, POLICE)


@pytest.mark.parametrize(
    "answer",
    [
        OUTCOME,
        replace(OUTCOME, soort="ZVH", status="ZVH-02"),
        replace(OUTCOME, soort="NAZ"),
        replace(OUTCOME, soort=None),
        replace(OUTCOME, status="VT-99", juiste_organisatie="Veilig Thuis elders", juiste_oin=VT.oin),
        replace(OUTCOME, soort="ZVH", status="ZVH-03", juiste_organisatie="wijkteam"),
    ],
)
def test_cl07_a_status_of_its_own_kind_passes(answer: Terugkoppeling) -> None:
    assert judge(RULES, "CL07", _generic(answer)) == ()


@pytest.mark.parametrize(("kind", "status"), [("VT", "ZVH-01"), ("ZVH", "VT-99")])
def test_cl07_a_status_of_another_kind_is_refused(kind: str, status: str) -> None:
    verdicts = judge(RULES, "CL07", _generic(replace(OUTCOME, soort=kind, status=status)))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"terugkoppeling.status", "terugkoppeling.soort"}


@pytest.mark.parametrize("status", ["VT-01-01", "VT-01-03", "VT-03"])
def test_cl07_nobody_takes_over_what_stays_or_ends(status: str) -> None:
    for answer in (replace(OUTCOME, juiste_organisatie="elders"), replace(OUTCOME, juiste_oin=VT.oin)):
        verdicts = judge(RULES, "CL07", _generic(replace(answer, status=status)))
        assert elements(verdicts) == {"terugkoppeling.status", "terugkoppeling.juiste_organisatie"}


@pytest.mark.parametrize("status", ["ZVH-01", "ZVH-02"])
def test_cl07_neither_what_a_zvh_keeps(status: str) -> None:
    answer = replace(OUTCOME, soort="ZVH", status=status, juiste_organisatie="elders")
    assert effects(judge(RULES, "CL07", _generic(answer))) == [Effect.DENY]


def test_cl07_is_about_the_outcome_of_a_generic_report() -> None:
    wrong = replace(OUTCOME, soort="ZVH")
    assert judge(RULES, "CL07", _generic(wrong, MessageType.MSG_12)) == ()
    assert judge(RULES, "CL07", _generic(None)) == ()


# R040, what else it may not say


@pytest.mark.parametrize(
    "text", ["een pagina over de psychiatrische voorgeschiedenis", "Moeder is verslaafd.", "diagnose volgt", "Autisme"]
)
def test_r040_what_is_said_of_health_is_taken_out(text: str) -> None:
    verdicts = judge(RULES, "R040", _to_police(replace(ASSESSED, toelichting=text)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.STRIP], {"terugkoppeling.toelichting"})


def test_r040_who_has_the_case_now_may_be_said() -> None:
    assert judge(RULES, "R040", _to_police(replace(ASSESSED, toelichting="overgedragen aan wijkteam Noord"))) == ()


def test_r040_who_else_reported_is_taken_out() -> None:
    asked = facts(MessageType.MSG_08, Content(terugkoppeling=ASSESSED, melder=HIDDEN_CITIZEN), VT, POLICE)
    verdicts = judge(RULES, "R040", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.STRIP], {"melder.naam", "melder.contact"})


# 3.11


def test_distinction_15_a_nought_passes_the_eleven_test_a_capital_counts_and_016_is_no_father_everywhere() -> None:
    assert passes_eleven_test("000000000")
    assert not is_bsn("000000000")
    wrong = replace(ASSESSED, status="Melding onjuist geadresseerd", uitkomst=None)
    assert judge(RULES, "R040a", _to_police(wrong)) == ()
    small = replace(wrong, status="melding onjuist geadresseerd")
    assert effects(judge(RULES, "R040a", _to_police(small))) == [Effect.DENY]
    grandchild = replace(MOTHER, rol="301", betrokkenheid="016")
    assert judge(ROLES, "R026", facts(MessageType.MSG_03, Content(betrokkenen=(grandchild,)), POLICE, VT)) == ()
    father = replace(MOTHER, rol="016")
    assert judge(ROLES, "R026", facts(MessageType.MSG_03, Content(betrokkenen=(father,)), POLICE, VT)) != ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_every_rule_of_this_half_says_what_passes_and_what_does_not(rule: Rule) -> None:
    assert rule.examples.passes
    assert rule.examples.refuses
