"""Persons and units in the generic report: whom it is about, and others, each with what they are to that person."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gateway.domain.content import Betrokkene, BetrokkenEenheid, Informering
from gateway.formats.stuf_jz.forms import DATE, DAY, GENDER, TOKEN, TRUE_FALSE, YES_NO
from gateway.formats.stuf_jz.gm_addresses import read_addresses, write_addresses
from gateway.formats.stuf_jz.gm_codes import CAPACITIES, RELATIONS, coded
from gateway.formats.stuf_jz.gm_units import UNIT, concerned_unit
from gateway.formats.stuf_jz.lists import read_items
from gateway.formats.stuf_jz.persons import Numbered, Persons, Relation, identity_rows, write_person
from gateway.formats.stuf_jz.rows import (
    Group,
    Reading,
    Row,
    Table,
    extra_row,
    find_all,
    group,
    row,
    write_record,
)
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

_OBJECT: Final = "JZ:object"
_PERSON: Final = "ZKN:gerelateerde/ZKN:natuurlijkPersoon"
_NATIONALITY: Final = f"{_PERSON}/BG:inp.heeftAlsNationaliteit/BG:gerelateerde"
_BLOCK: Final = "ZKN:informering"
_INFORMED: Final = group(
    "",
    "informering",
    Table(
        record=Informering,
        rows=(
            row(f"{_BLOCK}/BG:indicatieGeinformeerd", "geinformeerd", YES_NO),
            row(f"{_BLOCK}/BG:redenNietGeinformeerd", "reden_niet"),
            row(f"{_BLOCK}/BG:datum", "datum", DAY),
            row(f"{_BLOCK}/BG:reactie", "reactie"),
            extra_row("", "wijzeVanInformering", "wijze"),
            extra_row("", "geinformeerdDoor", "door"),
        ),
    ),
)
# What the standard has no element for stands beside the person or in the relation, as in the other messages.
_SAID_OF_ALL: Final[tuple[Row | Group, ...]] = (
    row(f"{_PERSON}/BG:vreemdelingennummer", "vreemdelingennummer"),
    row(f"{_PERSON}/BG:sub.telefoonnummer", "telefoonnummer"),
    row(f"{_PERSON}/BG:sub.emailadres", "emailadres"),
    row(f"{_PERSON}/BG:taal/BG:omschrijving", "taal"),
    row(f"{_NATIONALITY}/BG:omschrijving", "nationaliteit"),
    row(f"{_NATIONALITY}/BG:code", "nationaliteit_code", TOKEN),
    extra_row(_PERSON, "voorletters", "voorletters"),
    extra_row(_PERSON, "rni", "rni"),
    extra_row("", "jeugdzorgrol", "rol"),
    extra_row("", "aanvullendeInformatie", "aanvullende_informatie"),
    extra_row("", "overigeZorgMinderjarige", "overige_zorg"),
    _INFORMED,
)
_SUBJECT: Final = Relation(
    name="ZKN:heeftBetrekkingOp",
    person=steps_of(_PERSON),
    table=Table(
        record=Betrokkene,
        rows=(
            *(each for each in identity_rows(_PERSON) if each.field != "status_in_zaak"),
            row("ZKN:hoedanigheid", "status_in_zaak", coded(CAPACITIES)),
            *_SAID_OF_ALL,
        ),
    ),
)
_OTHER: Final = Relation(
    name="ZKN:heeftAlsOverigBetrokkene",
    person=steps_of(_PERSON),
    table=Table(
        record=Betrokkene,
        rows=(
            row(f"{_PERSON}/BG:inp.bsn", "bsn"),
            row(f"{_PERSON}/BG:naam", "geslachtsnaam"),
            extra_row(_PERSON, "voorvoegselGeslachtsnaam", "voorvoegsel"),
            extra_row(_PERSON, "voornamen", "voornamen"),
            row(f"{_PERSON}/BG:geslachtsaanduiding", "geslacht", GENDER),
            extra_row(_PERSON, "geboortedatum", "geboortedatum", DATE),
            extra_row(_PERSON, "indicatieGezag", "gezag", TRUE_FALSE),
            extra_row(_PERSON, "statusInZaak", "status_in_zaak"),
            row("ZKN:betrokkenheidRelatie", "betrokkenheid", coded(RELATIONS)),
            *_SAID_OF_ALL,
        ),
    ),
)
_UNIT: Final = concerned_unit(RELATIONS, _INFORMED)


def read_persons(root: Element, reading: Reading) -> tuple[Betrokkene, ...]:
    """Return the person the report is about, and then the others."""
    persons = Persons(reading)
    for element in find_all(root, f"{_OBJECT}/{_SUBJECT.name}"):
        _read_person(_SUBJECT, element, persons)
    for element in find_all(root, f"{_OBJECT}/{_OTHER.name}"):
        if not _is_unit(element):
            _read_person(_OTHER, element, persons)
    return tuple(persons.found)


def _read_person(relation: Relation, element: Element, persons: Persons) -> None:
    known = persons.read(relation, element)
    person = next(find_all(element, _PERSON), None)
    if known is None or person is None:
        return
    place = persons.reading.items[element]
    persons.found[-1] = replace(known, **read_addresses(person, place, persons.reading))


def _is_unit(element: Element) -> bool:
    return any(True for _ in find_all(element, UNIT))


def read_units(root: Element, reading: Reading) -> Iterator[BetrokkenEenheid]:
    """Yield the units that are concerned besides."""
    return read_items(_UNIT, filter(_is_unit, find_all(root, f"{_OBJECT}/{_OTHER.name}")), "eenheden", reading)


def write_persons(root: Node, persons: tuple[Betrokkene, ...], writing: Writing) -> None:
    """Write the person the report is about, who is the first that is nothing to another, and then the others."""
    subject = next((number for number, person in enumerate(persons) if person.betrokkenheid is None), None)
    places = sorted(enumerate(persons), key=lambda place: place[0] != subject)
    for number, (place, person) in enumerate(places):
        relation = _SUBJECT if place == subject else _OTHER
        numbered = Numbered(person, number, f"betrokkenen[{place}]")
        node = write_person(relation, root.open(steps_of(_OBJECT)), numbered, writing)
        if person.adres or person.verblijfadres or person.overige_adressen:
            write_addresses(node.open(relation.person), person, f"betrokkenen[{number}]", writing)


def write_units(root: Node, units: tuple[BetrokkenEenheid, ...], writing: Writing) -> None:
    """Write the units that are concerned besides; a report has room for one contact of each."""
    for number, unit in enumerate(units):
        place = f"generiek.eenheden[{number}]"
        if len(unit.contacten) > 1:
            writing.mistakes.append(f"{place}.contacten: more than 1")
        node = root.open(steps_of(_OBJECT)).add(_OTHER.name)
        writing.items[f"eenheden[{number}]"] = node.element
        write_record(_UNIT, node, unit, writing, place)
