from dataclasses import replace

import pytest

from gateway.domain.content import Adres, Bijlage, Content, Melder, Onthulling, Rest
from gateway.domain.message import Message
from gateway.domain.moments import IncompleteDate
from gateway.policy import residue, strip
from tests.kit.policy_cases import (
    ADDRESS,
    CHILD,
    CONTACT,
    DIRECT_HANDOVER,
    MOTHER,
    REPORT,
    TRIAGE,
    changed,
    handover,
)

NEIGHBOUR = Melder(
    onthulling=Onthulling.ANONIEM,
    professional=False,
    naam="Zoë van den Bergh-Ferrari",
    organisatie="Bakkerij Voorbeeld",
    contact=replace(CONTACT, naam="Z. Bo", telefoonnummer="088-000 12 34", emailadres="zoe@voorbeeld.test"),
)
# Of a household of their own, so that nothing of theirs is anybody else's.
STRANGER = replace(
    CHILD,
    geslachtsnaam="Ôostenrijk",
    voornamen="Pieter Jan",
    geboortedatum=IncompleteDate(1985, 3, 7),
    bsn="999990020",
    adres=Adres(straatnaam="Lange Kerkstraat", huisnummer=12, postcode="9998 AB", woonplaats="Voorbeelddorp"),
)


def _message(text: str, **groups: object) -> Message:
    melding = replace(REPORT, omschrijving=text)
    content = replace(DIRECT_HANDOVER, betrokkenen=(MOTHER, STRANGER), melder=NEIGHBOUR, melding=melding)
    return handover(changed(content, **groups)).message


def _left(text: str, *elements: str, **groups: object) -> tuple[str, ...]:
    before = _message(text, **groups)
    return residue(before, strip(before, elements, "R027"))


@pytest.mark.parametrize(
    "text",
    [
        "Zoë van den Bergh-Ferrari belde.",
        "ZOE VAN DEN BERGH FERRARI belde.",
        "Mevrouw Ferrari belde.",
        "Ferrari's verhaal; het was Zoë.",
        "Zij heet zoë.",
        "Zoe\u0308s verhaal",
        "Zij werkt bij bakkerij  Voorbeeld in het dorp.",
        "Zij werkt bij BakkerijVoorbeeld.",
        "Bel 0880001234.",
        "Bel +31 88 000 12 34 of mail.",
        "Bel 0031(0)88-0001234.",
        "Bel 088 / 00.01.234.",
        "Mail zoe@voorbeeld.test.",
        "Mail ZOE (at) voorbeeld.test, dus zoe@ voorbeeld . test",
        "Het was Bo, zei zij.",
    ],
)
def test_r029_what_says_who_the_hidden_reporter_is_is_found(text: str) -> None:
    assert _left(text, "melder") == ("melding.omschrijving",)


@pytest.mark.parametrize(
    "text",
    [
        "Er zijn zorgen gemeld.",
        "De bakker van den hoek bracht een boek.",
        "Bel 0880009999, tussen 1 en 2.",
        "Bovendien is er een bootje; bo zonder hoofdletter is geen naam.",
        "De melder is een voorbeeld.",
        "",
    ],
)
def test_what_says_nothing_of_the_reporter_is_left_alone(text: str) -> None:
    assert _left(text, "melder") == ()


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("BSN 999990020", "betrokkenen[1].bsn"),
        ("BSN 9999.90.020", "betrokkenen[1].bsn"),
        ("Woont Lange  Kerkstraat.", "betrokkenen[1].adres"),
        ("Woont langekerkstraat 12", "betrokkenen[1].adres.straatnaam"),
        ("Postcode 9998ab", "betrokkenen[1].adres"),
        ("Geboren 7 maart 1985", "betrokkenen[1].geboortedatum"),
        ("Geboren 07-03-1985", "betrokkenen[1].geboortedatum"),
        ("Geboren 7-3-1985.", "betrokkenen[1].geboortedatum"),
        ("Geboren 1985-03-07", "betrokkenen[1]"),
        ("Geboren op 19850307", "betrokkenen[1]"),
        ("Oostenrijk heet hij", "betrokkenen[1]"),
        ("Pieter, zoon van", "betrokkenen[1]"),
        ("Het is Jan.", "betrokkenen[1]"),
    ],
)
def test_what_says_who_a_removed_person_is_is_found(text: str, element: str) -> None:
    assert _left(text, element) == ("melding.omschrijving",)


