from dataclasses import replace

import pytest
from lxml import etree

from gateway.domain.content import Content, OngeborenKind
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from gateway.formats.stuf_jz.vto import prepare_vto, read_vto, write_vto
from gateway.formats.stuf_jz.vto_shapes import VTO
from gateway.strict_xml import Element
from tests.kit.stuf_messages import CHILD, CLIENT, CONTENTS, DOCUMENT, PARENT, REQUEST, UNBORN, document

WHOLE = replace(CONTENTS[MessageType.MSG_51], zaak=None)


def read(*changes: tuple[str, str]) -> Content:
    return read_vto(etree.fromstring(document("vtoDi01", *changes)), Reading())


def written(content: Content) -> tuple[Element, Writing]:
    root, writing = new_root(VTO), Writing()
    write_vto(root, content, writing)
    return root.element, writing


def mistakes(content: Content) -> list[str]:
    root, writing = new_root(VTO), Writing()
    write_vto(root, content, writing)
    complete(root, writing.mistakes)
    return [mistake for mistake in writing.mistakes if "stuurgegevens" not in mistake]


def test_a_whole_request_is_read_back() -> None:
    element, writing = written(WHOLE)
    assert read_vto(element, Reading()) == WHOLE
    assert not writing.mistakes


def test_a_small_request_is_read() -> None:
    content = read()
    assert [(person.kenmerk, person.rol) for person in content.betrokkenen] == [
        ("#1", "kind"),
        ("#2", "ouder met gezag"),
    ]
    assert content.verzoek is not None
    assert (content.verzoek.spoed, content.verzoek.omschrijving) == (True, "")
    assert content.bijlagen == (DOCUMENT,)


def test_a_content_that_says_nothing_is_an_empty_document() -> None:
    element, _ = written(Content())
    assert len(element) == 0
    assert read_vto(element, Reading()) == Content()


def test_children_stand_before_the_others_whatever_order_they_are_said_in() -> None:
    element, _ = written(replace(WHOLE, betrokkenen=(PARENT, CHILD)))
    assert read_vto(element, Reading()).betrokkenen == (CHILD, PARENT)


def test_a_mistake_names_the_place_in_the_content_as_it_was_said() -> None:
    assert mistakes(replace(WHOLE, betrokkenen=(replace(PARENT, voorvoegsel="x" * 11), CHILD))) == [
        "betrokkenen[0].voorvoegsel: longer than 10"
    ]


def test_a_child_of_the_young_person_is_no_client() -> None:
    content = read(("<ZKN:omschrijving>ouder met gezag", "<ZKN:omschrijving>kind"))
    assert [person.rol for person in content.betrokkenen] == ["kind", "kind van de jeugdige"]
    assert read_vto(written(content)[0], Reading()).betrokkenen == content.betrokkenen


def test_several_children_in_one_relation_are_each_seen_and_stay_together() -> None:
    sibling = '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS"><BG:voornamen>B</BG:voornamen></ZKN:natuurlijkPersoon>'
    nobody = '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS" xsi:nil="true"/>'
    content = read(("</ZKN:natuurlijkPersoon>", f"</ZKN:natuurlijkPersoon>{nobody}{sibling}"))
    assert [(person.kenmerk, person.rol) for person in content.betrokkenen] == [
        ("#1", "kind"),
        ("#2+", "kind"),
        ("#3", "ouder met gezag"),
    ]
    element, _ = written(content)
    assert len(element[0].findall(clark("ZKN:heeftBetrekkingOp"))) == 1
    assert read_vto(element, Reading()).betrokkenen == content.betrokkenen


def test_a_child_that_lost_the_one_before_it_stands_alone() -> None:
    element, _ = written(Content(betrokkenen=(replace(CHILD, kenmerk="#1+"),)))
    assert len(element[0]) == 1


@pytest.mark.parametrize(
    ("before", "roles"),
    [
        ("<BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>", ["kind", "ouder met gezag"]),
        ("Client (kind)", ["ouder met gezag"]),
        (CLIENT, ["ouder met gezag"]),
    ],
)
def test_a_client_needs_a_person_and_a_role(before: str, roles: list[str]) -> None:
    assert [person.rol for person in read((before, "")).betrokkenen] == roles


