import pytest

from gateway.domain.effect import Effect
from gateway.domain.party import PartyKind
from gateway.policy.conditions import effect_of

FAMILY = frozenset({PartyKind.BETROKKENE})
POLICE = frozenset({PartyKind.POLITIE})
CARE = frozenset({PartyKind.ZORG})
LOCAL = frozenset({PartyKind.LOKAAL_VELD, PartyKind.GEMEENTE})


@pytest.mark.parametrize(
    ("condition", "receivers", "effect"),
    [
        ("niet aan ouders", FAMILY, Effect.STRIP),
        ("Níet delen met de vader!", FAMILY, Effect.STRIP),
        ("niet aan ouders", POLICE, Effect.FLAG),
        ("niet aan politie zonder overleg", POLICE, Effect.HOLD),
        ("niet aan politie zonder overleg", FAMILY, Effect.FLAG),
        ("pas na overleg met ons naar de gemeente", LOCAL, Effect.HOLD),
        ("niet aan derden", LOCAL, Effect.STRIP),
        ("niet aan Veilig Thuis", frozenset({PartyKind.VT}), Effect.STRIP),
        ("niet aan het Openbaar Ministerie", frozenset({PartyKind.OM}), Effect.STRIP),
        ("niet aan politie en OM", frozenset({PartyKind.OM}), Effect.STRIP),
        ("niet aan de buren", POLICE, Effect.HOLD),
        ("niet aan moeder en haar behandelaar", CARE, Effect.STRIP),
        ("niet aan moeder en haar behandelaar", FAMILY, Effect.STRIP),
        ("niet aan moeder en haar behandelaar", POLICE, Effect.FLAG),
        ("niet aan moeder of haar coach", POLICE, Effect.HOLD),
        ("niet aan moeder of haar coach", FAMILY, Effect.STRIP),
        ("niet aan ouders of de GGZ-therapeut", CARE, Effect.STRIP),
        ("niet aan ouders of buren", LOCAL, Effect.HOLD),
        ("deze informatie mag niet met de ouders gedeeld worden", LOCAL, Effect.FLAG),
        ("alleen voor Veilig Thuis", POLICE, Effect.HOLD),
        ("alleen voor Veilig Thuis", frozenset({PartyKind.VT}), Effect.FLAG),
        ("alleen voor Veilig Thuis", frozenset(), Effect.HOLD),
        ("uitsluitend bestemd voor Veilig Thuis", LOCAL, Effect.HOLD),
        ("mag alleen met politie en Veilig Thuis gedeeld worden", POLICE, Effect.FLAG),
        ("mag alleen met politie en Veilig Thuis gedeeld worden", LOCAL, Effect.HOLD),
        ("alleen aan de politie na het onderzoek", POLICE, Effect.HOLD),
        ("alleen aan de politie, niet verder", POLICE, Effect.HOLD),
        ("slechts met toestemming van de bron", POLICE, Effect.HOLD),
        ("enkel na overleg", POLICE, Effect.HOLD),
        ("na overleg met de bron", POLICE, Effect.HOLD),
        ("vertrouwelijk", POLICE, Effect.HOLD),
        ("wees hier voorzichtig mee", POLICE, Effect.HOLD),
        ("De bron is minderjarig.", POLICE, Effect.FLAG),
        (" ", POLICE, Effect.FLAG),
        ("bron is minderjarige", POLICE, Effect.FLAG),
        ("bron is minderjarige", frozenset(), Effect.FLAG),
    ],
)
def test_a_condition_keeps_something_from_whom_it_names(
    condition: str, receivers: frozenset[PartyKind], effect: Effect
) -> None:
    assert effect_of((condition,), receivers) is effect


def test_the_strictest_condition_decides() -> None:
    shown, waits, gone = "bron is minderjarige", "niet aan de buren", "niet aan politie"
    assert effect_of((shown, waits, gone), POLICE) is Effect.STRIP
    assert effect_of((shown, waits), POLICE) is Effect.HOLD
    assert effect_of((), POLICE) is Effect.FLAG
