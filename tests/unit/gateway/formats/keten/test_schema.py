"""The published XSD takes what the codec writes, and refuses what the catalogue does not list."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.kinds import MessageType
from gateway.formats import keten
from gateway.formats.keten.schema import build
from gateway.formats.samples import sample_message

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCHEMA = etree.XMLSchema(etree.fromstring(build()))
TRAVELLING = [entry.type for entry in CATALOGUE.values() if entry.travels and entry.root is not None]


@pytest.mark.parametrize("kind", TRAVELLING)
def test_a_sample_of_every_type_is_valid(kind: MessageType) -> None:
    SCHEMA.assertValid(etree.fromstring(keten.render(sample_message(kind, AT))))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<start>", "<advies><vraag>a</vraag></advies><start>"),
        ("<casushouder>Voorbeeld</casushouder>", ""),
        ("<casushouder>Voorbeeld</casushouder>", "<casushouder/>"),
        ("<type>MSG-41</type>", "<type>MSG-00</type>"),
        ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00"),
    ],
)
def test_a_document_that_differs_is_refused(old: str, new: str) -> None:
    octets = keten.render(sample_message(MessageType.MSG_41, AT)).decode()
    assert old in octets
    assert not SCHEMA.validate(etree.fromstring(octets.replace(old, new, 1).encode()))


def test_a_person_of_whom_the_surname_and_the_role_are_not_known_can_be_carried() -> None:
    message = sample_message(MessageType.MSG_34, AT)
    person = replace(message.content.betrokkenen[0], geslachtsnaam="", rol="")
    unknown = replace(message, content=replace(message.content, betrokkenen=(person,)))
    octets = keten.render(unknown)
    SCHEMA.assertValid(etree.fromstring(octets))
    assert keten.parse(keten.root_of(unknown), octets) == unknown
    nameless = octets.replace(b"<kenmerk>kind-1</kenmerk>", b"<kenmerk/>")
    assert not SCHEMA.validate(etree.fromstring(nameless))
