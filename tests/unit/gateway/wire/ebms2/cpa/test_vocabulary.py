"""The closed list of rules."""

import re

from gateway.wire.ebms2.cpa.vocabulary import NUMBERS, Rule


def test_every_rule_is_named_in_lower_case_words_with_hyphens() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", rule) for rule in Rule)


def test_every_rule_says_where_it_comes_from() -> None:
    assert set(NUMBERS) == set(Rule)
    assert all(NUMBERS.values())
