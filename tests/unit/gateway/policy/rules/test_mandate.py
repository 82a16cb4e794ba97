"""Chapter 3.1, last part: who decides, and who may act for another."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gateway.domain.content import Content
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.party import Mandate, PartyKind
from gateway.policy import Effect, Facts
from gateway.policy.rules.mandate import RULES
from tests.kit.policy_cases import DIRECT_HANDOVER, TRIAGE, VT, effects, elements, facts, handover, judge, party

NEIGHBOUR = Oin("00000099000000009000")
MANDATE = Mandate(
    principal=NEIGHBOUR,
    types=frozenset({MessageType.MSG_57}),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 3, 2),
)


def decided(by: str | None) -> Facts:
    return handover(replace(DIRECT_HANDOVER, triage=replace(TRIAGE, besloten_door=by)))


# R014


@pytest.mark.parametrize(
    "by",
    [
        *(
            "Veilig Thuis",
            "VT, na de triagetafel",
            "Veilig Thuis Voorbeeld",
            "VT (gehoord de triagetafel)",
            VT.name,
            None,
        ),
        *(
            "Veilig Thuis na overleg met het lokaal veld",
            "Veilig Thuis Gooi en Vechtstreek",
            "Veilig Thuis regio Noord",
        ),
        *("VT, advies van de tafel", "Veilig Thuis Rotterdam"),
    ],
)
def test_r014_a_decision_of_vt_after_the_table_passes(by: str | None) -> None:
    assert judge(RULES, "R014", decided(by)) == ()


@pytest.mark.parametrize(
    "by",
    [
        *("triagetafel Parkstad", "de tafel met Veilig Thuis", "lokaal veld", "", "VT-tafel Parkstad"),
        *("Veilig Thuis en triagetafel Parkstad", "VT samen met de tafel", "Veilig Thuis Triagetafel", "VT/tafel"),
        *("Veilig Thuis, lokaal veld en tafel", "VT namens de triagetafel", "Veilig Thuis met het wijkteam"),
    ],
)
def test_r014_a_table_decides_nothing(by: str) -> None:
    verdicts = judge(RULES, "R014", decided(by))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"triage.besloten_door"})


def test_r014_who_is_no_vt_cannot_leave_open_who_decided() -> None:
    school = party(PartyKind.SCHOOL)
    assert effects(judge(RULES, "R014", replace(decided(None), sender=school))) == [Effect.DENY]
    assert effects(judge(RULES, "R014", replace(decided(school.name), sender=school))) == [Effect.DENY]
    assert effects(judge(RULES, "R014", replace(decided(None), sender=None))) == [Effect.DENY]
    assert judge(RULES, "R014", replace(decided("Veilig Thuis"), sender=school)) == ()
    assert judge(RULES, "R014", facts(MessageType.MSG_51, Content())) == ()


# R014a


def acting(kind: MessageType, principal: Oin | None, *mandates: Mandate) -> Facts:
    sender = replace(VT, mandates=mandates)
    asked = facts(kind, Content(), sender)
    return replace(asked, message=replace(asked.message, header=replace(asked.header, mandate_of=principal)))


def test_r014a_a_crisis_out_of_hours_is_within_the_mandate() -> None:
    assert judge(RULES, "R014a", acting(MessageType.MSG_57, NEIGHBOUR, MANDATE)) == ()


def test_r014a_a_handover_after_a_service_is_not() -> None:
    verdicts = judge(RULES, "R014a", acting(MessageType.MSG_35, NEIGHBOUR, MANDATE))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.mandate_of"})


def test_r014a_without_a_mandate_for_that_organisation_nobody_acts_for_it() -> None:
    assert effects(judge(RULES, "R014a", acting(MessageType.MSG_57, NEIGHBOUR))) == [Effect.DENY]
    other = replace(MANDATE, principal=Oin("00000099000000008000"))
    assert effects(judge(RULES, "R014a", acting(MessageType.MSG_57, NEIGHBOUR, other))) == [Effect.DENY]


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), False),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), False),
    ],
)
def test_r014a_a_mandate_holds_on_its_days_in_legal_time(at: datetime, *, allowed: bool) -> None:
    asked = replace(acting(MessageType.MSG_57, NEIGHBOUR, MANDATE), at=at)
    assert (judge(RULES, "R014a", asked) == ()) is allowed


def test_r014a_who_acts_for_itself_needs_none() -> None:
    assert judge(RULES, "R014a", acting(MessageType.MSG_35, None)) == ()
    assert judge(RULES, "R014a", acting(MessageType.MSG_35, VT.oin)) == ()
    assert judge(RULES, "R014a", replace(acting(MessageType.MSG_35, NEIGHBOUR), sender=None)) == ()
