"""What came of each case, as the run saw it; docs/interop.md is written from it."""

import re
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "interop.md"
_POM: Final = Path(__file__).parent / "peer" / "pom.xml"
_HEAD: Final = """\
# Interoperability with ebms-core

Written by the run of `tests/interop` (`make interop`); in `make check` a run that sees something else fails. The peer
is the published library `nl.clockwork.ebms:ebms-core` {peer}, the message handler of many Dutch organisations, on
Java 17 with an embedded database, behind mutual TLS with certificates of the test authority; our side is Schakel {own}.
Where Maven Central, as it is reached, lacks the library, that version was built from its public source; without either,
`tests/vectors/ebms_core` proves what it put on the wire when it was recorded.

*Gateway* in the third column is a running `schakel serve` with its own settings: what it sends was handed in at its
office door, and what it got was taken there, as messages of the chain or as shipments of a service that is carried
unread. Where the two hold different copies of one agreement, it is the copy of the peer that was changed.
*Wire room* is our wire room with our keys, called by the test, for what a right gateway never does: the remark says
why not.

| direction | case | our side | outcome | remark |
|---|---|---|---|---|
"""


class Way(StrEnum):
    """Who sends the message that the case is about."""

    OUT = "to ebms-core"
    IN = "from ebms-core"


class By(StrEnum):
    """Who speaks for us."""

    GATEWAY = "gateway"
    WIRE = "wire room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the page; `number` is that of the matrix the cases come from, and only orders them."""

    number: int
    way: Way
    case: str
    by: By
    outcome: str
    remark: str = ""

    def __str__(self) -> str:
        return f"| {self.way} | {self.case} | {self.by} | {self.outcome} | {self.remark} |"


@dataclass(slots=True)
class Table:
    """The lines of one run."""

    rows: list[Row] = field(default_factory=list)

    def note(self, row: Row) -> None:
        """Keep what came of a case; it comes only once."""
        assert (row.case, row.way) not in [(each.case, each.way) for each in self.rows]
        assert row.by is By.GATEWAY or row.remark
        self.rows.append(row)

    def page(self) -> str:
        """Return the page; the order in which the tests ran does not show."""
        ordered = sorted(self.rows, key=lambda row: (row.number, row.way, row.case))
        return _HEAD.format(peer=_peer_version(), own=_own_version()) + "".join(f"{row}\n" for row in ordered)


def _peer_version() -> str:
    found = re.search("<ebms-core.version>(.+)</", _POM.read_text(encoding="utf-8"))
    assert found
    return found[1]


def _own_version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
