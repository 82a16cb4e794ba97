"""Every assertion of Digikoppeling on our part has a test named after its number, or a reason why it has none."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.assertions import CHAPTERS, ELSEWHERE, NOT_TESTABLE, Chapter
from tests.architecture.conformance_page import share_tested, showing
from tests.architecture.house import Module, modules

_SMALLEST_SHARE: Final = 0.95
_ASSERTION: Final = re.compile(r"(?m)^(\d+)\. .*\[(.+)\]$")
NUMBERS: Final = {assertion.number for chapter in CHAPTERS for assertion in chapter.assertions}


def test_an_assertion_has_a_test_or_a_reason_and_never_both() -> None:
    bare = sorted(NUMBERS - showing().keys() - NOT_TESTABLE.keys())
    assert not bare, f"write test_a{bare[0]:03}_..., or say in NOT_TESTABLE why it cannot be tested: {bare}"
    assert not NOT_TESTABLE.keys() & showing().keys(), "tested after all: take it out of NOT_TESTABLE"
    assert not showing().keys() - NUMBERS, "named after an assertion that is not in the table"


def test_nearly_all_are_tested() -> None:
    assert share_tested() >= _SMALLEST_SHARE, f"{share_tested():.1%}"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.title)
def test_a_file_of_a_chapter_shows_its_assertions_and_nothing_else(chapter: Chapter) -> None:
    own = [module for module in modules("tests") if module.path.match(f"{chapter.file}*.py")]
    assert own, f"{chapter.file}.py is gone"
    nameless = [name for module in own for name in _nameless(module)]
    assert not nameless, f"every test there begins with the number of its assertion: {nameless}"
    paths = {str(module.path) for module in own}
    shown = {number for number, tests in showing().items() if any(path in paths for path, _ in tests)}
    assert shown <= {each.number for each in chapter.assertions}, "an assertion stands in the file of its own chapter"


def _nameless(module: Module) -> list[str]:
    names = [function.name for function in module.functions() if function.name.startswith("test_")]
    return [name for name in names if not re.match(r"test_a\d{3}_", name)]


def test_the_table_has_every_assertion_of_the_digest_and_what_it_rests_on(standards: Path) -> None:
    text = (standards.parent / "reference" / "digikoppeling.md").read_text(encoding="utf-8")
    chapter = text.partition("\n## 7. ")[2].partition("\n## 8. ")[0]
    printed = {int(number): tuple(rests_on.split(", ")) for number, rests_on in _ASSERTION.findall(chapter)}
    ours = {each.number: each.rests_on for chapter in CHAPTERS for each in chapter.assertions}
    elsewhere = {number for numbers in ELSEWHERE.values() for number in numbers}
    assert {number: rests_on for number, rests_on in printed.items() if number not in elsewhere} == ours
    assert printed.keys() - elsewhere == NUMBERS
    assert elsewhere <= printed.keys()
