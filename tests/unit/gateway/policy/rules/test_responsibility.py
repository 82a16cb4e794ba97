"""Chapter 3.4: who has the view on safety, and what proves it."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.content import Acceptatie, Besluit, Content, Terugkoppeling
from gateway.domain.kinds import MessageType
from gateway.policy import Effect, Facts, History, Known
from gateway.policy.rules.responsibility import REASONS, RULES
from tests.kit.policy_cases import CONTACT, LOCAL_FIELD, POLICE, VT, effects, elements, facts, judge

ACCEPTED = Acceptatie(besluit=Besluit.AANVAARD, team="Noord", contact=CONTACT, eerste_contact_gepland=date(2026, 3, 10))
REFUSED = Acceptatie(besluit=Besluit.GEWEIGERD, reden="niet onze inwoner", toelichting="woont in Voorbeeldstad")


def _claims(holder: str | None, placed: Known = Known.UNKNOWN) -> Facts:
    answer = Terugkoppeling(
        identificatie_melding="M-1",
        status="overdracht",
        uitgevoerd_door_naam=VT.name,
        uitgevoerd_door_oin=VT.oin,
        zicht_op_veiligheid_bij=holder,
    )
    asked = facts(MessageType.MSG_08, Content(terugkoppeling=answer), VT, POLICE)
    return replace(asked, history=History(follow_up_placed=placed))


def _answers(answer: Acceptatie | None) -> Facts:
    return facts(MessageType.MSG_33, Content(acceptatie=answer), LOCAL_FIELD, VT)


# R061


def test_r061_with_evidence_another_may_be_named() -> None:
    assert judge(RULES, "R061", _claims("Wijkteam Noord", Known.YES)) == ()


def test_r061_a_state_without_evidence_is_refused() -> None:
    verdicts = judge(RULES, "R061", _claims("Wijkteam Noord", Known.NO))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"terugkoppeling.zicht_op_veiligheid_bij"}


def test_r061_a_state_of_which_nobody_sought_the_evidence_is_flagged() -> None:
    assert effects(judge(RULES, "R061", _claims("Wijkteam Noord"))) == [Effect.FLAG]


def test_r061_we_may_always_say_that_it_is_with_us() -> None:
    assert judge(RULES, "R061", _claims(VT.name)) == ()


def test_r061_of_an_unknown_sender_nothing_is_believed() -> None:
    assert effects(judge(RULES, "R061", replace(_claims(VT.name, Known.NO), sender=None))) == [Effect.DENY]


def test_r061_who_claims_nothing_needs_no_evidence() -> None:
    assert judge(RULES, "R061", _claims(None)) == ()
    assert judge(RULES, "R061", _answers(ACCEPTED)) == ()


# R062


@pytest.mark.parametrize("decision", [Besluit.AANVAARD, Besluit.AANVAARD_MET_OPMERKING])
def test_r062_a_person_accepts_by_name(decision: Besluit) -> None:
    assert judge(RULES, "R062", _answers(replace(ACCEPTED, besluit=decision))) == ()


def test_r062_a_lapsed_term_accepts_nothing() -> None:
    verdicts = judge(RULES, "R062", _answers(Acceptatie(besluit=Besluit.AANVAARD, toelichting="verstreken termijn")))
    assert effects(verdicts) == [Effect.DENY]
    assert {"acceptatie.team", "acceptatie.contact", "acceptatie.eerste_contact_gepland"} < elements(verdicts)


def test_r062_is_about_acceptance() -> None:
    assert judge(RULES, "R062", _answers(REFUSED)) == ()
    assert judge(RULES, "R062", _answers(None)) == ()
    assert judge(RULES, "R062", _claims(None)) == ()


# R063


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_r063_a_refusal_with_a_reason_from_the_list_passes(reason: str) -> None:
    assert judge(RULES, "R063", _answers(replace(REFUSED, reden=reason))) == ()


@pytest.mark.parametrize(
    "answer",
    [Acceptatie(besluit=Besluit.GEWEIGERD), replace(REFUSED, toelichting=None), replace(REFUSED, reden="geen zin")],
)
def test_r063_an_empty_refusal_is_refused(answer: Acceptatie) -> None:
    verdicts = judge(RULES, "R063", _answers(answer))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"acceptatie.reden", "acceptatie.toelichting"}


def test_r063_is_about_refusals() -> None:
    assert judge(RULES, "R063", _answers(ACCEPTED)) == ()
    assert judge(RULES, "R063", _answers(None)) == ()
    assert judge(RULES, "R063", _claims(None)) == ()