def test_an_unborn_child_whose_mother_is_not_in_the_message_is_left_where_it_is() -> None:
    extra = '<StUF:extraElementen><StUF:extraElement naam="kenmerkMoeder">x</StUF:extraElement></StUF:extraElementen>'
    content = read(
        ("<BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>", "<BG:geboortedatum>20260701</BG:geboortedatum>"),
        ("Client (kind)</ZKN:omschrijving>", f"Client (ongeboren kind)</ZKN:omschrijving>{extra}"),
    )
    assert content.ongeboren == ()


def test_an_unborn_child_is_read_with_its_mother() -> None:
    extra = '<StUF:extraElementen><StUF:extraElement naam="kenmerkMoeder">#1</StUF:extraElement></StUF:extraElementen>'
    content = read(
        ("<BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>", "<BG:geboortedatum>20260701</BG:geboortedatum>"),
        ("Client (kind)</ZKN:omschrijving>", f"Client (ongeboren kind)</ZKN:omschrijving>{extra}"),
    )
    assert content.ongeboren == (OngeborenKind(kenmerk_moeder="#1", uitgerekende_datum=IncompleteDate(2026, 7, 1)),)
    assert [person.rol for person in content.betrokkenen] == ["ouder met gezag"]
    assert read_vto(written(content)[0], Reading()).ongeboren == content.ongeboren


def test_an_unborn_child_without_a_mother_in_the_message_is_a_mistake() -> None:
    assert mistakes(replace(WHOLE, ongeboren=(replace(UNBORN, kenmerk_moeder="x"),))) == [
        "ongeboren[0].kenmerkMoeder: nobody in the message"
    ]


def test_everything_that_a_request_lacks_is_named_in_the_domains_words() -> None:
    nameless = replace(REQUEST.aanvrager, organisatie=None)
    content = Content(
        betrokkenen=(replace(PARENT, geslachtsnaam="", rol=""),),
        verzoek=replace(REQUEST, aanvrager=nameless),
        bijlagen=(replace(DOCUMENT, datum=None),),
    )
    assert mistakes(content) == [
        "betrokkenen (kind): missing",
        "betrokkenen[].rol: missing",
        "betrokkenen[].geslachtsnaam: missing",
        "verzoek.aanvrager.organisatie: missing",
        "bijlagen[].datum: missing",
    ]


def test_a_role_that_the_standard_does_not_have_is_a_mistake() -> None:
    assert mistakes(replace(WHOLE, betrokkenen=(CHILD, replace(PARENT, rol="buurvrouw")))) == [
        "betrokkenen[1].rol: not one of the standard's own values"
    ]


def test_a_document_without_a_kind_of_media_is_octets_and_nothing_is_added() -> None:
    content = read((' xmime:contentType="application/pdf"', ""))
    assert content.bijlagen[0].mime == "application/octet-stream"
    assert b"contentType" not in etree.tostring(written(content)[0])


def test_a_document_may_have_an_empty_identification_and_gets_a_number_where_it_has_none() -> None:
    content = read(("<ZKN:identificatie>D-1", "<ZKN:identificatie>"))
    assert content.bijlagen[0].identificatie == ""
    assert read_vto(written(content)[0], Reading()).bijlagen == content.bijlagen
    unnumbered = replace(WHOLE, bijlagen=(DOCUMENT, replace(DOCUMENT, identificatie=None)))
    assert [item.identificatie for item in prepare_vto(unnumbered).bijlagen] == ["D-1", "bijlage-2"]
    assert b"bijlage-" not in etree.tostring(written(unnumbered)[0])


def test_a_document_without_a_name_is_no_attachment() -> None:
    assert read(('StUF:bestandsnaam="verzoek.pdf"', 'StUF:bestandsnaam=""')).bijlagen == ()


def test_a_document_that_is_no_base64_refuses_the_request() -> None:
    with pytest.raises(ContentRefusedError, match="StUF055 at line 48: element inhoud"):
        read(("JVBERi0xLjQK", "2026-03-02"))
