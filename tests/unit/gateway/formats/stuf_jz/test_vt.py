from dataclasses import replace

import pytest
from lxml import etree

from gateway.domain.content import Adres, Betrokkene, Contact, Content, Geinformeerde, OngeborenKind, Relatie
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


def person(inside: str) -> Betrokkene:
    """Read the small report with more said of its person, after the gender."""
    gender = "</BG:geslachtsaanduiding>"
    return read((gender, f"{gender}{inside}")).betrokkenen[0]


def abroad(name: str, code: str, *lines: str) -> str:
    said = "".join(f"<BG:sub.adresBuitenland{n}>{line}</BG:sub.adresBuitenland{n}>" for n, line in enumerate(lines, 1))
    return f"<BG:{name}><BG:lnd.landcode>{code}</BG:lnd.landcode>{said}</BG:{name}>"


def related(attributes: str, inside: str, relation: str = "kind van") -> str:
    described = f"<BG:omschrijvingSocialeRelatie>{relation}</BG:omschrijvingSocialeRelatie>"
    other = f"<BG:gerelateerde {attributes}>{inside}</BG:gerelateerde>"
    return f"<BG:staatInRelatieTot>{other}{described}</BG:staatInRelatieTot>"


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


def test_a_report_without_a_number_or_a_story_is_still_a_report() -> None:
    nil = 'xsi:nil="true" StUF:noValue="waardeOnbekend"'
    content = read(
        (">PL0000-2026000001</JZ:identificatieVtMelding>", f" {nil}/>"),
        (">Fictief incident</JZ:omschrijvingIncident>", f" {nil}/>"),
    )
    assert content.melding is not None
    assert (content.melding.identificatie, content.melding.omschrijving) == ("", "")
    assert content.melding.zorgelijke_situatie == "Fictieve situatie"


def test_a_contact_may_have_a_number_and_no_name() -> None:
    nameless = "<JZ:telefoonnummer>0900-0000</JZ:telefoonnummer>"
    content = read(
        (
            "<JZ:contactgegevensVerdiepingOpInfo/>",
            f"<JZ:contactgegevensVerdiepingOpInfo>{nameless}</JZ:contactgegevensVerdiepingOpInfo>",
        )
    )
    assert content.melding is not None
    assert content.melding.contact_verdieping == Contact(naam="", telefoonnummer="0900-0000")


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


def test_somebody_may_be_registered_abroad_and_stay_here() -> None:
    stay = (
        "<BG:feitelijkVerblijfsadresBinnenland><BG:wpl.woonplaatsNaam>Voorbeeldstad</BG:wpl.woonplaatsNaam>"
        "</BG:feitelijkVerblijfsadresBinnenland>"
    )
    found = person(abroad("formeelVerblijfsadresBuitenland", " 6029 ", "Example Road 1", "Exampletown") + stay)
    assert found.adres == Adres(landcode="6029", regels=("Example Road 1", "Exampletown"))
    assert found.verblijfadres == Adres(woonplaats="Voorbeeldstad")


def test_somebody_may_stay_abroad_at_a_place_that_must_stay_secret() -> None:
    marks = "".join(
        f'<StUF:extraElement naam="{name}">{said}</StUF:extraElement>'
        for name, said in (("indicatieGeheimVerblijfadres", "true"), ("landVerblijfadres", "Voorbeeldland"))
    )
    secret = f"<StUF:extraElementen>{marks}</StUF:extraElementen>"
    found = person(secret + abroad("feitelijkVerblijfsadresBuitenland", "6029"))
    assert found.adres is None
    assert found.verblijfadres == Adres(landcode="6029", land="Voorbeeldland", geheim=True)


@pytest.mark.parametrize("address", ['<BG:formeelVerblijfsadresBuitenland xsi:nil="true"/>', abroad("x", "")])
def test_an_address_abroad_of_which_nothing_is_known_is_none(address: str) -> None:
    assert person(address.replace("BG:x>", "BG:feitelijkVerblijfsadresBuitenland>")).adres is None


def test_who_somebody_is_by_nationality_and_number_is_read() -> None:
    found = person("<BG:rni>R-1</BG:rni><BG:nationaliteit>Voorbeeldse</BG:nationaliteit>")
    assert (found.rni, found.nationaliteit, found.nationaliteit_code) == ("R-1", "Voorbeeldse", None)


def test_a_person_may_stand_in_relation_to_somebody_in_the_message_or_to_somebody_who_is_not() -> None:
    elsewhere = "<BG:inp.bsn>999990020</BG:inp.bsn><BG:volledigeNaam>K. Voorbeeld</BG:volledigeNaam>"
    found = person(related('StUF:sleutelVerzendend="ouder-1"', "") + related("", elsewhere, "halfzus van"))
    assert found.relaties == (
        Relatie(omschrijving="kind van", kenmerk="ouder-1"),
        Relatie(omschrijving="halfzus van", bsn="999990020", volledige_naam="K. Voorbeeld"),
    )


def test_a_relation_may_say_nothing_and_never_means_a_name_of_ours() -> None:
    assert person('<BG:staatInRelatieTot/><BG:staatInRelatieTot xsi:nil="true"/>').relaties == ()
    named = person(related('StUF:sleutelVerzendend="#2"', "", ""))
    assert named.relaties == ()
    root, writing = new(VT_MELDING)
    wrong = replace(PARENT, relaties=(Relatie(omschrijving="kind van", kenmerk="#1"),))
    write_melding(root, Content(betrokkenen=(wrong,)), writing)
    assert writing.mistakes == ["betrokkenen[0].relaties[0].kenmerk: not of the standard's form"]


def test_who_was_informed_may_be_one_of_the_persons() -> None:
    informed = (
        '<JZ:isGeinformeerdAan StUF:entiteittype="VTMNPS"><JZ:gerelateerde StUF:sleutelVerzendend="ouder-1">'
        "<BG:inp.bsn>999990020</BG:inp.bsn></JZ:gerelateerde>"
        '<JZ:datumGeinformeerd StUF:indOnvolledigeDatum="D">20260301</JZ:datumGeinformeerd></JZ:isGeinformeerdAan>'
    )
    content = read(("<JZ:isIngediendDoor", informed + "<JZ:isIngediendDoor"))
    assert content.melding is not None
    assert content.melding.geinformeerden == (
        Geinformeerde(kenmerk="ouder-1", bsn="999990020", datum=IncompleteDate(2026, 3)),
    )
