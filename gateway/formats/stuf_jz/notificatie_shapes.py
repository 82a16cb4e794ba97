"""The trees of notificatieDi01 and notificatiejrDi01, element by element in the order of the standard."""

from typing import Final

from gateway.formats.stuf_jz.case_shapes import (
    FUNCTION,
    NO_VALUE,
    VERBLIJFSADRES,
    WAYS,
    case_type,
    concerned,
    initiator,
    named,
    point_of_contact,
)
from gateway.formats.stuf_jz.roles import CLIENT, UNBORN_CLIENT, YOUNG_PERSON
from gateway.formats.stuf_jz.shapes import DATE, branch, extras, form, leaf, one_of, text
from gateway.formats.stuf_jz.stuurgegevens import di01

_BSN: Final = leaf("BG:inp.bsn?N", form(r"\d{9}"))
_SURNAME: Final = leaf("BG:geslachtsnaam?N", text(200))
_RESULTATEN: Final = one_of(
    "Geen maatregel opgelegd",
    "Geen rekest Kinderbescherming",
    "Maatregel opgelegd",
    "Verzoek tot onderzoek afgewezen",
)
_STATUSSEN: Final = one_of("Intake afgerond", "Onderzoek afgerond", "Zaak afgerond")
_CLIENT: Final = branch(
    "ZKN:heeftBetrekkingOpN",
    branch(
        "ZKN:gerelateerdeN",
        branch("ZKN:natuurlijkPersoon?N", *named(_BSN, _SURNAME), VERBLIJFSADRES, extras(), entity="NPS"),
        entity="OBJ",
    ),
    leaf("ZKN:omschrijving", one_of(CLIENT, UNBORN_CLIENT)),
    extras(),
    entity="ZAKOBJ",
    no_value=NO_VALUE,
)
_BELANGHEBBENDE: Final = branch(
    "ZKN:heeftAlsBelanghebbende?N",
    branch("ZKN:gerelateerdeN", concerned("ZKN:natuurlijkPersoon?"), entity="BTR"),
    leaf("ZKN:code?N", text(10)),
    leaf("ZKN:omschrijving", one_of("ouder, gezag niet benoemd"), needed="betrokkenen[].rol"),
    extras(),
    entity="ZAKBTRBLH",
    no_value=NO_VALUE,
)
_OVERWEGEN: Final = "Overwegen kinderbeschermingsmaatregel"
_ZAAKTYPE: Final = branch(
    "ZKN:isVanN",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:omschrijvingGeneriekN", one_of(_OVERWEGEN), constant=_OVERWEGEN),
        entity="ZKT",
        filled=True,
    ),
    extras(),
    entity="ZAKZKT",
    filled=True,
)
_VERZOEK: Final = branch(
    "ZKN:heeftBetrekkingOpAndere?N",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:identificatie?N", text(40, shortest=5)),
        extras(),
        _ZAAKTYPE,
        entity="ZAK",
        no_value=NO_VALUE,
    ),
    extras(),
    entity="ZAKZAKBTR",
    no_value=NO_VALUE,
)
_STATUS: Final = branch(
    "ZKN:heeftN",
    branch(
        "ZKN:gerelateerde",
        leaf("ZKN:omschrijving", _STATUSSEN, needed="notificatie.status"),
        entity="STT",
        needed="notificatie.status",
    ),
    leaf("ZKN:datumStatusGezet", form(r"\d{8,17}"), needed="notificatie.datum"),
    entity="ZAKSTT",
    needed="notificatie.status",
)
_BESLISSING: Final = branch(
    "ZKN:leidtTot*N",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:datumBeslissing", DATE, needed="notificatie.beslissingen[].datum"),
        leaf("ZKN:toelichting", text(1000), needed="notificatie.beslissingen[].maatregel"),
        leaf("ZKN:ingangsdatumWerking?N", DATE),
        leaf("ZKN:einddatumWerking?N", DATE),
        extras(),
        entity="BSL",
        no_value=NO_VALUE,
    ),
    entity="ZAKBSL",
    no_value=NO_VALUE,
)
_JEUGDIGE: Final = branch(
    "ZKN:heeftBetrekkingOpN",
    branch(
        "ZKN:gerelateerdeN",
        branch("ZKN:natuurlijkPersoon*N", *named(_BSN, _SURNAME), extras(), entity="NPS"),
        entity="OBJ",
    ),
    leaf("ZKN:omschrijving", one_of(YOUNG_PERSON), constant=YOUNG_PERSON),
    extras(),
    entity="ZAKOBJ",
    needed="betrokkenen (jeugdige)",
)

NOTIFICATIE: Final = di01(
    "notificatieDi01",
    branch(
        "JZ:object",
        leaf("ZKN:identificatie?", text(40, shortest=5)),
        branch("ZKN:resultaat?N", leaf("ZKN:omschrijvingN", _RESULTATEN)),
        extras(),
        case_type("Uitvoeren onderzoek kinderbeschermingsmaatregel"),
        _CLIENT,
        _BELANGHEBBENDE,
        _VERZOEK,
        _STATUS,
        _BESLISSING,
        entity="ZAK",
    ),
)
NOTIFICATIEJR: Final = di01(
    "notificatiejrDi01",
    branch(
        "JZ:object",
        leaf("ZKN:omschrijving?N", text(80)),
        branch("StUF:extraElementen", leaf("StUF:extraElement+N"), needed="jeugdreclassering.signaal"),
        case_type("Signaal behandelen", leaf("ZKN:code?N", text(10))),
        _JEUGDIGE,
        initiator(
            "ZKN:heeftAlsInitiator?N",
            point_of_contact("ZKN:heeftAlsAanspreekpunt?N", "ZAKBTRINICTP", FUNCTION, *WAYS),
            leaf("BG:inn.nnpId*N", form(r"\d{9}")),
        ),
        entity="ZAK",
    ),
)
