from dataclasses import replace

from gateway.domain.content import Content, Fout
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.policy import History, Known, decide_arrival, decide_message
from gateway.policy.book import RULES, RULES_ON_ARRIVAL
from gateway.policy.engine import rule_set_of
from tests.kit.policy_cases import AT, DIRECT_HANDOVER, EARLIER, LOCAL_FIELD, MOTHER, POLICE, SCHOOL, VT, message

HANDOVER = message(MessageType.MSG_34, DIRECT_HANDOVER, VT, LOCAL_FIELD)
KNOWN = History(guardian_involved=Known.NO)


def test_a_complete_direct_handover_passes() -> None:
    decision = decide_message(HANDOVER, VT, LOCAL_FIELD, KNOWN, at=AT)
    assert decision.passes
    assert decision.rules == ("R002",)
    assert decision.rule_set == rule_set_of(RULES)


def test_what_was_not_looked_into_passes_with_a_warning() -> None:
    decision = decide_message(HANDOVER, VT, LOCAL_FIELD, at=AT)
    assert decision.passes
    assert decision.rules == ("R054", "R002")


def test_a_party_that_nobody_knows_gets_nothing_and_brings_nothing() -> None:
    assert "R002" in decide_message(HANDOVER, VT, None, KNOWN, at=AT).rules
    assert "R002" in decide_arrival(HANDOVER, None, LOCAL_FIELD, at=AT).rules


def test_the_wrong_receiver_is_refused_with_every_rule_that_was_broken() -> None:
    decision = decide_message(message(MessageType.MSG_34, DIRECT_HANDOVER, VT, SCHOOL), VT, SCHOOL, KNOWN, at=AT)
    assert decision.rules == ("R002", "R015")


def test_on_arrival_what_the_disclosing_side_had_to_judge_is_not_judged_again() -> None:
    arrival = message(MessageType.MSG_34, replace(DIRECT_HANDOVER, triage=None), VT, LOCAL_FIELD)
    decision = decide_arrival(arrival, VT, LOCAL_FIELD, at=AT, certificate=VT.oin)
    assert decision.passes
    assert decision.rule_set == rule_set_of(RULES_ON_ARRIVAL)
    assert not decide_message(arrival, VT, LOCAL_FIELD, KNOWN, at=AT).passes


def test_on_arrival_a_bsn_that_is_none_is_refused() -> None:
    content = replace(DIRECT_HANDOVER, betrokkenen=(replace(MOTHER, bsn="123456789"),))
    arrival = message(MessageType.MSG_34, content, VT, LOCAL_FIELD)
    assert decide_arrival(arrival, VT, LOCAL_FIELD, at=AT).rules == ("R016",)


def test_on_arrival_a_certificate_of_somebody_else_is_refused() -> None:
    other = Oin.parse("00000001999999999000")
    assert decide_arrival(HANDOVER, VT, LOCAL_FIELD, at=AT, certificate=other).rules == ("R134",)


def test_a_fault_about_a_message_we_know_passes() -> None:
    fault = message(MessageType.TEC_04, Content(fout=Fout(code="StUF055", omschrijving="fout")), POLICE, VT)
    fault = replace(fault, header=replace(fault.header, cross_reference=EARLIER))
    known = History(cross_reference_known=Known.YES)
    assert decide_arrival(fault, POLICE, VT, known, at=AT).rules == ("R002",)
