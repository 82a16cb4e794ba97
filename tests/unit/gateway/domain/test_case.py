import re

from gateway.domain.case import CaseFact


def test_a_fact_is_a_code_and_no_text() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", fact) for fact in CaseFact)
