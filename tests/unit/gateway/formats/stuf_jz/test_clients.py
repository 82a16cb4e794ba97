from typing import Final

import pytest
from lxml import etree

from gateway.domain.content import Betrokkene, Content, OngeborenKind
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.case_rows import PERSON, named
from gateway.formats.stuf_jz.clients import Clients, read_clients, write_clients
from gateway.formats.stuf_jz.forms import words
from gateway.formats.stuf_jz.organisations import CONCERNED
from gateway.formats.stuf_jz.persons import Relation
from gateway.formats.stuf_jz.roles import CHILD, CLIENT
from gateway.formats.stuf_jz.rows import Reading, Table, row
from gateway.formats.stuf_jz.tree import Writing, new_root, steps_of
from gateway.formats.stuf_jz.vto_shapes import VTO
from gateway.strict_xml import Element
from tests.kit.stuf_messages import document

CLIENTS: Final = Clients(
    child=Relation(
        name="ZKN:heeftBetrekkingOp",
        person=steps_of(PERSON),
        table=Table(record=Betrokkene, rows=(*named(PERSON), row("ZKN:omschrijving", "rol", words({CHILD: CLIENT})))),
        needs_person=True,
        needs_role=True,
    ),
    other=Relation(
        name=CONCERNED,
        person=steps_of(PERSON),
        table=Table(record=Betrokkene, rows=(*named(PERSON), row("ZKN:omschrijving", "rol"))),
        needs_person=True,
        needs_role=True,
    ),
    sibling=Table(record=Betrokkene, rows=named("")),
)
MOTHER: Final = Betrokkene(kenmerk="ouder-1", rol="ouder met gezag", geslachtsnaam="Voorbeeld")
FIRST: Final = Betrokkene(kenmerk="kind-1", rol="kind", geslachtsnaam="Voorbeeld")
UNBORN: Final = OngeborenKind(kenmerk_moeder="ouder-1", uitgerekende_datum=IncompleteDate(2026, 7))
DUE: Final = (
    ("<BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>", "<BG:geboortedatum>20260701</BG:geboortedatum>"),
    ("Client (kind)", "Client (ongeboren kind)"),
)


def read(*changes: tuple[str, str]) -> tuple[list[Betrokkene], list[OngeborenKind]]:
    return read_clients(CLIENTS, etree.fromstring(document("vtoDi01", *changes)), Reading())


def written(content: Content) -> tuple[Element, Writing]:
    root, writing = new_root(VTO), Writing()
    write_clients(CLIENTS, root, content, writing)
    return root.element, writing


def reread(content: Content) -> tuple[list[Betrokkene], list[OngeborenKind]]:
    return read_clients(CLIENTS, written(content)[0], Reading())


def test_children_stand_before_the_others_and_the_unborn_are_read_back() -> None:
    content = Content(betrokkenen=(MOTHER, FIRST), ongeboren=(UNBORN,))
    assert reread(content) == ([FIRST, MOTHER], [UNBORN])
    assert not written(content)[1].mistakes


def test_several_children_in_one_relation_stay_together() -> None:
    sibling = '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS"><BG:voornamen>B</BG:voornamen></ZKN:natuurlijkPersoon>'
    nobody = '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS" xsi:nil="true"/>'
    persons, _ = read(("</ZKN:natuurlijkPersoon>", f"</ZKN:natuurlijkPersoon>{nobody}{sibling}"))
    assert [person.kenmerk for person in persons] == ["#1", "#2+", "#3"]
    assert reread(Content(betrokkenen=tuple(persons))) == (persons, [])


def test_a_child_that_lost_the_one_before_it_stands_alone() -> None:
    element, _ = written(Content(betrokkenen=(Betrokkene(kenmerk="#1+", rol="kind", geslachtsnaam="x"),)))
    assert len(element[0]) == 1


def test_a_client_without_a_person_is_nobody() -> None:
    assert [person.rol for person in read(("<BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>", ""))[0]] == [
        "kind",
        "ouder met gezag",
    ]
    assert [person.rol for person in read(("Client (kind)", "iets anders"))[0]] == ["ouder met gezag"]


def test_an_unborn_child_of_whom_no_mother_is_named_is_seen() -> None:
    persons, unborn = read(*DUE)
    assert unborn == [OngeborenKind(kenmerk_moeder="", uitgerekende_datum=IncompleteDate(2026, 7, 1))]
    assert reread(Content(betrokkenen=tuple(persons), ongeboren=tuple(unborn))) == (persons, unborn)


@pytest.mark.parametrize(("mother", "count"), [("#1", 1), ("x", 0)])
def test_a_mother_who_is_named_must_be_in_the_message(mother: str, count: int) -> None:
    extra = f'<StUF:extraElement naam="kenmerkMoeder">{mother}</StUF:extraElement>'
    beside = f"(ongeboren kind)</ZKN:omschrijving><StUF:extraElementen>{extra}</StUF:extraElementen>"
    ended = ("(ongeboren kind)</ZKN:omschrijving>", beside)
    assert len(read(*DUE, ended)[1]) == count


def test_an_unborn_child_of_a_stranger_is_a_mistake() -> None:
    stranger = OngeborenKind(kenmerk_moeder="x", uitgerekende_datum=IncompleteDate(2026))
    _, writing = written(Content(betrokkenen=(MOTHER,), ongeboren=(stranger,)))
    assert writing.mistakes == ["ongeboren[0].kenmerkMoeder: nobody in the message"]
