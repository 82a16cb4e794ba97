"""Rows of domain-rules.md 2.6: rights, correction, incidents, neighbours; and 2.7: the gateway's own messages."""

from typing import Final

from gateway.domain.catalogue.entry import IDENTITY, T_R, CatalogueEntry, Rows, T, routes
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind as P

_VT: Final = frozenset({P.VT})
_PROVIDERS: Final = frozenset({P.JEUGDHULP, P.ZORG, P.WMO})
# Organisations that are controller of what they exchange; a private person, a register or the gateway is none.
_CONTROLLERS: Final = frozenset(P) - {P.BURGER, P.BETROKKENE, P.AP, P.GATEWAY}

RIGHTS: Final[Rows] = (
    CatalogueEntry(
        type=MessageType.MSG_62,
        name="Informatiebrief aan betrokkene",
        routes=routes({P.VT, P.LOKAAL_VELD}, {P.BETROKKENE}),
        deadlines=("D006", "D009", "D010"),
        escalation="2",
        travels=False,
        source="2.6 MSG-62; S001 5.1, 5.1.2, 3b; UbWmo 4.1.8; Wmo 5.3.1",
    ),
    # The routes of MSG-63, MSG-64 and of what the gateway sends back follow from those of all others: see table.py.
    CatalogueEntry(
        type=MessageType.MSG_63,
        name="Correctie, aanvulling of intrekking",
        mandatory=("correctie.betreft", "correctie.wijziging", "correctie.reden"),
        optional=("correctie.vervanging",),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        answered_outside="uitgevoerd of niet mogelijk",
        deadlines=("D034",),
        escalation="3",
        root="correctie",
        source="2.6 MSG-63, 2.8; AVG 16, 19 (GK); R121",
    ),
    CatalogueEntry(
        type=MessageType.MSG_64,
        name="Doorgifte rechtenverzoek",
        mandatory=("betrokkenen[]", "rechtenverzoek"),
        optional=IDENTITY,
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        answered_outside="de verantwoordelijke antwoordt",
        deadlines=("D034", "D035"),
        escalation="FG",
        root="rechtenverzoek",
        source="2.6 MSG-64; Wmo 5.3.2-5.3.5; AVG 12-22 (GK)",
    ),
    CatalogueEntry(
        type=MessageType.MSG_65,
        name="Melding beveiligingsincident",
        routes=routes({P.GATEWAY}, _CONTROLLERS) | routes(_CONTROLLERS, {P.AP}),
        mandatory=("incident.aard", "incident.tijdstip", "incident.omvang", "incident.maatregelen"),
        optional=("incident.systemen",),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        deadlines=("D038", "D039"),
        escalation="FG",
        root="beveiligingsincident",
        source="2.6 MSG-65, 2.8; AVG 33 (GK); Wpg 33a",
    ),
    CatalogueEntry(
        type=MessageType.MSG_66,
        name="Verwijsindexsignaal",
        routes=routes({P.VT, P.LOKAAL_VELD}, {P.VERWIJSINDEX}),
        mandatory=("verwijsindex",),
        layers=T,
        deadlines=("D045",),
        escalation="1",
        root="verwijsindexsignaal",
        source="2.6 MSG-66; Jw 7.1.4.3; S001 3a",
    ),
    CatalogueEntry(
        type=MessageType.MSG_67,
        name="Calamiteit of geweld bij verstrekking",
        routes=routes(_VT | _PROVIDERS, {P.INSPECTIE}),
        mandatory=("kennisgeving.omschrijving",),
        optional=(*IDENTITY, "kennisgeving"),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        deadlines=("D051",),
        escalation="4",
        root="calamiteit",
        source="2.6 MSG-67; Wmo 4.2.5",
    ),
    CatalogueEntry(
        type=MessageType.MSG_68,
        name="Beleidsinformatie CBS",
        routes=routes(_VT, {P.CBS}),
        mandatory=("statistiek",),
        layers=T,
        deadlines=("D049", "D050"),
        escalation="2",
        root="beleidsinformatie",
        source="2.6 MSG-68, 2.8; Wmo 4.2.12; URW",
    ),
    CatalogueEntry(
        type=MessageType.MSG_69,
        name="Stuurinformatie gemeente",
        routes=routes(_VT, {P.GEMEENTE_BELEID}),
        mandatory=("statistiek",),
        layers=T,
        deadlines=("D049", "D050"),
        escalation="2",
        root="stuurinformatie",
        source="2.6 MSG-69, 2.8; Wmo 4.2.12; S002 §8",
    ),
)

TECHNICAL: Final[Rows] = (
    # TEC-01 and TEC-03 answer in the exchange itself (6.1). Over ebMS the transport has signals of its own for them, so
    # they are documents and never messages that travel.
    CatalogueEntry(
        type=MessageType.TEC_01,
        name="Transport-ontvangstbevestiging",
        mandatory=("bevestiging",),
        refers=True,
        travels=False,
        stuf="Bv03Bericht",
        source="2.7 TEC-01, 6.1; DK; STUF Bv03, Bv04",
    ),
    CatalogueEntry(
        type=MessageType.TEC_02,
        name="Functionele ontvangst",
        optional=("ontvangst",),
        refers=True,
        stuf="Bv01Bericht",
        root="functioneleOntvangst",
        source="2.7 TEC-02; STUF Bv01",
    ),
    CatalogueEntry(
        type=MessageType.TEC_03,
        name="Technische fout",
        mandatory=("fout",),
        refers=True,
        travels=False,
        stuf="Fo03Bericht",
        source="2.7 TEC-03, 6.1; STUF Fo03",
    ),
    CatalogueEntry(
        type=MessageType.TEC_04,
        name="Functionele fout",
        mandatory=("fout",),
        refers=True,
        stuf="Fo01Bericht",
        root="functioneleFout",
        source="2.7 TEC-04, 6.1; STUF Fo01, Fo02",
    ),
    CatalogueEntry(type=MessageType.TEC_05, name="Beleidsweigering", travels=False, source="2.7 TEC-05"),
    CatalogueEntry(type=MessageType.TEC_06, name="Verwijdervoorstel", travels=False, source="2.7 TEC-06"),
    CatalogueEntry(type=MessageType.TEC_07, name="Wachtstand", travels=False, source="2.7 TEC-07"),
    CatalogueEntry(type=MessageType.TEC_08, name="Herinnering", travels=False, source="2.7 TEC-08"),
    CatalogueEntry(type=MessageType.TEC_09, name="Escalatie", travels=False, source="2.7 TEC-09"),
    CatalogueEntry(type=MessageType.TEC_10, name="Niet afgeleverd", travels=False, source="2.7 TEC-10"),
    CatalogueEntry(
        type=MessageType.TEC_11, name="Sleutel- of certificaatwaarschuwing", travels=False, source="2.7 TEC-11"
    ),
    CatalogueEntry(
        type=MessageType.TEC_12,
        name="Leesbaarheidsmelding",
        mandatory=("fout.code",),
        optional=("fout",),
        refers=True,
        root="leesbaarheidsmelding",
        source="2.7 TEC-12",
    ),
)
