from dataclasses import replace
from datetime import timedelta

from gateway.domain.case import CaseFact
from gateway.policy import History
from gateway.policy.recorded import is_recorded, recorded_about
from tests.kit.policy_cases import AT, recorded

CODE = CaseFact.QUESTION_ASKED


def test_what_is_recorded_is_known_about_each_by_its_newest_entry() -> None:
    first, second = recorded(CODE, about="q1").case[0], recorded(CODE, about="q2").case[0]
    withdrawn = replace(first, holds=False, at=AT + timedelta(hours=1))
    history = History(case=(withdrawn, first, second, *recorded(CaseFact.CLOSED, about="q3").case))
    assert recorded_about(history, CODE) == {"q2"}
    assert is_recorded(history, CODE)
    assert not is_recorded(history, CaseFact.DELEGATED)
    assert is_recorded(recorded(CODE, holds=False), CODE)
