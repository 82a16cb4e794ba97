"""Chapter 3.2: an address that must stay secret."""

from dataclasses import replace

from gateway.domain.content import Crisis
from gateway.policy import Effect, Facts
from gateway.policy.rules.addresses import RULES
from tests.kit.policy_cases import (
    ADDRESS,
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    changed,
    effects,
    elements,
    handover,
    judge,
)

SECRET = replace(ADDRESS, geheim=True)
SHELTER = replace(ADDRESS, opvang=True)


def _lives(**changes: object) -> Facts:
    mother = changed(MOTHER, **changes)
    return handover(replace(DIRECT_HANDOVER, betrokkenen=(CHILD, mother)))


def test_r024_an_ordinary_address_passes() -> None:
    assert judge(RULES, "R024", handover()) == ()


def test_r024_a_secret_address_is_stripped_with_what_leads_to_it() -> None:
    verdicts = judge(RULES, "R024", _lives(adres=SECRET, telefoonnummer="0880000000"))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"betrokkenen[1].adres", "betrokkenen[1].telefoonnummer"}


def test_r024_a_phone_is_named_once_however_many_addresses_are_secret() -> None:
    verdicts = judge(RULES, "R024", _lives(adres=SECRET, verblijfadres=SECRET, telefoonnummer="0880000000"))
    assert verdicts[0].elements == (
        "betrokkenen[1].adres",
        "betrokkenen[1].telefoonnummer",
        "betrokkenen[1].verblijfadres",
    )


def test_r025_that_somebody_stays_in_a_shelter_may_be_said() -> None:
    assert judge(RULES, "R025", _lives(adres=None, aanvullende_informatie="verblijft in opvang, via VT")) == ()


def test_r025_the_street_of_a_shelter_is_stripped() -> None:
    verdicts = judge(RULES, "R025", _lives(adres=SHELTER, emailadres="m@example.nl"))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"betrokkenen[1].adres", "betrokkenen[1].emailadres"}


def test_r025_holds_for_an_address_that_is_nobodys() -> None:
    crisis = Crisis(adres=SHELTER, gevaar="g", veiligheid_medewerkers="v", terugbelnummer="0880000000")
    asked = handover(replace(DIRECT_HANDOVER, crisis=crisis))
    assert elements(judge(RULES, "R025", asked)) == {"crisis.adres"}
