from dataclasses import replace
from typing import Final

from lxml import etree

from gateway.domain.content import Adres, Betrokkene, Geinformeerde
from gateway.formats.stuf_jz.names import NAMESPACES
from gateway.formats.stuf_jz.persons import (
    INFORMED,
    Numbered,
    Persons,
    Relation,
    actual_address,
    contact_table,
    identity_rows,
    reference_row,
    registered_address,
    write_person,
)
from gateway.formats.stuf_jz.rows import Reading, Table, read_record, row, write_record
from gateway.formats.stuf_jz.tree import Writing, new_root, steps_of
from gateway.formats.stuf_jz.vt_shapes import VT_MELDING
from gateway.strict_xml import Element
from tests.kit.stuf_messages import CHILD, PARENT
from tests.kit.stuf_written import shown

PERSON: Final = "JZ:gerelateerde"
RELATION: Final = Relation(
    name="JZ:heeftBetrokken",
    person=steps_of(PERSON),
    table=Table(
        record=Betrokkene,
        rows=(
            *identity_rows(PERSON),
            registered_address(PERSON, "BG:formeelVerblijfadresBinnenland"),
            actual_address(PERSON, "BG:feitelijkVerblijfsadresBinnenland", "BG:feitelijkVerblijfsadresBuitenland"),
            row("JZ:jeugzorgrol", "rol"),
            INFORMED,
        ),
    ),
)
KNOWN: Final = replace(
    CHILD,
    vreemdelingennummer=None,
    telefoonnummer=None,
    emailadres=None,
    aanvullende_informatie=None,
    overige_zorg=None,
    taal=None,
)


def written(*persons: Betrokkene) -> tuple[Element, Writing]:
    root, writing = new_root(VT_MELDING), Writing()
    situation = root.open(steps_of("JZ:object/JZ:betreft/JZ:gerelateerde"))
    for number, person in enumerate(persons):
        write_person(RELATION, situation, Numbered(person, number, f"betrokkenen[{number}]"), writing)
    return situation.element, writing


def parsed(inside: str) -> Element:
    names = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    return etree.fromstring(f"<JZ:a {names}>{inside}</JZ:a>")


def person(attributes: str, inside: str = "", role: str = "") -> str:
    return f"<JZ:heeftBetrokken><JZ:gerelateerde {attributes}>{inside}</JZ:gerelateerde>{role}</JZ:heeftBetrokken>"


def read(elements: Element, relation: Relation = RELATION) -> list[Betrokkene]:
    persons = Persons(Reading())
    for element in elements:
        persons.read(relation, element)
    return persons.found


def test_persons_are_written_and_read_back_with_the_names_the_sender_gave_them() -> None:
    elements, writing = written(KNOWN, PARENT)
    assert read(elements) == [KNOWN, PARENT]
    assert list(writing.names.values()) == ["kind-1", "ouder-1"]
    assert not writing.mistakes


def test_a_person_without_a_name_of_the_sender_gets_one_of_ours_that_is_never_written() -> None:
    surname = "<BG:geslachtsnaam>A</BG:geslachtsnaam>"
    found = read(parsed(person("", surname) + person('StUF:sleutelVerzendend="b"', surname) + person("", surname)))
    assert [each.kenmerk for each in found] == ["#1", "b", "#3"]
    elements, _ = written(*found)
    assert b"#" not in shown(elements)
    assert read(elements) == found


def test_a_name_that_is_taken_or_looks_like_ours_is_left_where_it_is() -> None:
    keys = [
        person(f'StUF:sleutelVerzendend="{key}"', "<BG:geslachtsnaam>A</BG:geslachtsnaam>") for key in ("a", "a", "#9")
    ]
    assert [each.kenmerk for each in read(parsed("".join(keys)))] == ["a", "#2", "#3"]


def test_somebody_of_whom_only_the_role_or_the_name_is_known_is_still_a_person() -> None:
    role = "<JZ:jeugzorgrol>voogd</JZ:jeugzorgrol>"
    found = read(parsed(person('xsi:nil="true"', role=role) + person('StUF:sleutelVerzendend="b"')))
    assert found == [
        Betrokkene(kenmerk="#1", rol="voogd", geslachtsnaam=""),
        Betrokkene(kenmerk="b", rol="", geslachtsnaam=""),
    ]


def test_a_relation_that_says_nothing_is_no_person() -> None:
    assert read(parsed(person("") + '<JZ:heeftBetrokken xsi:nil="true"/>')) == []


def test_a_relation_may_need_its_person_or_its_role() -> None:
    role = "<JZ:jeugzorgrol>voogd</JZ:jeugzorgrol>"
    strict = replace(RELATION, needs_person=True, needs_role=True)
    nobody = f"<JZ:heeftBetrokken>{role}</JZ:heeftBetrokken>"
    nameless = person("", "<BG:geslachtsnaam>A</BG:geslachtsnaam>")
    assert read(parsed(nobody + nameless), strict) == []
    assert len(read(parsed(person("", role=role)), strict)) == 1


def test_a_name_that_is_too_long_is_a_mistake() -> None:
    elements, writing = written(replace(PARENT, kenmerk="k" * 41))
    assert writing.mistakes == ["betrokkenen[0].kenmerk: longer than 40"]
    assert b"kkk" not in shown(elements)


def test_an_address_abroad_is_written_and_read_back_where_the_message_has_room_for_one() -> None:
    there = Adres(landcode="6029", land="Voorbeeldland", regels=("Example Road 1",), opvang=True)
    elements, writing = written(replace(KNOWN, verblijfadres=there), replace(PARENT, adres=there))
    known, parent = read(elements)
    assert known.verblijfadres == there
    # The row of the registered address was given no element for one abroad.
    assert parent.adres == Adres(land="Voorbeeldland", opvang=True)
    assert not writing.mistakes


def test_an_address_keeps_what_it_serves_for() -> None:
    elements, _ = written(replace(KNOWN, adres=Adres(soort="briefadres", woonplaats="Voorbeeldstad")))
    assert read(elements)[0].adres == Adres(soort="briefadres", woonplaats="Voorbeeldstad")


def test_a_reference_is_to_a_name_of_the_senders_and_never_to_one_of_ours() -> None:
    table = Table(record=Geinformeerde, rows=(reference_row("JZ:gerelateerde"),))
    for key in ("a", "#1", "#2+", "", "k" * 41, "#1a", "regel\n#1"):
        root, writing = new_root(VT_MELDING), Writing()
        node = root.open(steps_of("JZ:object/JZ:isGeinformeerdAan"))
        write_record(table, node, Geinformeerde(kenmerk=key), writing, "p")
        if key in {"a", "#1a", "regel\n#1"}:
            assert read_record(table, node.element, []) == Geinformeerde(kenmerk=key)
        else:
            assert read_record(table, node.element, []) is None
        assert bool(writing.mistakes) == (key in {"#1", "#2+", "k" * 41})
    assert read_record(table, parsed('<JZ:gerelateerde StUF:sleutelVerzendend="#1"/>'), []) is None


def test_a_contact_of_whom_nothing_is_known_is_none() -> None:
    assert read_record(contact_table(""), etree.Element("leeg"), []) is None
