"""The table of messages below the text of docs/formats.md: formats, versions and schemas as the catalogue has them."""

from pathlib import Path
from typing import Final

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.formats import stuf_jz
from tests.architecture.house import ROOT

FORMATS: Final = Path("docs/formats.md")
_HEADING: Final = "## The messages\n"
_TABLE: Final = """
Written by `make docs` from the message catalogue. "All": in every version of StUF-Jeugdzorg that we speak.

| message | name | StUF-Jeugdzorg | in | keten XML | JSON Schema |
|---|---|---|---|---|---|
"""


def place_of(row: CatalogueEntry) -> Path:
    """Return where the JSON Schema of a message type is published."""
    return Path("schemas/office/1.0") / f"{row.type}.json"


def formats_page() -> bytes:
    """Return the page: its text as it stands, and the table."""
    text, _, _ = (ROOT / FORMATS).read_text(encoding="utf-8").partition(_HEADING)
    lines = "\n".join(_line(row) for row in CATALOGUE.values() if row.travels)
    return f"{text}{_HEADING}{_TABLE}{lines}\n".encode()


def _line(row: CatalogueEntry) -> str:
    versions = stuf_jz.versions_of(row.stuf or "")
    held = "all" if len(versions) == len(stuf_jz.Version) else ", ".join(versions)
    cells = (row.type, row.name, _code(row.stuf), held, _code(row.root), f"[{row.type}](../{place_of(row)})")
    return f"| {' | '.join(cells)} |"


def _code(name: str | None) -> str:
    return f"`{name}`" if name else ""
