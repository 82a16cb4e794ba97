"""Chapter 3.4: monitoring after a service, closing with Veilig Thuis, and no case without a known owner."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Afsluiting, Content, Dienst, Dienstresultaat, Monitoring
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import Party, PartyKind
from gateway.policy import Effect, Facts, History
from gateway.policy.rules import handover
from gateway.policy.rules.monitoring import RULES
from gateway.policy.verdicts import Copy
from tests.kit.policy_cases import (
    AT,
    LOCAL_FIELD,
    VT,
    effects,
    elements,
    exchange,
    facts,
    judge,
    party,
    recorded,
)

SERVICE = Dienstresultaat(
    dienst=Dienst.ONDERZOEK,
    veiligheidsvoorwaarden="geen contact zonder toezicht",
    gevolgen="terug naar Veilig Thuis",
    afspraken="plan met lokaal veld",
    monitorafspraken="3 en 12 maanden",
    bevinding="bevestigd",
)
ZVH = party(PartyKind.ZVH)
CAME = exchange(MessageType.MSG_35, VT, Direction.IN, at=AT - timedelta(days=90))
MONITORED = History(exchanged=(CAME,))
STOPPED = History(exchanged=(CAME, exchange(MessageType.MSG_48, VT, Direction.IN)))
TOWN = replace(LOCAL_FIELD, kinds=frozenset({PartyKind.LOKAAL_VELD, PartyKind.GEMEENTE}))


def _with(history: History, *more: CaseFact) -> History:
    return replace(history, case=(*history.case, *recorded(*more).case))


# R059


def _after(monitoring: str | None, history: History | None = None) -> Facts:
    content = Content(dienst=replace(SERVICE, monitorafspraken=monitoring))
    return replace(facts(MessageType.MSG_35, content), history=history or History())


def test_r059_monitoring_after_three_and_twelve_months_passes() -> None:
    assert judge(RULES, "R059", _after("3 en 12 maanden")) == ()


def test_r059_none_after_an_investigation_is_refused() -> None:
    verdicts = judge(RULES, "R059", _after(None))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"dienst.monitorafspraken"}
    assert effects(judge(RULES, "R059", facts(MessageType.MSG_35, Content()))) == [Effect.DENY]


def test_r059_a_decision_to_close_the_file_takes_its_place() -> None:
    closing = _after(None, recorded(CaseFact.FILE_TO_CLOSE))
    assert judge(RULES, "R059", closing) == ()
    assert judge(handover.RULES, "R048", closing) == ()
    taken_back = _after(None, recorded(CaseFact.FILE_TO_CLOSE, holds=False))
    assert effects(judge(RULES, "R059", taken_back)) == [Effect.DENY]


def test_r059_is_about_a_handover_after_a_service() -> None:
    assert judge(RULES, "R059", facts(MessageType.MSG_34, Content())) == ()


def test_distinction_02_monitoring_never_in_a_direct_handover_and_always_after_a_service() -> None:
    service = Content(dienst=SERVICE)
    assert effects(judge(handover.RULES, "R058", facts(MessageType.MSG_34, service))) == [Effect.DENY]
    assert effects(judge(handover.RULES, "R049", facts(MessageType.MSG_34, service))) == [Effect.STRIP, Effect.FLAG]
    assert judge(handover.RULES, "R049", facts(MessageType.MSG_35, service)) == ()
    assert effects(judge(RULES, "R059", _after(None))) == [Effect.DENY]


# R070

CLOSED = Content(afsluiting=Afsluiting(datum=date(2026, 5, 4)))
HELP = Content(monitoring=Monitoring(hulp_gewijzigd="De zaak is afgesloten."))
ASKED = Content(afsluiting=Afsluiting(veilig_sinds=date(2025, 11, 1), risicofactoren="geen", herstel="gestart"))


def _local(kind: MessageType, content: Content, history: History, sender: Party = LOCAL_FIELD, to: Party = VT) -> Facts:
    return replace(facts(kind, content, sender, to), history=history)


def test_r070_what_was_agreed_may_be_closed() -> None:
    agreed = _with(MONITORED, CaseFact.CLOSING_AGREED)
    assert judge(RULES, "R070", _local(MessageType.MSG_46, CLOSED, agreed)) == ()


@pytest.mark.parametrize(
    ("kind", "content", "named"),
    [
        (MessageType.MSG_46, CLOSED, "afsluiting.datum"),
        (MessageType.MSG_46, Content(afsluiting=Afsluiting(reden="stabiel")), "afsluiting.reden"),
        (MessageType.MSG_45, HELP, "monitoring.hulp_gewijzigd"),
    ],
)
def test_r070_a_close_notice_alone_is_refused(kind: MessageType, content: Content, named: str) -> None:
    for history in (MONITORED, recorded(CaseFact.MONITORING_ACTIVE)):
        verdicts = judge(RULES, "R070", _local(kind, content, history))
        assert effects(verdicts) == [Effect.DENY]
        assert elements(verdicts) == {named}


def test_r070_to_ask_for_closing_is_the_way() -> None:
    assert judge(RULES, "R070", _local(MessageType.MSG_46, ASKED, MONITORED)) == ()
    changed = Content(monitoring=Monitoring(hulp_gewijzigd="andere hulpverlener"))
    assert judge(RULES, "R070", _local(MessageType.MSG_45, changed, MONITORED)) == ()


def test_r070_without_monitoring_the_local_field_decides_itself() -> None:
    for history in (STOPPED, recorded(CaseFact.MONITORING_ACTIVE, holds=False)):
        assert judge(RULES, "R070", _local(MessageType.MSG_46, CLOSED, history)) == ()


def test_r070_not_knowing_is_flagged() -> None:
    assert effects(judge(RULES, "R070", _local(MessageType.MSG_46, CLOSED, History()))) == [Effect.FLAG]


def test_r070_veilig_thuis_itself_closes_with_a_message_of_its_own() -> None:
    assert judge(RULES, "R070", _local(MessageType.MSG_48, CLOSED, MONITORED, VT, LOCAL_FIELD)) == ()


# R071


def _delegates(history: History, sender: Party = LOCAL_FIELD) -> Facts:
    return _local(MessageType.MSG_38, Content(), history, sender, ZVH)


def test_r071_once_veilig_thuis_knows_the_new_holder_it_passes() -> None:
    told = replace(_with(MONITORED, CaseFact.DELEGATED), exchanged=(CAME, exchange(MessageType.MSG_45, VT, at=AT)))
    assert judge(RULES, "R071", _delegates(told)) == ()


@pytest.mark.parametrize("history", [MONITORED, _with(MONITORED, CaseFact.DELEGATED)])
def test_r071_silent_delegation_asks_for_a_second_message(history: History) -> None:
    verdicts = judge(RULES, "R071", _delegates(history))
    assert effects(verdicts) == [Effect.COPY, Effect.FLAG]
    assert [(each.type, each.to) for each in verdicts if isinstance(each, Copy)] == [(MessageType.MSG_41, PartyKind.VT)]


def test_r071_any_message_of_a_case_that_was_delegated_asks_for_it() -> None:
    history = _with(MONITORED, CaseFact.DELEGATED)
    assert Effect.COPY in effects(judge(RULES, "R071", _local(MessageType.MSG_43, Content(), history)))
    assert judge(RULES, "R071", _local(MessageType.MSG_43, Content(), MONITORED)) == ()


def test_r071_what_was_said_before_it_does_not_count() -> None:
    before = exchange(MessageType.MSG_41, VT)
    history = replace(_with(MONITORED, CaseFact.DELEGATED), exchanged=(CAME, before))
    assert Effect.COPY in effects(judge(RULES, "R071", _delegates(history)))


def test_r071_a_municipality_need_not_tell_itself() -> None:
    assert effects(judge(RULES, "R071", _delegates(MONITORED, TOWN))) == [Effect.COPY]


def test_r071_the_message_that_tells_it_passes() -> None:
    told = _local(MessageType.MSG_41, Content(), _with(MONITORED, CaseFact.DELEGATED))
    assert judge(RULES, "R071", told) == ()


def test_r071_without_monitoring_nobody_need_be_told_and_not_knowing_is_flagged() -> None:
    assert judge(RULES, "R071", _delegates(STOPPED)) == ()
    assert effects(judge(RULES, "R071", _delegates(History()))) == [Effect.FLAG]


def test_r071_is_about_the_local_field() -> None:
    assert judge(RULES, "R071", _delegates(MONITORED, VT)) == ()
