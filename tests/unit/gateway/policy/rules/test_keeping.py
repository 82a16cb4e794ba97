"""Chapter 3.10: how the house itself works."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.region import NATIONAL, Change, Region
from gateway.policy import Effect, Facts
from gateway.policy.book import RULES as BOOK
from gateway.policy.house import House
from gateway.policy.rules.keeping import RULES
from gateway.policy.switches import mistakes_in
from gateway.policy.verdicts import Hold
from tests.kit.policy_cases import (
    AT,
    DOCTOR,
    EMPLOYEE,
    changed,
    effects,
    handover,
    judge,
    recorded,
)

OFF = Change(rule="R040a", source="besluit 7", author="m-1", on=False)


def _in(**changes: object) -> Facts:
    return replace(handover(), region=changed(NATIONAL, **changes))


# R136


def test_r136_without_evidence_everything_waits() -> None:
    assert judge(RULES, "R136", handover()) == ()
    assert judge(RULES, "R136", replace(handover(), house=House(audit_writable=True))) == ()
    (verdict,) = judge(RULES, "R136", replace(handover(), house=House(audit_writable=False)))
    assert isinstance(verdict, Hold)


# R139


def test_r139_two_factors_pass_and_a_shared_login_is_refused() -> None:
    assert judge(RULES, "R139", handover()) == ()
    assert judge(RULES, "R139", replace(handover(), house=House(second_factor=True))) == ()
    assert effects(judge(RULES, "R139", replace(handover(), house=House(second_factor=False)))) == [Effect.DENY]


# R150


def test_r150_who_does_not_know_the_family_passes() -> None:
    blocked = recorded(CaseFact.ACCESS_BLOCKED, about=str(EMPLOYEE.id))
    assert judge(RULES, "R150", replace(handover(), author=EMPLOYEE)) == ()
    assert judge(RULES, "R150", replace(handover(), author=DOCTOR, history=blocked)) == ()
    assert judge(RULES, "R150", replace(handover(), history=blocked)) == ()


def test_r150_who_is_on_the_block_list_of_the_case_is_refused() -> None:
    blocked = recorded(CaseFact.ACCESS_BLOCKED, about=str(EMPLOYEE.id))
    assert effects(judge(RULES, "R150", replace(handover(), author=EMPLOYEE, history=blocked))) == [Effect.DENY]


# R151


def test_r151_facts_about_a_message_cannot_show_it() -> None:
    """What shows it is tests/integration/test_canary.py, over whole running gateways."""
    assert judge(RULES, "R151", handover()) == ()


# R153


def test_r153_rules_with_a_date_a_source_and_an_author_pass() -> None:
    assert judge(RULES, "R153", handover()) == ()
    assert judge(RULES, "R153", _in(changes=(OFF,), valid_from=AT.date())) == ()


def test_r153_a_change_holds_from_midnight_here() -> None:
    """docs/operations.md: in force from midnight that day. At 22:30 UTC it is half past midnight in summer."""
    asked = replace(_in(changes=(OFF,), valid_from=date(2026, 4, 1)), at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    assert judge(RULES, "R153", asked) == ()
    assert effects(judge(RULES, "R153", replace(asked, at=asked.at - timedelta(hours=1)))) == [Effect.DENY]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"author": ""},
        {"source": ""},
        {"changes": (replace(OFF, source=""),)},
        {"changes": (replace(OFF, author=""),)},
        {"changes": (OFF,), "valid_from": (AT + timedelta(days=1)).date()},
    ],
)
def test_r153_a_change_without_a_version_is_refused(changes: dict[str, object]) -> None:
    assert effects(judge(RULES, "R153", _in(**changes))) == [Effect.DENY]


# R154


def test_r154_a_region_cannot_switch_off_a_rule_of_law() -> None:
    """That LAW wins where two rules clash, the engine shows: tests/unit/gateway/policy/test_engine.py."""
    assert judge(RULES, "R154", handover()) == ()
    weaker = Region(
        name="Voorbeeld", valid_from=AT.date(), author="a", source="b", changes=(replace(OFF, rule="R027"),)
    )
    assert mistakes_in(weaker, BOOK)
    assert not mistakes_in(replace(weaker, changes=(OFF,)), BOOK)
