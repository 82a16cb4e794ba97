"""vcob (MSG-13) and vci (MSG-15), a check on known and a question about a case: what each element is in the domain."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gateway.domain.content import Betrokkene, Content, Uitvraag, Vraag
from gateway.formats.stuf_jz.forms import DAY, TOKEN
from gateway.formats.stuf_jz.persons import Numbered, Persons, write_person
from gateway.formats.stuf_jz.rows import Reading, Table, extra_row, find_all, read_first, row, write_record
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.formats.stuf_jz.vv_notes import Notes
from gateway.formats.stuf_jz.vv_persons import CONCERNED, unit
from gateway.strict_xml import Element

_OBJECT: Final = "JZ:object"
_QUESTION: Final = "JZ:specifiekeVraag"
_ROWS: Final = (
    row("JZ:identificatie", "identificatie"),
    row("JZ:soortVerzoeker", "soort_verzoeker"),
    row("JZ:redenVerzoek/JZ:code", "reden", TOKEN),
    unit("JZ:heeftAlsInitiator", "initiator"),
    extra_row("", "antwoordVoor", "antwoord_voor", DAY),
)
_CHECK: Final = Table(record=Uitvraag, rows=_ROWS, blank=frozenset({"reden"}))
_INFORMATION: Final = replace(_CHECK, rows=(*_ROWS, row("JZ:omschrijving", "toelichting")))
_CODE: Final = row("JZ:code", "code")
# The words of a question, for which the standard has a code alone.
_BESIDE: Final = Notes(prefix="vraag", rows={"Tekst": row("", "tekst")})


def read_check(root: Element, reading: Reading) -> Content:
    """Return what a check on known says."""
    return Content(betrokkenen=_read_persons(root, reading), uitvraag=_read_request(_CHECK, root, reading))


def read_question(root: Element, reading: Reading) -> Content:
    """Return what a question about a case says."""
    persons, request = _read_persons(root, reading), _read_request(_INFORMATION, root, reading)
    if request is not None:
        questions = _read_questions(next(find_all(root, _OBJECT)), reading)
        request = replace(request, vragen=tuple(questions))
    return Content(betrokkenen=persons, uitvraag=request)


def _read_persons(root: Element, reading: Reading) -> tuple[Betrokkene, ...]:
    persons = Persons(reading)
    for element in find_all(root, f"{_OBJECT}/{CONCERNED.name}"):
        persons.read(CONCERNED, element)
    return tuple(persons.found)


def _read_request(table: Table, root: Element, reading: Reading) -> Uitvraag | None:
    seen: list[Element] = []
    request = read_first(table, root, _OBJECT, seen)
    reading.tell(seen)
    return request if isinstance(request, Uitvraag) else None


def _read_questions(element: Element, reading: Reading) -> Iterator[Vraag]:
    noted = _BESIDE.find(element)
    number = 1
    for found in find_all(element, _QUESTION):
        seen: list[Element] = []
        code = _CODE.read(found, seen)
        if isinstance(code, str):
            beside = _BESIDE.read(noted.get(number, ()), seen)
            reading.tell(seen)
            number += 1
            yield Vraag(**{"code": code, "tekst": "", **beside})


def write_check(root: Node, content: Content, writing: Writing) -> None:
    """Write a check on known as far as the content goes."""
    _write_request(_CHECK, root, content, writing)


def write_question(root: Node, content: Content, writing: Writing) -> None:
    """Write a question about a case as far as the content goes."""
    _write_request(_INFORMATION, root, content, writing)
    if content.uitvraag is None or not content.uitvraag.vragen:
        return
    node = root.open(steps_of(_OBJECT))
    places = [(f"uitvraag.vragen[{number}]", question) for number, question in enumerate(content.uitvraag.vragen)]
    for place, question in places:
        _CODE.write(node.add(_QUESTION), question.code, writing, f"{place}.code")
    _BESIDE.write(node, places, writing)


def _write_request(table: Table, root: Node, content: Content, writing: Writing) -> None:
    if content.uitvraag is not None:
        write_record(table, root.open(steps_of(_OBJECT)), content.uitvraag, writing, "uitvraag")
    for number, person in enumerate(content.betrokkenen):
        place = f"betrokkenen[{number}]"
        if number:
            writing.mistakes.append(f"{place}: one person to a question")
        else:
            write_person(CONCERNED, root.open(steps_of(_OBJECT)), Numbered(person, number, place), writing)
