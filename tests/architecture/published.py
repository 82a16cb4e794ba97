"""What our own formats published, line by line, so that a later change can be held against it.

`python -m tests.architecture.published` writes it anew when that is allowed; `--anew` also when it is not, which is
right only before the first release.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.content import Content
from gateway.domain.message import Header
from gateway.formats.shape import VERSION, Field, codes_of, fields_of
from tests.architecture.house import ROOT

PLACE: Final = Path("schemas/published.txt")
# What may be added within a major version: who has the older schema is never sent it unawares (docs/formats.md).
_MAY_BE_ADDED: Final = ("element optional ", "code ", "may ")


def grammar() -> frozenset[str]:
    """Return the grammar of keten XML and office JSON as it is now."""
    return frozenset((*_records(), *(line for row in CATALOGUE.values() if row.travels for line in _message(row))))


def published() -> tuple[str, frozenset[str]]:
    """Return the version that was published last, and its grammar."""
    version, *lines = (ROOT / PLACE).read_text(encoding="utf-8").splitlines()
    return version.removeprefix("version "), frozenset(lines)


def breaks(before: frozenset[str], now: frozenset[str]) -> list[str]:
    """Return every line that a minor version may not take away or add."""
    news = {_subject(line) for line in now} - {_subject(line) for line in before}
    gone = [f"gone: {line}" for line in before - now]
    # What is new as a whole (a message, a record) may have whatever it needs.
    added = [
        f"new: {line}" for line in now - before if not line.startswith(_MAY_BE_ADDED) and _subject(line) not in news
    ]
    return sorted(gone + added)


def is_higher(version: str, than: str) -> bool:
    """Tell whether a version comes after another."""
    first, second = (tuple(map(int, each.split("."))) for each in (version, than))
    return first > second


def _subject(line: str) -> str:
    """Return the message or record that a line is about."""
    return line.rsplit(maxsplit=1)[-1].partition(".")[0] if line.startswith(("element", "code")) else line.split()[1]


def _records() -> Iterator[str]:
    seen: set[type] = set()
    waiting = [Header, Content]
    while waiting:
        record = waiting.pop()
        if record not in seen:
            seen.add(record)
            waiting += [field.kind for field in fields_of(record) if field.leaf is None]
            for field in fields_of(record):
                yield from _field(record, field)


def _field(record: type, field: Field) -> Iterator[str]:
    name = f"{record.__name__}.{field.label}"
    need = "required" if field.required else "optional"
    kind = (
        f"{field.leaf or field.kind.__name__}{' list' if field.many else ''}{' or empty' if field.may_be_empty else ''}"
    )
    yield f"element {need} {kind} {name}"
    # Types of messages come and go with their rows.
    if name != "Header.type":
        yield from (f"code {code} {name}" for code in codes_of(field))


def _message(row: CatalogueEntry) -> Iterator[str]:
    yield f"root {row.type} {row.root or '-'} refers={row.refers}"
    yield from (f"must {row.type} {path}" for path in row.mandatory)
    yield from (f"must {row.type} {' | '.join(choice)}" for choice in row.one_of)
    yield from (f"once {row.type} {path}" for path in row.single)
    yield from (f"may {row.type} {path}" for path in row.optional)


def main() -> int:
    """Write what is published, unless it breaks what was."""
    if "--anew" not in sys.argv:
        version, before = published()
        broken = breaks(before, grammar())
        if broken or (before != grammar() and not is_higher(VERSION, version)):
            sys.stderr.write("\n".join([*broken, f"version {VERSION} must be higher than {version}", ""]))
            return 1
    lines = [f"version {VERSION}", *sorted(grammar()), ""]
    (ROOT / PLACE).write_text("\n".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
