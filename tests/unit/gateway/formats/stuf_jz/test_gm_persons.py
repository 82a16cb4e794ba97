from dataclasses import replace
from typing import Final

from lxml import etree

from gateway.domain.content import Betrokkene, BetrokkenEenheid, Contact
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.gm_persons import read_persons, read_units, write_persons, write_units
from gateway.formats.stuf_jz.gm_shapes import MELDING_GENERIEK
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, new_root
from gateway.strict_xml import Element
from tests.kit.stuf_generic import OTHER, SUBJECT, UNIT
from tests.kit.stuf_messages import document
from tests.kit.stuf_written import again

OTHERS: Final = "    <ZKN:betreft"


def written(*persons: Betrokkene) -> tuple[Element, Writing]:
    root, writing = new_root(MELDING_GENERIEK), Writing()
    write_persons(root, persons, writing)
    return root.element, writing


def parsed(*changes: tuple[str, str]) -> Element:
    return etree.fromstring(document("meldingGeneriekDi01", *changes))


def other(related: str, part: str = "027", after: str = "") -> str:
    return (
        f"<ZKN:heeftAlsOverigBetrokkene>{related}<ZKN:betrokkenheidRelatie>{part}</ZKN:betrokkenheidRelatie>{after}"
        "</ZKN:heeftAlsOverigBetrokkene>"
    )


def person(inside: str) -> str:
    return (
        '<ZKN:gerelateerde><ZKN:natuurlijkPersoon StUF:entiteittype="NPS">'
        f"{inside}</ZKN:natuurlijkPersoon></ZKN:gerelateerde>"
    )


UNKNOWN_UNIT: Final = '<ZKN:gerelateerde><ZKN:organisatorischeEenheid xsi:nil="true"/></ZKN:gerelateerde>'


def with_others(*others: str) -> Element:
    return parsed((OTHERS, "".join(others) + OTHERS))


def test_persons_are_written_and_read_back() -> None:
    element, writing = written(SUBJECT, OTHER)
    assert read_persons(element, Reading()) == (SUBJECT, OTHER)
    assert not writing.mistakes


def test_the_person_a_report_is_about_is_the_first_that_is_nothing_to_another() -> None:
    element, writing = written(OTHER, SUBJECT)
    assert read_persons(element, Reading()) == (SUBJECT, OTHER)
    assert not writing.mistakes


def test_a_report_is_about_one_person_and_every_other_is_something_to_that_one() -> None:
    element, _ = written(SUBJECT, replace(OTHER, betrokkenheid=None))
    assert len(list(again(element).iter("{*}heeftBetrekkingOp"))) == 1
    assert not list(again(element).iter("{*}betrokkenheidRelatie"))


def test_a_capacity_or_relation_of_another_list_is_a_mistake_at_the_place_where_it_was_said() -> None:
    _, writing = written(replace(OTHER, betrokkenheid="stiefouder"), replace(SUBJECT, status_in_zaak="client"))
    assert writing.mistakes == [
        "betrokkenen[1].statusInZaak: not one of the standard's own values",
        "betrokkenen[0].betrokkenheid: not one of the standard's own values",
    ]


def test_somebody_without_any_address_is_written_without_one() -> None:
    bare = replace(SUBJECT, adres=None, verblijfadres=None, overige_adressen=())
    element, _ = written(bare)
    assert read_persons(element, Reading()) == (bare,)
    assert not list(again(element).iter("{*}adres"))


def test_a_report_about_nobody_has_only_others() -> None:
    element, _ = written(OTHER)
    assert read_persons(element, Reading()) == (OTHER,)
    assert not list(again(element).iter("{*}heeftBetrekkingOp"))


def test_a_small_person_is_read_with_one_of_our_names() -> None:
    assert read_persons(parsed(), Reading())[0].kenmerk == "#1"
    named = parsed(("<ZKN:natuurlijkPersoon StUF", '<ZKN:natuurlijkPersoon StUF:sleutelVerzendend="p-1" StUF'))
    assert read_persons(named, Reading())[0].kenmerk == "p-1"


