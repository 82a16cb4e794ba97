"""Rows of what StUF-Jeugdzorg has and domain-rules.md 2 has not: reports of concern and notices of juvenile probation.

Who sends them to whom, and what comes back, is that of the standard's own test set (1.0.1, SCN 6, 8, 9 and 10).
"""

from typing import Final

from gateway.domain.catalogue.entry import T_R, T_R_B, CatalogueEntry, Rows, T, reverse, routes
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind as P

# The municipality, the team that it points out for it, or VT.
_REPORTED: Final = routes({P.POLITIE}, {P.GEMEENTE, P.LOKAAL_VELD, P.VT})

JEUGDZORG: Final[Rows] = (
    CatalogueEntry(
        type=MessageType.JZ_01,
        name="Zorgmelding van de politie",
        routes=_REPORTED,
        # The standard itself demands one document, and since when there is one.
        mandatory=("zorgmelding.kenmerk", "zorgmelding.signaal", "bijlagen", "bijlagen[].datum"),
        optional=("betrokkenen", "organisaties", "zorgmelding", "rest"),
        single=("bijlagen",),
        layers=T_R_B,
        receipt_by=MessageType.TEC_02,
        answered_by=frozenset({MessageType.JZ_02}),
        stuf="zorgmeldingDi01",
        source="JZ zorgmeldingDi01; JZ test set SCN 6 and 8",
    ),
    CatalogueEntry(
        type=MessageType.JZ_02,
        name="Terugkoppeling op een zorgmelding",
        routes=reverse(_REPORTED),
        mandatory=("zorgterugkoppeling",),
        optional=("betrokkenen", "organisaties", "rest"),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        stuf="zorgmeldingTerugkoppelingDi01",
        source="JZ zorgmeldingTerugkoppelingDi01; JZ test set SCN 10",
    ),
    CatalogueEntry(
        type=MessageType.JZ_03,
        name="Notificatie jeugdreclassering",
        # Imposed: by the OM; of their own will: by the Raad.
        routes=routes({P.OM, P.RAAD}, {P.GEMEENTE}),
        mandatory=("betrokkenen", "jeugdreclassering"),
        optional=("rest",),
        layers=T,  # SCN 9: nothing but the receipt of the transport comes back
        stuf="notificatiejrDi01",
        source="JZ notificatiejrDi01; JZ test set SCN 9",
    ),
)
