from typing import Final

import pytest

from gateway.errors import ConfigError, SchakelError, branches
from tests.kit.error_texts import check_complete, check_text

TEXTS: Final[list[tuple[SchakelError, str]]] = [
    (ConfigError("a: leeg", "b: onbekend"), "a: leeg\nb: onbekend"),
]


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=[type(error).__name__ for error, _ in TEXTS])
def test_an_error_builds_its_own_text_and_keeps_what_it_was_given(error: SchakelError, text: str) -> None:
    check_text(error, text)


def test_no_leaf_is_forgotten_here() -> None:
    check_complete(branches, TEXTS)
