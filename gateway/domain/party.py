"""Who takes part in the chain: kinds of parties and one party (domain-rules.md 1)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.workdays import legal_time


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
    VERTROUWENSPERSOON = "VTP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """That one organisation may act for another: with which messages, and from which day until which (both count)."""

    principal: Oin
    types: frozenset[MessageType]
    valid_from: date
    valid_until: date

    def covers(self, principal: Oin, kind: MessageType, on: date) -> bool:
        """Tell whether it lets such a message be sent for that organisation on that day."""
        return self.principal == principal and kind in self.types and self.valid_from <= on <= self.valid_until


class HubUse(StrEnum):
    """For what a certificate of a hub may stand in for that of a party."""

    TLS = "tls"
    SIGNING = "signing"
    ENCRYPTION = "encryption"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubMandate:
    """That a hub's own certificate may speak for a party behind it, from which day until which (E-31, E-32, E-89)."""

    holder: Oin
    principal: Oin
    uses: frozenset[HubUse]
    valid_from: date
    valid_until: date

    def covers(self, holder: Oin, use: HubUse, at: datetime) -> bool:
        """Tell whether that organisation's certificate may be used so at that moment; both days count."""
        day = legal_time(at).date()
        return holder == self.holder and use in self.uses and self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One organisation; it can be of several kinds at once (a municipality is LV and GEM).

    `mandates` are those under which it acts for others (domain-rules.md 1, `representation`); `hub_mandates` those
    under which only its certificates stand in for theirs.
    """

    oin: Oin
    name: str
    kinds: frozenset[PartyKind]
    mandates: tuple[Mandate, ...] = ()
    hub_mandates: tuple[HubMandate, ...] = ()
