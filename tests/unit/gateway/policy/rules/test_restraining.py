"""Chapter 3.6, third part: suspects who are children, and the restraining order."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene, Content, Huisverbod, Uitvraag
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import Party, PartyKind
from gateway.domain.workdays import holidays
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.restraining import RULES
from tests.kit.policy_cases import (
    ADDRESS,
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    SCHOOL,
    VT,
    effects,
    elements,
    exchange,
    facts,
    handover,
    judge,
    party,
    recorded,
)

OM = party(PartyKind.OM)
MAYOR = party(PartyKind.BURGEMEESTER)
SUSPECT = replace(CHILD, status_in_zaak="verdachte", geboortedatum=IncompleteDate(2014, 6, 1))
ORDER = Huisverbod(
    nummer="HV-1",
    vanaf=datetime(2026, 3, 4, tzinfo=UTC),
    tot=datetime(2026, 3, 14, tzinfo=UTC),
    adres=ADDRESS,
    uithuisgeplaatste="p1",
    contactbepalingen="geen contact",
)


def _suspect(person: Betrokkene, receiver: Party = VT, reason: str | None = None) -> Facts:
    question = None if reason is None else Uitvraag(reden=reason)
    kind = MessageType.MSG_56 if reason is None else MessageType.MSG_13
    sender = VT if reason is None else OM
    return facts(kind, Content(betrokkenen=(person,), uitvraag=question), sender, receiver)


# R100


def test_r100_a_young_suspect_with_a_marker_passes() -> None:
    assert judge(RULES, "R100", _suspect(replace(SUSPECT, overige_zorg="12-minner"), OM)) == ()


def test_r100_a_young_suspect_without_a_marker_is_marked_and_does_not_go_to_the_om() -> None:
    assert effects(judge(RULES, "R100", _suspect(SUSPECT, party(PartyKind.RECLASSERING)))) == [Effect.FLAG]
    verdicts = judge(RULES, "R100", _suspect(SUSPECT, OM))
    assert effects(verdicts) == [Effect.FLAG, Effect.ROUTE]
    assert elements(verdicts) == {"betrokkenen[0].overige_zorg"}


@pytest.mark.parametrize("marker", [None, "12-minner"])
def test_r100_a_settlement_request_for_a_child_of_eleven_is_refused(marker: str | None) -> None:
    verdicts = judge(RULES, "R100", _suspect(replace(SUSPECT, overige_zorg=marker), reason="06"))
    assert Effect.DENY in effects(verdicts)
    child = replace(SUSPECT, status_in_zaak=None)
    assert effects(judge(RULES, "R100", _suspect(child, reason="06"))) == [Effect.DENY]
    assert judge(RULES, "R100", _suspect(child, reason="05")) == ()


@pytest.mark.parametrize(
    ("birth", "young"),
    [
        (IncompleteDate(2014, 3, 2), False),
        (IncompleteDate(2014, 3, 3), True),
        (IncompleteDate(2014, 2), False),
        (IncompleteDate(2014), True),
        (IncompleteDate(2013), False),
        (None, True),
    ],
)
def test_r100_twelve_is_counted_to_the_day_and_what_is_not_known_counts_as_young(
    birth: IncompleteDate | None, *, young: bool
) -> None:
    said = judge(RULES, "R100", _suspect(replace(SUSPECT, geboortedatum=birth), party(PartyKind.RECLASSERING)))
    assert bool(said) is young


def test_r100_an_adult_without_a_birth_date_is_no_child() -> None:
    adult = replace(MOTHER, status_in_zaak="verdachte", geboortedatum=None)
    assert judge(RULES, "R100", _suspect(adult, OM)) == ()
    assert judge(RULES, "R100", _suspect(replace(SUSPECT, status_in_zaak="slachtoffer"), OM)) == ()


# R101


def _order(order: Huisverbod, receiver: Party | None = None, kind: MessageType = MessageType.MSG_34) -> Facts:
    asked = handover(replace(DIRECT_HANDOVER, huisverbod=order))
    return asked if receiver is None else facts(kind, asked.content, VT, receiver)


def test_r101_number_and_period_pass_to_the_local_field() -> None:
    assert judge(RULES, "R101", _order(Huisverbod(nummer="HV-1", vanaf=ORDER.vanaf, tot=ORDER.tot))) == ()


@pytest.mark.parametrize("receiver", [None, SCHOOL])
def test_r101_the_rest_of_the_order_is_stripped(receiver: Party | None) -> None:
    verdicts = judge(RULES, "R101", _order(ORDER, receiver))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {
        "huisverbod.adres",
        "huisverbod.uithuisgeplaatste",
        "huisverbod.contactbepalingen",
    }


def test_r101_who_handles_the_order_gets_all_of_it() -> None:
    assert judge(RULES, "R101", facts(MessageType.MSG_07, Content(huisverbod=ORDER), MAYOR, VT)) == ()
    assert judge(RULES, "R101", handover()) == ()


# R101a


def _imposed(*persons: Betrokkene, kind: MessageType = MessageType.MSG_07, order: Huisverbod = ORDER) -> Facts:
    return facts(kind, Content(betrokkenen=persons, huisverbod=order), MAYOR, VT)


def test_r101a_an_adult_and_vt_was_called_passes() -> None:
    called = recorded(CaseFact.VT_CONSULTED)
    assert judge(RULES, "R101a", replace(_imposed(MOTHER, CHILD), history=called)) == ()
    asked = History(exchanged=(exchange(MessageType.MSG_06, VT),))
    assert judge(RULES, "R101a", replace(_imposed(MOTHER, CHILD), history=asked)) == ()


@pytest.mark.parametrize("kind", [MessageType.MSG_06, MessageType.MSG_07])
def test_r101a_a_minor_is_refused(kind: MessageType) -> None:
    verdicts = judge(RULES, "R101a", _imposed(replace(CHILD, kenmerk="p1"), kind=kind))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"huisverbod.uithuisgeplaatste"})


def test_r101a_children_and_no_consultation_is_refused_and_what_nobody_recorded_is_marked() -> None:
    asked = _imposed(MOTHER, CHILD)
    assert effects(judge(RULES, "R101a", asked)) == [Effect.FLAG]
    denied = recorded(CaseFact.VT_CONSULTED, holds=False)
    assert effects(judge(RULES, "R101a", replace(asked, history=denied))) == [Effect.DENY]


def test_r101a_without_children_or_in_the_consultation_itself_nothing_is_asked() -> None:
    assert judge(RULES, "R101a", _imposed(MOTHER)) == ()
    assert judge(RULES, "R101a", _imposed(MOTHER, CHILD, kind=MessageType.MSG_06)) == ()
    assert judge(RULES, "R101a", handover()) == ()
    assert judge(RULES, "R101a", facts(MessageType.MSG_07, Content(), MAYOR, VT)) == ()


@pytest.mark.parametrize("year", [2025, 2031])
def test_distinction_14_koningsdag_is_a_day_earlier_when_it_would_be_a_sunday(year: int) -> None:
    assert {date(year, 4, 26), date(year, 4, 27)} & holidays(year) == {date(year, 4, 26)}
    assert {date(2026, 4, 26), date(2026, 4, 27)} & holidays(2026) == {date(2026, 4, 27)}
