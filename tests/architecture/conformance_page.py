"""docs/conformance.md: each assertion of Digikoppeling on ebMS2, security and identification, and what shows it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from tests.architecture.assertions import CHAPTERS, ELSEWHERE, NOT_TESTABLE, Assertion, Chapter
from tests.architecture.house import modules

CONFORMANCE: Final = Path("docs/conformance.md")
_NAMED: Final = re.compile(r"test_a(\d{3})_(\w+)")
_HEAD: Final = """\
# Conformance to Digikoppeling

Written by `make docs` from the tests. The assertions are those of chapter 7 of the digest of Digikoppeling (ebMS2 3.3,
security 3.0, OIN 3.0) that an ebMS2 endpoint has to meet, in our own words; in brackets stands what each rests on. A
test counts for an assertion when its name begins with the number.

"""
_TABLE: Final = """
| | assertion | shown by |
|---|---|---|
"""


@cache
def showing() -> Mapping[int, tuple[tuple[str, str], ...]]:
    """Return for each number the tests named after it: the file, and the sentence of the name."""
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for module in modules("tests"):
        for function in module.functions():
            if match := _NAMED.fullmatch(function.name):
                found[int(match[1])].append((str(module.path), match[2].replace("_", " ")))
    return {number: tuple(tests) for number, tests in sorted(found.items())}


def share_tested(chapters: tuple[Chapter, ...] = CHAPTERS) -> float:
    """Return which part of the assertions has a test."""
    numbers = [assertion.number for chapter in chapters for assertion in chapter.assertions]
    return sum(number in showing() for number in numbers) / len(numbers)


def conformance_page() -> bytes:
    """Return the page."""
    lines = [_summary(chapter.title, (chapter,)) for chapter in CHAPTERS]
    counts = "\n".join(("| | assertions | tested |", "|---|---|---|", *lines, _summary("all", CHAPTERS)))
    chapters = "\n".join(f"\n## {chapter.title}\n{_TABLE}{_rows(chapter)}" for chapter in CHAPTERS)
    others = "\n".join(f"- {numbers[0]} to {numbers[-1]}: {title}" for title, numbers in ELSEWHERE.items())
    return f"{_HEAD}{counts}\n{chapters}\n\n## What belongs to another part\n\n{others}\n".encode()


def _summary(title: str, chapters: tuple[Chapter, ...]) -> str:
    count = sum(len(chapter.assertions) for chapter in chapters)
    return f"| {title} | {count} | {share_tested(chapters):.0%} |"


def _rows(chapter: Chapter) -> str:
    return "\n".join(
        f"| {each.number} | {each.says} [{', '.join(each.rests_on)}] | {'<br>'.join(_shown(each))} |"
        for each in chapter.assertions
    )


def _shown(assertion: Assertion) -> Iterator[str]:
    for path, sentence in showing().get(assertion.number, ()):
        yield f"{sentence} (`{path}`)"
    if assertion.number in NOT_TESTABLE:
        yield f"not testable here: {NOT_TESTABLE[assertion.number]}"
