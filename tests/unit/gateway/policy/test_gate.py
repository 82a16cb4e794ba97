from dataclasses import replace
from datetime import date, timedelta

from gateway.domain.case import CaseFact
from gateway.domain.content import Content, Fout
from gateway.domain.employees import Employee, EmployeeId
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.parking import StepTaken, StepWanted
from gateway.domain.references import ReferenceLists, Role
from gateway.domain.region import NATIONAL, Change
from gateway.policy import Effect, History, Known, inspect_document, judge
from gateway.policy.book import RULES, RULES_ON_ARRIVAL
from gateway.policy.engine import rule_set_of
from tests.kit.policy_cases import (
    AT,
    DIRECT_HANDOVER,
    EARLIER,
    EMPLOYEE,
    HIDDEN_CITIZEN,
    LOCAL_FIELD,
    MOTHER,
    POLICE,
    REPORT,
    SCHOOL,
    VT,
    arriving,
    facts,
    handover,
    message,
    recorded,
    taken,
)

HANDOVER = message(MessageType.MSG_34, DIRECT_HANDOVER, VT, LOCAL_FIELD)
LEAVES = replace(handover(), history=recorded(CaseFact.GUARDIAN_INVOLVED, holds=False), author=EMPLOYEE)
ARRIVES = arriving(handover())


def test_a_complete_direct_handover_passes() -> None:
    decision = judge(LEAVES)
    assert decision.passes
    assert "R002" in decision.rules
    assert "R054" not in decision.rules
    assert decision.rule_set == rule_set_of(RULES)


def test_what_was_not_looked_into_passes_with_a_warning() -> None:
    decision = judge(handover())
    assert decision.passes
    assert {"R054", "R002"} <= set(decision.rules)


def test_a_party_that_nobody_knows_gets_nothing_and_brings_nothing() -> None:
    assert "H1O" in judge(replace(LEAVES, receiver=None)).rules
    stranger = judge(replace(ARRIVES, sender=None))
    assert (stranger.rules, stranger.fault, stranger.passes) == (("H1A",), "StUF013", False)


def test_the_wrong_receiver_is_refused_with_every_rule_that_was_broken() -> None:
    decision = judge(facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, SCHOOL))
    assert {"R002", "R008", "R015"} <= set(decision.rules)


def test_on_arrival_what_the_disclosing_side_had_to_judge_is_not_judged_again() -> None:
    untriaged = handover(replace(DIRECT_HANDOVER, triage=None))
    decision = judge(replace(arriving(untriaged), certificate=VT.oin))
    assert decision.passes
    assert decision.rule_set == rule_set_of(RULES_ON_ARRIVAL)
    assert not judge(replace(untriaged, history=LEAVES.history)).passes


def test_on_arrival_a_bsn_that_is_none_is_refused() -> None:
    content = replace(DIRECT_HANDOVER, betrokkenen=(replace(MOTHER, bsn="123456789"),))
    assert judge(arriving(handover(content))).rules == ("R016",)


def test_on_arrival_a_certificate_of_somebody_else_is_refused() -> None:
    other = Oin.parse("00000001999999999000")
    assert judge(replace(ARRIVES, certificate=other)).rules == ("R134",)


def test_a_fault_about_a_message_we_know_passes() -> None:
    fault = message(MessageType.TEC_04, Content(fout=Fout(code="StUF055", omschrijving="fout")), POLICE, VT)
    fault = replace(fault, header=replace(fault.header, cross_reference=EARLIER))
    known = History(cross_reference_known=Known.YES, cross_reference_type=MessageType.MSG_01)
    arrived = replace(ARRIVES, message=fault, sender=POLICE, receiver=VT, history=known)
    assert judge(arrived).rules == ("R002",)


def test_on_arrival_the_lists_of_the_day_count() -> None:
    lists = ReferenceLists(version="1", roles=(Role(code="112", text="ouder met gezag", valid_until=date(2026, 1, 1)),))
    assert judge(replace(ARRIVES, references=lists)).rules == ("R026",)
    assert "R026" in judge(replace(LEAVES, references=lists)).rules


def test_on_arrival_a_message_may_be_as_old_as_its_sender_is_patient() -> None:
    week = timedelta(days=7)
    late = replace(ARRIVES, at=AT + week)
    assert (judge(late).rules, judge(late).fault) == (("R152",), "StUF019")
    assert judge(replace(late, patience=week)).passes


def test_a_document_alone_is_judged_whoever_sends_it_and_however_old_it_is() -> None:
    decision = inspect_document(HANDOVER, at=AT + timedelta(days=1000))
    assert decision.rulings == ()
    wrong = message(
        MessageType.MSG_34, replace(DIRECT_HANDOVER, betrokkenen=(replace(MOTHER, bsn="123456789"),)), VT, LOCAL_FIELD
    )
    assert inspect_document(wrong, at=AT).rules == ("R016",)


def test_a_document_of_tomorrow_is_judged_now() -> None:
    early = inspect_document(HANDOVER, at=AT - timedelta(days=2))
    assert (early.rules, early.fault) == (("R152",), "StUF019")


def test_a_document_alone_is_judged_by_the_lists_that_are_installed() -> None:
    lists = ReferenceLists(version="1", roles=(Role(code="112", text="ouder met gezag", valid_until=date(2026, 1, 1)),))
    assert inspect_document(HANDOVER, lists, at=AT).rules == ("R026",)


def _hidden(name: str) -> Content:
    """Return what names a neighbour who may not be known, and a text."""
    reporter = replace(HIDDEN_CITIZEN, naam=name)
    report = replace(REPORT, omschrijving=f"{name} belde.")
    return replace(DIRECT_HANDOVER, melder=reporter, melding=report)


def _released(step: StepWanted) -> StepTaken:
    """Return the step that was wanted, taken by somebody in one of the roles who did not write the message."""
    by = Employee(EmployeeId("m-99"), min(step.roles))
    return taken(step.rule, step.effect, by, elements=step.elements)


def test_a_message_is_judged_as_it_would_leave_after_its_steps() -> None:
    asked = replace(LEAVES, message=handover(_hidden("Xenia Zonderling")).message)
    first = judge(asked)
    assert ("R027", Effect.STRIP) in {(step.rule, step.effect) for step in first.wanted}
    elements = next(step.elements for step in first.wanted if step.rule == "R027")
    steps = (taken("R027", Effect.STRIP, elements=elements),)
    then = judge(replace(asked, steps=steps))
    assert "R027" not in {step.rule for step in then.wanted}
    # What was removed stands in a text too: a second reader decides.
    assert ("R146", Effect.HOLD) in {(step.rule, step.effect) for step in then.wanted}
    released = tuple(map(_released, then.wanted))
    assert judge(replace(asked, steps=(*steps, *released))).passes


def test_of_a_message_that_arrives_nothing_is_removed() -> None:
    steps = (taken("R027", Effect.STRIP, elements=("betrokkenen", "triage")),)
    assert judge(replace(ARRIVES, steps=steps)).passes


def test_a_region_counts_on_both_sides() -> None:
    change = Change(rule="R152", source="besluit", author="beheer", on=False)
    region = replace(NATIONAL, changes=(change,))
    late = replace(ARRIVES, at=AT + timedelta(days=30))
    assert not judge(late).passes
    assert judge(replace(late, region=region)).passes
