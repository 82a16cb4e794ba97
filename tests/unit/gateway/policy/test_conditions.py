import pytest

from gateway.domain.effect import Effect
from gateway.domain.party import PartyKind
from gateway.policy.conditions import effect_of

FAMILY = frozenset({PartyKind.BETROKKENE})
POLICE = frozenset({PartyKind.POLITIE})
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
