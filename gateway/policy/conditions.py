"""Conditions of a source in its own words: whom they keep something from (R080)."""

from collections.abc import Iterable
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.party import PartyKind
from gateway.policy.wording import fold

_NOT: Final = frozenset({"niet", "geen", "nooit", "behalve"})
# With these, a talk with the source can lift the condition.
_UNLESS: Final = frozenset({"zonder", "tenzij", "behalve", "eerst", "pas"})
_FAMILY: Final = frozenset({PartyKind.BETROKKENE, PartyKind.BURGER})
_COLLEGE: Final = frozenset({PartyKind.GEMEENTE, PartyKind.GEMEENTE_BELEID, PartyKind.LOKAAL_VELD})
_LOCAL: Final = frozenset({PartyKind.LOKAAL_VELD})
_ALL: Final = frozenset(PartyKind)
_NAMED: Final = {
    **dict.fromkeys(("ouder", "ouders", "moeder", "vader", "gezin", "familie", "betrokkene", "betrokkenen"), _FAMILY),
    **dict.fromkeys(("gemeente", "gemeenten", "college", "ambtenaren"), _COLLEGE),
    **dict.fromkeys(("wijkteam", "wijkteams", "lokaal", "lokale"), _LOCAL),
    **dict.fromkeys(("derden", "anderen", "iedereen", "niemand", "verder", "andere"), _ALL),
    **dict.fromkeys(("school", "scholen"), frozenset({PartyKind.SCHOOL})),
    **dict.fromkeys(("gi", "gezinsvoogd", "instelling"), frozenset({PartyKind.GI})),
    **dict.fromkeys(("zvh", "veiligheidshuis"), frozenset({PartyKind.ZVH})),
    **dict.fromkeys(("om", "justitie", "officier"), frozenset({PartyKind.OM, PartyKind.RECHTBANK})),
    "politie": frozenset({PartyKind.POLITIE}),
    "raad": frozenset({PartyKind.RAAD}),
    "reclassering": frozenset({PartyKind.RECLASSERING}),
    "veilig thuis": frozenset({PartyKind.VT}),
    "openbaar ministerie": frozenset({PartyKind.OM}),
    "huisarts": frozenset({PartyKind.ZORG}),
    "ggz": frozenset({PartyKind.ZORG}),
    "jeugdhulp": frozenset({PartyKind.JEUGDHULP}),
}


def effect_of(conditions: Iterable[str], receivers: frozenset[PartyKind]) -> Effect:
    """Return what the strictest condition asks for receivers of these kinds: STRIP, HOLD, or FLAG to show it."""
    asked = {_effect_of_one(condition, receivers) for condition in conditions}
    return next((effect for effect in (Effect.STRIP, Effect.HOLD) if effect in asked), Effect.FLAG)


def _effect_of_one(condition: str, receivers: frozenset[PartyKind]) -> Effect:
    said = fold(condition)
    words = frozenset(said.split())
    if words.isdisjoint(_NOT | _UNLESS):
        return Effect.FLAG
    named = [kinds for name, kinds in _NAMED.items() if f" {name} " in said]
    if not named:
        # It keeps something from somebody, and nobody can tell from whom.
        return Effect.HOLD
    if receivers.isdisjoint(frozenset[PartyKind]().union(*named)):
        return Effect.FLAG
    return Effect.HOLD if not words.isdisjoint(_UNLESS) else Effect.STRIP
