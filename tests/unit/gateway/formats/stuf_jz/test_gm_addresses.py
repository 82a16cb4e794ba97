from dataclasses import replace
from typing import Any, Final

import pytest
from lxml import etree

from gateway.domain.content import Adres, Betrokkene
from gateway.formats.stuf_jz.gm_addresses import read_addresses, write_addresses
from gateway.formats.stuf_jz.gm_shapes import MELDING_GENERIEK
from gateway.formats.stuf_jz.names import NAMESPACES
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root, steps_of
from gateway.strict_xml import Element
from tests.kit.stuf_generic import ADDRESS_ABROAD, HOME_ADDRESS
from tests.kit.stuf_written import shown

PERSON: Final = Betrokkene(kenmerk="a", rol="", geslachtsnaam="")
POST: Final = "post- of correspondentieadres"


def node() -> Node:
    path = "JZ:object/ZKN:heeftBetrekkingOp/ZKN:gerelateerde/ZKN:natuurlijkPersoon"
    return new_root(MELDING_GENERIEK).open(steps_of(path))


def written(person: Betrokkene) -> tuple[Node, Writing]:
    into, writing = node(), Writing()
    write_addresses(into, person, "p", writing)
    return into, writing


def read_back(person: Betrokkene) -> dict[str, Any]:
    into, writing = written(person)
    assert not writing.mistakes
    return read_addresses(into.element, "p", Reading())


def parsed(*addresses: str, beside: str = "") -> Element:
    names = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    inside = "".join(f"<BG:adres>{address}</BG:adres>" for address in addresses)
    return etree.fromstring(f"<ZKN:natuurlijkPersoon {names}>{beside}{inside}</ZKN:natuurlijkPersoon>")


def purpose(code: str, town: str = "") -> str:
    home = f"<BG:nederlandsadres><BG:wpl.woonplaatsNaam>{town}</BG:wpl.woonplaatsNaam></BG:nederlandsadres>"
    return f"<BG:soortadres>{code}</BG:soortadres>{home}"


def extra(name: str) -> str:
    return f'<StUF:extraElementen><StUF:extraElement naam="{name}">true</StUF:extraElement></StUF:extraElementen>'


@pytest.mark.parametrize(
    "addresses",
    [
        {"adres": HOME_ADDRESS},
        {"verblijfadres": ADDRESS_ABROAD},
        {"adres": replace(HOME_ADDRESS, soort="zoals opgegeven"), "verblijfadres": HOME_ADDRESS},
        {"overige_adressen": (replace(HOME_ADDRESS, soort=POST), Adres(soort="zetel"), Adres(woonplaats="Elders"))},
        {"adres": Adres(geheim=True)},
        {"verblijfadres": Adres(opvang=True), "overige_adressen": (replace(ADDRESS_ABROAD, soort=POST),)},
    ],
)
def test_addresses_are_read_back_with_what_stands_beside_them(addresses: dict[str, Any]) -> None:
    assert read_back(replace(PERSON, **addresses)) == addresses


def test_an_address_that_says_nothing_is_not_written() -> None:
    into, _ = written(replace(PERSON, adres=Adres(), overige_adressen=(Adres(),)))
    assert len(into.element) == 0


def test_each_address_finds_its_place_by_what_it_serves_for_in_any_order() -> None:
    reading = Reading()
    element = parsed(purpose("01", "A"), purpose(" 02 ", "B"), purpose("03", "C"), purpose("02", "D"))
    assert read_addresses(element, "p", reading) == {
        "adres": Adres(woonplaats="C"),
        "verblijfadres": Adres(woonplaats="B"),
        "overige_adressen": (Adres(soort=POST, woonplaats="A"), Adres(soort="woon- of verblijfadres", woonplaats="D")),
    }
    assert [reading.items[each] for each in element] == [
        "p.overigeAdressen[0]", "p.verblijfadres", "p.adres", "p.overigeAdressen[1]",
    ]  # fmt: skip


def test_an_address_of_which_only_the_purpose_is_known_is_one_unless_the_purpose_is_that_of_its_place() -> None:
    assert read_addresses(parsed(purpose("05")), "p", Reading()) == {
        "overige_adressen": (Adres(soort="zonder vaste woon- of verblijfplaats hier te lande"),)
    }
    reading = Reading()
    assert read_addresses(parsed(purpose("03")), "p", reading) == {}
    assert not reading.told


def test_an_address_without_a_purpose_is_one_of_the_others() -> None:
    nil = '<BG:soortadres xsi:nil="true"/>'
    abroad = "<BG:buitenlandsAdres><BG:lnd.landnaam>Elders</BG:lnd.landnaam></BG:buitenlandsAdres>"
    assert read_addresses(parsed(nil + abroad), "p", Reading()) == {"overige_adressen": (Adres(land="Elders"),)}
    assert read_addresses(parsed(nil), "p", Reading()) == {}


def test_a_secret_address_may_be_left_out_of_the_message() -> None:
    found = read_addresses(parsed(beside=extra("indicatieGeheimAdres")), "p", Reading())
    assert found == {"adres": Adres(geheim=True)}


def test_only_an_address_that_is_there_is_one_of_the_others() -> None:
    assert read_addresses(parsed(beside=extra("indicatieGeheimOverigAdres1")), "p", Reading()) == {}
    found = read_addresses(parsed(purpose("01", "A"), beside=extra("indicatieGeheimOverigAdres1")), "p", Reading())
    assert found == {"overige_adressen": (Adres(soort=POST, woonplaats="A", geheim=True),)}


def test_a_purpose_that_the_standard_does_not_have_is_a_mistake() -> None:
    _, writing = written(replace(PERSON, overige_adressen=(Adres(soort="volkstuin"),)))
    assert writing.mistakes == ["p.overigeAdressen[0].soort: not one of the standard's own values"]


def test_an_address_of_which_no_form_is_known_is_one_here_of_which_nothing_is() -> None:
    into, _ = written(replace(PERSON, overige_adressen=(Adres(soort="zetel"),)))
    mistakes: list[str] = []
    complete(into, mistakes)
    assert b"nederlandsadres xsi:nil" in shown(into.element)
    assert not mistakes
