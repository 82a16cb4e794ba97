"""Chapter 3.1, second part: advice is about nobody, and what a citizen wants comes first."""

from dataclasses import replace

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Adviesvraag, Content, Correctie, Uitvraag, Vraag
from gateway.domain.kinds import MessageType
from gateway.policy import Effect
from gateway.policy.rules.advice import RULES
from tests.kit.policy_cases import (
    CITIZEN,
    CONTACT,
    DIRECT_HANDOVER,
    EARLIER,
    HIDDEN_CITIZEN,
    MOTHER,
    OPEN_REPORTER,
    SCHOOL,
    TRIAGE,
    VT,
    effects,
    elements,
    facts,
    handover,
    judge,
    recorded,
)

QUESTION = Content(
    betrokkenen=(MOTHER,), uitvraag=Uitvraag(reden="01", vragen=(Vraag(code="VT-001", tekst="Welke hulp?"),))
)
WITHDRAWAL = Content(correctie=Correctie(betreft=EARLIER, wijziging="intrekking", reden="omgezet in advies"))


# R003


@pytest.mark.parametrize(
    "text",
    [
        "Een moeder met twee kleine kinderen, de partner drinkt.",
        "Wat doet Veilig Thuis als de ouders niet willen? Dat vroeg de Raad voor de Kinderbescherming ook.",
        "Het speelt sinds 2024, drie keer per week. De buren horen geschreeuw.",
        "Mevrouw heeft een blauw oog. Meneer X drinkt, en mevrouw Y. zegt niets.",
        "Het gezin\nDe moeder is ziek. De familie. Zij wonen hier 12 jaar.",
        "EEN MOEDER MET TWEE KLEINE KINDEREN, DE PARTNER DRINKT",
        "Het kind wil NIET naar huis; GGZ en GGD zijn betrokken, het kind heeft ADHD.",
        "Oma zorgt voor het kind. Opa en oom ook. Ze krijgen hulp bij Jeugdbescherming en wonen in Limburg.",
        "Moeder van Poolse afkomst. Een gezin van Turkse komaf, en een kind van Marokkaans-Nederlandse afkomst.",
        "HELP, VADER IS VAAK DRONKEN EN SLAAT HET KIND",
        "Moeder belde de GGZ en ZEER VAAK de huisarts; dr. zegt niets.",
        "Telefoon 112 is gebeld; het kostte 12.500.000 euro en er staan 12345678 stappen op de teller.",
    ],
)
def test_r003_a_situation_that_points_at_nobody_passes(text: str) -> None:
    content = Content(advies=Adviesvraag(vraag="Wat kan ik doen?", situatie=text, vrager=CONTACT))
    assert judge(RULES, "R003", facts(MessageType.MSG_05, content, SCHOOL, VT)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Fatima El A.",
        "Dorpsstraat 4",
        "Zij wonen op 9999ZZ.",
        "Zij wonen op 9999 ZZ.",
        "Kim Testpersoon slaapt slecht",
        "de heer Jan van der Voorbeeld",
        "bel 06-12345678",
        "bel 0031 612345678",
        "mail ouder@voorbeeld.example",
        "geboren 1-4-2015",
        "geboren op 1 april 2015",
        "geboren 2015-04-01",
        "zit in groep 5 van de school",
        "zijn nummer is 999990019",
        "mevrouw Jansen slaat haar kind",
        "Mevr. van den Berg belt",
        "de familie De Vries",
        "buurvrouw Fatima hoort het",
        "Özlem Çelik slaat haar kind",
        "Jean O'Brien drinkt",
        "FATIMA EL AMRANI SLAAT HAAR KIND",
        "MEVROUW JANSEN SLAAT HAAR KIND",
        "geboren 01042015",
        "geboren 20150401",
        "bel (0495) 123456",
        "bel +31 (0)6 12 34 56 78",
        "bel 06.1234.5678",
    ],
)
def test_r003_a_name_address_number_or_class_is_refused(text: str) -> None:
    content = Content(advies=Adviesvraag(situatie=text))
    verdicts = judge(RULES, "R003", facts(MessageType.MSG_05, content, SCHOOL, VT))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"advies.situatie"})


