from collections.abc import Iterable

import pytest

from gateway.domain.content import Adres
from gateway.policy.scan import Kind, Mark, Text, find_marks
from gateway.policy.scan.places import address_marks, organisation_marks

HOUSE = Adres(straatnaam="Dorpsstraat", huisnummer=12, postcode="9999ZZ", woonplaats="Voorbeelddorp")


def _found(marks: Iterable[Mark], text: str) -> set[Kind]:
    return {hit.kind for hit in find_marks([("tekst", Text(text))], marks, "R024")}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("in de Dorpsstraat", {Kind.STRAAT}),
        ("in de dorpsstraat", {Kind.STRAAT}),
        ("DORPSSTRAAT 3", {Kind.STRAAT}),
        ("Dorpsstr. 12", {Kind.STRAAT, Kind.ADRES}),
        ("Dorpsstraat 12", {Kind.STRAAT, Kind.ADRES}),
        ("Dorpsstraat nr. 12", {Kind.STRAAT, Kind.ADRES}),
        ("Dorpsstraat nummer 12a", {Kind.STRAAT, Kind.ADRES}),
        ("dorpsstraat12", {Kind.STRAAT, Kind.ADRES}),
        ("9999 ZZ", {Kind.POSTCODE}),
        ("9999zz 12", {Kind.POSTCODE, Kind.ADRES}),
        ("9999ZZ, nr 12", {Kind.POSTCODE, Kind.ADRES}),
        ("de mensen van nr. 12", {Kind.ADRES}),
        ("op nummer 12 woont", {Kind.ADRES}),
        ("tegenover nr 12", {Kind.ADRES}),
    ],
)
def test_an_address_is_found(text: str, kinds: set[Kind]) -> None:
    assert _found(address_marks(HOUSE), text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        *("Hoofdstraat 12", "dorpsstraten", "op nr. 121", "zaak nummer 12", "19999 ZZ", "9999 ZZT", "9998ZZ"),
        *("in Voorbeelddorp", "om 12 uur", "de straat in het dorp"),
    ],
)
def test_another_place_is_left_alone(text: str) -> None:
    assert _found(address_marks(HOUSE), text) == set()


@pytest.mark.parametrize(
    ("street", "text"),
    [
        ("Burgemeester Testlaan", "Burg. Testlaan"),
        ("Burgemeester Testlaan", "burgemeester testln."),
        ("Sint Proefplein", "St. Proefpln"),
        ("Professor Testweg", "prof. testweg"),
        ("van Proefdijkkade", "Van Proefdykkade"),
        ("Markt", "op de Markt"),
        ("Markt", "markt 12"),
        ("Markt", "markt"),
    ],
)
def test_a_street_is_found_as_people_write_it(street: str, text: str) -> None:
    assert _found(address_marks(Adres(straatnaam=street, huisnummer=12)), text)


@pytest.mark.parametrize("text", ["op de markt", "Markt was er niet", "marktkraam"])
def test_a_street_that_is_a_word_takes_a_capital_or_a_number(text: str) -> None:
    assert _found(address_marks(Adres(straatnaam="Markt", huisnummer=12)), text) == set()


def test_a_town_is_a_mark_where_that_is_asked() -> None:
    marks = list(address_marks(HOUSE, with_place=True))
    assert _found(marks, "opvang in voorbeelddorp") == {Kind.PLAATS}
    assert _found(marks, "gemeente Voorbeelddorp") == set()


def test_the_lines_of_an_address_abroad_are_found() -> None:
    marks = list(address_marks(Adres(regels=("Rue du Test 4", "B"))))
    assert _found(marks, "rue du test 4") == {Kind.ADRES}
    assert _found(marks, "B") == set()


@pytest.mark.parametrize("address", [Adres(), Adres(straatnaam="...", postcode="onbekend"), Adres(woonplaats="X")])
def test_an_address_that_says_nothing_has_no_marks(address: Adres) -> None:
    assert list(address_marks(address)) == []


@pytest.mark.parametrize(
    "text",
    ["basisschool de regenboog", "op De Regenboog", "bij Regenboog", "Basisschool De Regenboog's juf", "OBS Regenboog"],
)
def test_a_place_of_work_is_found(text: str) -> None:
    assert _found(organisation_marks("Basisschool De Regenboog"), text) == {Kind.WERKPLEK}


@pytest.mark.parametrize("text", ["een regenboog", "de basisschool", "in Regenboog", "gemeente Regenboog"])
def test_words_of_another_meaning_are_left_alone(text: str) -> None:
    assert _found(organisation_marks("Basisschool De Regenboog"), text) == set()


def test_a_name_of_its_own_alone_is_found_with_a_capital() -> None:
    assert _found(organisation_marks("Proefbedrijf"), "bij Proefbedrijf") == {Kind.WERKPLEK}


@pytest.mark.parametrize("name", ["School", "Politie Eenheid", "", "De Ark"])
def test_an_organisation_that_any_could_be_is_not_sought(name: str) -> None:
    assert list(organisation_marks(name)) == []


def test_without_a_number_a_street_and_a_postcode_are_marks_still() -> None:
    marks = list(address_marks(Adres(straatnaam="Dorpsstraat", postcode="9999ZZ")))
    assert _found(marks, "Dorpsstraat 12, 9999 ZZ") == {Kind.STRAAT, Kind.POSTCODE}
