from lxml import etree

from gateway.domain.content import Bevestiging, Content, Fout, Foutplek
from gateway.formats.stuf_jz.acknowledgements import (
    BV01,
    BV03,
    FO01,
    FO02,
    is_asynchronous,
    is_checked,
    is_synchronous,
    is_unchecked,
    prepare_fault,
    read_checked,
    read_fault,
    read_receipt,
    read_synchronous_fault,
    read_unchecked,
    write_confirmation,
    write_fault,
    write_receipt,
)
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from tests.kit.stuf_messages import document
from tests.kit.stuf_written import again

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
    assert again(root).findtext("{*}body/{*}plek") == "client"


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


def test_which_root_a_confirmation_has_says_whether_the_head_was_checked() -> None:
    root = new_root(BV03).element
    checked, unchecked = read_checked(root, Reading()), read_unchecked(root, Reading())
    assert checked == Content(bevestiging=Bevestiging(kop_gecontroleerd=True))
    assert unchecked == Content(bevestiging=Bevestiging(kop_gecontroleerd=False))
    assert [is_checked(content) for content in (checked, unchecked, Content())] == [True, False, False]
    assert [is_unchecked(content) for content in (checked, unchecked, Content())] == [False, True, True]


def test_a_confirmation_of_nothing_is_not_made() -> None:
    writing = Writing()
    write_confirmation(new_root(BV03), Content(bevestiging=Bevestiging(kop_gecontroleerd=True)), writing)
    assert not writing.mistakes
    write_confirmation(new_root(BV03), Content(), writing)
    assert writing.mistakes == ["bevestiging: missing"]


def test_a_fault_may_lie_with_the_receiver() -> None:
    root = etree.fromstring(document("Fo03Bericht"))
    fault = read_fault(root, Reading()).fout
    assert fault is not None
    assert (fault.code, fault.plek, fault.synchroon) == ("StUF016", Foutplek.SERVER, False)


def test_a_fault_in_the_same_exchange_is_read_back() -> None:
    root, writing = new_root(FO02), Writing()
    said = Content(fout=Fout(code="StUF052", omschrijving="Mag niet.", plek=Foutplek.SERVER, synchroon=True))
    write_fault(root, said, writing)
    assert read_synchronous_fault(root.element, Reading()) == said
    assert is_synchronous(said)
    assert not is_asynchronous(said)
    assert is_asynchronous(Content())


def test_a_fault_in_the_same_exchange_is_one_even_when_it_says_nothing() -> None:
    root = etree.fromstring(document("Fo02Bericht"))
    for element in root.iterfind("{*}body/*"):
        element.text = None
    reading = Reading()
    assert read_synchronous_fault(root, reading) == Content(fout=Fout(code="", omschrijving="", synchroon=True))
    assert root.find("{*}body") in reading.told


def test_a_fault_that_says_half_is_a_fault() -> None:
    root = etree.fromstring(document("Fo01Bericht", ("Het bericht voldoet niet.", "")))
    fault = read_fault(root, Reading()).fout
    assert fault is not None
    assert (fault.code, fault.omschrijving) == ("StUF055", "")
