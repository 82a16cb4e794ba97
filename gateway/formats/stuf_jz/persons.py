"""Persons concerned: what every message says of them, and the names by which a message means each of them."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from gateway.domain.content import Adres, Betrokkene, Contact, Informering
from gateway.formats.stuf_jz.forms import DATE, DAY, GENDER, NUMBER, TOKEN, TRUE_FALSE, Form
from gateway.formats.stuf_jz.lists import lines
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.rows import (
    Group,
    Reading,
    Row,
    Table,
    attribute_row,
    extra_row,
    group,
    read_values,
    row,
    write_record,
)
from gateway.formats.stuf_jz.shapes import Text, text
from gateway.formats.stuf_jz.tree import Node, Step, Writing
from gateway.strict_xml import Element

# StUF 03.01: the key by which the sending system knows an entity.
KEY: Final = "StUF:sleutelVerzendend"
_KEY: Final = text(40)
# A reference to a person is never to a name of ours, which may be somebody else's in the next document.
_REFERENCE: Final = Text(longest=40, pattern=r"(?!#\d+\+?\Z)[\s\S]*")
# The name we give to a person for whom the sender has none; never written.
_OURS: Final = re.compile(r"#\d+\+?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One way in which persons stand in a message: the element of the relation, and the person in it."""

    name: str
    person: tuple[Step, ...]
    table: Table
    needs_person: bool = False
    needs_role: bool = False


@dataclass(slots=True)
class Persons:
    """The persons found so far in one document, in the order in which they are written again."""

    reading: Reading
    found: list[Betrokkene] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    def read(self, relation: Relation, element: Element) -> Betrokkene | None:
        """Return the person of a relation, or None when it says nothing about one."""
        seen: list[Element] = []
        values = read_values(relation.table, element, seen)
        person = _seek(element, relation.person)
        key = self._free_key(person)
        if person is not None and key is not None:
            seen.append(person)
        if not (values or key) or (relation.needs_person and person is None):
            return None
        if relation.needs_role and "rol" not in values:
            return None
        self.reading.items[element] = f"betrokkenen[{len(self.found)}]"
        return self.add(values, seen, key or own_name(len(self.found)))

    def add(self, values: dict[str, object], seen: list[Element], name: str) -> Betrokkene:
        """Note one more person, and what told of it."""
        self.reading.tell(seen)
        self._taken.add(name)
        self.found.append(_person(name, values))
        return self.found[-1]

    def _free_key(self, person: Element | None) -> str | None:
        """Return the sender's name of a person, unless another in the message has it or it looks like one of ours."""
        key = None if person is None else person.get(clark(KEY))
        return None if not key or key in self._taken or _OURS.fullmatch(key) else key


def _person(name: str, values: dict[str, object]) -> Betrokkene:
    known: dict[str, Any] = {"kenmerk": name, "rol": "", "geslachtsnaam": "", **values}
    return Betrokkene(**known)


def _seek(element: Element, steps: tuple[Step, ...]) -> Element | None:
    found: Element | None = element
    for step in steps:
        found = None if found is None else next(filter(step.leads_to, found), None)
    return found


