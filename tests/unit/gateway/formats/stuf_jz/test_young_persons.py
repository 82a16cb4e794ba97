from typing import Final

from lxml import etree

from gateway.domain.content import Betrokkene, Content
from gateway.formats.stuf_jz.case_rows import PERSON, named
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.organisations import CONCERNED
from gateway.formats.stuf_jz.persons import Relation
from gateway.formats.stuf_jz.rows import Reading, Table, row
from gateway.formats.stuf_jz.tree import Writing, new_root, steps_of
from gateway.formats.stuf_jz.young_persons import (
    OTHER_ROLE,
    YoungPersons,
    read_young_persons,
    write_young_persons,
    young,
)
from gateway.formats.stuf_jz.zorgmelding_shapes import ZORGMELDING
from gateway.strict_xml import Element
from tests.kit.stuf_messages import document
from tests.kit.stuf_written import again

ALONE: Final = YoungPersons(young=young(*named("")))
WITH_OTHERS: Final = YoungPersons(
    young=ALONE.young,
    other=Relation(
        name=CONCERNED,
        person=steps_of(PERSON),
        table=Table(record=Betrokkene, rows=(*named(PERSON), row("ZKN:omschrijving", "rol", OTHER_ROLE))),
        needs_person=True,
        needs_role=True,
    ),
)
SAM: Final = Betrokkene(kenmerk="sam", rol="jeugdige", geslachtsnaam="Voorbeeld", voornamen="Sam")
KIM: Final = Betrokkene(kenmerk="kim", rol="jeugdige", geslachtsnaam="Voorbeeld", voornamen="Kim")
PARENT: Final = Betrokkene(kenmerk="ouder", rol="moeder", geslachtsnaam="Voorbeeld")


def written(persons_of: YoungPersons, *persons: Betrokkene) -> tuple[Element, Writing]:
    root, writing = new_root(ZORGMELDING), Writing()
    write_young_persons(persons_of, root, Content(betrokkenen=persons), writing)
    return root.element, writing


def test_everybody_the_signal_is_about_stands_in_one_relation() -> None:
    element, writing = written(WITH_OTHERS, PARENT, SAM, KIM)
    assert len(again(element).findall(f".//{clark('ZKN:heeftBetrekkingOp')}")) == 1
    assert read_young_persons(WITH_OTHERS, element, Reading()) == (SAM, KIM, PARENT)
    assert not writing.mistakes


def test_a_person_who_says_nothing_is_nobody() -> None:
    nobody = '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS"/>'
    end = "</ZKN:gerelateerde><ZKN:omschrijving>jeugdige"
    root = etree.fromstring(document("zorgmeldingDi01", (end, f"{nobody}{end}")))
    assert [person.kenmerk for person in read_young_persons(ALONE, root, Reading())] == ["#1"]


def test_where_a_message_names_no_others_there_are_none() -> None:
    element, writing = written(ALONE, SAM, PARENT)
    assert writing.mistakes == ["betrokkenen[1].rol: not one of the standard's own values"]
    assert read_young_persons(ALONE, element, Reading()) == (SAM,)


def test_whoever_is_called_a_young_person_beside_them_is_left_where_they_are() -> None:
    assert [OTHER_ROLE.reader(role) for role in ("", "jeugdige", "moeder")] == [None, None, "moeder"]
