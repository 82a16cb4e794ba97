"""Organisations that are concerned in a case, among the persons in the same relation."""

from collections.abc import Iterator
from typing import Final

from gateway.domain.content import BetrokkenOrganisatie, Content
from gateway.formats.stuf_jz.case_rows import NO_FUNCTION, OBJECT, WAYS, point_of_contact
from gateway.formats.stuf_jz.lists import read_items
from gateway.formats.stuf_jz.rows import Reading, Table, find_all, row, write_record
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

CONCERNED: Final = "ZKN:heeftAlsBelanghebbende"
_ORGANISATION: Final = "ZKN:gerelateerde/ZKN:vestiging"

_NAMED: Final = (row(f"{_ORGANISATION}/BG:handelsnaamVerkort", "naam"), row("ZKN:omschrijving", "rol"))
ESTABLISHED: Final = Table(
    record=BetrokkenOrganisatie,
    rows=(
        *_NAMED,
        row(f"{_ORGANISATION}/BG:vestigingsNummer", "vestigingsnummer"),
        row(f"{_ORGANISATION}/BG:sub.telefoonnummer", "telefoonnummer"),
        row(f"{_ORGANISATION}/BG:sub.emailadres", "emailadres"),
    ),
)
WITH_CONTACT: Final = Table(record=BetrokkenOrganisatie, rows=(*_NAMED, point_of_contact(NO_FUNCTION, *WAYS)))


def read_organisations(table: Table, root: Element, reading: Reading) -> Iterator[BetrokkenOrganisatie]:
    """Yield the organisations that are concerned; who is a person is none."""
    elements = (element for element in find_all(root, f"{OBJECT}/{CONCERNED}") if element not in reading.items)
    return read_items(table, elements, "organisaties", reading)


def write_organisations(table: Table, root: Node, content: Content, writing: Writing) -> None:
    """Write the organisations that are concerned."""
    for number, item in enumerate(content.organisaties):
        node = root.open(steps_of(OBJECT)).add(CONCERNED)
        writing.items[f"organisaties[{number}]"] = node.element
        write_record(table, node, item, writing, f"organisaties[{number}]")
