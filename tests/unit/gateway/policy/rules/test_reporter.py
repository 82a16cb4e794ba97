"""Chapter 3.3, first half: the reporter stays hidden, or is named where that is agreed."""

from dataclasses import replace

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Contact, Dienst, Dienstresultaat, Melder, Onthulling
from gateway.domain.kinds import MessageType
from gateway.domain.party import Party, PartyKind
from gateway.policy import NATIONAL, UNKNOWN_HISTORY, Effect, Facts, History, Rule
from gateway.policy.rules.reporter import GROUNDS, RULES, hiding_rule
from tests.kit.policy_cases import (
    CONTACT,
    DIRECT_HANDOVER,
    HIDDEN_CITIZEN,
    LOCAL_FIELD,
    MOTHER,
    OPEN_REPORTER,
    REPORT,
    SCHOOL,
    VT,
    arriving,
    changed,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
    recorded,
)

OPEN_CITIZEN = replace(HIDDEN_CITIZEN, onthulling=Onthulling.OPEN)
HIDDEN_DOCTOR = replace(OPEN_REPORTER, onthulling=Onthulling.ANONIEM, reden_onthulling="dreiging betrokkene")
SERVICE = Dienstresultaat(dienst=Dienst.ONDERZOEK, veiligheidsvoorwaarden="v", gevolgen="g", afspraken="a")


def _reported_by(melder: Melder | None, **groups: object) -> Facts:
    return handover(changed(DIRECT_HANDOVER, melder=melder, **groups))


def _after_service(melder: Melder | None) -> Facts:
    content = replace(DIRECT_HANDOVER, melder=melder, triage=None, overdracht=None, dienst=SERVICE)
    return facts(MessageType.MSG_35, content)


def _report(melder: Melder | None) -> Facts:
    return facts(MessageType.MSG_02, replace(DIRECT_HANDOVER, melder=melder), SCHOOL, VT)


# R027


def test_r027_a_citizen_who_may_be_known_is_passed_on() -> None:
    assert judge(RULES, "R027", _reported_by(OPEN_CITIZEN)) == ()
    assert judge(RULES, "R027", _reported_by(replace(HIDDEN_CITIZEN, onthulling=Onthulling.NIET_AAN_GEZIN))) == ()


@pytest.mark.parametrize("choice", [Onthulling.ANONIEM, Onthulling.ONBEKEND])
def test_r027_a_citizen_who_did_not_consent_is_stripped(choice: Onthulling) -> None:
    verdicts = judge(RULES, "R027", _reported_by(replace(HIDDEN_CITIZEN, onthulling=choice)))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"melder.naam", "melder.contact"}


def test_r027_who_handed_the_report_in_may_be_the_reporter_and_is_stripped_too() -> None:
    report = replace(REPORT, ingediend_door=CONTACT, contact_verdieping=CONTACT)
    verdicts = judge(RULES, "R027", _reported_by(HIDDEN_CITIZEN, melding=report))
    assert {"melding.ingediend_door", "melding.contact_verdieping"} < elements(verdicts)


def test_r027_that_a_citizen_reported_anonymously_may_be_said() -> None:
    assert judge(RULES, "R027", _reported_by(Melder(onthulling=Onthulling.ANONIEM, professional=False))) == ()


def test_r027_on_arrival_the_reporter_is_marked_and_not_dropped() -> None:
    assert effects(judge(RULES, "R027", arriving(_reported_by(HIDDEN_CITIZEN)))) == [Effect.FLAG]


def test_r027_a_report_itself_tells_who_reports() -> None:
    assert judge(RULES, "R027", _report(HIDDEN_CITIZEN)) == ()
    assert effects(judge(RULES, "R027", arriving(_report(HIDDEN_CITIZEN)))) == [Effect.FLAG]


def test_r027_is_not_about_professionals_or_nobody() -> None:
    assert judge(RULES, "R027", _reported_by(HIDDEN_DOCTOR)) == ()
    assert judge(RULES, "R027", _reported_by(None)) == ()


# R028