def test_of_somebody_only_what_they_are_to_the_person_may_be_known() -> None:
    found = read_persons(with_others(other('<ZKN:gerelateerde xsi:nil="true"/>')), Reading())
    assert found[1] == Betrokkene(kenmerk="#2", rol="", geslachtsnaam="", betrokkenheid="ouder")


def test_a_relation_that_says_nothing_is_nobody() -> None:
    nobody = '<ZKN:heeftAlsOverigBetrokkene><ZKN:gerelateerde xsi:nil="true"/></ZKN:heeftAlsOverigBetrokkene>'
    assert len(read_persons(with_others(nobody), Reading())) == 1
    nil = parsed(("heeftBetrekkingOp StUF", 'heeftBetrekkingOp xsi:nil="true" StUF'))
    assert len(read_persons(nil, Reading())) == 1


def test_another_person_has_a_name_as_a_whole_and_an_incomplete_date_of_birth_beside_it() -> None:
    born = '<StUF:extraElement naam="geboortedatum" StUF:indOnvolledigeDatum="M">19880101</StUF:extraElement>'
    inside = (
        f"<BG:geslachtsaanduiding>V</BG:geslachtsaanduiding><StUF:extraElementen>{born}</StUF:extraElementen>"
        "<BG:naam>Zoë d'Ávila-'t Hooft</BG:naam>"
    )
    found = read_persons(with_others(other(person(inside))), Reading())[1]
    assert (found.geslachtsnaam, found.geboortedatum) == ("Zoë d'Ávila-'t Hooft", IncompleteDate(1988))


def test_of_several_nationalities_the_first_is_modelled() -> None:
    nationality = (
        '<BG:inp.heeftAlsNationaliteit><BG:gerelateerde StUF:entiteittype="NAT"><BG:code>{}</BG:code>'
        "</BG:gerelateerde></BG:inp.heeftAlsNationaliteit>"
    )
    both = nationality.format("0001") + nationality.format("0052")
    found = read_persons(parsed(("          <BG:adres>", f"{both}<BG:adres>")), Reading())[0]
    assert (found.nationaliteit, found.nationaliteit_code) == (None, "0001")


def test_units_stand_among_the_others_and_persons_do_not_count_them() -> None:
    reading = Reading()
    root = with_others(other(UNKNOWN_UNIT, "004"), other(person("<BG:naam>A</BG:naam>")), other(UNKNOWN_UNIT, "005"))
    assert [unit.betrokkenheid for unit in read_units(root, reading)] == ["contact", "curator"]
    assert [found.kenmerk for found in read_persons(root, reading)] == ["#1", "#2"]
    assert sorted(reading.items.values()) == ["betrokkenen[0]", "betrokkenen[1]", "eenheden[0]", "eenheden[1]"]


def test_a_unit_without_its_part_is_left_where_it_is() -> None:
    partless = f"<ZKN:heeftAlsOverigBetrokkene>{UNKNOWN_UNIT}</ZKN:heeftAlsOverigBetrokkene>"
    assert list(read_units(with_others(partless), Reading())) == []


def test_units_are_written_and_read_back() -> None:
    root, writing = new_root(MELDING_GENERIEK), Writing()
    units = (UNIT, BetrokkenEenheid(betrokkenheid="contact", naam="Sportclub"))
    write_units(root, units, writing)
    assert tuple(read_units(root.element, Reading())) == units
    assert not writing.mistakes


def test_a_report_has_room_for_one_contact_of_a_unit() -> None:
    root, writing = new_root(MELDING_GENERIEK), Writing()
    write_units(root, (replace(UNIT, contacten=(*UNIT.contacten, Contact(naam="B"))),), writing)
    assert writing.mistakes == ["generiek.eenheden[0].contacten: more than 1"]
