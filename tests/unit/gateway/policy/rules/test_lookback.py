"""Chapter 3.5: how far back an answer looks, and that it tells what lies within."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Antwoord, Antwoorddeel, Bekendheid, Content
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import PartyKind
from gateway.domain.region import Change, Region
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.lookback import RULES, months_before
from tests.kit.policy_cases import (
    EARLIER,
    LOCAL_FIELD,
    VT,
    changed,
    effects,
    elements,
    exchange,
    facts,
    judge,
    party,
    recorded,
)

ZVH = party(PartyKind.ZVH)
ASKED_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
PART = Antwoorddeel(code="1", tekst="Ja")
KNOWN = Antwoord(
    bekend=True, soort_hulp="begeleiding", delen=(PART,), per_persoon=(Bekendheid(kenmerk="p1", bekend=True),)
)
UNKNOWN_HERE = Antwoord(bekend=False, per_persoon=(Bekendheid(kenmerk="p1", bekend=False),))
WITHIN = recorded(CaseFact.OWN_CASE_WITHIN_TERM)


def _answers(kind: MessageType, answer: Antwoord, history: History | None = None) -> Facts:
    by, question = (LOCAL_FIELD, MessageType.MSG_17) if kind is MessageType.MSG_18 else (ZVH, MessageType.MSG_19)
    asked = exchange(question, VT, Direction.IN, at=ASKED_AT)
    known = replace(history or History(), exchanged=(asked,))
    return replace(facts(kind, Content(antwoord=answer), by, VT), history=known)


def _municipality(closed: date | None, **changes: object) -> Facts:
    answer = changed(KNOWN, gesloten_op=closed, **changes)
    return _answers(MessageType.MSG_18, answer)


# R075


@pytest.mark.parametrize("closed", [date(2024, 9, 1), date(2024, 3, 1), date(2026, 2, 1), None])
def test_r075_what_was_closed_within_two_years_is_told(closed: date | None) -> None:
    assert judge(RULES, "R075", _municipality(closed)) == ()


@pytest.mark.parametrize("closed", [date(2023, 11, 1), date(2024, 2, 29)])
def test_r075_what_was_closed_longer_ago_is_stripped(closed: date) -> None:
    verdicts = judge(RULES, "R075", _municipality(closed))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"antwoord.gesloten_op", "antwoord.soort_hulp", "antwoord.delen[0]"}


@pytest.mark.parametrize(
    ("answer", "history"),
    [
        (UNKNOWN_HERE, WITHIN),
        (replace(UNKNOWN_HERE, gesloten_op=date(2025, 2, 1)), History()),
        (replace(UNKNOWN_HERE, open_sinds=IncompleteDate(2025)), History()),
        (replace(UNKNOWN_HERE, bekend=True), WITHIN),
    ],
    ids=["recorded", "closed 13 months ago", "still open", "known of nobody"],
)
def test_r075_not_known_while_there_was_a_case_is_refused(answer: Antwoord, history: History) -> None:
    verdicts = judge(RULES, "R075", _answers(MessageType.MSG_18, answer, history))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"antwoord.bekend"}


def test_r075_not_known_passes_where_there_is_nothing() -> None:
    assert judge(RULES, "R075", _answers(MessageType.MSG_18, UNKNOWN_HERE)) == ()
    nothing = recorded(CaseFact.OWN_CASE_WITHIN_TERM, holds=False)
    assert judge(RULES, "R075", _answers(MessageType.MSG_18, UNKNOWN_HERE, nothing)) == ()
    assert judge(RULES, "R075", _answers(MessageType.MSG_18, replace(KNOWN, per_persoon=()), WITHIN)) == ()


def test_r075_counts_from_the_question_that_it_answers() -> None:
    older = exchange(MessageType.MSG_17, VT, Direction.IN, at=datetime(2025, 3, 1, 9, tzinfo=UTC))
    newer = exchange(MessageType.MSG_17, VT, Direction.IN, at=ASKED_AT, reference=replace(EARLIER, text="ander"))
    asked = replace(_municipality(date(2023, 11, 1)), history=History(exchanged=(older, newer)))
    message = replace(asked.message, header=replace(asked.header, cross_reference=EARLIER))
    assert judge(RULES, "R075", replace(asked, message=message)) == ()
    assert effects(judge(RULES, "R075", asked)) == [Effect.STRIP]


def test_r075_of_a_question_that_is_not_in_our_store_the_answer_counts_from_today() -> None:
    asked = replace(_municipality(date(2024, 3, 1)), history=History())
    assert effects(judge(RULES, "R075", asked)) == [Effect.STRIP]


def test_r075_a_region_may_look_further_back() -> None:
    change = Change(rule="R075", source="x", author="x", parameters=(("years", 3),))
    region = Region(name="r", valid_from=date(2026, 1, 1), author="x", source="y", changes=(change,))
    assert judge(RULES, "R075", replace(_municipality(date(2023, 11, 1)), region=region)) == ()


# R076


@pytest.mark.parametrize("closed", [date(2025, 10, 1), date(2025, 9, 1)])
def test_r076_five_months_ago_is_told(closed: date) -> None:
    assert judge(RULES, "R076", _answers(MessageType.MSG_20, replace(KNOWN, gesloten_op=closed))) == ()


@pytest.mark.parametrize("closed", [date(2025, 8, 1), date(2025, 8, 31)])
def test_r076_seven_months_ago_is_stripped(closed: date) -> None:
    asked = _answers(MessageType.MSG_20, replace(KNOWN, gesloten_op=closed))
    assert effects(judge(RULES, "R076", asked)) == [Effect.STRIP]


def test_r076_not_known_while_there_was_a_case_is_refused() -> None:
    assert effects(judge(RULES, "R076", _answers(MessageType.MSG_20, UNKNOWN_HERE, WITHIN))) == [Effect.DENY]


def test_distinction_05_the_municipality_looks_two_years_back_and_the_safety_house_half_a_year() -> None:
    old = replace(KNOWN, gesloten_op=date(2025, 3, 1))
    assert judge(RULES, "R075", _answers(MessageType.MSG_18, old)) == ()
    assert effects(judge(RULES, "R076", _answers(MessageType.MSG_20, old))) == [Effect.STRIP]


@pytest.mark.parametrize("number", ["R075", "R076"])
def test_other_answers_look_back_as_they_will(number: str) -> None:
    old = replace(KNOWN, gesloten_op=date(2020, 1, 1))
    assert judge(RULES, number, facts(MessageType.MSG_22, Content(antwoord=old))) == ()
    for kind in (MessageType.MSG_18, MessageType.MSG_20):
        assert judge(RULES, number, facts(kind, Content())) == ()


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 1), 24, date(2024, 3, 1)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 5, 31), 6, date(2025, 11, 30)),
    ],
)
def test_a_month_earlier_is_the_same_day_or_the_last_one(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before
