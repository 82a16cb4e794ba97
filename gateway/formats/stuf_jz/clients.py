"""Clients of a case who stand in relations of their own, born or unborn, and everybody else who is concerned."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gateway.domain.content import Betrokkene, Content, OngeborenKind
from gateway.formats.stuf_jz.case_rows import OBJECT, PERSON
from gateway.formats.stuf_jz.forms import DATE
from gateway.formats.stuf_jz.persons import Numbered, Persons, Relation, own_name, write_person
from gateway.formats.stuf_jz.roles import CHILD, UNBORN_CLIENT
from gateway.formats.stuf_jz.rows import (
    Reading,
    Table,
    extra_row,
    find_all,
    read_record,
    read_values,
    row,
    write_record,
)
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

# A partner may not say who the mother is: there is no element for it.
_UNBORN: Final = Table(
    record=OngeborenKind,
    rows=(
        row(f"{PERSON}/BG:geboortedatum", "uitgerekende_datum", DATE),
        extra_row("", "kenmerkMoeder", "kenmerk_moeder"),
    ),
    blank=frozenset({"kenmerk_moeder"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """How clients and others stand in one message.

    One relation can hold several children; of the later ones `sibling` says who they are, and nothing else is said.
    """

    child: Relation
    other: Relation
    sibling: Table


def read_clients(clients: Clients, root: Element, reading: Reading) -> tuple[list[Betrokkene], list[OngeborenKind]]:
    """Return the persons, the children first, and the unborn."""
    persons = Persons(reading)
    elements = list(find_all(root, f"{OBJECT}/{clients.child.name}"))
    for element in elements:
        if persons.read(clients.child, element) is not None:
            _read_siblings(clients, element, persons)
    for element in find_all(root, f"{OBJECT}/{clients.other.name}"):
        persons.read(clients.other, element)
    return persons.found, list(_read_unborn(elements, persons, reading))


def _read_siblings(clients: Clients, element: Element, persons: Persons) -> None:
    for sibling in list(find_all(element, PERSON))[1:]:
        seen: list[Element] = []
        values = read_values(clients.sibling, sibling, seen)
        if values:
            persons.add({**values, "rol": CHILD}, seen, _sibling_name(len(persons.found)))


def _sibling_name(number: int) -> str:
    """Return our name for a client who stands in one relation with the client before."""
    return f"{own_name(number)}+"


def _read_unborn(elements: list[Element], persons: Persons, reading: Reading) -> Iterator[OngeborenKind]:
    """Yield the unborn children, but for those of a mother who is said to be somebody else than these persons."""
    mothers = {"", *(person.kenmerk for person in persons.found)}
    number = 0
    for element in elements:
        seen: list[Element] = []
        child = read_record(_UNBORN, element, seen)
        roles = [found for found in find_all(element, "ZKN:omschrijving") if found.text == UNBORN_CLIENT]
        if roles and isinstance(child, OngeborenKind) and child.kenmerk_moeder in mothers:
            reading.tell([*seen, *roles])
            reading.items[element] = f"ongeboren[{number}]"
            number += 1
            yield child


def write_clients(clients: Clients, root: Node, content: Content, writing: Writing) -> None:
    """Write the children, then the others, as the standard does; then the unborn."""
    places = sorted(enumerate(content.betrokkenen), key=lambda place: place[1].rol != CHILD)
    child: Node | None = None
    for number, (place, person) in enumerate(places):
        numbered = Numbered(person, number, f"betrokkenen[{place}]")
        if person.rol != CHILD:
            write_person(clients.other, root.open(steps_of(OBJECT)), numbered, writing)
        elif child is not None and person.kenmerk == _sibling_name(number):
            sibling = child.open(steps_of("ZKN:gerelateerde")).add("ZKN:natuurlijkPersoon")
            write_record(clients.sibling, sibling, person, writing, numbered.place)
        else:
            child = write_person(clients.child, root.open(steps_of(OBJECT)), numbered, writing)
    for number, unborn in enumerate(content.ongeboren):
        _write_unborn(clients, root, unborn, writing, f"ongeboren[{number}]")
    _require_mothers(content, writing)


def _write_unborn(clients: Clients, root: Node, child: OngeborenKind, writing: Writing, place: str) -> None:
    node = root.open(steps_of(OBJECT)).add(clients.child.name)
    writing.items[place] = node.element
    write_record(_UNBORN, node, child, writing, place)
    node.open(steps_of("ZKN:omschrijving")).element.text = UNBORN_CLIENT


def _require_mothers(content: Content, writing: Writing) -> None:
    mothers = {"", *(person.kenmerk for person in content.betrokkenen)}
    for number, child in enumerate(content.ongeboren):
        if child.kenmerk_moeder not in mothers:
            writing.mistakes.append(f"ongeboren[{number}].kenmerkMoeder: nobody in the message")
