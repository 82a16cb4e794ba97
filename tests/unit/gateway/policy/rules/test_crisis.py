"""Chapter 3.4: a crisis goes to the crisis service first, and joint action leaves the view on safety with VT."""

from dataclasses import replace

import pytest

from gateway.domain.case import CaseFact, Exchanged
from gateway.domain.content import Content, Terugkoppeling
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.domain.party import PartyKind
from gateway.policy import Effect, Facts, History
from gateway.policy.rules import handover as sets
from gateway.policy.rules import informing
from gateway.policy.rules.crisis import RULES
from gateway.policy.verdicts import Timer
from tests.kit.policy_cases import (
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    POLICE,
    TRIAGE,
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

CALLED = exchange(MessageType.MSG_57, party(PartyKind.CRISISHULP))
TOLD = exchange(MessageType.MSG_58)
JOINTLY = recorded(CaseFact.JOINT_ACTION)


def _urgent(*earlier: Exchanged, content: Content = DIRECT_HANDOVER, urgency: Urgency = Urgency.SPOED) -> Facts:
    asked = replace(handover(content), history=History(exchanged=earlier))
    return replace(asked, message=replace(asked.message, header=replace(asked.header, urgency=urgency)))


# R066


def test_r066_crisis_service_and_municipality_first_passes() -> None:
    assert judge(RULES, "R066", _urgent(CALLED, TOLD)) == ()


@pytest.mark.parametrize("earlier", [(), (TOLD,)])
def test_r066_only_a_handover_at_night_is_refused(earlier: tuple[Exchanged, ...]) -> None:
    assert effects(judge(RULES, "R066", _urgent(*earlier))) == [Effect.DENY]


def test_r066_after_the_crisis_service_the_municipality_is_told_in_time() -> None:
    (verdict,) = judge(RULES, "R066", _urgent(CALLED))
    assert isinstance(verdict, Timer)
    assert (verdict.deadline, verdict.starts) == ("D017", True)


def test_r066_is_about_an_urgent_handover_of_a_child() -> None:
    assert judge(RULES, "R066", _urgent(urgency=Urgency.NORMAAL)) == ()
    assert judge(RULES, "R066", _urgent(content=replace(DIRECT_HANDOVER, betrokkenen=(MOTHER,)))) == ()
    urgent = _urgent()
    other = replace(urgent.message, header=replace(urgent.header, type=MessageType.MSG_35))
    assert judge(RULES, "R066", replace(urgent, message=other)) == ()


# R066a

EARLY = replace(DIRECT_HANDOVER, triage=replace(TRIAGE, besluit="", motivering="", veiligheid="acuut"))


def test_r066a_the_local_field_comes_along_before_the_triage_is_finished() -> None:
    asked = replace(handover(EARLY), history=JOINTLY)
    assert effects(judge(RULES, "R066a", asked)) == [Effect.FLAG]
    assert judge(informing.RULES, "R041", asked) == ()
    assert judge(informing.RULES, "R042", asked) == ()
    assert judge(sets.RULES, "R046", asked) == ()


def test_r066a_without_joint_action_the_triage_comes_first() -> None:
    for history in (History(), recorded(CaseFact.JOINT_ACTION, holds=False)):
        asked = replace(handover(EARLY), history=history)
        assert judge(RULES, "R066a", asked) == ()
        assert effects(judge(informing.RULES, "R041", asked)) == [Effect.DENY]
        assert effects(judge(informing.RULES, "R042", asked)) == [Effect.DENY]
        assert elements(judge(sets.RULES, "R046", asked)) == {"triage.besluit", "triage.motivering"}


def _feedback(holder: str | None) -> Facts:
    answer = Terugkoppeling(identificatie_melding="M-1", status="overdracht", zicht_op_veiligheid_bij=holder)
    return replace(facts(MessageType.MSG_08, Content(terugkoppeling=answer), VT, POLICE), history=JOINTLY)


def test_r066a_the_state_does_not_change_to_the_local_field() -> None:
    verdicts = judge(RULES, "R066a", _feedback("lokaal team"))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"terugkoppeling.zicht_op_veiligheid_bij"}


@pytest.mark.parametrize("holder", [None, VT.name])
def test_r066a_that_veilig_thuis_has_the_view_may_be_said(holder: str | None) -> None:
    assert judge(RULES, "R066a", _feedback(holder)) == ()
    assert judge(RULES, "R066a", replace(_feedback("lokaal team"), history=History())) == ()


def test_r066a_other_messages_of_the_case_are_untouched() -> None:
    asked = replace(facts(MessageType.MSG_44, Content(betrokkenen=(CHILD,))), history=JOINTLY)
    assert judge(RULES, "R066a", asked) == ()
