"""Chapter 3.10: breaking the glass (R138)."""

from dataclasses import replace

import pytest

from gateway.domain.content import Content
from gateway.domain.employees import Employee, StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.policy import Effect, Facts
from gateway.policy.rules import asking, informing, reporter
from gateway.policy.rules.glass import RULES, is_broken
from tests.kit.policy_cases import (
    DIRECT_HANDOVER,
    DOCTOR,
    EMPLOYEE,
    HIDDEN_CITIZEN,
    LOCAL_FIELD,
    MOTHER,
    TRIAGE,
    VT,
    arriving,
    effects,
    facts,
    handover,
    judge,
)


def _urgent(author: Employee | None = DOCTOR, basis: str = "VITAAL_BELANG", urgency: Urgency = Urgency.SPOED) -> Facts:
    asked = handover()
    header = replace(asked.header, basis=basis, urgency=urgency)
    return replace(asked, author=author, message=replace(asked.message, header=header))


@pytest.mark.parametrize(
    "role", [StaffRole.TEAMLEIDER, StaffRole.MANAGER, StaffRole.VERTROUWENSARTS, StaffRole.GEDRAGSWETENSCHAPPER]
)
def test_r138_at_night_an_authorised_role_breaks_the_glass_with_a_reason_and_a_review(role: StaffRole) -> None:
    asked = _urgent(replace(DOCTOR, role=role))
    assert is_broken(asked)
    assert effects(judge(RULES, "R138", asked)) == [Effect.JUSTIFY, Effect.TIMER, Effect.FLAG]


@pytest.mark.parametrize("author", [None, EMPLOYEE, replace(EMPLOYEE, role=StaffRole.PRIVACY)])
def test_r138_nobody_else_breaks_it(author: Employee | None) -> None:
    asked = _urgent(author)
    assert not is_broken(asked)
    assert effects(judge(RULES, "R138", asked)) == [Effect.DENY]


@pytest.mark.parametrize(
    "asked", [_urgent(basis="WMO_411_2_D"), _urgent(urgency=Urgency.NORMAAL), arriving(_urgent()), handover()]
)
def test_r138_only_an_urgent_vital_interest_of_what_leaves_asks_for_it(asked: Facts) -> None:
    assert not is_broken(asked)
    assert judge(RULES, "R138", asked) == ()


def test_r138_three_rules_step_aside_and_the_law_does_not() -> None:
    told = replace(MOTHER, informering=None)
    unsafe = replace(TRIAGE, veiligheid="acuut onveilig")
    handed = replace(DIRECT_HANDOVER, betrokkenen=(told,), triage=unsafe, melder=HIDDEN_CITIZEN)
    broken, whole = (_with(_urgent(basis=basis), handed) for basis in ("VITAAL_BELANG", "WMO_411_2_D"))
    for number in ("R042", "R043"):
        assert (judge(informing.RULES, number, broken), bool(judge(informing.RULES, number, whole))) == ((), True)
    assert Effect.STRIP in effects(judge(reporter.RULES, "R027", broken))


def test_r138_content_may_be_asked_before_anybody_is_known() -> None:
    asked = facts(MessageType.MSG_15, Content(), VT, LOCAL_FIELD)
    assert judge(asking.RULES, "R074", asked) != ()
    header = replace(asked.header, basis="VITAAL_BELANG", urgency=Urgency.SPOED)
    broken = replace(asked, author=DOCTOR, message=replace(asked.message, header=header))
    assert judge(asking.RULES, "R074", broken) == ()


def _with(asked: Facts, content: Content) -> Facts:
    return replace(asked, message=replace(asked.message, content=content))