def test_r028_an_open_professional_passes() -> None:
    assert judge(RULES, "R028", handover()) == ()


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_r028_a_professional_who_is_hidden_on_a_listed_ground_is_stripped(ground: str) -> None:
    verdicts = judge(RULES, "R028", _reported_by(replace(HIDDEN_DOCTOR, reden_onthulling=ground)))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"melder.naam", "melder.organisatie", "melder.contact"}


def test_r028_on_a_listed_ground_partners_may_still_know() -> None:
    melder = replace(HIDDEN_DOCTOR, onthulling=Onthulling.NIET_AAN_GEZIN)
    assert judge(RULES, "R028", _reported_by(melder)) == ()


@pytest.mark.parametrize("ground", [None, "wil liever niet genoemd worden"])
def test_r028_without_a_listed_ground_a_justification_is_asked(ground: str | None) -> None:
    verdicts = judge(RULES, "R028", _reported_by(replace(HIDDEN_DOCTOR, reden_onthulling=ground)))
    assert effects(verdicts) == [Effect.JUSTIFY]
    assert elements(verdicts) == {"melder.reden_onthulling"}


def test_r028_on_arrival_it_is_marked() -> None:
    assert effects(judge(RULES, "R028", arriving(_reported_by(HIDDEN_DOCTOR)))) == [Effect.FLAG]
    groundless = replace(HIDDEN_DOCTOR, reden_onthulling=None)
    assert effects(judge(RULES, "R028", arriving(_reported_by(groundless)))) == [Effect.FLAG]


def test_r028_is_judged_by_who_gets_the_report_and_not_by_who_makes_it() -> None:
    assert judge(RULES, "R028", _report(replace(HIDDEN_DOCTOR, reden_onthulling=None))) == ()


def test_r028_is_not_about_citizens_or_nobody() -> None:
    assert judge(RULES, "R028", _reported_by(HIDDEN_CITIZEN)) == ()
    assert judge(RULES, "R028", _reported_by(None)) == ()


# R029a

NEIGHBOUR = replace(MOTHER, rol="melder", informering=None)


def test_r029a_without_a_reporter_among_the_persons_nothing_is_hidden() -> None:
    assert judge(RULES, "R029a", _reported_by(HIDDEN_CITIZEN)) == ()


@pytest.mark.parametrize(
    "role", ["melder", "informant", "391", "392", "Melder", "melder ", "Melder (buurman)", "buurman (melder)", "391 "]
)
def test_r029a_a_protected_reporter_among_the_persons_is_stripped_as_a_whole(role: str) -> None:
    asked = _reported_by(HIDDEN_CITIZEN, betrokkenen=(MOTHER, replace(NEIGHBOUR, rol=role)))
    verdicts = judge(RULES, "R029a", asked)
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"betrokkenen[1]"}


@pytest.mark.parametrize("role", ["overige verwant", "ouder met gezag (geen melder)", "buurvrouw"])
def test_r029a_who_has_another_role_stays(role: str) -> None:
    asked = _reported_by(HIDDEN_CITIZEN, betrokkenen=(MOTHER, replace(NEIGHBOUR, rol=role)))
    assert judge(RULES, "R029a", asked) == ()


def test_r029a_who_is_not_known_to_be_open_is_protected() -> None:
    assert effects(judge(RULES, "R029a", _reported_by(None, betrokkenen=(NEIGHBOUR,)))) == [Effect.STRIP]


def test_r029a_an_open_reporter_may_stand_there() -> None:
    assert judge(RULES, "R029a", _reported_by(OPEN_REPORTER, betrokkenen=(NEIGHBOUR,))) == ()


def test_r029a_on_arrival_it_is_marked_also_in_a_report() -> None:
    asked = facts(MessageType.MSG_01, replace(DIRECT_HANDOVER, melder=None, betrokkenen=(NEIGHBOUR,)))
    assert judge(RULES, "R029a", asked) == ()
    assert effects(judge(RULES, "R029a", arriving(asked))) == [Effect.FLAG]


@pytest.mark.parametrize("capacity", ["005", "aangever"])
@pytest.mark.parametrize("name", [None, "A. Testpersoon"])
def test_r029a_who_filed_a_complaint_and_is_the_hidden_reporter_is_stripped(capacity: str, name: str | None) -> None:
    asked = _reported_by(
        replace(HIDDEN_CITIZEN, naam=name), betrokkenen=(replace(MOTHER, status_in_zaak=capacity), MOTHER)
    )
    assert elements(judge(RULES, "R029a", asked)) == {"betrokkenen[0]"}


