"""Chapter 3.10, second part: reference numbers, and the message that another one is about."""

from dataclasses import replace

import pytest

from gateway.domain.content import Content
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.policy import Effect, Facts, History, Known
from gateway.policy.rules.correlation import RULES
from tests.kit.policy_cases import (
    EARLIER,
    LOCAL_FIELD,
    POLICE,
    VT,
    arriving,
    effects,
    elements,
    facts,
    handover,
    headed,
    judge,
)

# R141


@pytest.mark.parametrize("used", [Known.NO, Known.UNKNOWN])
def test_r141_a_fresh_reference_passes(used: Known) -> None:
    assert judge(RULES, "R141", replace(handover(), history=History(reference_used=used))) == ()


def test_r141_a_reference_that_was_used_is_refused() -> None:
    verdicts = judge(RULES, "R141", replace(handover(), history=History(reference_used=Known.YES)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.reference"})


# R142


def _refers(known: Known, earlier: MessageType | None = None, kind: MessageType = MessageType.MSG_40) -> Facts:
    asked = headed(facts(kind, Content(), LOCAL_FIELD, VT), cross_reference=EARLIER)
    return replace(asked, history=History(cross_reference_known=known, cross_reference_type=earlier))


@pytest.mark.parametrize(
    ("kind", "earlier"),
    [
        (MessageType.MSG_40, MessageType.MSG_34),
        (MessageType.MSG_40, MessageType.MSG_35),
        (MessageType.MSG_14, MessageType.MSG_13),
        (MessageType.MSG_16, MessageType.MSG_15),
        (MessageType.MSG_33, MessageType.MSG_35),
        (MessageType.TEC_02, MessageType.MSG_13),
        (MessageType.TEC_04, MessageType.MSG_40),
    ],
)
def test_r142_an_answer_to_what_it_can_answer_passes(kind: MessageType, earlier: MessageType) -> None:
    assert judge(RULES, "R142", _refers(Known.YES, earlier, kind)) == ()


@pytest.mark.parametrize(
    ("kind", "earlier"),
    [
        (MessageType.MSG_14, MessageType.MSG_15),
        (MessageType.MSG_16, MessageType.MSG_13),
        (MessageType.MSG_40, MessageType.MSG_13),
        (MessageType.MSG_14, None),
        (MessageType.TEC_04, None),
    ],
)
def test_r142_an_answer_to_something_else_is_refused(kind: MessageType, earlier: MessageType | None) -> None:
    verdicts = judge(RULES, "R142", _refers(Known.YES, earlier, kind))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.cross_reference"})
    assert "geen antwoord" in verdicts[0].because


def test_r142_who_answers_nothing_may_refer_to_whatever_went_between_the_two() -> None:
    assert judge(RULES, "R142", _refers(Known.YES, None, MessageType.MSG_43)) == ()


def test_r142_an_answer_to_nothing_is_refused() -> None:
    for asked in (_refers(Known.NO), facts(MessageType.MSG_40, Content(), LOCAL_FIELD, VT)):
        verdicts = judge(RULES, "R142", asked)
        assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.cross_reference"})


def test_r142_not_having_looked_is_flagged() -> None:
    assert effects(judge(RULES, "R142", _refers(Known.UNKNOWN))) == [Effect.FLAG]


def test_r142_who_refers_to_nothing_needs_nothing() -> None:
    assert judge(RULES, "R142", handover()) == ()


# R143


def test_r143_a_uuid_of_version_4_in_lower_case_passes() -> None:
    assert judge(RULES, "R143", handover()) == ()


@pytest.mark.parametrize(
    "reference",
    ["VT-2026-001", "0E09A81F-64A0-4793-B946-D6538FB3F37E", "0e09a81f-64a0-1793-b946-d6538fb3f37e"],
)
def test_r143_any_other_reference_of_our_own_is_refused(reference: str) -> None:
    asked = headed(handover(), reference=ReferenceNumber.parse(reference))
    assert effects(judge(RULES, "R143", asked)) == [Effect.DENY]


def test_r143_a_partner_may_number_as_it_likes() -> None:
    report = facts(MessageType.MSG_01, Content(), POLICE, VT)
    asked = headed(arriving(report), reference=ReferenceNumber.parse("VT-2026-001"))
    assert judge(RULES, "R143", asked) == ()
