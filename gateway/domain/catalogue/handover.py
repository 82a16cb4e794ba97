"""Rows of domain-rules.md 2.4, handover: the handovers themselves, their receipt, acceptance and start."""

from typing import Final

from gateway.domain.catalogue.entry import IDENTITY, PERSONS, T_R, T_R_B, T_R_C_B, CatalogueEntry, Rows, T, routes
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind as P

_VT: Final = frozenset({P.VT})
_INVOLVED: Final = frozenset({P.JEUGDHULP, P.ZORG, P.WMO})
_BODIES: Final = frozenset({P.ZVH, P.MDA})
# Everyone who can get MSG-34, 35, 36, 37, 38 or 39.
_RECEIVERS: Final = _INVOLVED | _BODIES | {P.LOKAAL_VELD, P.GI, P.VT}

_DIRECT: Final = (
    "betrokkenen",
    "melding",
    "triage.besluit",
    "triage.motivering",
    "overdracht.informeert_gezin",
    "overdracht.informeert_gezin_op",
)
_DIRECT_MAY: Final = ("ongeboren", "melder", "triage", "overdracht", "verrijking", "bijlagen")
# R101 and R110: of a restraining order and of what the Raad tells, no more than this; their rules take out the rest.
_TOLD_ON: Final = ("huisverbod.nummer", "huisverbod.vanaf", "huisverbod.tot", "notificatie.status", "notificatie.datum")
_TAKEN_OUT: Final = (
    *("huisverbod.uithuisgeplaatste", "huisverbod.adres", "huisverbod.beslismoment", "huisverbod.risicotaxatie"),
    *("huisverbod.veiligheidsbeeld", "huisverbod.advies", "huisverbod.verblijf_kinderen"),
    *("huisverbod.contactbepalingen", "huisverbod.opvangafspraak", "huisverbod.uitspraak"),
    *("notificatie.verzoek", "notificatie.identificatie", "notificatie.tijdstip", "notificatie.resultaat"),
    *("notificatie.beslissingen", "notificatie.uitvoerende"),
)

