from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import etree

from gateway.domain.content import (
    Bereikbaarheid,
    Content,
    Melding,
    MeldingGeneriek,
    Terugkoppeling,
    VraagAntwoord,
)
from gateway.domain.kinds import MessageType
from gateway.errors import ContentRefusedError, NotAMessageError
from gateway.formats.stuf_jz import parse, render
from gateway.formats.stuf_jz.gm import read_melding, read_uitkomst, write_melding, write_uitkomst
from gateway.formats.stuf_jz.gm_shapes import MELDING_GENERIEK, UITKOMST_MELDING_GENERIEK
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root
from tests.kit.stuf_generic import CONTENTS, GENERIC, OUTCOME, REPORT
from tests.kit.stuf_messages import canonical, document, message

REPORTED = replace(CONTENTS[MessageType.MSG_03], zaak=None)
DECIDED = replace(CONTENTS[MessageType.MSG_11], zaak=None)
REQUEST = '<JZ:verzoekOmschrijving xsi:nil="true" StUF:noValue="geenWaarde"/>'


def new(shape: Shape) -> tuple[Node, Writing]:
    return new_root(shape), Writing()


def read(*changes: tuple[str, str]) -> Content:
    return read_melding(etree.fromstring(document("meldingGeneriekDi01", *changes)), Reading())


def generic(*changes: tuple[str, str]) -> MeldingGeneriek:
    found = read(*changes).generiek
    assert found is not None
    return found


def outcome(*changes: tuple[str, str]) -> Terugkoppeling:
    root = etree.fromstring(document("uitkomstMeldingGeneriekDi01", *changes))
    found = read_uitkomst(root, Reading()).terugkoppeling
    assert found is not None
    return found


def mistakes(content: Content) -> list[str]:
    root, writing = new(MELDING_GENERIEK)
    write_melding(root, content, writing)
    return writing.mistakes


def test_a_whole_generic_report_is_read_back() -> None:
    root, writing = new(MELDING_GENERIEK)
    write_melding(root, REPORTED, writing)
    assert read_melding(root.element, Reading()) == REPORTED
    assert not writing.mistakes


def test_a_whole_outcome_is_read_back() -> None:
    root, writing = new(UITKOMST_MELDING_GENERIEK)
    write_uitkomst(root, DECIDED, writing)
    assert read_uitkomst(root.element, Reading()) == DECIDED
    assert not writing.mistakes


def test_a_content_that_says_nothing_is_an_empty_document() -> None:
    report, writing = new(MELDING_GENERIEK)
    write_melding(report, Content(), writing)
    decided, _ = new(UITKOMST_MELDING_GENERIEK)
    write_uitkomst(decided, Content(), writing)
    assert len(report.element) == len(decided.element) == 0
    assert read_melding(report.element, Reading()) == read_uitkomst(decided.element, Reading()) == Content()


def test_everything_that_a_generic_report_lacks_is_named_in_the_domains_words() -> None:
    root, writing = new(MELDING_GENERIEK)
    write_melding(root, Content(generiek=MeldingGeneriek(soort="VT")), writing)
    complete(root, writing.mistakes)
    assert [mistake for mistake in writing.mistakes if "stuurgegevens" not in mistake] == [
        "melding.identificatie: missing",
        "betrokkenen: missing",
        "generiek.initiator: missing",
        "generiek.uitvoerende: missing",
        "generiek.tijdstip: missing",
        "generiek.reden: missing",
    ]


def test_everything_that_an_outcome_lacks_is_named_in_the_domains_words() -> None:
    root, writing = new(UITKOMST_MELDING_GENERIEK)
    write_uitkomst(
        root, Content(terugkoppeling=Terugkoppeling(identificatie_melding="", status="", soort="VT")), writing
    )
    complete(root, writing.mistakes)
    assert [mistake for mistake in writing.mistakes if "stuurgegevens" not in mistake] == [
        "terugkoppeling.identificatie: missing",
        "terugkoppeling.identificatieMelding: missing",
        "terugkoppeling.status: missing",
    ]


