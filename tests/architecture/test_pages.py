"""What is written from the code says what the code says."""

from pathlib import Path

import pytest

from tests.architecture.house import ROOT
from tests.architecture.pages import pages


@pytest.mark.parametrize("place", pages(), ids=str)
def test_a_generated_file_is_current(place: Path) -> None:
    assert (ROOT / place).read_bytes() == pages()[place], "run `make docs`"
