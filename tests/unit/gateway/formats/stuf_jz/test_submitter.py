from typing import Final

import pytest
from lxml import etree

from gateway.domain.content import Contact
from gateway.formats.stuf_jz.names import NAMESPACES
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.submitter import read_submitter, write_submitter
from gateway.formats.stuf_jz.tree import Writing, new_root, steps_of
from gateway.formats.stuf_jz.vt_shapes import VT_MELDING
from gateway.strict_xml import Element
from tests.kit.stuf_messages import CONTACT
from tests.kit.stuf_written import shown

NUMBERS: Final = {
    "vestiging 000000000001": "<ZKN:vestiging><BG:vestigingsNummer>000000000001</BG:vestigingsNummer></ZKN:vestiging>",
    "instantiecode PL 0900": "<ZKN:instantiecode>PL 0900</ZKN:instantiecode>",
    "RSIN 123456782": (
        "<ZKN:ingeschrevenNietNatuurlijkPersoon><BG:rsin>123456782</BG:rsin></ZKN:ingeschrevenNietNatuurlijkPersoon>"
    ),
    "KvK 12345678": (
        "<ZKN:maatschappelijkeActiviteit><BG:kvkNummer>12345678</BG:kvkNummer></ZKN:maatschappelijkeActiviteit>"
    ),
}


def parsed(inside: str) -> Element:
    names = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    return etree.fromstring(f"<JZ:a {names}><JZ:gerelateerde>{inside}</JZ:gerelateerde></JZ:a>")


def written(contact: Contact) -> tuple[Element, Writing]:
    root, writing = new_root(VT_MELDING), Writing()
    node = root.open(steps_of("JZ:object/JZ:isIngediendDoor"))
    write_submitter(node, contact, writing)
    return node.element, writing


@pytest.mark.parametrize("contact", [CONTACT, Contact(naam="Politie"), Contact(naam="Politie", functie="meldkamer")])
def test_who_submitted_is_read_back(contact: Contact) -> None:
    element, writing = written(contact)
    assert read_submitter(element, Reading()) == contact
    assert not writing.mistakes


@pytest.mark.parametrize(("name", "inside"), NUMBERS.items())
def test_an_organisation_without_a_name_goes_by_its_number(name: str, inside: str) -> None:
    contact = read_submitter(parsed(inside), Reading())
    assert contact == Contact(naam=name)
    element, _ = written(contact)
    assert read_submitter(element, Reading()) == contact
    assert b"ZKN:naam" not in shown(element)


def test_a_name_comes_before_a_number() -> None:
    inside = "<ZKN:naam>Politie</ZKN:naam>" + NUMBERS["KvK 12345678"]
    assert read_submitter(parsed(inside), Reading()) == Contact(naam="Politie")


def test_a_name_that_looks_like_one_of_our_numbers_is_left_where_it_is() -> None:
    reading = Reading()
    root = parsed("<ZKN:naam>KvK 1</ZKN:naam>" + NUMBERS["RSIN 123456782"])
    assert read_submitter(root, reading) == Contact(naam="RSIN 123456782")
    assert root[0][0] not in reading.told


def test_a_name_of_one_word_is_a_name() -> None:
    assert read_submitter(parsed("<ZKN:naam>KvK</ZKN:naam>"), Reading()) == Contact(naam="KvK")


def test_nobody_submitted_what_names_nobody() -> None:
    reading = Reading()
    assert read_submitter(parsed('<ZKN:naam xsi:nil="true"/>'), reading) is None
    assert not reading.told


def test_a_name_that_is_too_long_is_a_mistake() -> None:
    assert written(Contact(naam="x" * 201))[1].mistakes == ["melding.ingediendDoor.organisatie: longer than 200"]
