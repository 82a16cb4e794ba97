from dataclasses import replace

from lxml import etree

from gateway.domain.content import Contact, Content, Geinformeerde, OngeborenKind
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root
from gateway.formats.stuf_jz.vt import read_melding, read_terugkoppeling, write_melding, write_terugkoppeling
from gateway.formats.stuf_jz.vt_shapes import VT_MELDING, VT_TERUGKOPPELING
from tests.kit.stuf_messages import CONTENTS, PARENT, REPORT, UNBORN, document

REPORTED = replace(CONTENTS[MessageType.MSG_01], zaak=None)
FED_BACK = replace(CONTENTS[MessageType.MSG_08], zaak=None)


def new(shape: Shape) -> tuple[Node, Writing]:
    return new_root(shape), Writing()


def read(*changes: tuple[str, str]) -> Content:
    return read_melding(etree.fromstring(document("vtMeldingDi01", *changes)), Reading())


def test_a_whole_report_is_read_back() -> None:
    root, writing = new(VT_MELDING)
    write_melding(root, REPORTED, writing)
    assert read_melding(root.element, Reading()) == REPORTED
    assert not writing.mistakes


def test_whole_feedback_is_read_back() -> None:
    root, writing = new(VT_TERUGKOPPELING)
    write_terugkoppeling(root, FED_BACK, writing)
    assert read_terugkoppeling(root.element, Reading()) == FED_BACK
    assert not writing.mistakes


def test_a_content_that_says_nothing_is_an_empty_document() -> None:
    report, writing = new(VT_MELDING)
    write_melding(report, Content(), writing)
    feedback, _ = new(VT_TERUGKOPPELING)
    write_terugkoppeling(feedback, Content(), writing)
    assert len(report.element) == len(feedback.element) == 0
    assert read_melding(report.element, Reading()) == read_terugkoppeling(feedback.element, Reading()) == Content()


def test_everything_that_a_report_lacks_is_named_in_the_domains_words() -> None:
    root, writing = new(VT_MELDING)
    write_melding(root, Content(melding=replace(REPORT, sash_ingevuld=None, ingediend_door=None)), writing)
    complete(root, writing.mistakes)
    assert [mistake for mistake in writing.mistakes if "stuurgegevens" not in mistake] == [
        "melding.sashIngevuld: missing",
        "melding.ingediendDoor: missing",
        "betrokkenen: missing",
    ]


def test_a_small_report_is_read() -> None:
    content = read()
    assert content.melding is not None
    assert content.melding.ingediend_door == Contact(naam="vestiging 000000000001")
    assert content.melding.contact_verdieping is None
    assert [person.rol for person in content.betrokkenen] == ["ouder met gezag"]


def test_a_report_without_what_the_domain_demands_is_no_report_but_its_persons_stand() -> None:
    content = read(("<JZ:datumMelding>20260302", "<JZ:datumMelding>5"))
    assert content.melding is None
    assert len(content.betrokkenen) == 1


def test_a_report_that_nobody_submitted_is_still_a_report() -> None:
    content = read(("000000000001", ""))
    assert content.melding is not None
    assert content.melding.ingediend_door is None


def test_an_unborn_child_stands_with_its_mother_and_a_due_date_that_is_none_with_nobody() -> None:
    names = 'StUF:extraElement naam="uitgerekendeDatum"'
    dates = f"<{names}>20260701</StUF:extraElement><{names}>juli</StUF:extraElement>"
    extra = f"<StUF:extraElementen>{dates}</StUF:extraElementen>"
    content = read(("</JZ:jeugzorgrol>", f"</JZ:jeugzorgrol>{extra}"))
    assert content.ongeboren == (OngeborenKind(kenmerk_moeder="#1", uitgerekende_datum=IncompleteDate(2026, 7, 1)),)


def test_an_unborn_child_without_a_mother_in_the_message_is_a_mistake() -> None:
    root, writing = new(VT_MELDING)
    write_melding(root, Content(betrokkenen=(replace(PARENT, kenmerk="x"),), ongeboren=(UNBORN,)), writing)
    assert writing.mistakes == ["ongeboren[0].kenmerkMoeder: nobody in the message"]


def test_a_relation_that_names_nobody_informed_is_left_out() -> None:
    informed = (
        '<JZ:isGeinformeerdAan StUF:entiteittype="VTMNPS"/>'
        '<JZ:isGeinformeerdAan StUF:entiteittype="VTMNPS"><JZ:gerelateerde xsi:nil="true"/>'
        "<JZ:indicatieGereageerd>Ja</JZ:indicatieGereageerd></JZ:isGeinformeerdAan>"
    )
    content = read(("<JZ:isIngediendDoor", informed + "<JZ:isIngediendDoor"))
    assert content.melding is not None
    assert content.melding.geinformeerden == (Geinformeerde(gereageerd=True),)


def test_nobody_is_concerned_where_everything_is_nil() -> None:
    content = read(
        ('<JZ:heeftBetrokken StUF:entiteittype="ZOSNPS">', '<JZ:heeftBetrokken xsi:nil="true"/><JZ:heeftBetrokken>'),
        ("999990019", ""),
        ("Testpersoon", ""),
        (">V<", "><"),
        ("ouder met gezag", ""),
    )
    assert content.betrokkenen == ()
