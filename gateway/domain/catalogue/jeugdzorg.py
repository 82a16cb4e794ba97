"""Rows of what StUF-Jeugdzorg has and domain-rules.md 2 has not: reports of concern and notices of juvenile probation.

Who sends them to whom, and what comes back, is that of the standard's own test set (1.0.1, SCN 6, 8, 9 and 10).
"""

from typing import Final

from gateway.domain.catalogue.entry import (
    PERSON_IN_CASE,
    T_R,
    T_R_B,
    CatalogueEntry,
    Rows,
    T,
    each,
    reverse,
    routes,
)
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind as P

# The municipality, the team that it points out for it, or VT.
_REPORTED: Final = routes({P.POLITIE}, {P.GEMEENTE, P.LOKAAL_VELD, P.VT})
_INITIATOR: Final = ("organisatie", "rsin", "code", "hoedanigheid", "toelichting")
_CONTACT: Final = ("naam", "afdeling", "functie", "telefoonnummer", "emailadres")
# Of a young person on probation neither address nor telephone is told.
_ON_PROBATION: Final = frozenset(each("betrokkenen[]", "adres", "telefoonnummer", "emailadres"))
# An answer names persons that its receiver knows, by no more than that takes.
_KNOWN_PERSON: Final = (
    *each("betrokkenen[]", "kenmerk", "rol", "geslachtsnaam", "geboortedatum", "bsn", "vreemdelingennummer", "rni"),
    *each("betrokkenen[]", "aanvullende_informatie", "overige_zorg", "taal"),
)

JEUGDZORG: Final[Rows] = (
    CatalogueEntry(
        type=MessageType.JZ_01,
        name="Zorgmelding van de politie",
        routes=_REPORTED,
        # The standard itself demands one document, and since when there is one.
        mandatory=("zorgmelding.kenmerk", "zorgmelding.signaal", "bijlagen[]", "bijlagen[].datum"),
        optional=(
            *PERSON_IN_CASE,
            *each("organisaties[]", "naam", "rol", "vestigingsnummer", "telefoonnummer", "emailadres"),
            *each("zorgmelding.initiator", *_INITIATOR),
            *each("zorgmelding.initiator.contact", *_CONTACT),
            *each("bijlagen[]", "naam", "soort", "mime", "inhoud", "identificatie", "titel", "auteur", "toelichting"),
            "rest",
        ),
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
        mandatory=each("zorgterugkoppeling", "identificatie", "kenmerk", "resultaat"),
        optional=(
            *_KNOWN_PERSON,
            *each("organisaties[]", "naam", "rol"),
            *each("organisaties[].contact", *_CONTACT),
            *each("zorgterugkoppeling.initiator.contact", "naam", "afdeling", "functie"),
            "rest",
        ),
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
        mandatory=("betrokkenen[]", "jeugdreclassering.signaal"),
        optional=(
            *(path for path in PERSON_IN_CASE if path not in _ON_PROBATION),
            *each("jeugdreclassering", "omschrijving", "toezicht_soort", "toezicht_vanaf", "toezicht_tot"),
            *each("jeugdreclassering.initiator", *_INITIATOR),
            *each("jeugdreclassering.initiator.contact", *_CONTACT),
            "rest",
        ),
        layers=T,  # SCN 9: nothing but the receipt of the transport comes back
        stuf="notificatiejrDi01",
        source="JZ notificatiejrDi01; JZ test set SCN 9",
    ),
)
