"""Rows of domain-rules.md 2.4, handover: what follows it, from informing the family to closing (MSG-42 to MSG-49)."""

from typing import Final

from gateway.domain.catalogue.entry import IDENTITY, T_R, T_R_B, CatalogueEntry, Rows, routes
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind as P

_VT: Final = frozenset({P.VT})
_LOCAL: Final = frozenset({P.LOKAAL_VELD})
# The receivers of MSG-35: there monitoring goes on.
_MONITORED: Final = frozenset({P.LOKAAL_VELD, P.JEUGDHULP})
_TABLE: Final = frozenset({P.LOKAAL_VELD, P.GEMEENTE, P.POLITIE})

HANDOVER_AFTER: Final[Rows] = (
    CatalogueEntry(
        type=MessageType.MSG_42,
        name="Bericht over informeren van betrokkene",
        routes=routes(_LOCAL, _VT) | routes(_VT, _LOCAL),
        mandatory=("betrokkenen[]", "betrokkenen[].informering"),
        optional=IDENTITY,
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        deadlines=("D018",),
        escalation="2",
        root="berichtInformering",
        source="2.4 MSG-42; S001 5.1.2, 3b",
    ),
    CatalogueEntry(
        type=MessageType.MSG_43,
        name="Signaal onvoldoende of verslechterde veiligheid",
        routes=routes(_LOCAL, _VT),
        mandatory=("signaal",),
        optional=IDENTITY,
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        answered_outside="Veilig Thuis reageert binnen een werkdag",
        deadlines=("D001",),
        escalation="2",
        root="signaalVeiligheid",
        source="2.4 MSG-43; S001 5.3, 6.1, 6.3, 3b",
    ),
    CatalogueEntry(
        type=MessageType.MSG_44,
        name="Monitoringvraag",
        routes=routes(_VT, _MONITORED),
        mandatory=("zaak", "betrokkenen[]", "monitoring.maand"),
        optional=IDENTITY,
        layers=T_R_B,
        receipt_by=MessageType.TEC_02,
        answered_by=frozenset({MessageType.MSG_45}),
        deadlines=("D020", "D021"),
        escalation="2",
        root="monitoringvraag",
        source="2.4 MSG-44; S001 bijlage 2; S000",
    ),
    CatalogueEntry(
        type=MessageType.MSG_45,
        name="Monitoringantwoord",
        routes=routes(_MONITORED, _VT),
        mandatory=(
            "monitoring.voorwaarden",
            "monitoring.score",
            "monitoring.herstel",
            "monitoring.casushouder_ongewijzigd",
        ),
        optional=(*IDENTITY, "monitoring.maand", "monitoring.incidenten", "monitoring.hulp_gewijzigd"),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        refers=True,
        deadlines=("D020", "D021"),
        escalation="2",
        root="monitoringantwoord",
        source="2.4 MSG-45, 2.8; S001 bijlage 2; S000",
    ),
    CatalogueEntry(
        type=MessageType.MSG_46,
        name="Verzoek afstemming afsluiten casusregie",
        routes=routes(_LOCAL, _VT),
        mandatory=("afsluiting.veilig_sinds", "afsluiting.risicofactoren", "afsluiting.herstel"),
        optional=IDENTITY,
        layers=T_R_B,
        receipt_by=MessageType.TEC_02,
        answered_by=frozenset({MessageType.MSG_47}),
        deadlines=("D023",),
        escalation="2",
        root="verzoekAfsluiting",
        source="2.4 MSG-46; S001 6.1, 6.3, bijlage 1",
    ),
    CatalogueEntry(
        type=MessageType.MSG_47,
        name="Reactie op verzoek afsluiten casusregie",
        routes=routes(_VT, _LOCAL),
        mandatory=("reactie.besluit", "reactie.datum"),
        optional=("reactie.reden",),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        refers=True,
        deadlines=("D023",),
        escalation="2",
        root="reactieAfsluiting",
        source="2.4 MSG-47; S001 6.1, 6.3, bijlage 1",
    ),
    CatalogueEntry(
        type=MessageType.MSG_48,
        name="Afsluitbericht",
        routes=routes(_VT, _MONITORED),
        mandatory=("zaak", "afsluiting.datum", "afsluiting.reden"),
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        deadlines=("D022",),
        escalation="1",
        root="afsluitbericht",
        source="2.4 MSG-48, 2.8; S001 3.1, bijlage 2",
    ),
    CatalogueEntry(
        type=MessageType.MSG_49,
        name="Triagetafelagenda en besluitregel",
        routes=routes(_VT, _TABLE) | routes(_TABLE, _VT),
        mandatory=("tafel",),
        optional=IDENTITY,
        layers=T_R,
        receipt_by=MessageType.TEC_02,
        deadlines=("D002",),
        escalation="2",
        root="triagetafel",
        source="2.4 MSG-49; S001 4.1, ch. 2 i, 3a.4, 3a.8",
    ),
)
