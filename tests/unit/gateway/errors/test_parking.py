from typing import Final

import pytest

from gateway.errors import (
    AuthorUnknownError,
    JustificationTooThinError,
    ParkedEndedError,
    RoleNotHeldError,
    RoleNotWantedError,
    SamePersonError,
    SchakelError,
    StepNotWantedError,
    StepRefusedError,
    StepTakenBeforeError,
    StepWithoutEffectError,
    parking,
)
from tests.kit.error_texts import check_complete, check_text

TEXTS: Final[list[tuple[SchakelError, str]]] = [
    (RoleNotHeldError("privacy"), "this employee does not have the role privacy today"),
    (ParkedEndedError("expired"), "this message no longer waits: expired"),
    (StepNotWantedError(), "no such step is wanted"),
    (StepRefusedError("R043", "hold"), "R043 hold: not taken"),
    (StepTakenBeforeError("R043", "hold"), "R043 hold: taken before"),
    (RoleNotWantedError("R043", "hold"), "R043 hold: somebody else must do this"),
    (SamePersonError("R029", "hold"), "R029 hold: the author cannot be the second person"),
    (AuthorUnknownError("R029", "hold"), "R029 hold: without a known author nobody can be the second person"),
    (JustificationTooThinError("R009", "justify"), "R009 justify: too short, or nothing but stock phrases"),
    (StepWithoutEffectError("R053", "copy"), "R053 copy: this does not give the rule what it asks"),
]


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=[type(error).__name__ for error, _ in TEXTS])
def test_an_error_builds_its_own_text_and_keeps_what_it_was_given(error: SchakelError, text: str) -> None:
    check_text(error, text)


def test_no_leaf_is_forgotten_here() -> None:
    check_complete(parking, TEXTS)
