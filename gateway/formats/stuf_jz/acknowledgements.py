"""Bv01 (TEC-02) and Fo01 (TEC-04): functional receipt and functional fault, about a message by its reference only."""

from dataclasses import replace
from itertools import takewhile
from typing import Final

from gateway.domain.content import Content, Fout
from gateway.formats.stuf_jz.forms import Form
from gateway.formats.stuf_jz.rows import Reading, Table, read_first, row, write_record
from gateway.formats.stuf_jz.shapes import branch, leaf, one_of, opaque, text
from gateway.formats.stuf_jz.stuurgegevens import answer
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

_BODY: Final = "StUF:body"
_LONGEST_CODE: Final = 7
_LONGEST_DESCRIPTION: Final = 200
_DETAILS: Final = text(1000)
_BETWEEN: Final = "; "
_MORE: Final = "..."

BV01: Final = answer("Bv01", leaf("StUF:melding*", text(250)))
FO01: Final = answer(
    "Fo01",
    branch(
        _BODY,
        leaf("StUF:code", text(_LONGEST_CODE)),
        # We fault what we were sent, so the fault is the sender's.
        leaf("StUF:plek", one_of("client", "server"), constant="client"),
        leaf("StUF:omschrijving", text(_LONGEST_DESCRIPTION)),
        leaf("StUF:details?", _DETAILS),
        opaque("StUF:detailsXML?"),
        needed="fout",
    ),
)


def _read_places(details: str) -> tuple[str, ...] | None:
    places = tuple(details.split(_BETWEEN))
    return places if all(places) else None


_FOUT: Final = Table(
    record=Fout,
    rows=(
        row("StUF:code", "code"),
        row("StUF:omschrijving", "omschrijving"),
        row("StUF:details", "plaatsen", Form(_read_places, _BETWEEN.join)),
    ),
)


def read_receipt(_root: Element, _reading: Reading) -> Content:
    """Return what a Bv01 says besides its head: nothing."""
    return Content()


def write_receipt(_root: Node, _content: Content, _writing: Writing) -> None:
    """Write nothing besides the head."""


def read_fault(root: Element, reading: Reading) -> Content:
    """Return what an Fo01 says."""
    seen: list[Element] = []
    fault = read_first(_FOUT, root, _BODY, seen)
    reading.tell(seen)
    return Content(fout=fault)


def write_fault(root: Node, content: Content, writing: Writing) -> None:
    """Write an Fo01."""
    if content.fout is not None:
        write_record(_FOUT, root.open(steps_of(_BODY)), content.fout, writing, "fout")


def prepare_fault(content: Content) -> Content:
    """Cut what is too long rather than refuse it: somebody waits for this answer."""
    return replace(content, fout=None if content.fout is None else _cut(content.fout))


def _cut(fault: Fout) -> Fout:
    places = tuple(place.replace(_BETWEEN, ", ") for place in fault.plaatsen if place)
    return replace(
        fault,
        code=_cut_text(fault.code, _LONGEST_CODE),
        omschrijving=_cut_text(fault.omschrijving, _LONGEST_DESCRIPTION),
        plaatsen=_cut_places(places),
    )


def _cut_text(words: str, longest: int) -> str:
    """Cut by UTF-16 units, the strict count; half a character is no character."""
    units = words.encode("utf-16-le")[: 2 * longest]
    return units.decode("utf-16-le", errors="ignore")


def _cut_places(places: tuple[str, ...]) -> tuple[str, ...]:
    if not _DETAILS.fault(_BETWEEN.join(places)):
        return places
    counts = range(1, len(places) + 1)
    fitting = takewhile(lambda count: not _DETAILS.fault(_BETWEEN.join((*places[:count], _MORE))), counts)
    return (*places[: len(tuple(fitting))], _MORE)