@pytest.mark.parametrize(
    "text", ["Geboren in 1985", "Op 8 maart 1985", "Nummer 12 in Voorbeelddorp", "de jeugdige", "p2", "301"]
)
def test_a_town_a_number_a_role_or_a_year_says_who_nobody_is(text: str) -> None:
    assert _left(text, "betrokkenen[1]") == ()


def test_an_incomplete_date_of_birth_is_not_looked_for() -> None:
    young = replace(STRANGER, geboortedatum=IncompleteDate(1985, 3))
    before = _message("Geboren in maart 1985, 1985 03", betrokkenen=(young,))
    assert residue(before, strip(before, ("betrokkenen[0]",), "R011")) == ()


def test_the_same_value_in_another_element_is_found_too() -> None:
    before = handover(replace(DIRECT_HANDOVER, betrokkenen=(MOTHER, replace(CHILD, adres=ADDRESS)))).message
    after = strip(before, ("betrokkenen[1].adres",), "R024")
    assert residue(before, after) == ("betrokkenen[0].adres.straatnaam", "betrokkenen[0].adres.postcode")


def test_the_name_of_somebody_who_stays_is_not_looked_for() -> None:
    brother = replace(STRANGER, bsn=None, adres=None, geboortedatum=None)
    sister = replace(brother, kenmerk="p3", voornamen="Kim")
    before = _message("Kim Oostenrijk", betrokkenen=(brother, sister))
    assert residue(before, strip(before, ("betrokkenen[0]",), "R011")) == ()
    assert residue(before, strip(before, ("betrokkenen[0]", "betrokkenen[1]"), "R011")) == ("melding.omschrijving",)


def test_a_text_that_was_removed_is_found_where_it_was_copied() -> None:
    triage = replace(TRIAGE, motivering="moeder voelt zich bedreigd")
    copied = _message("Zie: MOEDER voelt zich, bedreigd!", triage=triage)
    assert residue(copied, strip(copied, ("triage",), "R009")) == ("melding.omschrijving",)


def test_a_word_that_everybody_writes_is_not_looked_for() -> None:
    brief = _message("Dat is passend, naar het lokaal veld.")
    assert residue(brief, strip(brief, ("triage",), "R009")) == ()


@pytest.mark.parametrize(
    ("octets", "found"),
    [
        (b"verslag van Zo\xc3\xab", True),
        (b"verslag van Zo\xeb", True),
        (b"verslag\0van Zo\xc3\xab", False),
        (b"verslag", False),
    ],
    ids=["utf-8", "latin-1", "no text", "another text"],
)
def test_an_attachment_that_is_text_is_read(octets: bytes, *, found: bool) -> None:
    paper = Bijlage(naam="verslag.txt", soort="verslag", mime="text/plain", inhoud=octets)
    assert _left("", "melder", bijlagen=(paper,)) == (("bijlagen[0].inhoud",) if found else ())


def test_file_names_and_what_is_not_modelled_are_read() -> None:
    paper = Bijlage(naam="Zoe_Ferrari.pdf", soort="verslag", mime="application/pdf", inhoud=b"\0")
    rest = Rest(plaats="JZ:object/x", inhoud="<JZ:x>Ferrari</JZ:x>")
    assert _left("", "melder", bijlagen=(paper,), rest=(rest,)) == ("bijlagen[0].naam", "rest[0].inhoud")


def test_the_envelope_is_read() -> None:
    before = _message("")
    before = replace(before, header=replace(before.header, purpose="melding Ferrari", sender_unit="Team Zoë"))
    assert residue(before, strip(before, ("melder",), "R027")) == ("header.purpose", "header.sender_unit")


def test_where_nothing_was_removed_nothing_is_left() -> None:
    before = _message("Zoë Ferrari")
    assert residue(before, before) == ()
    assert residue(before, replace(before, content=Content())) == ()


def test_removing_one_of_two_leaves_the_other() -> None:
    twice = _message("", betrokkenen=(STRANGER, replace(STRANGER, kenmerk="p3")))
    assert "betrokkenen[0].bsn" in residue(twice, strip(twice, ("betrokkenen[1]",), "R011"))


def test_a_number_that_many_have_is_not_looked_for() -> None:
    emergency = replace(NEIGHBOUR, contact=replace(CONTACT, naam="Z. Bo", telefoonnummer="112"))
    assert _left("Bel 112.", "melder", melder=emergency) == ()
