"""Chapter 3.2, third part: what travels outside the sealed content says nothing of persons; and texts hold no BSN."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from gateway.domain.content import Betrokkene, Content
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.policy.elements import walk
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.scan import Mark, Text, find_marks, holds_bsn
from gateway.policy.scan.names import Name, careful_marks, marks_in_file_name, name_of
from gateway.policy.scan.numbers import birth_marks, bsn_marks
from gateway.policy.verdicts import Deny, Flag

_NUMBER: Final = "R020"
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_HEADER: Final = ("reference", "cross_reference", "conversation", "purpose", "basis")
# A name of a file, and a link that whoever follows it leaves behind in a log.
_OUTSIDE: Final = re.compile(r"zaak|bijlagen\[\d+\]\.(?:naam|link)|antwoord\.(?:per_persoon\[\d+\]\.)?toelichting_link")
# Units are words of our own register, in which a surname may well be a neighbourhood: there it takes more of a name.
_UNITS: Final = ("sender_unit", "receiver_unit")
_DIGIT: Final = re.compile("[0-9]")


def _envelope(facts: Facts) -> Verdicts:
    outside, units = dict(_texts(facts)), dict(_units(facts))
    found = [path for path, text in (outside | units).items() if holds_bsn(text.plain)]
    persons = facts.content.betrokkenen
    found += [hit.path for hit in find_marks(outside.items(), _marks_of(persons), _NUMBER)]
    found += [hit.path for hit in find_marks(units.items(), _marks_in_unit(persons), _NUMBER)]
    if not found:
        return ()
    elements = tuple(dict.fromkeys(found))
    return (
        Deny(
            because="er staan persoonsgegevens buiten de versleutelde inhoud",
            repair="gebruik een nummer of naam die niets over een persoon zegt",
            elements=elements,
        ),
        Flag(
            because="persoonsgegevens buiten de versleutelde inhoud zijn een incident",
            repair="meld het bij de functionaris gegevensbescherming, en ga na waar deze tekst nog meer staat",
            elements=elements,
        ),
    )


def _texts(facts: Facts) -> Iterator[tuple[str, Text]]:
    """Yield what travels outside the sealed content, or names it; a UUID is chance and says nothing."""
    header = ((f"header.{name}", str(getattr(facts.header, name) or "")) for name in _HEADER)
    content = ((path, value) for path, value in walk(facts.content) if type(value) is str and _OUTSIDE.fullmatch(path))
    for path, text in chain(header, content):
        if text and not _UUID.fullmatch(text):
            yield path, Text(text)


def _units(facts: Facts) -> Iterator[tuple[str, Text]]:
    for name in _UNITS:
        unit = getattr(facts.header, name)
        if unit:
            yield f"header.{name}", Text(unit)


def _names(persons: tuple[Betrokkene, ...]) -> Iterator[Name]:
    for person in persons:
        yield name_of(person.geslachtsnaam, person.voorvoegsel or "", person.voornamen or "", person.voorletters or "")


def _numbers(persons: tuple[Betrokkene, ...]) -> Iterator[Mark]:
    for person in persons:
        yield from bsn_marks(person.bsn or "")
        if person.geboortedatum is not None:
            yield from birth_marks(person.geboortedatum)


def _marks_of(persons: tuple[Betrokkene, ...]) -> frozenset[Mark]:
    return frozenset(chain(_numbers(persons), *map(marks_in_file_name, _names(persons))))


def _marks_in_unit(persons: tuple[Betrokkene, ...]) -> frozenset[Mark]:
    return frozenset(chain(_numbers(persons), *map(careful_marks, _names(persons))))


def bsn_in_text(content: Content) -> tuple[str, ...]:
    """Return the paths of the texts that hold a BSN: one of the persons anywhere, any other in prose."""
    known = frozenset(chain.from_iterable(bsn_marks(person.bsn or "") for person in content.betrokkenen))
    texts = tuple(_with_digits(content))
    told = (hit.path for hit in find_marks(texts, known, _NUMBER))
    return tuple(dict.fromkeys((*(path for path, text in texts if _tells_bsn(path, text)), *told)))


def _tells_bsn(path: str, text: Text) -> bool:
    """Tell whether it is a text that people write, with a BSN in it."""
    return " " in text.plain and not path.startswith("rest[") and holds_bsn(text.plain)


def birth_date_in_text(content: Content) -> tuple[str, ...]:
    """Return the paths of the texts that hold the date of birth of a person of the message."""
    births = (person.geboortedatum for person in content.betrokkenen if person.geboortedatum is not None)
    marks = frozenset(chain.from_iterable(map(birth_marks, births)))
    return tuple(hit.path for hit in find_marks(_with_digits(content), marks, _NUMBER)) if marks else ()


def _with_digits(content: Content) -> Iterator[tuple[str, Text]]:
    """Yield the texts with a digit in them, without the fields that are a BSN themselves."""
    for path, value in walk(content):
        if type(value) is str and _DIGIT.search(value) and path.rpartition(".")[2] != "bsn":
            yield path, Text(value)


RULES: Final = (
    Rule(
        number=_NUMBER,
        name="Geen persoonsgegevens in de envelop",
        standing=Standing.LAW,
        sources=("AVG 5, 25, 32 (GK)", "Wmo 5.2.9 lid 7", "STUF StUF055"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_envelope,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        revision=3,
        examples=Examples(
            passes="Een bijlage met de naam bijlage-1.pdf",
            refuses="Een bijlage met de naam VTO_Jansen_999990019.pdf",
        ),
    ),
)
