"""Who takes part in the chain: kinds of parties and one party (domain-rules.md 1)."""

from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.identifiers import Oin


class PartyKind(StrEnum):
    """The party catalogue of domain-rules.md 1; the value is its short name there."""

    VT = "VT"
    LOKAAL_VELD = "LV"
    GEMEENTE = "GEM"
    GEMEENTE_BELEID = "GEM-BELEID"
    BURGEMEESTER = "BM"
    POLITIE = "POL"
    OM = "OM"
    HALT = "HALT"
    RAAD = "RVDK"
    GI = "GI"
    RECHTBANK = "RB"
    ZVH = "ZVH"
    MDA = "MDA"
    CRISISHULP = "CJ"
    JEUGDHULP = "JHA"
    ZORG = "ZA"
    WMO = "WA"
    SCHOOL = "SCH"
    RECLASSERING = "REC"
    SLACHTOFFERHULP = "SHN"
    VT_REGISTER = "VTR"
    VERWIJSINDEX = "VIR"
    INSPECTIE = "IGJ"
    AP = "AP"
    CBS = "CBS"
    BURGER = "MEL-B"
    BETROKKENE = "BETR"
    GATEWAY = "GW"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One organisation; it can be of several kinds at once (a municipality is LV and GEM)."""

    oin: Oin
    name: str
    kinds: frozenset[PartyKind]
