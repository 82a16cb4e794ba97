"""Chapters 3.4 and 3.5: which rules start or stop a term."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.domain.case import CaseFact, Exchanged
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Acceptatie, Besluit, Betrokkene, Content, Informering, Tafelregel
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy import Effect, Facts, History, Verdict
from gateway.policy.rules import responsibility
from gateway.policy.rules.clocks import RULES
from gateway.policy.verdicts import Timer
from tests.kit.policy_cases import (
    AT,
    CHILD,
    DIRECT_HANDOVER,
    LOCAL_FIELD,
    MOTHER,
    POLICE,
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

LINE = Tafelregel(
    zaak="Z-1",
    aanleiding="zorgen",
    besluit="lokaal veld",
    datum=date(2026, 3, 2),
    informeert="lokaal veld",
    informeert_op=date(2026, 3, 12),
)
AT_THE_TABLE = exchange(MessageType.MSG_49)
HANDED_OVER = exchange(MessageType.MSG_34)


def _clocks(verdicts: tuple[Verdict, ...]) -> list[tuple[str, bool]]:
    return [(each.deadline, each.starts) for each in verdicts if isinstance(each, Timer)]


# R060


@pytest.mark.parametrize("history", [History(exchanged=(AT_THE_TABLE,)), recorded(CaseFact.TABLE_DECISION)])
def test_r060_with_a_decision_of_the_table_no_receipt_is_waited_for(history: History) -> None:
    assert _clocks(judge(RULES, "R060", replace(handover(), history=history))) == [("D012", False)]


def test_r060_the_decision_itself_stops_the_clock() -> None:
    asked = facts(MessageType.MSG_49, Content(tafel=(LINE,)))
    after = replace(asked, history=History(exchanged=(HANDED_OVER,)))
    assert _clocks(judge(RULES, "R060", after)) == [("D012", False)]
    assert judge(RULES, "R060", asked) == ()


@pytest.mark.parametrize("history", [History(), recorded(CaseFact.TABLE_DECISION, holds=False)])
def test_r060_sent_without_the_table_a_reminder_follows(history: History) -> None:
    assert _clocks(judge(RULES, "R060", replace(handover(), history=history))) == [("D012", True)]


def test_r060_is_about_a_direct_handover() -> None:
    assert judge(RULES, "R060", facts(MessageType.MSG_35, DIRECT_HANDOVER)) == ()


def test_distinction_03_receipt_is_waived_at_the_table_and_acceptance_never_after_a_service() -> None:
    assert _clocks(judge(RULES, "R060", replace(handover(), history=recorded(CaseFact.TABLE_DECISION)))) == [
        ("D012", False)
    ]
    assert Layer.ACCEPTANCE not in CATALOGUE[MessageType.MSG_34].layers
    assert Layer.ACCEPTANCE in CATALOGUE[MessageType.MSG_35].layers
    silence = Content(acceptatie=Acceptatie(besluit=Besluit.AANVAARD))
    assert effects(judge(responsibility.RULES, "R062", facts(MessageType.MSG_33, silence))) == [Effect.DENY]


# R087

RAAD = party(PartyKind.RAAD)
UNAWARE = replace(MOTHER, informering=None)
DELAYED = replace(MOTHER, informering=Informering(geinformeerd=False, reden_niet="gevaar voor kind"))
AWARE_CHILD = replace(CHILD, informering=Informering(geinformeerd=True))


def _about(*people: Betrokkene, came: tuple[Exchanged, ...] = (), kind: MessageType = MessageType.MSG_34) -> Facts:
    asked = facts(kind, replace(DIRECT_HANDOVER, betrokkenen=people))
    return replace(asked, history=History(exchanged=came))


def test_r087_an_extension_with_a_reason_passes() -> None:
    verdicts = judge(RULES, "R087", _about(DELAYED, AWARE_CHILD, came=(_ago(35),)))
    assert _clocks(verdicts) == [("D010", True)]
    assert effects(verdicts) == [Effect.TIMER]


def _ago(days: int) -> Exchanged:
    return exchange(MessageType.MSG_01, POLICE, Direction.IN, at=AT - timedelta(days=days))


def test_r087_silence_for_five_weeks_is_flagged() -> None:
    verdicts = judge(RULES, "R087", _about(UNAWARE, DELAYED, AWARE_CHILD, came=(_ago(35), _ago(2))))
    assert effects(verdicts) == [Effect.TIMER, Effect.FLAG]
    assert elements(verdicts) == {"betrokkenen[0].informering"}


@pytest.mark.parametrize("came", [(), (_ago(28),), (exchange(MessageType.MSG_13, at=AT - timedelta(days=60)),)])
def test_r087_within_four_weeks_the_clock_runs(came: tuple[Exchanged, ...]) -> None:
    verdicts = judge(RULES, "R087", _about(UNAWARE, AWARE_CHILD, came=came))
    assert effects(verdicts) == [Effect.TIMER]
    assert _clocks(verdicts) == [("D009", True)]


@pytest.mark.parametrize(
    ("at", "late"),
    [
        # domain-rules.md 4.1: four weeks from Monday 30 March 2026 end on Koningsdag, so on Tuesday; all of it counts.
        (datetime(2026, 4, 28, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 4, 28, 22, tzinfo=UTC), True),
    ],
)
def test_r087_four_weeks_that_end_on_a_holiday_end_a_working_day_later(at: datetime, *, late: bool) -> None:
    came = exchange(MessageType.MSG_01, POLICE, Direction.IN, at=datetime(2026, 3, 30, 9, tzinfo=UTC))
    verdicts = judge(RULES, "R087", replace(_about(UNAWARE, AWARE_CHILD, came=(came,)), at=at))
    assert (Effect.FLAG in effects(verdicts)) is late


@pytest.mark.parametrize("kind", [MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_42, MessageType.MSG_51])
def test_r087_once_everybody_knows_the_clock_stops(kind: MessageType) -> None:
    asked = replace(
        _about(MOTHER, AWARE_CHILD, kind=kind), receiver=RAAD if kind is MessageType.MSG_51 else LOCAL_FIELD
    )
    assert _clocks(judge(RULES, "R087", asked)) == [("D009", False)]


def test_r087_is_about_what_veilig_thuis_recorded_of_persons() -> None:
    assert judge(RULES, "R087", _about()) == ()
    assert judge(RULES, "R087", _about(UNAWARE, kind=MessageType.MSG_44)) == ()
    informing = facts(MessageType.MSG_42, Content(betrokkenen=(UNAWARE,)), LOCAL_FIELD, VT)
    assert judge(RULES, "R087", informing) == ()
