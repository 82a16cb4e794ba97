from dataclasses import replace

from lxml import etree

from gateway.domain.content import Betrokkene, Contact, Eenheid, Uitvraag
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.persons import Numbered, Persons, write_person
from gateway.formats.stuf_jz.rows import Reading, Table, find_all, read_record
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root, steps_of
from gateway.formats.stuf_jz.vv_persons import CONCERNED, unit
from gateway.formats.stuf_jz.vv_shapes import VCOB
from gateway.strict_xml import Element
from tests.kit.stuf_inquiry import ASKER, CHILD
from tests.kit.stuf_messages import document
from tests.kit.stuf_written import again

ASKED = Table(record=Uitvraag, rows=(unit("JZ:heeftAlsInitiator", "initiator"),), blank=frozenset({"reden"}))


def new_object() -> tuple[Node, Writing]:
    return new_root(VCOB).open(steps_of("JZ:object")), Writing()


def written(person: Betrokkene) -> tuple[Element, Writing]:
    node, writing = new_object()
    write_person(CONCERNED, node, Numbered(person, 0, "betrokkenen[0]"), writing)
    return node.element, writing


def read(found: Element) -> list[Betrokkene]:
    persons = Persons(Reading())
    for element in find_all(found, CONCERNED.name):
        persons.read(CONCERNED, element)
    return persons.found


def read_small(*changes: tuple[str, str]) -> list[Betrokkene]:
    return read(etree.fromstring(document("vcobDi01", *changes))[1])


def asker(*changes: tuple[str, str]) -> Eenheid | None:
    request = read_record(ASKED, etree.fromstring(document("vcobDi01", *changes))[1], [])
    return None if request is None else request.initiator


def test_a_name_with_prefix_initials_and_diacritics_is_read_back_to_the_letter() -> None:
    element, writing = written(CHILD)
    assert not writing.mistakes
    assert read(element) == [CHILD]
    assert again(element).findtext(f".//{clark('BG:geslachtsnaam')}") == "Vörbeeld-Çelik"
    assert again(element).findtext(f".//{clark('BG:voorletters')}") == "S.Ø."


def test_what_the_standard_has_no_element_for_stands_beside_the_person() -> None:
    element, _ = written(CHILD)
    names = [extra.get("naam") for extra in again(element).iter(clark("StUF:extraElement"))]
    assert names == [
        "vreemdelingennummer", "geslachtsaanduiding", "straatnaam", "huisnummer", "huisletter", "huisnummertoevoeging",
        "postcode", "woonplaats", "landcode", "landAdres", "adresregel", "adresregel", "soortAdres",
        "indicatieGeheimAdres", "indicatieOpvangadres", "rol",
    ]  # fmt: skip


def test_no_number_of_a_foreigner_stands_where_no_number_is_valid() -> None:
    element, _ = written(CHILD)
    assert again(element).find(f".//{clark('BG:anp.identificatie')}") is None
    ten = "<BG:anp.identificatie>1234567890</BG:anp.identificatie>"
    (person,) = read_small(("<BG:inp.bsn>999990019</BG:inp.bsn>", ten))
    assert person.vreemdelingennummer is None


def test_an_absent_an_empty_and_a_nil_element_all_say_nothing() -> None:
    bsn, nil = "<BG:inp.bsn>999990019</BG:inp.bsn>", '<BG:inp.bsn xsi:nil="true" StUF:noValue="geenWaarde"/>'
    for instead in ("", "<BG:inp.bsn/>", '<BG:inp.bsn xsi:nil="true"/>', nil):
        assert read_small((bsn, instead)) == [
            Betrokkene(kenmerk="#1", rol="", geslachtsnaam="Testpersoon", geboortedatum=IncompleteDate(2015, 4, 1))
        ]


def test_of_a_birth_date_the_day_or_the_month_may_be_unknown() -> None:
    whole = "<BG:geboortedatum>20150401"
    for mark, known in (("D", IncompleteDate(2015, 4)), ("M", IncompleteDate(2015)), ("J", None)):
        (person,) = read_small((whole, f'<BG:geboortedatum StUF:indOnvolledigeDatum="{mark}">20150401'))
        assert person.geboortedatum == known


def test_a_person_who_is_nil_is_nobody() -> None:
    assert read_small(('<ZKN:natuurlijkPersoon StUF:entiteittype="NPS">', '<ZKN:natuurlijkPersoon xsi:nil="true">'),
                      ("999990019", ""), ("Testpersoon", ""), ("20150401", "")) == []  # fmt: skip


def test_a_unit_is_read_back_with_the_person_to_reach_there() -> None:
    node, writing = new_object()
    ASKED.rows[0].write(node, ASKER, writing, "uitvraag.initiator")
    request = read_record(ASKED, node.element, [])
    assert request == Uitvraag(reden="", initiator=ASKER)
    assert not writing.mistakes


def test_a_unit_of_which_only_a_telephone_is_known_is_still_a_unit() -> None:
    telephone = (
        '</ZKN:naam><ZKN:heeftAlsContactpersoon StUF:entiteittype="OEHMDWCPR"><ZKN:gerelateerde>'
        "<ZKN:telefoonnummer>0900-0000</ZKN:telefoonnummer></ZKN:gerelateerde></ZKN:heeftAlsContactpersoon>"
    )
    assert asker(("VT-TRIAGE", ""), ("Veilig Thuis Voorbeeld</ZKN:naam>", telephone)) == Eenheid(
        naam="", contact=Contact(naam="", telefoonnummer="0900-0000")
    )


def test_a_unit_of_which_nothing_is_known_is_none() -> None:
    assert asker(("VT-TRIAGE", ""), ("Veilig Thuis Voorbeeld", "")) is None


def test_a_unit_without_a_number_says_that_it_is_unknown() -> None:
    node, writing = new_object()
    ASKED.rows[0].write(node, replace(ASKER, identificatie=None, contact=None), writing, "uitvraag.initiator")
    complete(node, writing.mistakes)
    number = again(node).find(f".//{clark('ZKN:organisatorischeEenheid')}/{clark('ZKN:identificatie')}")
    assert number is not None
    assert (number.text, number.get(clark("xsi:nil")), number.get(clark("StUF:noValue"))) == (
        None, "true", "waardeOnbekend",
    )  # fmt: skip
