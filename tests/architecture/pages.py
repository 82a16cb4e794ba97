"""Pages and schemas written from the code; `make docs` writes them, and a test finds those that are not current."""

import inspect
from collections.abc import Iterator
from pathlib import Path

from adapters.http.openapi import published
from gateway import errors
from gateway.domain.catalogue import CATALOGUE
from gateway.formats.keten.schema import build as build_keten
from gateway.formats.office.messages import publish
from tests.architecture.conformance_page import CONFORMANCE, conformance_page
from tests.architecture.coverage_page import COVERAGE, coverage_page
from tests.architecture.formats_page import FORMATS, formats_page, place_of
from tests.architecture.house import ROOT
from tests.architecture.questions_page import OPEN_QUESTIONS, questions_page
from tests.architecture.rule_book_page import RULE_BOOK, rule_book_page


def pages() -> dict[Path, bytes]:
    """Return what each generated file should hold, by its place in the project."""
    return {
        Path("docs/errors.md"): _errors_page().encode(),
        FORMATS: formats_page(),
        RULE_BOOK: rule_book_page(),
        COVERAGE: coverage_page(),
        CONFORMANCE: conformance_page(),
        OPEN_QUESTIONS: questions_page(),
        Path("schemas/keten/1.0/keten.xsd"): build_keten(),
        Path("schemas/office/openapi.json"): published(),
        **{place_of(row): publish(row) for row in CATALOGUE.values() if row.travels},
    }


def _errors_page() -> str:
    lines = [
        "# Errors",
        "",
        "Written from `gateway/errors` by `make docs`. The code is what logs, metrics and problem details carry.",
        "",
        "| code | branch | meaning |",
        "|---|---|---|",
        *(_line(kind) for kind in _leaves(errors.SchakelError)),
        "",
    ]
    return "\n".join(lines)


def _leaves(kind: type[errors.SchakelError]) -> Iterator[type[errors.SchakelError]]:
    for child in sorted(kind.__subclasses__(), key=lambda each: each.code):
        yield from _leaves(child) if child.__subclasses__() else (child,)


def _line(kind: type[errors.SchakelError]) -> str:
    meaning = inspect.getdoc(kind) or ""
    return f"| `{kind.code}` | {kind.__mro__[1].__name__} | {meaning.splitlines()[0]} |"


def main() -> None:
    """Write every page."""
    for place, octets in pages().items():
        (ROOT / place).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / place).write_bytes(octets)


if __name__ == "__main__":
    main()
