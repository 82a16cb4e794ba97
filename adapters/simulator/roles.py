"""Whom the simulator can play, and be played to: organisations of the chain, all fictional."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gateway.domain.identifiers import Oin
from gateway.domain.party import PartyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One organisation: how it is called, its OIN and what it is in the chain."""

    title: str
    oin: Oin
    kinds: frozenset[PartyKind]


def _role(title: str, number: int, *kinds: PartyKind) -> Role:
    return Role(title=title, oin=Oin.parse(f"00000099{number:09}000"), kinds=frozenset(kinds))


ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "veiligthuis": _role("Veilig Thuis Voorbeeldregio", 1, PartyKind.VT),
        "regio": _role("Veilig Thuis Buurregio", 2, PartyKind.VT),
        "politie": _role("Politie Eenheid Voorbeeld", 3, PartyKind.POLITIE),
        "gemeente": _role("Gemeente Voorbeeldstad, lokaal team", 4, PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD),
        "raad": _role("Raad voor de Kinderbescherming", 5, PartyKind.RAAD),
        "gi": _role("Jeugdbescherming Voorbeeld", 11, PartyKind.GI),
        "halt": _role("Halt Voorbeeld", 12, PartyKind.HALT),
        "om": _role("Openbaar Ministerie, parket Voorbeeld", 13, PartyKind.OM),
        "school": _role("Basisschool De Proef", 6, PartyKind.SCHOOL),
        "zorg": _role("Zorggroep Voorbeeld", 7, PartyKind.JEUGDHULP, PartyKind.ZORG),
        "slachtofferhulp": _role("Slachtofferhulp Voorbeeld", 8, PartyKind.SLACHTOFFERHULP),
        "veiligheidshuis": _role("Veiligheidshuis Voorbeeld", 10, PartyKind.ZVH),
    }
)
