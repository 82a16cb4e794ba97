from typing import Final

from lxml import etree

from gateway.domain.content import Adres, Betrokkene, Relatie
from gateway.formats.stuf_jz.lists import lines, listed, read_items
from gateway.formats.stuf_jz.names import NAMESPACES
from gateway.formats.stuf_jz.rows import Reading, Table, read_values, row, write_record
from gateway.formats.stuf_jz.tree import Node, Writing, new_root, steps_of
from gateway.formats.stuf_jz.vt_shapes import VT_MELDING
from gateway.strict_xml import Element

_RELATION: Final = Table(
    record=Relatie,
    rows=(row("BG:gerelateerde/BG:inp.bsn", "bsn"), row("BG:omschrijvingSocialeRelatie", "omschrijving")),
)
PERSON: Final = Table(record=Betrokkene, rows=(listed("JZ:gerelateerde/BG:staatInRelatieTot", "relaties", _RELATION),))
ADDRESS: Final = Table(record=Adres, rows=(lines("BG:sub.adresBuitenland", 3, "regels"),))
TWO: Final = (Relatie(omschrijving="kind van"), Relatie(bsn="999990019"))


def parsed(inside: str) -> Element:
    names = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    return etree.fromstring(f"<JZ:a {names}>{inside}</JZ:a>")


def opened(path: str) -> Node:
    return new_root(VT_MELDING).open(steps_of(f"JZ:object/JZ:betreft/JZ:gerelateerde/JZ:heeftBetrokken{path}"))


def written(table: Table, node: Node, record: object) -> Writing:
    writing = Writing()
    write_record(table, node, record, writing, "p")
    return writing


def test_every_record_of_a_list_is_written_and_read_back_in_its_order() -> None:
    node, seen = opened(""), list[Element]()
    writing = written(PERSON, node, Betrokkene(kenmerk="a", rol="", geslachtsnaam="", relaties=TWO))
    assert read_values(PERSON, node.element, seen) == {"relaties": TWO}
    assert (len(seen), writing.mistakes) == (2, [])


def test_an_element_that_says_too_little_is_passed_over() -> None:
    said = "<BG:omschrijvingSocialeRelatie>kind van</BG:omschrijvingSocialeRelatie>"
    two = f"<BG:staatInRelatieTot/><BG:staatInRelatieTot>{said}</BG:staatInRelatieTot>"
    found = read_values(PERSON, parsed(f"<JZ:gerelateerde>{two}</JZ:gerelateerde>"), [])
    assert found == {"relaties": (TWO[0],)}
    assert read_values(PERSON, parsed("<JZ:gerelateerde><BG:staatInRelatieTot/></JZ:gerelateerde>"), []) == {}


def test_a_fault_in_a_record_names_its_number() -> None:
    wrong = (TWO[0], Relatie(bsn="1"))
    writing = written(PERSON, opened(""), Betrokkene(kenmerk="a", rol="", geslachtsnaam="", relaties=wrong))
    assert writing.mistakes == ["p.relaties[1].bsn: not of the standard's form"]


def test_the_lines_of_an_address_are_written_and_read_back() -> None:
    node = opened("/JZ:gerelateerde/BG:formeelVerblijfsadresBuitenland")
    assert not written(ADDRESS, node, Adres(regels=("een", "twee", "drie"))).mistakes
    assert read_values(ADDRESS, node.element, []) == {"regels": ("een", "twee", "drie")}


def test_lines_end_before_the_first_that_says_nothing() -> None:
    gap = (
        "<BG:sub.adresBuitenland1>een</BG:sub.adresBuitenland1><BG:sub.adresBuitenland3>drie</BG:sub.adresBuitenland3>"
    )
    assert read_values(ADDRESS, parsed(gap), []) == {"regels": ("een",)}
    assert read_values(ADDRESS, parsed("<BG:sub.adresBuitenland2>twee</BG:sub.adresBuitenland2>"), []) == {}


def test_more_lines_than_there_is_room_for_are_a_mistake_and_so_is_one_too_long() -> None:
    path = "/JZ:gerelateerde/BG:formeelVerblijfsadresBuitenland"
    assert written(ADDRESS, opened(path), Adres(regels=("a",) * 4)).mistakes == ["p.regels: more than 3"]
    assert written(ADDRESS, opened(path), Adres(regels=("a" * 36,))).mistakes == ["p.regels[0]: longer than 35"]


def test_items_are_numbered_as_they_are_read_and_what_says_too_little_has_no_number() -> None:
    said = "<BG:omschrijvingSocialeRelatie>kind van</BG:omschrijvingSocialeRelatie>"
    elements = list(parsed(f"<JZ:b>{said}</JZ:b><JZ:b/><JZ:b>{said}</JZ:b>"))
    reading = Reading()
    assert list(read_items(_RELATION, elements, "relaties", reading)) == [TWO[0], TWO[0]]
    assert reading.items == {elements[0]: "relaties[0]", elements[2]: "relaties[1]"}
    assert reading.told == {element[0] for element in (elements[0], elements[2])}