@pytest.mark.parametrize("surname", ["", " ", "-"])
def test_r029a_who_filed_a_complaint_and_has_no_surname_may_be_the_hidden_reporter(surname: str) -> None:
    nameless = replace(MOTHER, geslachtsnaam=surname, status_in_zaak="aangever")
    asked = _reported_by(HIDDEN_CITIZEN, betrokkenen=(MOTHER, nameless))
    assert elements(judge(RULES, "R029a", asked)) == {"betrokkenen[1]"}


def test_r029a_a_victim_who_filed_a_complaint_while_another_reported_stays() -> None:
    victim = replace(MOTHER, status_in_zaak="aangever")
    assert judge(RULES, "R029a", _reported_by(HIDDEN_CITIZEN, betrokkenen=(victim,))) == ()
    assert judge(RULES, "R029a", _reported_by(None, betrokkenen=(victim,))) == ()


# R030


def test_r030_the_contact_of_an_open_reporter_goes_along() -> None:
    assert judge(RULES, "R030", handover()) == ()


def test_r030_without_it_the_handover_is_incomplete() -> None:
    for melder in (None, *(replace(OPEN_REPORTER, contact=each) for each in (None, Contact(naam=" ")))):
        verdicts = judge(RULES, "R030", _reported_by(melder))
        assert effects(verdicts) == [Effect.DENY]
        assert elements(verdicts) == {"melder.contact"}


def test_r030_the_officer_who_handed_the_report_in_is_a_contact() -> None:
    assert judge(RULES, "R030", _reported_by(None, melding=replace(REPORT, ingediend_door=CONTACT))) == ()


def test_r030_an_anonymous_reporter_is_stripped() -> None:
    verdicts = judge(RULES, "R030", _reported_by(HIDDEN_CITIZEN))
    assert effects(verdicts) == [Effect.STRIP]
    assert "melder.contact" in elements(verdicts)


def test_r030_is_about_a_direct_handover() -> None:
    assert judge(RULES, "R030", _after_service(None)) == ()


# R031


def test_r031_needed_and_not_anonymous_passes() -> None:
    assert judge(RULES, "R031", _after_service(replace(OPEN_REPORTER, contact_nodig="gesprek over ouderschap"))) == ()


def test_r031_not_anonymous_but_without_reason_is_stripped() -> None:
    verdicts = judge(RULES, "R031", _after_service(OPEN_REPORTER))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"melder.naam", "melder.organisatie", "melder.contact"}


@pytest.mark.parametrize(
    "reason",
    [
        "nee",
        "Nee.",
        "nee, hoeft niet",
        "n.v.t.",
        "nvt",
        " ",
        "\u00a0",
        "",
        "niet nodig",
        "geen",
        "ja",
        "contact is nodig",
    ],
)
def test_r031_what_is_no_reason_keeps_the_reporter_in(reason: str) -> None:
    verdicts = judge(RULES, "R031", _after_service(replace(OPEN_REPORTER, contact_nodig=reason)))
    assert (effects(verdicts), "melder.contact" in elements(verdicts)) == ([Effect.STRIP], True)


@pytest.mark.parametrize("reason", ["gesprek", "nodig voor gesprekken over het ouderschap", "ja, voor het gesprek"])
def test_r031_a_reason_in_few_words_is_one(reason: str) -> None:
    assert judge(RULES, "R031", _after_service(replace(OPEN_REPORTER, contact_nodig=reason))) == ()


def test_r031_a_reason_does_not_open_an_anonymous_reporter() -> None:
    verdicts = judge(RULES, "R031", _after_service(replace(HIDDEN_CITIZEN, contact_nodig="gesprek")))
    assert effects(verdicts) == [Effect.STRIP]


def test_r031_is_about_a_handover_after_a_service() -> None:
    assert judge(RULES, "R031", handover()) == ()
    assert judge(RULES, "R031", _after_service(None)) == ()


