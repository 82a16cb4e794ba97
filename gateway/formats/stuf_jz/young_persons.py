"""Young persons whom one signal is about, all in one relation, and everybody else who is concerned."""

from dataclasses import dataclass, replace
from typing import Final

from gateway.domain.content import Betrokkene, Content
from gateway.formats.stuf_jz.case_rows import OBJECT, PERSON
from gateway.formats.stuf_jz.forms import Form
from gateway.formats.stuf_jz.persons import Numbered, Persons, Relation, write_person
from gateway.formats.stuf_jz.roles import YOUNG_PERSON
from gateway.formats.stuf_jz.rows import Group, Reading, Row, Table, find_all
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

_ABOUT: Final = f"{OBJECT}/ZKN:heeftBetrekkingOp"
# Who is concerned beside them is called anything else.
OTHER_ROLE: Final = Form(lambda text: None if text in {"", YOUNG_PERSON} else text)


@dataclass(frozen=True, slots=True, kw_only=True)
class YoungPersons:
    """How young persons and others stand in one message; where it names no others there are none."""

    young: Relation
    other: Relation | None = None


def young(*rows: Row | Group) -> Relation:
    """Return how one young person stands among the others."""
    return Relation(name="ZKN:natuurlijkPersoon", person=(), table=Table(record=Betrokkene, rows=rows))


def read_young_persons(persons_of: YoungPersons, root: Element, reading: Reading) -> tuple[Betrokkene, ...]:
    """Return the persons, the young first."""
    persons = Persons(reading)
    for element in find_all(root, f"{_ABOUT}/{PERSON}"):
        person = persons.read(persons_of.young, element)
        if person is not None:
            persons.found[-1] = replace(person, rol=YOUNG_PERSON)
    if persons_of.other is not None:
        for element in find_all(root, f"{OBJECT}/{persons_of.other.name}"):
            persons.read(persons_of.other, element)
    return tuple(persons.found)


def write_young_persons(persons_of: YoungPersons, root: Node, content: Content, writing: Writing) -> None:
    """Write the young persons, then the others."""
    places = sorted(enumerate(content.betrokkenen), key=lambda place: place[1].rol != YOUNG_PERSON)
    for number, (place, person) in enumerate(places):
        numbered = Numbered(person, number, f"betrokkenen[{place}]")
        if person.rol == YOUNG_PERSON:
            write_person(persons_of.young, root.open(steps_of(f"{_ABOUT}/ZKN:gerelateerde")), numbered, writing)
        elif persons_of.other is not None:
            write_person(persons_of.other, root.open(steps_of(OBJECT)), numbered, writing)
        else:
            writing.mistakes.append(f"{numbered.place}.rol: not one of the standard's own values")
