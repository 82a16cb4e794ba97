"""ucob (MSG-14), the outcome of a check on known, and uci (MSG-16), what is known of a case.

Each object of the document is about one person. The domain says of an answer what it says of its first person; of the
later ones the identifications and units only where they differ.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from gateway.domain.content import Antwoord, Antwoorddeel, Bekendheid, Content, Eenheid
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz.forms import words
from gateway.formats.stuf_jz.persons import Numbered, Persons, own_name, write_person
from gateway.formats.stuf_jz.rows import (
    NOT_CONFORMING,
    Reading,
    Table,
    extra_row,
    find_all,
    place_of,
    read_values,
    row,
    write_record,
)
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.formats.stuf_jz.vv_parts import read_documents, read_parts, title_documents, write_document, write_parts
from gateway.formats.stuf_jz.vv_persons import CONCERNED, unit
from gateway.strict_xml import Element

_OBJECT: Final = "JZ:object"
_ROWS: Final = (
    row("JZ:identificatie", "identificatie"),
    row("JZ:verzoekidentificatie", "verzoek_identificatie"),
    row(f"{CONCERNED.name}/ZKN:indicatieBekend", "bekend", words({True: "J", False: "N"})),
    unit("JZ:heeftAlsInitiator", "initiator"),
    unit("JZ:heeftAlsUitvoerende", "uitvoerende"),
)
_OUTCOME: Final = Table(record=Bekendheid, rows=_ROWS)
_INFORMATION: Final = Table(
    record=Bekendheid,
    rows=(
        *_ROWS,
        row("JZ:toelichtendeInformatie/JZ:omschrijving", "toelichting"),
        row("JZ:toelichtendeInformatie/JZ:url", "toelichting_link"),
        extra_row("", "redenGeenGegevens", "reden_geen_gegevens"),
    ),
)
# What a later person shares with the first unless something stands there, and how it says that nobody knows.
_SHARED: Final = MappingProxyType(
    {
        "identificatie": "",
        "verzoek_identificatie": "",
        "initiator": Eenheid(naam=""),
        "uitvoerende": Eenheid(naam=""),
    }
)
_OF_FIRST: Final = (*_SHARED, "toelichting", "toelichting_link", "reden_geen_gegevens")


def read_outcome(root: Element, reading: Reading) -> Content:
    """Return the outcome of a check on known; raise ContentRefusedError where it does not say yes or no."""
    persons = Persons(reading)
    known = [_read_known(_OUTCOME, element, persons) for element in find_all(root, _OBJECT)]
    return Content(betrokkenen=tuple(persons.found), antwoord=_together(known))


def read_information(root: Element, reading: Reading) -> Content:
    """Return what is known of a case; raise ContentRefusedError where it does not say yes or no."""
    persons = Persons(reading)
    elements = list(find_all(root, _OBJECT))
    known = [_read_known(_INFORMATION, element, persons) for element in elements]
    objects = {each.kenmerk: element for each, element in zip(known, elements, strict=True)}
    answer = _together(known)
    if answer is None:
        return Content()
    whole = Content(betrokkenen=tuple(persons.found), bijlagen=tuple(read_documents(objects, reading)))
    return _beside_first(whole, replace(answer, delen=tuple(read_parts(objects, reading))))


def _read_known(table: Table, element: Element, persons: Persons) -> Bekendheid:
    """Return what an object says of its person, who is a person even when it names nobody."""
    seen: list[Element] = []
    values = read_values(table, element, seen)
    if "bekend" not in values:
        raise ContentRefusedError(NOT_CONFORMING, (place_of(element, _OBJECT),))
    persons.reading.tell(seen)
    relation = next(find_all(element, CONCERNED.name))
    number = len(persons.found)
    person = persons.read(CONCERNED, relation)
    if person is None:
        persons.reading.items[relation] = f"betrokkenen[{number}]"
        person = persons.add({}, [], own_name(number))
    return Bekendheid(kenmerk=person.kenmerk, **values)


def _together(known: Sequence[Bekendheid]) -> Antwoord | None:
    """Return one answer for what is said of each person."""
    if not known:
        return None
    first = known[0]
    return Antwoord(
        bekend=any(each.bekend for each in known),
        per_persoon=(
            Bekendheid(kenmerk=first.kenmerk, bekend=first.bekend),
            *(_differing(each, first) for each in known[1:]),
        ),
        **{name: getattr(first, name) for name in _OF_FIRST},
    )


def _differing(known: Bekendheid, first: Bekendheid) -> Bekendheid:
    own: dict[str, Any] = {
        name: None if getattr(known, name) == getattr(first, name) else getattr(known, name) or unknown
        for name, unknown in _SHARED.items()
    }
    return replace(known, **own)


def _each(answer: Antwoord) -> Iterator[Bekendheid]:
    """Yield all that an answer says of each person."""
    for number, known in enumerate(answer.per_persoon):
        said: dict[str, Any] = {name: _said(name, known, answer) for name in (_SHARED if number else _OF_FIRST)}
        yield replace(known, **said)


def _said(name: str, known: Bekendheid, answer: Antwoord) -> object:
    own = getattr(known, name)
    value = getattr(answer, name) if own is None else own
    return None if value == _SHARED.get(name) else value


def _beside_first(content: Content, answer: Antwoord) -> Content:
    """Name the person of a part of the answer or a document only where that is not the first."""
    first = answer.per_persoon[0].kenmerk
    parts = (replace(part, kenmerk=None) if part.kenmerk == first else part for part in answer.delen)
    items = (replace(item, betreft=None) if item.betreft == first else item for item in content.bijlagen)
    return replace(content, antwoord=replace(answer, delen=tuple(parts)), bijlagen=tuple(items))


def prepare_outcome(content: Content) -> Content:
    """Say once what is said of several persons alike, as a document is read."""
    answer = content.antwoord
    again = None if answer is None else _together(list(_each(answer)))
    if answer is None or again is None:
        return content
    said: dict[str, Any] = {name: getattr(again, name) for name in (*_OF_FIRST, "per_persoon")}
    return _beside_first(content, replace(answer, **said))


def prepare_information(content: Content) -> Content:
    """Do the same, and give a title to the documents that have none: the standard demands one."""
    return title_documents(prepare_outcome(content))


def write_outcome(root: Node, content: Content, writing: Writing) -> None:
    """Write the outcome of a check on known as far as the content goes."""
    _write_objects(_OUTCOME, root, content, writing)


def write_information(root: Node, content: Content, writing: Writing) -> None:
    """Write what is known of a case as far as the content goes."""
    objects = _write_objects(_INFORMATION, root, content, writing)
    if content.antwoord is None or not objects:
        return
    first = next(iter(objects))
    parts: defaultdict[str, list[tuple[str, Antwoorddeel]]] = defaultdict(list)
    for number, part in enumerate(content.antwoord.delen):
        parts[part.kenmerk or first].append((f"antwoord.delen[{number}]", part))
    for person, said in parts.items():
        if node := _object_of(person, objects, writing, f"{said[0][0]}.kenmerk"):
            write_parts(node, said, writing)
    for number, item in enumerate(content.bijlagen):
        place = f"bijlagen[{number}]"
        if node := _object_of(item.betreft or first, objects, writing, f"{place}.betreft"):
            write_document(node, item, writing, place)


def _object_of(person: str, objects: Mapping[str, Node], writing: Writing, place: str) -> Node | None:
    """Return the object about a person."""
    node = objects.get(person)
    if node is None:
        writing.mistakes.append(f"{place}: nobody in the message")
    return node


def _write_objects(table: Table, root: Node, content: Content, writing: Writing) -> dict[str, Node]:
    """Write what is said of each person, and return in which object."""
    answer = content.antwoord
    objects: dict[str, Node] = {}
    if answer is None:
        return objects
    if answer.bekend is not any(known.bekend for known in answer.per_persoon):
        writing.mistakes.append("antwoord.bekend: not what antwoord.perPersoon says")
    persons = {person.kenmerk: (place, person) for place, person in enumerate(content.betrokkenen)}
    for number, known in enumerate(_each(answer)):
        if known.kenmerk not in persons:
            writing.mistakes.append(f"antwoord.perPersoon[{number}].kenmerk: nobody in the message, or twice")
            continue
        place, person = persons.pop(known.kenmerk)
        node = objects[known.kenmerk] = root.add(_OBJECT) if number else root.open(steps_of(_OBJECT))
        writing.names[node.element] = known.kenmerk
        write_person(CONCERNED, node, Numbered(person, number, f"betrokkenen[{place}]"), writing)
        write_record(table, node, known, writing, f"antwoord.perPersoon[{number}]" if number else "antwoord")
    writing.mistakes.extend(f"betrokkenen[{place}]: not in antwoord.perPersoon" for place, _ in persons.values())
    return objects
