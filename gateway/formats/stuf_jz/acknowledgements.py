"""Receipts and faults about a message, by its reference only.

Functional, later: Bv01 (TEC-02) and Fo01 (TEC-04). In the exchange itself: Bv03 and Bv04 (TEC-01), Fo03 (TEC-03), and
Fo02 (TEC-04), which does not even say which message it is about.
"""

from dataclasses import replace
from itertools import takewhile
from typing import Final

from gateway.domain.content import Bevestiging, Content, Fout, Foutplek
from gateway.formats.stuf_jz.forms import Form, words
from gateway.formats.stuf_jz.rows import Reading, Table, find_all, read_first, row, write_record
from gateway.formats.stuf_jz.shapes import branch, leaf, one_of, opaque, text
from gateway.formats.stuf_jz.stuurgegevens import answer, nameless_answer
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

_BODY: Final = "StUF:body"
_LONGEST_CODE: Final = 7
_LONGEST_DESCRIPTION: Final = 200
_DETAILS: Final = text(1000)
_BETWEEN: Final = "; "
_MORE: Final = "..."

_FAULT: Final = branch(
    _BODY,
    leaf("StUF:code", text(_LONGEST_CODE)),
    # We fault what we were sent, so the fault is the sender's.
    leaf("StUF:plek", one_of(*Foutplek), constant=Foutplek.CLIENT),
    leaf("StUF:omschrijving", text(_LONGEST_DESCRIPTION)),
    leaf("StUF:details?", _DETAILS),
    opaque("StUF:detailsXML?"),
    needed="fout",
)
BV01: Final = answer("Bv01", leaf("StUF:melding*", text(250)))
BV03: Final = answer("Bv03")
BV04: Final = answer("Bv04")
FO01: Final = answer("Fo01", _FAULT)
FO02: Final = nameless_answer("Fo02", _FAULT)
FO03: Final = answer("Fo03", _FAULT)


def _read_places(details: str) -> tuple[str, ...] | None:
    places = tuple(details.split(_BETWEEN))
    return places if all(places) else None


_FOUT: Final = Table(
    record=Fout,
    rows=(
        row("StUF:code", "code"),
        row("StUF:omschrijving", "omschrijving"),
        row("StUF:details", "plaatsen", Form(_read_places, _BETWEEN.join)),
        row("StUF:plek", "plek", words({place: str(place) for place in Foutplek})),
    ),
    # They must be there, and may be empty.
    blank=frozenset({"code", "omschrijving"}),
)


def read_receipt(_root: Element, _reading: Reading) -> Content:
    """Return what a Bv01 says besides its head: nothing."""
    return Content()


def write_receipt(_root: Node, _content: Content, _writing: Writing) -> None:
    """Write nothing besides the head."""


def read_checked(_root: Element, _reading: Reading) -> Content:
    """Return what a Bv03 says besides its head."""
    return Content(bevestiging=Bevestiging(kop_gecontroleerd=True))


def read_unchecked(_root: Element, _reading: Reading) -> Content:
    """Return what a Bv04 says besides its head."""
    return Content(bevestiging=Bevestiging(kop_gecontroleerd=False))


def is_checked(content: Content) -> bool:
    """Tell whether the head of the message was checked before it was confirmed."""
    return content.bevestiging is not None and content.bevestiging.kop_gecontroleerd


def is_unchecked(content: Content) -> bool:
    """Tell whether it was not."""
    return not is_checked(content)


def write_confirmation(_root: Node, content: Content, writing: Writing) -> None:
    """Write nothing besides the head: which root it has says it all."""
    if content.bevestiging is None:
        writing.mistakes.append("bevestiging: missing")


def read_fault(root: Element, reading: Reading) -> Content:
    """Return what a fault says."""
    seen: list[Element] = []
    fault = read_first(_FOUT, root, _BODY, seen)
    reading.tell(seen)
    return Content(fout=fault)


def read_synchronous_fault(root: Element, reading: Reading) -> Content:
    """Return what an Fo02 says: that it is one, whatever else."""
    fault = read_fault(root, reading).fout
    if fault is None:
        fault = Fout(code="", omschrijving="")
        reading.tell(list(find_all(root, _BODY)))
    return Content(fout=replace(fault, synchroon=True))


def is_synchronous(content: Content) -> bool:
    """Tell whether a fault is an answer in the same exchange."""
    return content.fout is not None and content.fout.synchroon


def is_asynchronous(content: Content) -> bool:
    """Tell whether a fault comes later."""
    return not is_synchronous(content)


def write_fault(root: Node, content: Content, writing: Writing) -> None:
    """Write a fault."""
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
