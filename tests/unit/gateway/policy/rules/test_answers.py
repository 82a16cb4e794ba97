"""Chapter 3.5: an answer keeps to its question, comes while the case is open, and is sometimes owed."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Antwoord, Antwoorddeel, Content, Melding, Treffer, Uitvraag, Verrijking
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import PartyKind
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.answers import RULES
from gateway.policy.verdicts import Hold
from tests.kit.policy_cases import (
    AT,
    LOCAL_FIELD,
    REPORT,
    VT,
    effects,
    elements,
    exchange,
    facts,
    judge,
    party,
    recorded,
)

GI = party(PartyKind.GI)
REGISTER = party(PartyKind.VT_REGISTER)
FIRST = Antwoorddeel(code="q1", tekst="Ja")
SECOND = Antwoorddeel(code="q2", tekst="Nee")
MORE = Antwoorddeel(code="q9", tekst="De hele familiegeschiedenis")


def _codes(*codes: str, holds: bool = True) -> History:
    entries = [recorded(CaseFact.QUESTION_ASKED, about=code, holds=holds) for code in codes]
    return History(case=tuple(entry for each in entries for entry in each.case))


def _answers(*parts: Antwoorddeel, kind: MessageType = MessageType.MSG_18, history: History | None = None) -> Facts:
    asked = facts(kind, Content(antwoord=Antwoord(bekend=True, delen=parts)), LOCAL_FIELD, VT)
    return replace(asked, history=history or History())


# R079

_ANSWERS = [
    *(MessageType.MSG_16, MessageType.MSG_18, MessageType.MSG_20, MessageType.MSG_22),
    *(MessageType.MSG_24, MessageType.MSG_28, MessageType.MSG_30),
]


@pytest.mark.parametrize("kind", _ANSWERS)
def test_r079_an_answer_to_the_two_questions_passes(kind: MessageType) -> None:
    assert judge(RULES, "R079", _answers(FIRST, SECOND, kind=kind, history=_codes("q1", "q2"))) == ()
    assert judge(RULES, "R079", _answers(FIRST, kind=kind, history=_codes("q1", "q2"))) == ()


@pytest.mark.parametrize("kind", _ANSWERS)
def test_r079_the_whole_family_history_is_stripped_and_flagged(kind: MessageType) -> None:
    verdicts = judge(RULES, "R079", _answers(FIRST, MORE, kind=kind, history=_codes("q1", "q2")))
    assert effects(verdicts) == [Effect.STRIP, Effect.FLAG]
    assert elements(verdicts) == {"antwoord.delen[1]"}
    assert "MSG-31" in verdicts[0].repair


def test_r079_not_knowing_the_question_is_flagged() -> None:
    assert effects(judge(RULES, "R079", _answers(FIRST))) == [Effect.FLAG]
    assert effects(judge(RULES, "R079", _answers(FIRST, history=_codes("q1", holds=False)))) == [Effect.FLAG]


def test_r079_is_about_answers_that_say_something() -> None:
    assert judge(RULES, "R079", _answers()) == ()
    assert judge(RULES, "R079", _answers(MORE, kind=MessageType.MSG_32B, history=_codes("q1"))) == ()
    assert judge(RULES, "R079", facts(MessageType.MSG_18, Content())) == ()


# R084

MATCH = Treffer(organisaties=("Veilig Thuis Voorbeeldregio",), tijdstip=AT)
BOTH = exchange(MessageType.MSG_26, LOCAL_FIELD)


def _match(melding: Melding | None = None, *, told: bool = True) -> Facts:
    asked = facts(MessageType.MSG_26, Content(treffer=MATCH, melding=melding), REGISTER, VT)
    return replace(asked, history=History(exchanged=(BOTH,) if told else ()))


def test_r084_only_which_region_passes() -> None:
    assert judge(RULES, "R084", _match()) == ()


def test_r084_what_a_report_was_about_is_stripped() -> None:
    verdicts = judge(RULES, "R084", _match(REPORT))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"melding"}


def test_r084_that_the_other_region_was_not_told_is_flagged() -> None:
    assert effects(judge(RULES, "R084", _match(told=False))) == [Effect.FLAG]
    same = replace(_match(), history=History(exchanged=(exchange(MessageType.MSG_26, VT),)))
    assert effects(judge(RULES, "R084", same)) == [Effect.FLAG]


def test_r084_is_about_the_register() -> None:
    assert judge(RULES, "R084", facts(MessageType.MSG_28, Content(melding=REPORT))) == ()


# R086

CLOSED = recorded(CaseFact.CLOSED)
ITEM = Verrijking(tekst="nieuw", bron="school", ontvangen_op=date(2026, 3, 3), noodzaak="voor het plan")


@pytest.mark.parametrize("kind", [*_ANSWERS, MessageType.MSG_14, MessageType.MSG_32B])
def test_r086_a_late_answer_is_parked_for_the_case_manager(kind: MessageType) -> None:
    verdicts = judge(RULES, "R086", _answers(FIRST, kind=kind, history=CLOSED))
    assert effects(verdicts) == [Effect.HOLD]
    assert [each.limit for each in verdicts if isinstance(each, Hold)] == ["D053"]


def test_r086_what_came_after_closing_does_not_go_along_by_itself() -> None:
    content = Content(verrijking=(replace(ITEM, ontvangen_op=date(2026, 3, 2)), ITEM))
    asked = replace(facts(MessageType.MSG_35, content), history=CLOSED)
    verdicts = judge(RULES, "R086", asked)
    assert effects(verdicts) == [Effect.HOLD]
    assert elements(verdicts) == {"verrijking[1]"}


@pytest.mark.parametrize("history", [History(), recorded(CaseFact.CLOSED, holds=False)])
def test_r086_an_answer_in_an_open_case_passes(history: History) -> None:
    assert judge(RULES, "R086", _answers(FIRST, history=history)) == ()


def test_r086_is_about_answers_and_what_they_brought() -> None:
    assert judge(RULES, "R086", _answers(kind=MessageType.MSG_48, history=CLOSED)) == ()


# R088


def _demand(since: IncompleteDate | None) -> Facts:
    question = Uitvraag(reden="ondertoezichtstelling", maatregel="ots", maatregel_sinds=since)
    return facts(MessageType.MSG_32, Content(uitvraag=question), GI, VT)


def _refusal(reason: str | None, kind: MessageType = MessageType.MSG_32B) -> Facts:
    return facts(kind, Content(antwoord=Antwoord(bekend=True, reden_geen_gegevens=reason)), VT, GI)


def test_r088_an_order_with_a_date_may_demand_and_is_answered() -> None:
    assert judge(RULES, "R088", _demand(IncompleteDate(2026, 3, 2))) == ()
    assert judge(RULES, "R088", _demand(None)) == ()
    assert judge(RULES, "R088", _refusal(None)) == ()
    assert judge(RULES, "R088", _refusal("niet bekend bij ons")) == ()


@pytest.mark.parametrize("reason", ["geen toestemming", "Er is géén Toestemming van de moeder."])
def test_r088_a_refusal_for_want_of_consent_is_refused(reason: str) -> None:
    verdicts = judge(RULES, "R088", _refusal(reason))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"antwoord.reden_geen_gegevens"}


def test_r088_an_order_that_has_not_begun_demands_nothing() -> None:
    verdicts = judge(RULES, "R088", _demand(IncompleteDate(2026, 3, 3)))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"uitvraag.maatregel_sinds"}


def test_r088_is_about_an_institution() -> None:
    assert judge(RULES, "R088", _refusal("geen toestemming", MessageType.MSG_28)) == ()
    assert judge(RULES, "R088", facts(MessageType.MSG_32B, Content(), VT, GI)) == ()
    assert judge(RULES, "R088", facts(MessageType.MSG_32, Content(), GI, VT)) == ()
