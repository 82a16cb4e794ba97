from collections.abc import Iterable
from dataclasses import replace

import pytest

from gateway.domain.content import Adres, Betrokkene, BetrokkenOrganisatie, Content, Melder, Onthulling
from gateway.policy.scan import Kind, marks_at, marks_of_person
from tests.kit.policy_cases import CONTACT, MOTHER

FULL = replace(CONTACT, organisatie="Proefschool", afdeling="Onderbouw", emailadres="b@proef.invalid")
MELDER = Melder(onthulling=Onthulling.ANONIEM, professional=True, naam="B. Behandelaar", contact=FULL)


def _kinds(content: Content, paths: Iterable[str]) -> set[Kind]:
    return {mark.kind for mark in marks_at(content, paths)}


@pytest.mark.parametrize(
    ("paths", "kinds"),
    [
        (("melder.naam",), {Kind.ACHTERNAAM, Kind.VOORLETTERS}),
        (("melder.contact.organisatie",), {Kind.WERKPLEK}),
        (("melder.contact.afdeling",), {Kind.WERKPLEK}),
        (("melder.contact.functie",), {Kind.FUNCTIE}),
        (("melder.contact.telefoonnummer",), {Kind.TELEFOON}),
        (("melder.contact.emailadres",), {Kind.EMAIL, Kind.WERKPLEK}),
        (("melder.onthulling", "melder.professional", "melder"), set()),
        (("elders",), set()),
        ((), set()),
    ],
)
def test_what_stands_at_a_path_has_its_marks(paths: tuple[str, ...], kinds: set[Kind]) -> None:
    assert _kinds(Content(melder=MELDER), paths) == kinds


def test_a_contact_as_a_whole_has_all_of_its_own() -> None:
    assert _kinds(Content(melder=MELDER), ("melder.contact",)) == {
        *(Kind.ACHTERNAAM, Kind.VOORLETTERS, Kind.WERKPLEK, Kind.FUNCTIE, Kind.TELEFOON, Kind.EMAIL),
    }


def test_a_desk_is_a_place_of_work() -> None:
    desk = replace(MELDER, naam="Afdeling Onderbouw", contact=None)
    assert _kinds(Content(melder=desk), ("melder.naam",)) == {Kind.WERKPLEK}


def test_a_text_that_is_no_mark_of_anybody_has_none() -> None:
    organisation = BetrokkenOrganisatie(naam="Proef", rol="voogd")
    assert _kinds(Content(organisaties=(organisation,)), ("organisaties[0].rol",)) == set()


def test_a_person_has_marks_of_every_kind() -> None:
    person = replace(MOTHER, telefoonnummer="0612345678", emailadres="a@proef.invalid")
    expected = {
        *(Kind.ACHTERNAAM, Kind.VOORNAAM, Kind.VOORLETTERS, Kind.VOLLEDIGE_NAAM, Kind.BSN, Kind.GEBOORTEDATUM),
        *(Kind.TELEFOON, Kind.EMAIL, Kind.WERKPLEK, Kind.STRAAT, Kind.ADRES, Kind.POSTCODE),
    }
    assert {mark.kind for mark in marks_of_person(person)} == expected
    assert _kinds(Content(betrokkenen=(person,)), ("betrokkenen[0]",)) == expected


def test_a_person_of_whom_nothing_is_known_has_none() -> None:
    assert list(marks_of_person(Betrokkene(kenmerk="p", rol="", geslachtsnaam=""))) == []


def test_the_town_of_a_shelter_is_a_mark_and_of_a_house_it_is_none() -> None:
    for opvang in (True, False):
        content = Content(betrokkenen=(replace(MOTHER, adres=Adres(woonplaats="Proefdorp", opvang=opvang)),))
        assert (Kind.PLAATS in _kinds(content, ("betrokkenen[0].adres",))) is opvang
