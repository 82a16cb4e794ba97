"""Keten XML: every type that travels in it, there and back."""

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Bijlage
from gateway.domain.kinds import MessageType
from gateway.errors import ContentRefusedError, NotAMessageError
from gateway.formats import keten
from gateway.formats.samples import sample_message

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TRAVELLING = [entry.type for entry in CATALOGUE.values() if entry.travels and entry.root is not None]


@pytest.mark.parametrize("kind", TRAVELLING)
def test_every_travelling_message_reads_back_the_same(kind: MessageType) -> None:
    message = sample_message(kind, AT)
    assert keten.parse(keten.root_of(message), keten.render(message)) == message
    assert keten.type_of(keten.root_of(message)) is kind


def test_a_stuf_message_has_no_keten_root() -> None:
    with pytest.raises(NotAMessageError):
        keten.root_of(sample_message(MessageType.MSG_01, AT))
    assert keten.type_of("vtMeldingDi01") is None


def _spoiled(old: str, new: str) -> bytes:
    octets = keten.render(sample_message(MessageType.MSG_41, AT)).decode()
    assert old in octets
    return octets.replace(old, new).encode()


@pytest.mark.parametrize(
    ("octets", "places"),
    [
        (b"<startbericht", ("not-well-formed",)),
        (b"<!DOCTYPE a><a/>", ("doctype",)),
        (_spoiled("<casushouder>Voorbeeld</casushouder>", ""), ("casushouder: missing",)),
        (
            _spoiled("<casushouder>Voorbeeld</casushouder>", "<casushouder/>"),
            ("line 2: element casushouder", "casushouder: missing"),
        ),
        (_spoiled("<start>", "<start><onbekend/>"), ("line 2: element unknown",)),
        (_spoiled("<type>MSG-41</type>", "<type>MSG-40</type>"), ("type",)),
        (_spoiled("urn:nl:schakel:keten:1", "urn:nl:schakel:keten:2"), ("root element",)),
    ],
)
def test_what_is_not_the_message_is_refused_by_place(octets: bytes, places: tuple[str, ...]) -> None:
    with pytest.raises(ContentRefusedError) as caught:
        keten.parse("startbericht", octets)
    assert caught.value.fault == "StUF055"
    assert caught.value.places[: len(places)] == places


def test_octets_in_lines_are_read_as_they_were() -> None:
    """MIME writes lines of 76 characters, and so do the libraries that our partners use."""
    message = sample_message(MessageType.MSG_02, AT)
    paper = Bijlage(naam="stuk.pdf", soort="verslag", mime="application/pdf", inhoud=bytes(range(256)))
    message = replace(message, content=replace(message.content, bijlagen=(paper,)))
    plain, lines = base64.b64encode(paper.inhoud), base64.encodebytes(paper.inhoud)
    octets = keten.render(message)
    assert octets.count(plain) == 1
    assert keten.parse(keten.root_of(message), octets.replace(plain, b"\n" + lines)) == message
    with pytest.raises(ContentRefusedError):
        keten.parse(keten.root_of(message), octets.replace(plain, b"\xc2\xa0" + plain))


@pytest.mark.parametrize(("kind", "label"), [(MessageType.MSG_44, "maand"), (MessageType.MSG_58, "moment")])
def test_white_space_around_what_is_no_text_is_no_part_of_it(kind: MessageType, label: str) -> None:
    message = sample_message(kind, AT)
    root = etree.fromstring(keten.render(message))
    element = next(root.iter(f"{{*}}{label}"))
    element.text = f"\r\n\t {element.text} "
    assert keten.parse(keten.root_of(message), etree.tostring(root)) == message


def test_white_space_around_a_text_is_part_of_it() -> None:
    octets = _spoiled("<casushouder>Voorbeeld</casushouder>", "<casushouder> Voorbeeld\n</casushouder>")
    start = keten.parse("startbericht", octets).content.start
    assert start is not None
    assert start.casushouder == " Voorbeeld\n"


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(ContentRefusedError):
        keten.parse("onbekend", keten.render(sample_message(MessageType.MSG_41, AT)))


def test_a_document_without_a_header_is_refused() -> None:
    with pytest.raises(ContentRefusedError):
        keten.parse("startbericht", f'<startbericht xmlns="{keten.NAMESPACE}"/>'.encode())


def test_the_reference_is_where_the_path_says() -> None:
    message = sample_message(MessageType.MSG_41, AT)
    found = etree.fromstring(keten.render(message)).find(keten.REFERENCE_PATH)
    assert found is not None
    assert found.text == str(message.header.reference)