def test_a_small_generic_report_is_read() -> None:
    content = read()
    assert content.melding == Melding(
        identificatie="PL0900-2026000001",
        datum_melding=date(2026, 3, 2),
        omschrijving="",
        datum_incident=content.melding.datum_incident if content.melding else None,
        locatie_incident="Voorbeeldstad",
        zorgelijke_situatie="Fictieve situatie",
    )
    assert str(content.melding.datum_incident) == "2026-03-01"
    assert content.generiek is not None
    assert (content.generiek.soort, content.generiek.reden, content.generiek.verzoek) == ("VT", "Zorgen", None)
    assert content.generiek.tijdstip == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert [person.status_in_zaak for person in content.betrokkenen] == ["slachtoffer"]


def test_a_report_without_number_is_a_report_and_one_of_an_unknown_day_is_none() -> None:
    number = "<ZKN:identificatie>PL0900-2026000001</ZKN:identificatie>"
    nameless = read((number, '<ZKN:identificatie xsi:nil="true" StUF:noValue="waardeOnbekend"/>')).melding
    assert nameless is not None
    assert nameless.identificatie == ""
    undated = read(("Melding>20260302101500", "Melding>99999999"))
    assert undated.melding is None
    assert undated.generiek is not None
    assert undated.generiek.tijdstip is None


def test_of_a_moment_to_the_minute_the_day_is_known_and_the_text_is_kept() -> None:
    octets = document("meldingGeneriekDi01", ("Melding>20260302101500", "Melding>202603021015"))
    content = parse("meldingGeneriekDi01", octets).content
    assert content.melding is not None
    assert content.melding.datum_melding == date(2026, 3, 2)
    assert content.generiek is not None
    assert content.generiek.tijdstip is None
    assert [rest.plaats for rest in content.rest if "datumTijd" in rest.plaats] == ["JZ:object/JZ:datumTijdMelding"]
    assert canonical(render(parse("meldingGeneriekDi01", octets))) == canonical(octets)


def test_a_report_that_says_nothing_but_its_moment_is_none() -> None:
    content = read(("PL0900-2026000001", ""), ("Fictieve situatie", ""), ("20260301", "5"), (">Voorbeeldstad<", "><"))
    assert content.melding is None


def test_nothing_is_known_of_a_report_whose_kind_and_reason_are_nil() -> None:
    found = generic(
        ("<JZ:soortmeldingCode>VT</JZ:soortmeldingCode>", '<JZ:soortmeldingCode xsi:nil="true"/>'),
        ("<JZ:omschrijving>Zorgen</JZ:omschrijving>", '<JZ:code xsi:nil="true"/><JZ:omschrijving/>'),
    )
    assert (found.soort, found.reden, found.reden_code) == (None, None, None)


def test_a_code_of_a_reason_is_read_without_the_white_space_around_it() -> None:
    found = generic(("<JZ:redenMelding>", "<JZ:redenMelding><JZ:code> HG </JZ:code>"))
    assert found.reden_code == "HG"


def test_absent_nil_empty_and_no_value_stay_apart_in_the_request() -> None:
    for said in (REQUEST, '<JZ:verzoekOmschrijving xsi:nil="true"/>', "<JZ:verzoekOmschrijving/>"):
        octets = document("meldingGeneriekDi01", (REQUEST, said))
        assert parse("meldingGeneriekDi01", octets).content.generiek == generic()
        assert canonical(render(parse("meldingGeneriekDi01", octets))) == canonical(octets)


def test_coded_questions_and_life_areas_keep_their_order_and_may_have_no_answer() -> None:
    asked = (
        "<JZ:vraagAntwoord><JZ:vraagCode>VT-002</JZ:vraagCode><JZ:antwoord>nee</JZ:antwoord></JZ:vraagAntwoord>"
        '<JZ:vraagAntwoord><JZ:vraagCode>VT-001</JZ:vraagCode><JZ:antwoord xsi:nil="true"/></JZ:vraagAntwoord>'
        "<JZ:leefgebied><JZ:leefgebiedCode>12</JZ:leefgebiedCode></JZ:leefgebied>"
    )
    found = generic(("<JZ:kent", f"{asked}<JZ:kent"))
    assert found.antwoorden == (VraagAntwoord(code="VT-002", antwoord="nee"), VraagAntwoord(code="VT-001"))
    assert found.leefgebieden == (VraagAntwoord(code="12"),)


