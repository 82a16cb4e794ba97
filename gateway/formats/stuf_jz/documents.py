"""Documents of a case: attachments with their octets, and what is said of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from gateway.domain.content import Bijlage, Content
from gateway.formats.stuf_jz.case_rows import OBJECT
from gateway.formats.stuf_jz.forms import DAY, OCTETS, Form
from gateway.formats.stuf_jz.rows import (
    Reading,
    Row,
    Table,
    attribute_row,
    extra_row,
    find_all,
    read_values,
    row,
    write_record,
)
from gateway.formats.stuf_jz.shapes import Text, text
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

RELEVANT: Final = "ZKN:heeftRelevant"
DOCUMENT: Final = "ZKN:gerelateerde"
# A document without a kind of media is octets.
_MIME: Final = "application/octet-stream"
# It may be empty: an empty one is written again.
_IDENTIFICATION: Final = row(f"{DOCUMENT}/ZKN:identificatie", "identificatie", Form(str))
ROWS: Final[tuple[Row, ...]] = (
    attribute_row(f"{DOCUMENT}/ZKN:inhoud", "StUF:bestandsnaam", "naam", text(255)),
    row(f"{DOCUMENT}/ZKN:dct.omschrijving", "soort"),
    attribute_row(f"{DOCUMENT}/ZKN:inhoud", "xmime:contentType", "mime", Text(shortest=3)),
    row(f"{DOCUMENT}/ZKN:inhoud", "inhoud", OCTETS, strict=True),
    _IDENTIFICATION,
    row(f"{DOCUMENT}/ZKN:creatiedatum", "datum", DAY),
    row(f"{DOCUMENT}/ZKN:titel", "titel"),
    row(f"{DOCUMENT}/ZKN:auteur", "auteur"),
    extra_row("", "toelichting", "toelichting"),
    extra_row("", "betreft", "betreft"),
)


def read_documents(table: Table, root: Element, reading: Reading) -> Iterator[Bijlage]:
    """Yield the documents that say enough to be attachments."""
    number = 0
    for element in find_all(root, f"{OBJECT}/{RELEVANT}"):
        seen: list[Element] = []
        values = _known(table, read_values(table, element, seen))
        if values.keys() >= {"naam", "soort", "inhoud"}:
            reading.tell(seen)
            reading.items[element] = f"bijlagen[{number}]"
            number += 1
            yield Bijlage(**values)


def _known(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Add what must be known of an attachment, where this message may keep silent about it."""
    return {"mime": _MIME, **dict.fromkeys(table.blank, ""), **values}


def write_documents(table: Table, root: Node, content: Content, writing: Writing) -> None:
    """Write the attachments."""
    for number, item in enumerate(content.bijlagen):
        place = f"bijlagen[{number}]"
        node = root.open(steps_of(OBJECT)).add(RELEVANT)
        writing.items[place] = node.element
        write_record(table, node, replace(item, mime="" if item.mime == _MIME else item.mime), writing, place)
        if item.identificatie is not None:
            _IDENTIFICATION.write(node, item.identificatie, writing, f"{place}.identificatie")
