"""uci (MSG-16): the answer to each question, with what belongs to it, and the documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from gateway.domain.content import Antwoorddeel, Bijlage, Content
from gateway.formats.stuf_jz.forms import DAY, OCTETS, TRUE_FALSE, Form
from gateway.formats.stuf_jz.rows import (
    Reading,
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
from gateway.formats.stuf_jz.vv_notes import Notes
from gateway.formats.stuf_jz.vv_persons import CONCERNED
from gateway.strict_xml import Element

_MIME: Final = "application/octet-stream"
_PART: Final = "ZKN:specifiekeVraag"
_ANTWOORDDEEL: Final = Table(record=Antwoorddeel, rows=(row("BG:code", "code"), row("BG:antwoord", "tekst")))


# What the standard has no element for in an answer; R080: the conditions of a source travel with it.
_BESIDE: Final = Notes(
    prefix="antwoord",
    rows={
        "Datum": row("", "datum", DAY),
        "Bron": row("", "bron"),
        "EigenWaarneming": row("", "eigen_waarneming", TRUE_FALSE),
        "Voorwaarde": row("", "voorwaarden"),
        "WpgArtikel": row("", "wpg_artikel"),
    },
    lists=frozenset({"voorwaarden"}),
)


def read_parts(objects: Mapping[str, Element], reading: Reading) -> Iterator[Antwoorddeel]:
    """Yield the answers that the objects hold, each about the person of its object."""
    for person, element in objects.items():
        relation = next(find_all(element, CONCERNED.name))
        noted = _BESIDE.find(relation)
        number = 1
        for found in find_all(relation, _PART):
            seen: list[Element] = []
            values = read_values(_ANTWOORDDEEL, found, seen)
            if values:
                values |= _BESIDE.read(noted.get(number, ()), seen)
                reading.tell(seen)
                number += 1
                yield Antwoorddeel(**{"code": "", "tekst": "", **values}, kenmerk=person)


def write_parts(node: Node, parts: Sequence[tuple[str, Antwoorddeel]], writing: Writing) -> None:
    """Write answers, each with its place in the content, into an object."""
    relation = node.open(steps_of(CONCERNED.name))
    for place, part in parts:
        write_record(_ANTWOORDDEEL, relation.add(_PART), part, writing, place)
    _BESIDE.write(relation, parts, writing)


_RELEVANT: Final = "JZ:heeftRelevant"
_DOCUMENT: Final = "ZKN:gerelateerde"
# Demanded, and still it may be empty: an empty one is written again, and none at all is filled in by us.
_TITLE: Final = row(f"{_DOCUMENT}/ZKN:naam", "titel", Form(str))
_BIJLAGE: Final = Table(
    record=Bijlage,
    rows=(
        attribute_row(f"{_DOCUMENT}/ZKN:inhoud", "StUF:bestandsnaam", "naam", text(255)),
        attribute_row(f"{_DOCUMENT}/ZKN:inhoud", "xmime:contentType", "mime", Text(shortest=3)),
        row(f"{_DOCUMENT}/ZKN:inhoud", "inhoud", OCTETS, strict=True),
        _TITLE,
        extra_row(_DOCUMENT, "soort", "soort"),
        extra_row(_DOCUMENT, "identificatie", "identificatie"),
        extra_row(_DOCUMENT, "creatiedatum", "datum", DAY),
        extra_row(_DOCUMENT, "taal", "taal"),
        extra_row(_DOCUMENT, "status", "status"),
        extra_row(_DOCUMENT, "vertrouwelijkAanduiding", "vertrouwelijkheid"),
        extra_row(_DOCUMENT, "auteur", "auteur"),
        row(f"{_DOCUMENT}/ZKN:toelichting", "toelichting"),
        row(f"{_DOCUMENT}/ZKN:link", "link"),
    ),
)


def read_documents(objects: Mapping[str, Element], reading: Reading) -> Iterator[Bijlage]:
    """Yield the documents of the objects, each about the person of its object; without file name or octets none."""
    number = 0
    for person, element in objects.items():
        for found in find_all(element, _RELEVANT):
            seen: list[Element] = []
            values = read_values(_BIJLAGE, found, seen)
            if values.keys() >= {"naam", "inhoud"}:
                reading.tell(seen)
                reading.items[found] = f"bijlagen[{number}]"
                number += 1
                yield Bijlage(**{"soort": "", "mime": _MIME, **values}, betreft=person)


def title_documents(content: Content) -> Content:
    """Call a document without a title by its file name: the standard demands one, a back office need not have one."""
    titled = (item if item.titel is not None else replace(item, titel=item.naam) for item in content.bijlagen)
    return replace(content, bijlagen=tuple(titled))


def write_document(node: Node, item: Bijlage, writing: Writing, place: str) -> None:
    """Write a document into an object."""
    relation = node.add(_RELEVANT)
    writing.items[place] = relation.element
    write_record(_BIJLAGE, relation, replace(item, mime="" if item.mime == _MIME else item.mime), writing, place)
    if item.titel is not None:
        _TITLE.write(relation, item.titel, writing, f"{place}.titel")
