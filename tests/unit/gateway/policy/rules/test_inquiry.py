"""Chapter 3.5: inquiry, and what an answer may hold."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Antwoord, Antwoorddeel, Betrokkene, Bijlage, Content, Eenheid, Uitvraag, Vraag
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy import UNKNOWN_HISTORY, Effect, Facts, History
from gateway.policy.book import RULES as BOOK
from gateway.policy.elements import covers, shape
from gateway.policy.engine import bind
from gateway.policy.rules.inquiry import RULES
from tests.kit.content_samples import content_of
from tests.kit.policy_cases import (
    LOCAL_FIELD,
    MOTHER,
    OPEN_REPORTER,
    POLICE,
    SCHOOL,
    VT,
    effects,
    elements,
    exchange,
    facts,
    judge,
    party,
    recorded,
)

CHECK = Uitvraag(reden="01", identificatie="V-1", soort_verzoeker="05", initiator=Eenheid(naam="Triage"))
QUESTION = replace(CHECK, vragen=(Vraag(code="1", tekst="Is er een casushouder?"),))
LEGAL = replace(QUESTION, wettelijke_grondslag="U mag antwoorden op grond van artikel 5.2.6 Wmo.", ouders_weten=False)


UNREGISTERED = recorded(CaseFact.REPORT_REGISTERED, holds=False)
NOT_A_REPORT = History(
    exchanged=(exchange(MessageType.MSG_05, POLICE, Direction.IN), exchange(MessageType.MSG_01, POLICE, Direction.OUT))
)


def _asks(kind: MessageType, question: Uitvraag | None, history: History = UNKNOWN_HISTORY) -> Facts:
    asked = facts(kind, Content(betrokkenen=(MOTHER,), uitvraag=question), VT, POLICE)
    return replace(asked, history=history)


# R004


def test_r004_with_a_report_of_our_own_we_may_ask() -> None:
    assert judge(RULES, "R004", _asks(MessageType.MSG_13, CHECK, recorded(CaseFact.REPORT_REGISTERED))) == ()


@pytest.mark.parametrize("kind", [MessageType.MSG_01, MessageType.MSG_02, MessageType.MSG_03, MessageType.MSG_39])
def test_r004_a_report_that_came_in_the_conversation_is_registered(kind: MessageType) -> None:
    came = History(exchanged=(exchange(kind, POLICE, Direction.IN),))
    assert judge(RULES, "R004", _asks(MessageType.MSG_13, CHECK, came)) == ()


@pytest.mark.parametrize("history", [UNREGISTERED, UNKNOWN_HISTORY, NOT_A_REPORT], ids=["no", "unknown", "other"])
@pytest.mark.parametrize("kind", [MessageType.MSG_13, MessageType.MSG_15, MessageType.MSG_23])
def test_r004_without_one_we_may_not(kind: MessageType, history: History) -> None:
    assert effects(judge(RULES, "R004", _asks(kind, CHECK, history))) == [Effect.DENY]


def test_r004_what_the_case_system_states_counts_unless_our_records_say_no() -> None:
    stated = replace(QUESTION, eigen_melding=True)
    assert judge(RULES, "R004", _asks(MessageType.MSG_23, stated)) == ()
    assert effects(judge(RULES, "R004", _asks(MessageType.MSG_23, stated, UNREGISTERED))) == [Effect.DENY]
    denied = replace(QUESTION, eigen_melding=False)
    assert effects(judge(RULES, "R004", _asks(MessageType.MSG_23, denied))) == [Effect.DENY]
    assert effects(judge(RULES, "R004", _asks(MessageType.MSG_23, None))) == [Effect.DENY]


def test_r004_is_about_questions_of_veilig_thuis() -> None:
    asked = facts(MessageType.MSG_13, Content(uitvraag=CHECK), party(PartyKind.OM), VT)
    assert judge(RULES, "R004", asked) == ()
    assert judge(RULES, "R004", facts(MessageType.MSG_44, Content())) == ()


# R010


def test_r010_a_pointed_question_and_a_short_attachment_pass() -> None:
    short = Bijlage(naam="voorwaarden.pdf", soort="plan", mime="application/pdf", inhoud=b"%PDF-")
    asked = facts(MessageType.MSG_15, Content(uitvraag=QUESTION, bijlagen=(short,)))
    assert judge(RULES, "R010", asked) == ()


@pytest.mark.parametrize("text", ["Graag het hele dossier.", "stuur het dossier", "Volledig dossier svp"])
def test_r010_a_question_for_the_whole_file_is_refused(text: str) -> None:
    question = replace(QUESTION, vragen=(QUESTION.vragen[0], Vraag(code="2", tekst=text)))
    verdicts = judge(RULES, "R010", _asks(MessageType.MSG_15, question))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"uitvraag.vragen[1].tekst"}


@pytest.mark.parametrize("name", ["dossier-export.pdf", "Dossier_2026.pdf"])
def test_r010_a_whole_file_as_attachment_is_refused(name: str) -> None:
    export = Bijlage(naam=name, soort="dossier", mime="application/pdf", inhoud=b"%PDF-")
    asked = facts(MessageType.MSG_16, Content(bijlagen=(export,)))
    assert elements(judge(RULES, "R010", asked)) == {"bijlagen[0]"}


# H2P


def _one(*persons: Betrokkene, kind: MessageType = MessageType.MSG_13, question: Uitvraag = QUESTION) -> Facts:
    return facts(kind, Content(betrokkenen=persons, uitvraag=question), VT, POLICE)


@pytest.mark.parametrize("kind", [MessageType.MSG_13, MessageType.MSG_15, MessageType.MSG_19])
def test_h2p_one_person_with_a_name_and_coded_questions_pass(kind: MessageType) -> None:
    assert judge(RULES, "H2P", _one(MOTHER, kind=kind)) == ()


@pytest.mark.parametrize("kind", [MessageType.MSG_13, MessageType.MSG_15, MessageType.MSG_19])
def test_h2p_two_persons_are_two_questions(kind: MessageType) -> None:
    verdicts = judge(RULES, "H2P", _one(MOTHER, replace(MOTHER, kenmerk="p2"), kind=kind))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen"})


@pytest.mark.parametrize("kind", [MessageType.MSG_13, MessageType.MSG_15])
def test_h2p_nobody_is_known_without_a_surname(kind: MessageType) -> None:
    verdicts = judge(RULES, "H2P", _one(replace(MOTHER, geslachtsnaam=""), kind=kind))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[0].geslachtsnaam"})


def test_h2p_a_question_without_a_code_is_refused() -> None:
    question = replace(QUESTION, vragen=(QUESTION.vragen[0], Vraag(code="", tekst="Alles?")))
    verdicts = judge(RULES, "H2P", _one(MOTHER, kind=MessageType.MSG_15, question=question))
    assert elements(verdicts) == {"uitvraag.vragen[1].code"}


def test_h2p_is_about_inquiries_for_one_person() -> None:
    many = (MOTHER, replace(MOTHER, kenmerk="p2", geslachtsnaam=""))
    assert judge(RULES, "H2P", _one(*many, kind=MessageType.MSG_17)) == ()
    assert judge(RULES, "H2P", facts(MessageType.MSG_13, Content(), VT, POLICE)) == ()


# R072


def test_r072_a_person_and_a_reason_code_pass() -> None:
    assert judge(RULES, "R072", _asks(MessageType.MSG_13, CHECK)) == ()


def test_r072_text_about_violence_is_stripped() -> None:
    verdicts = judge(RULES, "R072", _asks(MessageType.MSG_13, replace(CHECK, toelichting="i.v.m. mishandeling")))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"uitvraag.toelichting"}


def test_r072_a_content_question_may_explain_itself() -> None:
    assert judge(RULES, "R072", _asks(MessageType.MSG_15, replace(QUESTION, toelichting="kort"))) == ()


# R073


def _answers(kind: MessageType, answer: Antwoord) -> Facts:
    return facts(kind, Content(antwoord=answer), LOCAL_FIELD, VT)


def test_r073_yes_and_a_team_pass() -> None:
    known = Antwoord(bekend=True, uitvoerende=Eenheid(naam="Team West"))
    assert judge(RULES, "R073", _answers(MessageType.MSG_14, known)) == ()


def test_r073_yes_and_why_is_stripped() -> None:
    known = Antwoord(bekend=True, toelichting="wegens", delen=(Antwoorddeel(code="1", tekst="x"),))
    verdicts = judge(RULES, "R073", _answers(MessageType.MSG_14, known))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"antwoord.toelichting", "antwoord.delen[0]"}


def test_r073_is_about_the_answer_to_a_check() -> None:
    assert judge(RULES, "R073", _answers(MessageType.MSG_16, Antwoord(bekend=True, toelichting="uitleg"))) == ()


# R078


def _to_professional(question: Uitvraag | None) -> Facts:
    return facts(MessageType.MSG_29, Content(uitvraag=question), VT, SCHOOL)


def test_r078_a_letter_that_names_the_article_passes() -> None:
    assert judge(RULES, "R078", _to_professional(LEGAL)) == ()


@pytest.mark.parametrize(
    "question",
    [
        replace(LEGAL, wettelijke_grondslag=None),
        replace(LEGAL, wettelijke_grondslag="u moet antwoorden"),
        replace(LEGAL, initiator=None),
    ],
)
def test_r078_a_question_without_ground_or_name_is_refused(question: Uitvraag) -> None:
    verdicts = judge(RULES, "R078", _to_professional(question))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"uitvraag.wettelijke_grondslag", "uitvraag.initiator"}


def test_r078_is_about_questions_to_a_professional() -> None:
    assert judge(RULES, "R078", _asks(MessageType.MSG_23, QUESTION)) == ()
    assert judge(RULES, "R078", _to_professional(None)) == ()


# R085

PART = Antwoorddeel(code="1", tekst="voorwaarden uit 2023", datum=date(2023, 5, 1), bron="Veilig Thuis")


def test_r085_conditions_of_an_earlier_case_pass() -> None:
    content = Content(antwoord=Antwoord(bekend=True, delen=(PART,)))
    assert judge(RULES, "R085", facts(MessageType.MSG_28, content, VT, VT)) == ()


def test_r085_the_reporter_is_stripped_also_when_open() -> None:
    content = Content(antwoord=Antwoord(bekend=True, delen=(PART,)), melder=OPEN_REPORTER)
    verdicts = judge(RULES, "R085", facts(MessageType.MSG_28, content, VT, VT))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"melder"}


@pytest.mark.parametrize(
    ("kind", "name"), [(entry.type, name) for entry in CATALOGUE.values() for name in entry.strippable]
)
def test_whatever_the_catalogue_leaves_to_a_rule_is_stopped_by_one(kind: MessageType, name: str) -> None:
    asked = facts(kind, content_of([name]), VT, VT)
    stripped = {
        path
        for rule in BOOK
        for verdict in rule.judge(bind(BOOK, asked))
        if verdict.effect is Effect.STRIP
        for path in verdict.elements
    }
    assert any(covers(name, shape(path)) for path in stripped)
