from lxml import etree

from gateway.domain.content import Content, Fout
from gateway.formats.stuf_jz.acknowledgements import (
    BV01,
    FO01,
    prepare_fault,
    read_fault,
    read_receipt,
    write_fault,
    write_receipt,
)
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from tests.kit.stuf_messages import document

FAULT = Fout(code="StUF055", omschrijving="Voldoet niet.", plaatsen=("line 12: element geslachtsnaam", "R016"))


def prepared(fault: Fout) -> Fout:
    found = prepare_fault(Content(fout=fault)).fout
    assert found is not None
    return found


def test_a_fault_is_read_back() -> None:
    root, writing = new_root(FO01), Writing()
    write_fault(root, Content(fout=FAULT), writing)
    assert read_fault(root.element, Reading()) == Content(fout=FAULT)
    assert not writing.mistakes


def test_a_fault_of_ours_is_the_senders() -> None:
    root, mistakes = new_root(FO01), list[str]()
    write_fault(root, Content(fout=FAULT), Writing())
    complete(root, mistakes)
    assert root.element.findtext("{*}body/{*}plek") == "client"


def test_a_fault_about_nothing_is_not_made() -> None:
    root, mistakes = new_root(FO01), list[str]()
    write_fault(root, Content(), Writing())
    complete(root, mistakes)
    assert "fout: missing" in mistakes
    assert prepare_fault(Content()) == Content()


def test_a_fault_without_places_has_none() -> None:
    root = etree.fromstring(document("Fo01Bericht", ("line 12: element geslachtsnaam; line 14: element betreft", "")))
    assert read_fault(root, Reading()) == Content(fout=Fout(code="StUF055", omschrijving="Het bericht voldoet niet."))


def test_details_that_are_no_list_of_places_are_left_where_they_are() -> None:
    root = etree.fromstring(document("Fo01Bericht", ("geslachtsnaam; line 14", "geslachtsnaam; ; line 14")))
    assert read_fault(root, Reading()) == Content(fout=Fout(code="StUF055", omschrijving="Het bericht voldoet niet."))


def test_what_is_too_long_for_a_fault_is_cut_by_whole_places_and_characters() -> None:
    places = tuple(f"line {number}: element geslachtsnaam" for number in range(100))
    fault = prepared(Fout(code="StUF055+", omschrijving="\U0001f600" * 150, plaatsen=places))
    assert fault.code == "StUF055"
    assert fault.omschrijving == "\U0001f600" * 100
    assert fault.plaatsen[-1] == "..."
    assert fault.plaatsen[:-1] == places[: len(fault.plaatsen) - 1]
    assert 900 < len("; ".join(fault.plaatsen)) <= 1000


def test_half_a_character_is_no_character() -> None:
    assert prepared(Fout(code="StUF05\U0001f600", omschrijving="x")).code == "StUF05"


def test_one_place_that_is_too_long_is_cut_as_a_whole() -> None:
    assert prepared(Fout(code="c", omschrijving="o", plaatsen=("x" * 1001,))).plaatsen == ("...",)


def test_a_place_is_one_place_and_an_empty_one_none() -> None:
    assert prepared(Fout(code="c", omschrijving="o", plaatsen=("a; b", "", "c"))).plaatsen == ("a, b", "c")


def test_a_receipt_says_nothing_besides_its_head() -> None:
    root = new_root(BV01)
    write_receipt(root, Content(), Writing())
    assert len(root.element) == 0
    assert read_receipt(root.element, Reading()) == Content()
