"""Chapter 3.8: who takes part in co-operation bodies, and what goes round in them."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Antwoord, Antwoorddeel, Content, Opschaling, Verrijking
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import Party, PartyKind
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.bodies import RULES
from gateway.policy.verdicts import Hold
from tests.kit.policy_cases import (
    LOCAL_FIELD,
    SCHOOL,
    VT,
    changed,
    effects,
    elements,
    exchange,
    facts,
    handover,
    judge,
    party,
    recorded,
)

ZVH = party(PartyKind.ZVH)
OTHER_ZVH = replace(ZVH, oin=replace(ZVH.oin, text="00000001000000078000"))
STEP_UP = Opschaling(doel="complexe problematiek zorg-veiligheid", regulier_uitgeput="ja", gevraagde_rol="regie")
ITEM = Verrijking(tekst="t", bron="school", ontvangen_op=date(2026, 2, 1), noodzaak="n")
PART = Antwoorddeel(code="1", tekst="t")


def _wgs(asked: Facts, basis: str | None = "WGS_12", history: History | None = None) -> Facts:
    header = replace(asked.header, basis=basis)
    told = replace(asked, message=replace(asked.message, header=header))
    return told if history is None else replace(told, history=history)


# R111


def test_r111_vt_to_a_safety_house_passes() -> None:
    assert judge(RULES, "R111", _wgs(facts(MessageType.MSG_38, Content(), VT, ZVH))) == ()


@pytest.mark.parametrize("outsider", [SCHOOL, party(PartyKind.BURGER), None])
def test_r111_who_takes_no_part_neither_sends_nor_receives_under_the_wgs(outsider: Party | None) -> None:
    asked = _wgs(facts(MessageType.MSG_38, Content(), VT, ZVH))
    for name in ("sender", "receiver"):
        verdicts = judge(RULES, "R111", changed(asked, **{name: outsider}))
        assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {f"header.{name}"})


def test_r111_on_another_ground_it_says_nothing() -> None:
    assert judge(RULES, "R111", _wgs(facts(MessageType.MSG_29, Content(), VT, SCHOOL), "WMO_516_2")) == ()
    assert judge(RULES, "R111", _wgs(facts(MessageType.MSG_29, Content(), VT, SCHOOL), None)) == ()


# R112


def _step_up(history: History | None = None) -> Facts:
    asked = facts(MessageType.MSG_38, Content(opschaling=STEP_UP), VT, ZVH)
    return asked if history is None else replace(asked, history=history)


def test_r112_a_purpose_that_was_tested_passes() -> None:
    assert judge(RULES, "R112", _step_up(recorded(CaseFact.PURPOSE_TESTED))) == ()
    assert judge(RULES, "R112", handover()) == ()


@pytest.mark.parametrize("history", [None, recorded(CaseFact.PURPOSE_TESTED, holds=False)])
def test_r112_a_purpose_that_nobody_tested_is_held(history: History | None) -> None:
    (verdict,) = judge(RULES, "R112", _step_up(history))
    assert isinstance(verdict, Hold)
    assert verdict.elements == ("opschaling.doel",)


# R113


def _houses(kind: MessageType, content: Content | None = None, history: History | None = None) -> Facts:
    asked = facts(kind, content or Content(), ZVH, OTHER_ZVH)
    return asked if history is None else replace(asked, history=history)


def _checked(direction: Direction) -> History:
    return History(exchanged=(exchange(MessageType.MSG_14, OTHER_ZVH, direction),))


def test_r113_first_known_then_content_then_special_data_with_consent_passes() -> None:
    assert judge(RULES, "R113", _houses(MessageType.MSG_13)) == ()
    assert judge(RULES, "R113", _houses(MessageType.MSG_14)) == ()
    assert judge(RULES, "R113", _houses(MessageType.MSG_15, history=_checked(Direction.IN))) == ()
    assert judge(RULES, "R113", _houses(MessageType.MSG_16, history=_checked(Direction.OUT))) == ()
    special = Content(verrijking=(replace(ITEM, bijzonder=("gezondheid",)),))
    agreed = replace(_checked(Direction.OUT), case=recorded(CaseFact.SUPPLIER_CONSENT).case)
    assert judge(RULES, "R113", _houses(MessageType.MSG_16, special, agreed)) == ()


@pytest.mark.parametrize(
    ("kind", "direction"), [(MessageType.MSG_15, Direction.OUT), (MessageType.MSG_16, Direction.IN)]
)
def test_r113_content_first_is_refused(kind: MessageType, direction: Direction) -> None:
    assert effects(judge(RULES, "R113", _houses(kind))) == [Effect.DENY]
    assert effects(judge(RULES, "R113", _houses(kind, history=_checked(direction)))) == [Effect.DENY]
    elsewhere = History(exchanged=(exchange(MessageType.MSG_14, VT, Direction.IN),))
    assert effects(judge(RULES, "R113", _houses(MessageType.MSG_15, history=elsewhere))) == [Effect.DENY]


def test_r113_special_and_criminal_data_need_the_consent_of_their_supplier() -> None:
    content = Content(
        verrijking=(ITEM, replace(ITEM, bijzonder=("strafrechtelijk",))),
        antwoord=Antwoord(bekend=True, delen=(PART, replace(PART, wpg_artikel="8"))),
    )
    verdicts = judge(RULES, "R113", _houses(MessageType.MSG_16, content, _checked(Direction.OUT)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"verrijking[1]", "antwoord.delen[1]"})


def test_r113_is_about_two_safety_houses() -> None:
    assert judge(RULES, "R113", facts(MessageType.MSG_19, Content(), VT, ZVH)) == ()
    assert judge(RULES, "R113", replace(_houses(MessageType.MSG_15), receiver=None)) == ()


# R114


def _answered(kind: MessageType = MessageType.MSG_20, *, known: bool = True, **changes: object) -> Facts:
    answer = changed(Antwoord(bekend=known), **changes)
    return _wgs(facts(kind, Content(antwoord=answer), ZVH, VT))


@pytest.mark.parametrize(
    "asked",
    [
        _answered(delen=(PART,)),
        _answered(open_sinds=IncompleteDate(2025)),
        _answered(reden_geen_gegevens="Zwaarwegend: het zou een bron in gevaar brengen."),
        _answered(known=False),
        _answered(MessageType.MSG_14),
        _wgs(_answered(), "WMO_526"),
        handover(),
    ],
)
def test_r114_data_or_a_reason_why_not_passes(asked: Facts) -> None:
    assert judge(RULES, "R114", asked) == ()


@pytest.mark.parametrize("reason", [None, "", "nee", "onbekend onbekend onbekend"])
def test_r114_silent_omission_is_refused(reason: str | None) -> None:
    verdicts = judge(RULES, "R114", _answered(reden_geen_gegevens=reason))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"antwoord.reden_geen_gegevens"})


# R115


def test_r115_results_that_were_tested_for_this_receiver_pass() -> None:
    asked = _answered(delen=(PART,))
    assert judge(RULES, "R115", replace(asked, history=recorded(CaseFact.RESULT_TESTED, about=str(VT.oin)))) == ()


@pytest.mark.parametrize(
    "history",
    [
        History(),
        recorded(CaseFact.RESULT_TESTED),
        recorded(CaseFact.RESULT_TESTED, about=str(SCHOOL.oin)),
        recorded(CaseFact.RESULT_TESTED, about=str(VT.oin), holds=False),
    ],
)
def test_r115_results_for_a_mailing_list_are_refused(history: History) -> None:
    verdicts = judge(RULES, "R115", replace(_answered(delen=(PART,)), history=history))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.receiver"})


def test_r115_what_is_no_result_of_a_body_passes() -> None:
    assert judge(RULES, "R115", _answered()) == ()
    assert judge(RULES, "R115", _wgs(_answered(delen=(PART,)), "WMO_526")) == ()
    shared = _wgs(facts(MessageType.MSG_38, Content(verrijking=(ITEM,)), LOCAL_FIELD, ZVH))
    assert judge(RULES, "R115", shared) == ()
    assert judge(RULES, "R115", replace(_answered(delen=(PART,)), sender=None)) == ()