HANDOVER: Final[Rows] = (
    CatalogueEntry(
        type=MessageType.MSG_33,
        name="Acceptatie of weigering van overdracht",
        routes=routes(_RECEIVERS, _VT),
        mandatory=("acceptatie.besluit",),
        optional=("acceptatie",),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        refers=True,
        deadlines=("D014",),
        escalation="3",
        root="acceptatieOverdracht",
        source="2.4 MSG-33; S001 5.2.1, ch. 2 i",
    ),
    CatalogueEntry(
        type=MessageType.MSG_34,
        name="Directe overdracht na veiligheidsbeoordeling",
        routes=routes(_VT, {P.LOKAAL_VELD}),
        mandatory=_DIRECT,
        optional=(*_DIRECT_MAY, *_TOLD_ON),
        strippable=_TAKEN_OUT,
        layers=T_R_B,
        receipt_by=MessageType.MSG_40,
        receipt_also_by=frozenset({MessageType.MSG_49}),  # R060: not needed when handed over at the table
        accepted_by=frozenset({MessageType.MSG_33}),
        answered_by=frozenset({MessageType.MSG_41}),
        deadlines=("D011", "D012", "D013"),
        escalation="4",
        root="directeOverdracht",
        source="2.4 MSG-34; S001 5.1, 5.1.1-5.1.5, ch. 2 f, i",
    ),
    CatalogueEntry(
        type=MessageType.MSG_35,
        name="Overdracht na dienst",
        routes=routes(_VT, {P.LOKAAL_VELD, P.JEUGDHULP}),
        mandatory=(
            "betrokkenen",
            "melding",
            "dienst.dienst",
            "dienst.veiligheidsvoorwaarden",
            "dienst.gevolgen",
            "dienst.afspraken",
            "dienst.monitorafspraken",
        ),
        optional=(
            *("ongeboren", "melder", "dienst.bevinding", "dienst.veiligheidsplan", "verrijking", "bijlagen"),
            *_TOLD_ON,
        ),
        strippable=_TAKEN_OUT,
        layers=T_R_C_B,
        receipt_by=MessageType.MSG_40,
        accepted_by=frozenset({MessageType.MSG_33}),
        answered_by=frozenset({MessageType.MSG_41}),
        deadlines=("D012", "D014", "D015", "D020", "D021", "D022"),
        escalation="4",
        root="overdrachtNaDienst",
        source="2.4 MSG-35; S001 5.2.1-5.2.6",
    ),
    CatalogueEntry(
        type=MessageType.MSG_36,
        name="Overdracht aan gecertificeerde instelling",
        routes=routes(_VT, {P.GI}),
        mandatory=_DIRECT,
        optional=(*_DIRECT_MAY, *_TOLD_ON),
        strippable=_TAKEN_OUT,
        layers=T_R_C_B,
        receipt_by=MessageType.MSG_40,
        accepted_by=frozenset({MessageType.MSG_33}),
        answered_by=frozenset({MessageType.MSG_41}),
        deadlines=("D012", "D014"),
        escalation="3",
        root="overdrachtInstelling",
        source="2.4 MSG-36; S001 3a.1",
    ),
    CatalogueEntry(
        type=MessageType.MSG_36C,
        name="Afschrift overdracht aan gemeente",
        routes=routes(_VT, {P.GEMEENTE, P.LOKAAL_VELD}),
        mandatory=("betrokkenen[]", "afschrift"),
        optional=IDENTITY,
        layers=T_R,
        receipt_by=MessageType.TEC_02,  # a copy to take note of: nobody takes over anything
        deadlines=("D012", "D014"),
        escalation="3",
        root="afschriftOverdracht",
        source="2.4 MSG-36, 2.8; S001 3a.1",
    ),
    CatalogueEntry(
        type=MessageType.MSG_37,
        name="Overdracht aan reeds betrokken instelling of professional",
        routes=routes(_VT, _INVOLVED),
        mandatory=_DIRECT,
        optional=(*_DIRECT_MAY, *_TOLD_ON),
        strippable=_TAKEN_OUT,
        layers=T_R_C_B,
        receipt_by=MessageType.MSG_40,
        accepted_by=frozenset({MessageType.MSG_33}),
        answered_by=frozenset({MessageType.MSG_41}),
        deadlines=("D012", "D014"),
        escalation="3",
        root="overdrachtProfessional",
        source="2.4 MSG-37; S001 ch. 4 (3); MCNU",
    ),
    CatalogueEntry(
        type=MessageType.MSG_38,
        name="Aanmelding of opschaling naar ZVH of MDA",
        routes=routes({P.VT, P.LOKAAL_VELD}, _BODIES),
        mandatory=("betrokkenen", "opschaling"),
        optional=("verrijking",),
        layers=T_R_C_B,
        receipt_by=MessageType.MSG_40,
        # The body says ZVH-01, 02 or 03 in MSG-11; MSG-33 can refer to every handover.
        accepted_by=frozenset({MessageType.MSG_11, MessageType.MSG_33}),
        answered_by=frozenset({MessageType.MSG_11}),
        deadlines=("D012", "D014"),
        escalation="3",
        root="opschaling",
        source="2.4 MSG-38; S001 5.5.1; WGS 2.25-2.31",
    ),
    CatalogueEntry(
        type=MessageType.MSG_39,
        name="Overdracht aan andere VT-regio",
        routes=routes(_VT, _VT),
        mandatory=("betrokkenen", "melding", "regio.stand", "regio.termijnen", "regio.veiligheidsbeeld"),
        optional=(*PERSONS, "melder", "triage", "verrijking", "regio"),
        layers=T_R_C_B,
        receipt_by=MessageType.MSG_40,
        accepted_by=frozenset({MessageType.MSG_33}),
        answered_by=frozenset({MessageType.MSG_41}),
        deadlines=("D012", "D014", "D002"),
        escalation="3",
        root="overdrachtRegio",
        source="2.4 MSG-39, 2.8; S000 criterion 1.3; S003",
    ),
    CatalogueEntry(
        type=MessageType.MSG_40,
        name="Ontvangstbevestiging overdracht",
        # MSG-38 can come from the local field, so its receipt goes back there.
        routes=routes(_RECEIVERS, _VT) | routes(_BODIES, {P.LOKAAL_VELD}),
        mandatory=("ontvangst.ontvangen_op", "ontvangst.eenheid"),
        optional=("ontvangst.opgepakt_door",),
        layers=T,
        refers=True,
        deadlines=("D012",),
        escalation="1",
        root="ontvangstOverdracht",
        source="2.4 MSG-40; S001 ch. 2 i",
    ),
    CatalogueEntry(
        type=MessageType.MSG_41,
        name="Startbericht",
        # 2.9: the answer to every handover but MSG-38, so from each of their receivers.
        routes=routes(_RECEIVERS - _BODIES, _VT),
        mandatory=("start.casushouder",),
        one_of=(("start.eerste_contact", "start.pogingen"),),
        optional=("start",),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        refers=True,
        deadlines=("D013", "D015", "D016"),
        escalation="2",
        root="startbericht",
        source="2.4 MSG-41; S001 ch. 2 f, j, k",
    ),
)
