from dataclasses import replace

import pytest

from gateway.domain.content import Bijlage, Rest
from gateway.policy.scan.texts import Text, plain, readable, text_of, texts_of
from tests.kit.policy_cases import CONVERSATION, DIRECT_HANDOVER, REFERENCE, handover


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Müller", "Muller"),
        ("Ĳsland", "IJsland"),
        ("Anna\u2019s \u2013 huis", "Anna's - huis"),
        ("Te\u00adst\u200bman", "Testman"),
        ("a\u00a0\t b", "a b"),
        ("a\nb", "a\nb"),
        ("Øst Straße Łód", "Ost Strasse Lod"),
    ],
)
def test_a_plain_text_has_no_accents_and_keeps_case(text: str, without: str) -> None:
    assert plain(text) == without


@pytest.mark.parametrize(
    ("text", "said"),
    [("M&uuml;ller", "Müller"), ("&#74;an", "Jan"), ("a%20b", "a b"), ("100%", "100%"), ("a & b", "a & b"), ("x", "x")],
)
def test_what_markup_and_links_say_is_read(text: str, said: str) -> None:
    assert readable(text) == said


def test_a_text_has_three_forms() -> None:
    text = Text("Bel Van Dijk: 06-12 34")
    assert (text.plain, text.letters, text.digits) == ("Bel Van Dijk: 06-12 34", "belvandijk", "061234")


def test_every_text_of_a_message_is_there_by_its_path() -> None:
    items = (
        Bijlage(naam="een.txt", soort="s", mime="text/plain", inhoud="mët".encode()),
        Bijlage(naam="twee.pdf", soort="s", mime="application/pdf", inhoud=b"%PDF-"),
    )
    rest = (Rest(plaats="p", inhoud="<x>r</x>"),)
    message = handover(replace(DIRECT_HANDOVER, bijlagen=items, rest=rest)).message
    texts = dict(texts_of(message))
    assert texts["header.reference"] == str(REFERENCE)
    assert texts["header.conversation"] == str(CONVERSATION)
    assert texts["header.receiver_unit"] == ""
    assert texts["melding.omschrijving"] == "Er zijn zorgen gemeld."
    assert texts["bijlagen[0].naam"] == "een.txt"
    assert (texts["bijlagen[0].inhoud"], texts["bijlagen[1].inhoud"]) == ("mët", "")
    assert texts["rest[0].inhoud"] == "<x>r</x>"
    assert "betrokkenen[0].geboortedatum" not in texts


@pytest.mark.parametrize("octets", [b"%PDF-1.7", b"a\0b", b"\xff\xfe"])
def test_what_is_no_plain_text_says_nothing_here(octets: bytes) -> None:
    assert text_of(octets) is None