def test_a_question_that_the_standard_does_not_have_is_a_mistake() -> None:
    wrong = replace(GENERIC, antwoorden=(VraagAntwoord(code="VT-008", antwoord="ja"),))
    assert mistakes(replace(REPORTED, generiek=wrong)) == [
        "generiek.antwoorden[0].code: not one of the standard's own values"
    ]


def test_the_day_of_a_report_is_that_of_its_moment() -> None:
    late = replace(GENERIC, tijdstip=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert mistakes(replace(REPORTED, generiek=late)) == []
    early = replace(GENERIC, tijdstip=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    assert mistakes(replace(REPORTED, generiek=early)) == ["melding.datumMelding: not the day of generiek.tijdstip"]


def test_who_receives_is_told_apart_by_numbers_or_by_mail_and_never_by_both() -> None:
    both = Bereikbaarheid(telefoonnummers=("0900-0000",), emailadressen=("a@voorbeeld.example",))
    assert mistakes(replace(REPORTED, generiek=replace(GENERIC, ontvanger=both))) == [
        "generiek.ontvanger: telefoonnummers or emailadressen, not both"
    ]
    root, writing = new(UITKOMST_MELDING_GENERIEK)
    write_uitkomst(root, Content(terugkoppeling=replace(OUTCOME, ontvanger=both)), writing)
    assert writing.mistakes == ["terugkoppeling.ontvanger: telefoonnummers or emailadressen, not both"]


def test_an_incident_without_a_report_is_still_a_moment() -> None:
    root, writing = new(MELDING_GENERIEK)
    since = GENERIC.incident_vanaf
    write_melding(root, Content(generiek=MeldingGeneriek(incident_vanaf=since)), writing)
    assert read_melding(root.element, Reading()) == Content(generiek=MeldingGeneriek(incident_vanaf=since))
    assert not writing.mistakes


def test_a_report_without_the_generic_part_is_written_too() -> None:
    root, writing = new(MELDING_GENERIEK)
    write_melding(root, Content(melding=REPORT), writing)
    assert not writing.mistakes
    # Its day stands in the moment of the generic part, so it is none without.
    assert read_melding(root.element, Reading()).melding is None


def test_a_small_outcome_is_read() -> None:
    found = outcome()
    assert (found.status, found.soort, found.identificatie_melding) == ("VT-01-02", "VT", "PL0900-2026000001")
    assert found.uitvoerende is not None
    assert (found.uitvoerende.naam, found.uitvoerende.identificatie) == ("Politie Voorbeeld", "PL09")


def test_a_case_may_have_a_contact_without_a_name() -> None:
    case = (
        '<JZ:casus><JZ:registratienummer xsi:nil="true"/>'
        "<JZ:contact><ZKN:telefoonnummer>0900-0000</ZKN:telefoonnummer></JZ:contact></JZ:casus>"
    )
    found = outcome(("</JZ:statuscode>", f"</JZ:statuscode>{case}"))
    assert found.zaaknummer is None
    assert found.contact is not None
    assert (found.contact.naam, found.contact.telefoonnummer) == ("", "0900-0000")


def test_an_organisation_to_route_to_may_have_a_number_that_is_none() -> None:
    elsewhere = "<JZ:identificatie>{}</JZ:identificatie><JZ:naam>VT Elders</JZ:naam>"
    for number, oin in (("00000099000000002000", "00000099000000002000"), ("1" * 20, None)):
        to = f"<JZ:routerenNaarInstantie>{elsewhere.format(number)}</JZ:routerenNaarInstantie>"
        found = outcome(("</JZ:statuscode>", f"</JZ:statuscode>{to}"))
        assert found.juiste_organisatie == "VT Elders"
        assert (str(found.juiste_oin) if found.juiste_oin else None) == oin


def test_a_status_of_another_list_is_a_mistake() -> None:
    with pytest.raises(NotAMessageError) as caught:
        render(message(MessageType.MSG_11, Content(terugkoppeling=replace(OUTCOME, status="overdracht"))))
    assert "terugkoppeling.status: not one of the standard's own values" in caught.value.mistakes


def test_a_relation_of_another_sort_is_refused() -> None:
    octets = document("meldingGeneriekDi01", ('"ZAKBTRINI"', '"ZAKBTRUTV"'))
    with pytest.raises(ContentRefusedError):
        parse("meldingGeneriekDi01", octets)
