"""Every number of groups B to G and I has its cases, and what comes of them is what the reference prints, or says why.

The cases are those that pytest itself collects: a case that nobody runs is none.
"""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from gateway.wire.ebms2 import endpoint as ebms2
from tests.kit import (
    corpus_encryption,
    corpus_header_texts,
    corpus_headers,
    corpus_keys,
    corpus_legacy,
    corpus_mime,
    corpus_signatures,
    corpus_signers,
    corpus_transforms,
    corpus_wrapping,
    corpus_xml,
)
from tests.kit.bad_inputs import Answer, BadInput
from tests.kit.bad_inputs_doors import GROUP_B, GROUP_C, GROUP_D
from tests.kit.bad_inputs_messages import GROUP_E, GROUP_I
from tests.kit.bad_inputs_security import GROUP_F, GROUP_G
from tests.kit.corpus import Case, Outcome

ROOT: Final = Path(__file__).resolve().parents[2]
GROUPS: Final = {
    "B": (GROUP_B, range(28, 61)),
    "C": (GROUP_C, range(61, 85)),
    "D": (GROUP_D, range(85, 111)),
    "E": (GROUP_E, range(111, 135)),
    "F": (GROUP_F, range(135, 167)),
    "G": (GROUP_G, range(167, 183)),
    "I": (GROUP_I, range(215, 227)),
}
ROWS: Final = {row.number: row for rows, _ in GROUPS.values() for row in rows}
# At a running gateway; its way out and its judge of certificates by themselves, for what nobody can bring to it.
_PLACES: Final = (
    "tests/integration/test_bad_inputs_*.py",
    "tests/integration/test_http_client.py",
    "tests/unit/gateway/wire/test_certificate.py",
)
_CORPORA: Final[tuple[Mapping[str, Case], ...]] = (
    corpus_mime.CASES,
    corpus_xml.CASES,
    corpus_headers.CASES,
    corpus_header_texts.CASES,
    corpus_signatures.CASES,
    corpus_transforms.CASES,
    corpus_signers.CASES,
    corpus_wrapping.CASES,
    corpus_encryption.CASES,
    corpus_keys.CASES,
    corpus_legacy.CASES,
)
_TEST: Final = re.compile(r"(?P<file>[^:]+)::test_(?P<name>\w+)(?:\[(?P<id>.*)\])?")
_NUMBERS: Final = re.compile(r"((?:\d+_(?:and_)?)+)(.*)")


@cache
def collected() -> Mapping[int, frozenset[tuple[str, str]]]:
    """Return for each number the cases that pytest finds, each with the file where it stands."""
    files = sorted(str(file.relative_to(ROOT)) for place in _PLACES for file in ROOT.glob(place))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    found: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for line in listed.splitlines():
        if (test := _TEST.fullmatch(line)) is not None:
            for number, name in _named(test["name"], test["id"] or ""):
                found[number].add((test["file"], name))
    return {number: frozenset(cases) for number, cases in found.items()}


def _named(function: str, case: str) -> Iterator[tuple[int, str]]:
    number, _, name = case.partition("-")
    if number.isdecimal() and name:
        yield int(number), name
    if (named := _NUMBERS.fullmatch(function)) is not None:
        for each in re.findall(r"\d+", named[1]):
            yield int(each), named[2].replace("_", "-")


@pytest.mark.parametrize("group", GROUPS)
def test_the_table_has_every_number_of_the_chapter_once(group: str) -> None:
    rows, numbers = GROUPS[group]
    assert [row.number for row in rows] == list(numbers)


@pytest.mark.parametrize("number", ROWS)
def test_a_number_has_all_its_cases(number: int) -> None:
    names = {name for _, name in collected().get(number, ())}
    wanted = ROWS[number].cases.split()
    assert wanted
    missing = [case for case in wanted if not any(name == case or name.startswith(f"{case}-") for name in names)]
    assert not missing, f"{number}, {ROWS[number].what}: no test has {missing}; there are {sorted(names)}"


@pytest.mark.parametrize("number", ROWS)
def test_a_number_is_shown_at_a_running_gateway(number: int) -> None:
    assert any(file.startswith("tests/integration/test_bad_inputs_") for file, _ in collected().get(number, ()))


def answers(case: Case) -> frozenset[Answer]:
    """Return what comes of a case, in the words of the table."""
    plain = {Outcome.ACCEPTED: Answer.OK, Outcome.CONTENT: Answer.CONTENT, Outcome.RECORDED: Answer.RECORDED}
    if case.outcome in plain:
        return frozenset({plain[case.outcome]})
    assert case.error is not None
    code = ebms2.error_item(case.error).code
    named = {Answer(code)} if code in set(Answer) else set()
    return frozenset(named | ({Answer.FAULT} if case.outcome is Outcome.FAULT else set()))


def _cases(row: BadInput) -> dict[str, Case]:
    start = f"{row.number}-"
    return {name: case for corpus in _CORPORA for name, case in corpus.items() if name.startswith(start)}


@pytest.mark.parametrize("number", ROWS)
def test_what_comes_of_a_case_is_what_the_table_says(number: int) -> None:
    row = ROWS[number]
    allowed = {*row.expected, *row.instead}
    wrong = {name: answers(case) for name, case in _cases(row).items() if not answers(case) & allowed}
    assert not wrong, f"{number}, {row.what}: {wrong}"


@pytest.mark.parametrize("number", ROWS)
def test_another_answer_than_the_reference_has_a_reason_and_is_really_given(number: int) -> None:
    row = ROWS[number]
    assert bool(row.instead) == bool(row.because)
    assert not set(row.instead) & set(row.expected)
    cases = _cases(row)
    given = {answer for case in cases.values() if not answers(case) & set(row.expected) for answer in answers(case)}
    assert not cases or set(row.instead) <= given, f"{number}: {row.instead} is not given"
