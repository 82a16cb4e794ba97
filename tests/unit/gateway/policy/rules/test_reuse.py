"""Chapter 3.8, second part: what co-operation bodies may get and keep, and re-use by the municipality."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Antwoord, Antwoorddeel, Content, Verrijking
from gateway.domain.kinds import MessageType
from gateway.domain.party import Party, PartyKind
from gateway.policy import Effect, Facts
from gateway.policy.rules.reuse import RULES
from tests.kit.policy_cases import LOCAL_FIELD, SCHOOL, VT, effects, elements, facts, handover, judge, party, recorded

ZVH = party(PartyKind.ZVH)
CARE = party(PartyKind.ZORG)
COLLEGE = party(PartyKind.GEMEENTE)
ITEM = Verrijking(tekst="t", bron="school", ontvangen_op=date(2026, 2, 1), noodzaak="vanwege de ernst")


def _shared(*items: Verrijking, sender: Party = VT, receiver: Party = ZVH) -> Facts:
    return facts(MessageType.MSG_38, Content(verrijking=items), sender, receiver)


# R116


@pytest.mark.parametrize("label", ["gezondheid", "beroepsgeheim-zorg", "beroepsgeheim-jeugd"])
def test_r116_health_data_need_consent_law_or_good_care(label: str) -> None:
    asked = _shared(ITEM, replace(ITEM, bijzonder=(label,)))
    verdicts = judge(RULES, "R116", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"verrijking[1]"})
    assert judge(RULES, "R116", replace(asked, history=recorded(CaseFact.HEALTH_GROUND))) == ()
    withdrawn = recorded(CaseFact.HEALTH_GROUND, holds=False)
    assert effects(judge(RULES, "R116", replace(asked, history=withdrawn))) == [Effect.DENY]


def test_r116_what_a_sworn_professional_answers_is_health_data() -> None:
    asked = facts(MessageType.MSG_14, Content(antwoord=Antwoord(bekend=True)), CARE, ZVH)
    assert elements(judge(RULES, "R116", asked)) == {"antwoord"}
    assert judge(RULES, "R116", replace(asked, message=replace(asked.message, content=Content()))) == ()


def test_r116_other_data_and_other_receivers_pass() -> None:
    assert judge(RULES, "R116", _shared(ITEM, replace(ITEM, bijzonder=("strafrechtelijk",)))) == ()
    assert judge(RULES, "R116", _shared(replace(ITEM, bijzonder=("gezondheid",)), receiver=party(PartyKind.MDA))) == ()
    answer = facts(MessageType.MSG_14, Content(antwoord=Antwoord(bekend=True)), LOCAL_FIELD, ZVH)
    assert judge(RULES, "R116", answer) == ()


# R117


def test_r117_a_condition_that_is_shown_and_respected_passes() -> None:
    shown = _shared(replace(ITEM, voorwaarden=("alleen na overleg",)))
    assert judge(RULES, "R117", replace(shown, history=recorded(CaseFact.SUPPLIER_CONDITION))) == ()
    assert judge(RULES, "R117", _shared(ITEM)) == ()


def test_r117_a_condition_that_was_taken_away_is_refused() -> None:
    verdicts = judge(RULES, "R117", replace(_shared(ITEM), history=recorded(CaseFact.SUPPLIER_CONDITION)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"verrijking[].voorwaarden"})


@pytest.mark.parametrize("condition", ["Niet naar een Veiligheidshuis", "mag niet naar het ZVH", "niet delen met MDA"])
def test_r117_a_condition_that_forbids_it_is_respected(condition: str) -> None:
    verdicts = judge(RULES, "R117", _shared(ITEM, replace(ITEM, voorwaarden=(condition,))))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"verrijking[1]"})


def test_r117_is_about_co_operation_bodies() -> None:
    item = replace(ITEM, voorwaarden=("niet naar het ZVH",))
    assert judge(RULES, "R117", facts(MessageType.MSG_34, Content(verrijking=(item,)))) == ()
    assert judge(RULES, "R117", _shared()) == ()


# R118


@pytest.mark.parametrize(
    ("received", "old"),
    [(date(2022, 3, 2), False), (date(2021, 3, 2), False), (date(2021, 3, 1), True), (date(2020, 3, 2), True)],
)
def test_r118_after_five_years_it_is_to_be_destroyed(received: date, *, old: bool) -> None:
    asked = _shared(replace(ITEM, ontvangen_op=received), sender=ZVH, receiver=VT)
    assert effects(judge(RULES, "R118", asked)) == [Effect.FLAG] * old
    part = Antwoorddeel(code="1", tekst="t", datum=received)
    answer = facts(MessageType.MSG_20, Content(antwoord=Antwoord(bekend=True, delen=(part,))), ZVH, VT)
    assert elements(judge(RULES, "R118", answer)) == ({"antwoord.delen[0]"} if old else set())


def test_r118_is_about_copies_in_co_operation_bodies() -> None:
    old = replace(ITEM, ontvangen_op=date(2015, 1, 1))
    assert judge(RULES, "R118", facts(MessageType.MSG_34, Content(verrijking=(old,)))) == ()
    asked = _shared(old)
    header = replace(asked.header, basis="WGS_12")
    assert elements(judge(RULES, "R118", replace(asked, message=replace(asked.message, header=header)))) == {
        "verrijking[0]"
    }


# R119


def _used(purpose: str | None, basis: str | None = None, sender: Party = COLLEGE) -> Facts:
    asked = facts(MessageType.MSG_51, Content(), sender, party(PartyKind.RAAD))
    header = replace(asked.header, purpose=purpose, basis=basis)
    return replace(asked, message=replace(asked.message, header=header))


def test_r119_help_to_the_family_passes() -> None:
    assert judge(RULES, "R119", _used("OVERDRACHT", "JW_740")) == ()
    assert judge(RULES, "R119", _used(None)) == ()


@pytest.mark.parametrize(
    ("purpose", "basis"), [("UITKERINGSFRAUDE", "JW_740"), ("BELEID", None), ("OVERDRACHT", "TOESTEMMING")]
)
@pytest.mark.parametrize("sender", [COLLEGE, LOCAL_FIELD])
def test_r119_a_check_on_benefit_fraud_is_refused_without_explicit_consent(
    purpose: str, basis: str | None, sender: Party
) -> None:
    asked = _used(purpose, basis, sender)
    verdicts = judge(RULES, "R119", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.purpose"})
    assert judge(RULES, "R119", replace(asked, history=recorded(CaseFact.REUSE_CONSENT))) == ()


def test_r119_is_about_the_college() -> None:
    assert judge(RULES, "R119", _used("IETS", sender=VT)) == ()
    assert judge(RULES, "R119", _used("IETS", sender=party(PartyKind.GI))) == ()
    assert judge(RULES, "R119", replace(handover(), sender=SCHOOL)) == ()
