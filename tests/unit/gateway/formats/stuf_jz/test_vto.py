from dataclasses import replace

import pytest
from lxml import etree

from gateway.domain.content import Adres, BetrokkenOrganisatie, Contact, Content, OngeborenKind
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from gateway.formats.stuf_jz.vto import prepare_vto, read_vto, write_vto
from gateway.formats.stuf_jz.vto_shapes import VTO
from gateway.strict_xml import Element
from tests.kit.stuf_messages import CHILD, CLIENT, CONTACT, CONTENTS, DOCUMENT, PARENT, REQUEST, document
from tests.kit.stuf_written import shown

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


def test_an_unborn_child_is_read_with_its_mother() -> None:
    extra = '<StUF:extraElementen><StUF:extraElement naam="kenmerkMoeder">#1</StUF:extraElement></StUF:extraElementen>'
    content = read(
        ("<BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>", "<BG:geboortedatum>20260701</BG:geboortedatum>"),
        ("Client (kind)</ZKN:omschrijving>", f"Client (ongeboren kind)</ZKN:omschrijving>{extra}"),
    )
    assert content.ongeboren == (OngeborenKind(kenmerk_moeder="#1", uitgerekende_datum=IncompleteDate(2026, 7, 1)),)
    assert [person.rol for person in content.betrokkenen] == ["ouder met gezag"]
    assert read_vto(written(content)[0], Reading()).ongeboren == content.ongeboren


def test_everything_that_a_request_lacks_is_named_in_the_domains_words() -> None:
    nameless = replace(CONTACT, organisatie=None)
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


def test_a_document_may_have_an_empty_identification_and_gets_a_number_where_it_has_none() -> None:
    content = read(("<ZKN:identificatie>D-1", "<ZKN:identificatie>"))
    assert content.bijlagen[0].identificatie == ""
    assert read_vto(written(content)[0], Reading()).bijlagen == content.bijlagen
    unnumbered = replace(WHOLE, bijlagen=(DOCUMENT, replace(DOCUMENT, identificatie=None)))
    assert [item.identificatie for item in prepare_vto(unnumbered).bijlagen] == ["D-1", "bijlage-2"]
    assert b"bijlage-" not in shown(written(unnumbered)[0])


def test_a_document_without_a_name_is_no_attachment() -> None:
    assert read(('StUF:bestandsnaam="verzoek.pdf"', 'StUF:bestandsnaam=""')).bijlagen == ()


def test_a_document_that_is_no_base64_refuses_the_request() -> None:
    with pytest.raises(ContentRefusedError, match="StUF055 at line 48: element inhoud"):
        read(("JVBERi0xLjQK", "2026-03-02"))


def test_a_parent_abroad_is_registered_there() -> None:
    home = "<BG:geslachtsnaam>Testouder</BG:geslachtsnaam>"
    lines = "<BG:sub.adresBuitenland1>Rue Exemple 1</BG:sub.adresBuitenland1>"
    abroad = f"<BG:lnd.landcode>5010</BG:lnd.landcode><BG:lnd.landnaam>België</BG:lnd.landnaam>{lines}"
    content = read((home, f"{home}<BG:sub.verblijfBuitenland>{abroad}</BG:sub.verblijfBuitenland>"))
    assert content.betrokkenen[1].adres == Adres(landcode="5010", land="België", regels=("Rue Exemple 1",))


def test_an_organisation_may_have_authority() -> None:
    parent = CLIENT.replace("Testpersoon", "Testouder")
    guardian = """<ZKN:vestiging StUF:entiteittype="VES"><BG:handelsnaamVerkort>GI Voorbeeld</BG:handelsnaamVerkort>
        <BG:sub.telefoonnummer>0900-0000</BG:sub.telefoonnummer></ZKN:vestiging>"""
    content = read((parent, guardian), ("<ZKN:omschrijving>ouder met gezag", "<ZKN:omschrijving>voogd"))
    assert [person.rol for person in content.betrokkenen] == ["kind"]
    assert content.organisaties == (BetrokkenOrganisatie(naam="GI Voorbeeld", rol="voogd", telefoonnummer="0900-0000"),)


def test_two_organisations_may_request_together() -> None:
    request = read(
        ('<ZKN:medewerker StUF:entiteittype="MDW">', '<ZKN:nietNatuurlijkPersoon StUF:entiteittype="NNPINN">'),
        ("<ZKN:achternaam>Medewerker</ZKN:achternaam>", "<BG:statutaireNaam>Gemeente</BG:statutaireNaam>"),
        ("</ZKN:medewerker>", "</ZKN:nietNatuurlijkPersoon>"),
    ).verzoek
    assert request is not None
    assert request.aanvrager == Contact(naam="", organisatie="Veilig Thuis Voorbeeld")


def test_a_request_of_which_nobody_is_said_to_be_the_requester_is_one() -> None:
    root = etree.fromstring(document("vtoDi01"))
    (relation,) = root.iter(clark("ZKN:heeftAlsUitvoerende"))
    relation.clear()
    request = read_vto(root, Reading()).verzoek
    assert request is not None
    assert request.aanvrager is None


def test_a_request_has_up_to_three_documents_each_with_its_kind_of_media() -> None:
    assert [item.mime for item in read_vto(written(WHOLE)[0], Reading()).bijlagen] == [
        "application/pdf",
        "application/vnd.oasis.opendocument.text",
        "image/png",
    ]