@pytest.mark.parametrize(
    ("kind", "receiver"),
    [
        (MessageType.MSG_34, LOCAL_FIELD),
        (MessageType.MSG_35, LOCAL_FIELD),
        (MessageType.MSG_36, party(PartyKind.GI)),
        (MessageType.MSG_37, party(PartyKind.ZORG)),
        (MessageType.MSG_39, VT),
    ],
)
@pytest.mark.parametrize("melder", [HIDDEN_CITIZEN, HIDDEN_DOCTOR])
def test_no_handover_of_any_kind_carries_a_hidden_reporter(kind: MessageType, receiver: Party, melder: Melder) -> None:
    asked = facts(kind, replace(DIRECT_HANDOVER, melder=melder), VT, receiver)
    spoken = [verdict for rule in RULES for verdict in rule.judge(asked)]
    assert "melder.naam" in elements(tuple(spoken))


# R032

SIGNED = replace(NATIONAL, agreements=frozenset({"S001"}))
TO_THE_TABLE = replace(_reported_by(replace(HIDDEN_CITIZEN, naam=None, contact=None)), region=SIGNED)


def test_r032_a_line_of_the_table_lets_it_pass() -> None:
    assert judge(RULES, "R032", replace(TO_THE_TABLE, history=recorded(CaseFact.TABLE_DECISION))) == ()


@pytest.mark.parametrize("history", [UNKNOWN_HISTORY, recorded(CaseFact.TABLE_DECISION, holds=False)])
def test_r032_an_anonymous_report_does_not_become_a_handover_by_itself(history: History) -> None:
    assert effects(judge(RULES, "R032", replace(TO_THE_TABLE, history=history))) == [Effect.HOLD]


def test_r032_that_the_reporter_was_taken_out_changes_nothing() -> None:
    without = replace(TO_THE_TABLE.message, content=replace(TO_THE_TABLE.content, melder=None))
    asked = replace(TO_THE_TABLE, message=without, submitted=TO_THE_TABLE.message)
    assert effects(judge(RULES, "R032", asked)) == [Effect.HOLD]


def test_r032_holds_where_that_was_agreed_for_anonymous_reports_and_direct_handovers() -> None:
    assert judge(RULES, "R032", replace(TO_THE_TABLE, region=NATIONAL)) == ()
    assert judge(RULES, "R032", replace(handover(), region=SIGNED)) == ()
    assert judge(RULES, "R032", replace(_reported_by(None), region=SIGNED)) == ()
    assert judge(RULES, "R032", replace(_after_service(HIDDEN_CITIZEN), region=SIGNED)) == ()


# 3.11


def test_distinction_01_contact_after_a_handover_unless_anonymous_and_after_a_service_only_when_needed() -> None:
    assert effects(judge(RULES, "R030", handover(replace(DIRECT_HANDOVER, melder=None)))) == [Effect.DENY]
    assert judge(RULES, "R030", handover()) == ()
    assert effects(judge(RULES, "R030", _reported_by(HIDDEN_CITIZEN))) == [Effect.STRIP]
    assert effects(judge(RULES, "R031", _after_service(OPEN_REPORTER))) == [Effect.STRIP]
    assert judge(RULES, "R031", _after_service(replace(OPEN_REPORTER, contact_nodig="gesprek"))) == ()
    anonymous = replace(HIDDEN_CITIZEN, contact_nodig="gesprek")
    assert effects(judge(RULES, "R031", _after_service(anonymous))) == [Effect.STRIP]


def test_distinction_07_a_citizen_hides_by_default_and_a_professional_on_a_ground_alone() -> None:
    assert hiding_rule(_reported_by(replace(HIDDEN_CITIZEN, onthulling=Onthulling.ONBEKEND))) == "R027"
    assert hiding_rule(_reported_by(HIDDEN_DOCTOR)) == "R028"
    assert hiding_rule(_reported_by(replace(HIDDEN_DOCTOR, reden_onthulling="liever niet"))) is None
    assert elements(judge(RULES, "R029a", _reported_by(HIDDEN_DOCTOR, betrokkenen=(NEIGHBOUR,)))) == {"betrokkenen[0]"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_every_rule_of_this_half_says_what_passes_and_what_does_not(rule: Rule) -> None:
    assert rule.examples.passes
    assert rule.examples.refuses
