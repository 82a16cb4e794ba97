"""Chapter 3.5: who may ask, whom, and how often."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.case import CaseFact, Exchanged
from gateway.domain.content import Content, Uitvraag, Vraag
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.domain.region import Change, Region
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.asking import RULES
from tests.kit.policy_cases import (
    AT,
    EMPLOYEE,
    LOCAL_FIELD,
    MOTHER,
    POLICE,
    SCHOOL,
    VT,
    effects,
    exchange,
    facts,
    judge,
    party,
    recorded,
)

QUESTION = Uitvraag(reden="01", vragen=(Vraag(code="1", tekst="Is er een casushouder?"),))
REGISTER = party(PartyKind.VT_REGISTER)
ON_THE_CASE = recorded(CaseFact.ASSIGNED, about=str(EMPLOYEE.id))


def _asks(
    kind: MessageType = MessageType.MSG_15,
    *earlier: Exchanged,
    history: History | None = None,
    author: Employee | None = EMPLOYEE,
) -> Facts:
    receiver = REGISTER if kind is MessageType.MSG_25 else POLICE
    asked = facts(kind, Content(betrokkenen=(MOTHER,), uitvraag=QUESTION), VT, receiver)
    return replace(asked, history=replace(history or History(), exchanged=earlier), author=author)


# R071a


def test_r071a_a_triage_worker_on_the_case_may_ask() -> None:
    intake = replace(EMPLOYEE, role=StaffRole.INTAKE)
    assert judge(RULES, "R071a", _asks(history=ON_THE_CASE)) == ()
    assert judge(RULES, "R071a", _asks(history=ON_THE_CASE, author=intake)) == ()


@pytest.mark.parametrize("role", [StaffRole.PRIVACY, StaffRole.TEAMLEIDER, StaffRole.MANAGER])
def test_r071a_who_has_no_role_in_the_case_may_not(role: StaffRole) -> None:
    author = replace(EMPLOYEE, role=role)
    assert effects(judge(RULES, "R071a", _asks(history=ON_THE_CASE, author=author))) == [Effect.DENY]


@pytest.mark.parametrize(
    "history", [ON_THE_CASE, recorded(CaseFact.ASSIGNED, about="m-99", holds=False)], ids=["others", "no longer"]
)
def test_r071a_a_colleague_without_assignment_may_not(history: History) -> None:
    colleague = Employee(EmployeeId("m-99"), StaffRole.BEHANDELAAR)
    assert effects(judge(RULES, "R071a", _asks(history=history, author=colleague))) == [Effect.DENY]


@pytest.mark.parametrize(("author", "history"), [(None, ON_THE_CASE), (EMPLOYEE, History()), (None, History())])
def test_r071a_not_knowing_who_asks_or_who_works_on_it_is_flagged(author: Employee | None, history: History) -> None:
    assert effects(judge(RULES, "R071a", _asks(history=history, author=author))) == [Effect.FLAG]


def test_r071a_is_about_inquiries() -> None:
    manager = replace(EMPLOYEE, role=StaffRole.MANAGER)
    assert judge(RULES, "R071a", _asks(MessageType.MSG_44, author=manager)) == ()


# R074

ANSWERED = exchange(MessageType.MSG_14, POLICE, Direction.IN)


def _involved(*, holds: bool = True) -> History:
    return recorded(CaseFact.INVOLVEMENT_KNOWN, about=str(POLICE.oin), holds=holds)


def test_r074_the_report_names_who_has_the_case() -> None:
    assert judge(RULES, "R074", _asks(history=_involved())) == ()
    reported = exchange(MessageType.MSG_01, POLICE, Direction.IN)
    assert judge(RULES, "R074", _asks(MessageType.MSG_15, reported)) == ()


@pytest.mark.parametrize(
    "earlier",
    [(), (exchange(MessageType.MSG_14, SCHOOL, Direction.IN),), (exchange(MessageType.MSG_01, SCHOOL, Direction.IN),)],
)
def test_r074_a_question_to_be_sure_needs_a_justification(earlier: tuple[Exchanged, ...]) -> None:
    assert effects(judge(RULES, "R074", _asks(MessageType.MSG_15, *earlier))) == [Effect.JUSTIFY]


def test_r074_an_answer_of_which_nobody_recorded_what_it_said_is_flagged() -> None:
    assert effects(judge(RULES, "R074", _asks(MessageType.MSG_15, ANSWERED))) == [Effect.FLAG]


def test_r074_who_answered_no_is_asked_with_a_justification_only() -> None:
    reported = exchange(MessageType.MSG_01, POLICE, Direction.IN)
    for earlier in (ANSWERED, reported):
        asked = _asks(MessageType.MSG_15, earlier, history=_involved(holds=False))
        assert effects(judge(RULES, "R074", asked)) == [Effect.JUSTIFY]


def test_r074_is_about_the_content_question_of_veilig_thuis() -> None:
    assert judge(RULES, "R074", _asks(MessageType.MSG_13)) == ()
    assert judge(RULES, "R074", facts(MessageType.MSG_15, Content(), POLICE, VT)) == ()


# R074a


def _asked(*others: int, kind: MessageType = MessageType.MSG_13) -> tuple[Exchanged, ...]:
    return tuple(replace(exchange(kind), other=Oin(f"0000000155555{each:04}000")) for each in others)


def test_r074a_five_organisations_may_be_asked() -> None:
    assert judge(RULES, "R074a", _asks(MessageType.MSG_13, *_asked(1, 2, 3, 4))) == ()


def test_r074a_the_sixth_needs_a_second_person() -> None:
    assert effects(judge(RULES, "R074a", _asks(MessageType.MSG_13, *_asked(1, 2, 3, 4, 5)))) == [Effect.SECOND]


def test_r074a_the_same_organisation_counts_once_and_the_register_never() -> None:
    again = (*_asked(1, 2, 3, 4), *_asked(4, 4, kind=MessageType.MSG_17), exchange(MessageType.MSG_23, POLICE))
    assert judge(RULES, "R074a", _asks(MessageType.MSG_15, *again)) == ()
    register = _asked(9, kind=MessageType.MSG_25)
    assert judge(RULES, "R074a", _asks(MessageType.MSG_13, *again, *register)) == ()
    assert judge(RULES, "R074a", _asks(MessageType.MSG_25, *_asked(1, 2, 3, 4, 5))) == ()


def test_r074a_questions_that_came_here_are_not_ours() -> None:
    came = tuple(replace(each, direction=Direction.IN) for each in _asked(1, 2, 3, 4, 5, 6))
    assert judge(RULES, "R074a", _asks(MessageType.MSG_13, *came)) == ()


def test_r074a_a_region_sets_how_many() -> None:
    change = Change(rule="R074a", source="x", author="x", parameters=(("most_parties", 1),))
    region = Region(name="r", valid_from=AT.date(), author="x", source="y", changes=(change,))
    asked = replace(_asks(MessageType.MSG_13, *_asked(1)), region=region)
    assert effects(judge(RULES, "R074a", asked)) == [Effect.SECOND]


# R077

AT_THE_TABLE = exchange(MessageType.MSG_49, LOCAL_FIELD)
REPLY = exchange(MessageType.MSG_24, POLICE, Direction.IN)


def test_r077_after_a_new_incident_a_new_question_passes() -> None:
    incident = exchange(MessageType.MSG_01, POLICE, Direction.IN, at=AT)
    assert judge(RULES, "R077", _asks(MessageType.MSG_23, AT_THE_TABLE, REPLY, incident)) == ()


def test_r077_the_same_question_at_table_time_is_flagged() -> None:
    before = exchange(MessageType.MSG_01, POLICE, Direction.IN, at=AT - timedelta(days=2))
    (verdict,) = judge(RULES, "R077", _asks(MessageType.MSG_23, AT_THE_TABLE, REPLY, before))
    assert verdict.effect is Effect.FLAG
    assert "al verrijkt" in verdict.because
    decided = replace(
        _asks(MessageType.MSG_23, REPLY), history=replace(recorded(CaseFact.TABLE_DECISION), exchanged=(REPLY,))
    )
    assert effects(judge(RULES, "R077", decided)) == [Effect.FLAG]


@pytest.mark.parametrize(
    "earlier",
    [(REPLY,), (AT_THE_TABLE,), (AT_THE_TABLE, ANSWERED), (AT_THE_TABLE, replace(REPLY, other=SCHOOL.oin))],
    ids=["no table", "no answer", "another question", "another party"],
)
def test_r077_a_first_question_passes(earlier: tuple[Exchanged, ...]) -> None:
    assert judge(RULES, "R077", _asks(MessageType.MSG_23, *earlier)) == ()


def test_r077_is_about_inquiries() -> None:
    assert judge(RULES, "R077", _asks(MessageType.MSG_50, AT_THE_TABLE, REPLY)) == ()
    assert judge(RULES, "R077", _asks(MessageType.MSG_40, AT_THE_TABLE, REPLY)) == ()


# R083


def test_r083_with_a_report_of_this_morning_the_register_may_be_asked() -> None:
    assert judge(RULES, "R083", _asks(MessageType.MSG_25, history=recorded(CaseFact.REPORT_REGISTERED))) == ()
    came = exchange(MessageType.MSG_01, POLICE, Direction.IN)
    assert judge(RULES, "R083", _asks(MessageType.MSG_25, came)) == ()


@pytest.mark.parametrize(
    "history",
    [
        History(),
        recorded(CaseFact.REPORT_REGISTERED, holds=False),
        recorded(CaseFact.REPORT_REGISTERED, CaseFact.CLOSED),
    ],
    ids=["unknown", "no", "closed"],
)
def test_r083_looking_somebody_up_out_of_curiosity_is_refused(history: History) -> None:
    assert effects(judge(RULES, "R083", _asks(MessageType.MSG_25, history=history))) == [Effect.DENY]


def test_r083_is_about_the_register() -> None:
    assert judge(RULES, "R083", _asks(MessageType.MSG_27)) == ()
