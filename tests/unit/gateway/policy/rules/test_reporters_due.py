"""Chapter 3.3, fourth part: which reporter hears back at all, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Content, Onthulling, Terugkoppeling
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import Party, PartyKind
from gateway.domain.region import Change
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.reporters_due import RULES
from gateway.policy.verdicts import Timer
from tests.kit.policy_cases import (
    AT,
    CITIZEN,
    DIRECT_HANDOVER,
    HIDDEN_CITIZEN,
    LOCAL_FIELD,
    OPEN_REPORTER,
    POLICE,
    SCHOOL,
    VT,
    changed,
    effects,
    exchange,
    facts,
    handover,
    judge,
    party,
    recorded,
)

ANSWER = Terugkoppeling(
    identificatie_melding="M-1", status="overdracht", uitgevoerd_door_naam="Veilig Thuis", uitgevoerd_door_oin=VT.oin
)
DOCTOR = party(PartyKind.ZORG)


def _feedback(receiver: Party, history: History | None = None, kind: MessageType = MessageType.MSG_09) -> Facts:
    return replace(facts(kind, Content(terugkoppeling=ANSWER), VT, receiver), history=history or History())


def _both(first: History, *exchanged: MessageType, other: Party = DOCTOR) -> History:
    came = tuple(exchange(kind, other, Direction.IN) for kind in exchanged)
    return replace(first, exchanged=came)


# R033


def test_r033_a_letter_to_a_neighbour_who_is_known_passes() -> None:
    about = str(CITIZEN.oin)
    assert judge(RULES, "R033", _feedback(CITIZEN, recorded(CaseFact.REPORTER_REACHABLE, about=about))) == ()
    assert judge(RULES, "R033", _feedback(CITIZEN, recorded(CaseFact.REPORTER_REACHABLE))) == ()


@pytest.mark.parametrize("kind", [MessageType.MSG_09, MessageType.MSG_10])
def test_r033_to_an_address_that_was_never_verified_nothing_goes(kind: MessageType) -> None:
    assert effects(judge(RULES, "R033", _feedback(CITIZEN, kind=kind))) == [Effect.DENY]


def test_r033_an_organisation_of_the_register_is_known_until_somebody_records_otherwise() -> None:
    assert judge(RULES, "R033", _feedback(SCHOOL)) == ()
    unknown = recorded(CaseFact.REPORTER_REACHABLE, holds=False, about=str(SCHOOL.oin))
    assert effects(judge(RULES, "R033", _feedback(SCHOOL, unknown))) == [Effect.DENY]


def test_r033_is_about_feedback_to_reporters() -> None:
    assert judge(RULES, "R033", handover()) == ()


# R034: the decision in these tests fell on Monday 2 March 2026.


def _on_day(day: int, history: History | None = None) -> Facts:
    return replace(handover(), at=datetime(2026, 3, day, 10, tzinfo=UTC), history=history or History())


def test_r034_the_term_begins_with_the_decision() -> None:
    (verdict,) = judge(RULES, "R034", handover())
    assert isinstance(verdict, Timer)
    assert (verdict.deadline, verdict.starts) == ("D007", True)


def test_r034_on_the_fifth_day_it_is_in_time() -> None:
    assert effects(judge(RULES, "R034", _on_day(9))) == [Effect.TIMER]
    sent = replace(History(), exchanged=(exchange(MessageType.MSG_09, SCHOOL),))
    assert judge(RULES, "R034", _on_day(9, sent)) == ()


def test_r034_on_the_sixth_day_nothing_sent_is_too_late() -> None:
    assert effects(judge(RULES, "R034", _on_day(10))) == [Effect.TIMER, Effect.FLAG]


@pytest.mark.parametrize("kind", [MessageType.MSG_08, MessageType.MSG_09, MessageType.MSG_11])
def test_r034_the_feedback_itself_ends_the_term(kind: MessageType) -> None:
    (verdict,) = judge(RULES, "R034", facts(kind, Content(terugkoppeling=ANSWER), VT, POLICE))
    assert isinstance(verdict, Timer)
    assert not verdict.starts


@pytest.mark.parametrize(
    "melder",
    [replace(OPEN_REPORTER, wil_terugkoppeling=False), replace(HIDDEN_CITIZEN, onthulling=Onthulling.ONBEKEND), None],
)
def test_r034_who_wants_nothing_or_is_unknown_is_not_waited_for(melder: object) -> None:
    content = changed(DIRECT_HANDOVER, melder=melder)
    assert judge(RULES, "R034", handover(content)) == ()


def test_r034_who_sent_a_report_is_known() -> None:
    history = _both(History(), MessageType.MSG_01, other=POLICE)
    asked = replace(handover(replace(DIRECT_HANDOVER, melder=None)), history=history)
    assert effects(judge(RULES, "R034", asked)) == [Effect.TIMER]


def test_r034_a_region_may_count_from_the_report() -> None:
    own = Change(rule="R034", source="s", author="a", parameters=(("counts_from_report", 1), ("working_days", 3)))
    report = exchange(MessageType.MSG_01, POLICE, Direction.IN, at=AT - timedelta(days=10))
    asked = replace(_on_day(3), history=History(exchanged=(report,)))
    assert effects(judge(RULES, "R034", asked)) == [Effect.TIMER]
    counting = replace(asked, region=replace(asked.region, changes=(own,)))
    assert effects(judge(RULES, "R034", counting)) == [Effect.TIMER, Effect.FLAG]
    assert effects(judge(RULES, "R034", replace(counting, history=History()))) == [Effect.TIMER]


def test_r034_without_a_decision_or_from_another_nothing_begins() -> None:
    assert judge(RULES, "R034", handover(replace(DIRECT_HANDOVER, triage=None))) == ()
    assert judge(RULES, "R034", facts(MessageType.MSG_34, DIRECT_HANDOVER, LOCAL_FIELD, VT)) == ()


# R037


def test_r037_with_the_doctor_a_meeting_was_arranged() -> None:
    about = str(DOCTOR.oin)
    history = recorded(CaseFact.INFORMANT, CaseFact.FEEDBACK_ARRANGED, about=about)
    assert effects(judge(RULES, "R037", _feedback(DOCTOR, history))) == [Effect.JUSTIFY]


def test_r037_a_doctor_who_answered_a_question_gets_no_result_by_itself() -> None:
    history = _both(History(), MessageType.MSG_24)
    assert effects(judge(RULES, "R037", _feedback(DOCTOR, history))) == [Effect.DENY]
    assert effects(judge(RULES, "R037", _feedback(DOCTOR, recorded(CaseFact.INFORMANT, about=str(DOCTOR.oin))))) == [
        Effect.DENY
    ]


def test_r037_who_reported_as_well_is_a_reporter() -> None:
    assert judge(RULES, "R037", _feedback(DOCTOR, _both(History(), MessageType.MSG_24, MessageType.MSG_02))) == ()
    by_phone = _both(recorded(CaseFact.INFORMANT, holds=False, about=str(DOCTOR.oin)), MessageType.MSG_24)
    assert judge(RULES, "R037", _feedback(DOCTOR, by_phone)) == ()


def test_r037_is_about_feedback_to_reporters() -> None:
    assert judge(RULES, "R037", _feedback(DOCTOR)) == ()
    asked = replace(handover(), history=recorded(CaseFact.INFORMANT, about=str(LOCAL_FIELD.oin)))
    assert judge(RULES, "R037", asked) == ()


def test_distinction_08_informants_get_no_feedback_and_reporters_get_it_twice() -> None:
    informant = _both(History(), MessageType.MSG_24)
    reporter = _both(History(), MessageType.MSG_02)
    for kind in (MessageType.MSG_09, MessageType.MSG_10):
        assert effects(judge(RULES, "R037", _feedback(DOCTOR, informant, kind))) == [Effect.DENY]
        assert judge(RULES, "R037", _feedback(DOCTOR, reporter, kind)) == ()


# R039


def test_r039_a_victim_is_informed_as_a_person_concerned() -> None:
    asked = facts(MessageType.MSG_62, Content(), VT, party(PartyKind.BETROKKENE))
    assert judge(RULES, "R039", replace(asked, history=recorded(CaseFact.REPORTER_INVOLVED))) == ()


@pytest.mark.parametrize("about", ["", str(CITIZEN.oin)])
def test_r039_the_suspected_father_gets_no_feedback_by_itself(about: str) -> None:
    history = recorded(CaseFact.REPORTER_INVOLVED, about=about)
    assert effects(judge(RULES, "R039", _feedback(CITIZEN, history))) == [Effect.SECOND]


def test_r039_that_nobody_recorded_it_is_said() -> None:
    assert effects(judge(RULES, "R039", _feedback(CITIZEN))) == [Effect.FLAG]
    assert judge(RULES, "R039", _feedback(SCHOOL)) == ()
    assert judge(RULES, "R039", _feedback(CITIZEN, recorded(CaseFact.REPORTER_INVOLVED, holds=False))) == ()