def own_name(number: int) -> str:
    """Return our name for the person at that number in the order of the document."""
    return f"#{number + 1}"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A person with the number under which we may have named them, and their place in the content, for mistakes."""

    person: Betrokkene
    number: int
    place: str


def write_person(relation: Relation, parent: Node, numbered: Numbered, writing: Writing) -> Node:
    """Write one relation with its person."""
    person, place = numbered.person, numbered.place
    node = parent.add(relation.name)
    writing.items[f"betrokkenen[{numbered.number}]"] = node.element
    writing.names[node.element] = person.kenmerk
    write_record(relation.table, node, person, writing, place)
    if person.kenmerk != own_name(numbered.number):
        _write_key(node.open(relation.person).element, person.kenmerk, writing, place)
    return node


def _write_key(element: Element, key: str, writing: Writing, place: str) -> None:
    if fault := _KEY.fault(key):
        writing.mistakes.append(f"{place}.kenmerk: {fault}")
    else:
        element.set(clark(KEY), key)


def reference_row(path: str) -> Row:
    """Return the row of the name by which a message means somebody who may stand elsewhere in it."""
    return attribute_row(path, KEY, "kenmerk", _REFERENCE, Form(_read_reference))


def _read_reference(text: str) -> str | None:
    return None if not text or _OURS.fullmatch(text) else text


def home_rows(path: str) -> tuple[Row, ...]:
    """Return the rows of an address in the Netherlands."""
    return (
        row(f"{path}/BG:wpl.woonplaatsNaam", "woonplaats"),
        row(f"{path}/BG:gor.openbareRuimteNaam", "straatnaam"),
        row(f"{path}/BG:aoa.postcode", "postcode"),
        row(f"{path}/BG:aoa.huisnummer", "huisnummer", NUMBER),
        row(f"{path}/BG:aoa.huisletter", "huisletter"),
        row(f"{path}/BG:aoa.huisnummertoevoeging", "huisnummertoevoeging"),
    )


def abroad_rows(path: str) -> tuple[Row, ...]:
    """Return the rows of an address abroad, as far as every message has them."""
    return (row(f"{path}/BG:lnd.landcode", "landcode", TOKEN), lines(f"{path}/BG:sub.adresBuitenland", 3, "regels"))


def _address(home: str, abroad: str, name: str, shelter: str) -> Table:
    beside = (
        extra_row("", f"land{name}", "land"),
        extra_row("", f"soort{name}", "soort"),
        extra_row("", f"indicatieGeheim{name}", "geheim", TRUE_FALSE),
        extra_row("", shelter, "opvang", TRUE_FALSE),
    )
    return Table(record=Adres, rows=(*home_rows(home), *(abroad_rows(abroad) if abroad else ()), *beside))


def contact_table(path: str) -> Table:
    """Return the rows of somebody to call; of whom no name is known the name is empty."""
    return Table(
        record=Contact,
        rows=(
            row(f"{path}/ZKN:naam", "naam"),
            row(f"{path}/ZKN:telefoonnummer", "telefoonnummer"),
            row(f"{path}/ZKN:emailadres", "emailadres"),
            extra_row(path, "organisatie", "organisatie"),
            extra_row(path, "afdeling", "afdeling"),
            extra_row(path, "functie", "functie"),
        ),
        blank=frozenset({"naam"}),
    )


def registered_address(person: str, home: str, abroad: str = "") -> Group:
    """Return the row of the address where somebody is registered; that it is secret stands with the person."""
    return group(person, "adres", _address(home, abroad, "Adres", "indicatieOpvangadres"))


def actual_address(person: str, home: str, abroad: str = "") -> Group:
    """Return the row of the address where somebody really stays; that it is secret stands with the person."""
    table = _address(home, abroad, "Verblijfadres", "indicatieOpvangVerblijfadres")
    return group(person, "verblijfadres", table)


def identity_rows(person: str) -> tuple[Row, ...]:
    """Return the rows that every message writes alike."""
    return (
        row(f"{person}/BG:inp.bsn", "bsn"),
        row(f"{person}/BG:geslachtsnaam", "geslachtsnaam"),
        row(f"{person}/BG:voorvoegselGeslachtsnaam", "voorvoegsel"),
        row(f"{person}/BG:voornamen", "voornamen"),
        row(f"{person}/BG:geslachtsaanduiding", "geslacht", GENDER),
        row(f"{person}/BG:geboortedatum", "geboortedatum", DATE),
        extra_row(person, "indicatieGezag", "gezag", TRUE_FALSE),
        extra_row(person, "statusInZaak", "status_in_zaak"),
    )


# How a person was told stands with the relation; the first two names are the standard's own (vto, generic report).
INFORMED: Final = group(
    "",
    "informering",
    Table(
        record=Informering,
        rows=(
            extra_row("", "indicatieGeinformeerd", "geinformeerd", TRUE_FALSE),
            extra_row("", "redenNietGeinformeerd", "reden_niet"),
            extra_row("", "datumGeinformeerd", "datum", DAY),
            extra_row("", "wijzeVanInformering", "wijze"),
            extra_row("", "geinformeerdDoor", "door"),
            extra_row("", "strekkingReactie", "reactie"),
        ),
    ),
)
