from dataclasses import FrozenInstanceError

import pytest

from gateway.domain.content import (
    Adres,
    Bereikbaarheid,
    Betrokkene,
    BetrokkenEenheid,
    Eenheid,
    Geinformeerde,
    Informering,
    Melder,
    OngeborenKind,
    Onthulling,
    Relatie,
)
from gateway.domain.moments import IncompleteDate


def test_an_address_is_secret_only_when_that_is_said() -> None:
    assert not Adres(postcode="9999ZZ").geheim
    assert not Adres(postcode="9999ZZ").opvang


def test_of_a_person_nothing_is_known_but_what_is_said() -> None:
    person = Betrokkene(kenmerk="p1", rol="112", geslachtsnaam="Testpersoon")
    assert (person.bsn, person.adres, person.gezag, person.informering) == (None, None, None, None)


def test_a_person_never_changes() -> None:
    person = Betrokkene(kenmerk="p1", rol="112", geslachtsnaam="Testpersoon")
    with pytest.raises(FrozenInstanceError):
        person.bsn = "999990019"  # type: ignore[misc]  # what mypy forbids must not work either


def test_a_reporter_wants_feedback_unless_they_say_no() -> None:
    assert Melder(onthulling=Onthulling.ANONIEM, professional=False).wil_terugkoppeling


def test_not_being_informed_is_said_as_clearly_as_being_informed() -> None:
    assert not Informering(geinformeerd=False, reden_niet="veiligheid kind").geinformeerd


def test_an_unborn_child_has_a_mother_and_a_due_date() -> None:
    child = OngeborenKind(kenmerk_moeder="p1", uitgerekende_datum=IncompleteDate(2026, 7))
    assert (child.kenmerk_moeder, str(child.uitgerekende_datum)) == ("p1", "2026-07")


def test_a_unit_can_go_by_its_name_alone() -> None:
    assert Eenheid(naam="Triage").identificatie is None


def test_an_address_abroad_is_a_country_and_lines_and_may_be_as_secret_as_one_here() -> None:
    abroad = Adres(landcode="6029", regels=("Example Road 1", "Exampletown"), geheim=True)
    assert (abroad.straatnaam, abroad.postcode, abroad.land) == (None, None, None)
    assert abroad.geheim


def test_a_person_may_have_more_addresses_than_two_and_says_what_each_serves_for() -> None:
    person = Betrokkene(kenmerk="p1", rol="", geslachtsnaam="", overige_adressen=(Adres(soort="werkadres"),))
    assert [address.soort for address in person.overige_adressen] == ["werkadres"]


def test_somebody_in_a_relation_or_informed_may_stand_in_the_message_or_nowhere_in_it() -> None:
    assert Relatie(omschrijving="kind van", kenmerk="p2").volledige_naam is None
    assert Geinformeerde(volledige_naam="K. Voorbeeld").kenmerk is None


def test_of_a_unit_in_a_report_no_more_than_its_part_need_be_known() -> None:
    assert BetrokkenEenheid(betrokkenheid="begeleider").contacten == ()


def test_a_receiver_is_told_apart_by_nothing_unless_it_is_said() -> None:
    assert Bereikbaarheid() == Bereikbaarheid(telefoonnummers=(), emailadressen=())