def test_r003_persons_have_no_place_in_advice_nor_in_its_answer() -> None:
    content = replace(QUESTION, advies=Adviesvraag(advies="Praat met Anna Testpersoon"))
    verdicts = judge(RULES, "R003", facts(MessageType.MSG_05, content, VT, SCHOOL))
    assert elements(verdicts) == {"betrokkenen[0]", "advies.advies"}
    assert effects(judge(RULES, "R003", facts(MessageType.MSG_05, QUESTION, VT, SCHOOL))) == [Effect.DENY]


def test_r003_a_case_is_no_advice() -> None:
    assert judge(RULES, "R003", handover()) == ()


# R006


def test_distinction_20_r006_an_open_inquiry_is_withdrawn_and_its_term_stops() -> None:
    asked = replace(facts(MessageType.MSG_63, WITHDRAWAL), history=recorded(CaseFact.CONVERTED_TO_ADVICE))
    assert effects(judge(RULES, "R006", asked)) == [Effect.TIMER]


def test_r006_after_the_conversion_no_question_with_persons_leaves() -> None:
    asked = replace(facts(MessageType.MSG_15, QUESTION), history=recorded(CaseFact.CONVERTED_TO_ADVICE))
    verdicts = judge(RULES, "R006", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[0]"})


def test_r006_a_triage_that_says_so_counts_as_well() -> None:
    content = replace(DIRECT_HANDOVER, triage=replace(TRIAGE, besluit="Omgezet in advies"))
    assert effects(judge(RULES, "R006", handover(content))) == [Effect.DENY]


def test_r006_what_was_not_converted_or_names_nobody_passes() -> None:
    assert judge(RULES, "R006", handover()) == ()
    back = replace(handover(), history=recorded(CaseFact.CONVERTED_TO_ADVICE, holds=False))
    assert judge(RULES, "R006", back) == ()
    converted = recorded(CaseFact.CONVERTED_TO_ADVICE)
    advice = facts(MessageType.MSG_05, Content(advies=Adviesvraag(advies="a")))
    assert judge(RULES, "R006", replace(advice, history=converted)) == ()


# R007


def test_r007_who_wants_to_report_is_heard_and_triage_begins() -> None:
    asked = replace(facts(MessageType.MSG_17, QUESTION), history=recorded(CaseFact.INTENTION_RECORDED))
    assert judge(RULES, "R007", asked) == ()


def test_r007_while_the_intention_is_open_no_question_leaves() -> None:
    asked = replace(facts(MessageType.MSG_17, QUESTION), history=recorded(CaseFact.INTENTION_RECORDED, holds=False))
    assert effects(judge(RULES, "R007", asked)) == [Effect.HOLD]


def test_r007_a_citizen_whose_intention_nobody_recorded_waits() -> None:
    content = replace(DIRECT_HANDOVER, melder=HIDDEN_CITIZEN)
    assert effects(judge(RULES, "R007", handover(content))) == [Effect.HOLD]
    assert effects(judge(RULES, "R007", facts(MessageType.MSG_04, Content(), CITIZEN, VT))) == [Effect.HOLD]
    known = replace(handover(content), history=recorded(CaseFact.INTENTION_RECORDED))
    assert judge(RULES, "R007", known) == ()


def test_r007_a_professional_reports_and_a_crisis_waits_for_nobody() -> None:
    assert judge(RULES, "R007", handover(replace(DIRECT_HANDOVER, melder=OPEN_REPORTER))) == ()
    assert judge(RULES, "R007", handover(replace(DIRECT_HANDOVER, melder=None))) == ()
    danger = facts(MessageType.MSG_57, Content(melder=HIDDEN_CITIZEN))
    assert judge(RULES, "R007", replace(danger, history=recorded(CaseFact.INTENTION_RECORDED, holds=False))) == ()
