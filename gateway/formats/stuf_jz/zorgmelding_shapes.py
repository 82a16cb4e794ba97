"""The trees of zorgmeldingDi01 and zorgmeldingTerugkoppelingDi01, element by element in the order of the standard."""

from dataclasses import replace
from typing import Final

from gateway.formats.stuf_jz.case_shapes import (
    NO_VALUE,
    NUMBERS,
    REACHED,
    VERBLIJFSADRES,
    VESTIGING,
    WAYS,
    case_type,
    concerned,
    initiator,
    named,
    point_of_contact,
)
from gateway.formats.stuf_jz.roles import YOUNG_PERSON
from gateway.formats.stuf_jz.shapes import DATE, Shape, branch, extras, form, leaf, one_of, text
from gateway.formats.stuf_jz.stuurgegevens import di01

_SOURCE: Final = "Zorgmelding"
_SIGNAL: Final = "Signaal behandelen"


def _number(marked: str, group: str) -> Shape:
    return branch(
        marked,
        leaf("ZKN:kenmerk", text(40), needed=f"{group}.kenmerk"),
        leaf("ZKN:bron", one_of(_SOURCE), constant=_SOURCE),
        needed=f"{group}.kenmerk",
    )


def _young(person: Shape) -> Shape:
    return branch(
        "ZKN:heeftBetrekkingOp?N",
        branch("ZKN:gerelateerdeN", person, entity="OBJ"),
        leaf("ZKN:omschrijving", one_of(YOUNG_PERSON), constant=YOUNG_PERSON),
        extras(),
        entity="ZAKOBJ",
        no_value=NO_VALUE,
    )


_ROLE: Final = leaf("ZKN:omschrijving", text(80), needed="betrokkenen[].rol")
_JEUGDIGE: Final = branch(
    "ZKN:natuurlijkPersoon*N",
    *named(NUMBERS, leaf("BG:geslachtsnaam?N", text(200))),
    VERBLIJFSADRES,
    *REACHED,
    extras(),
    entity="NPS",
)
_BELANGHEBBENDE: Final = branch(
    "ZKN:heeftAlsBelanghebbende*",
    branch("ZKN:gerelateerdeN", (concerned("ZKN:natuurlijkPersoon?", "NPS"), VESTIGING), entity="BTR"),
    leaf("ZKN:code?N", text(10)),
    _ROLE,
    extras(),
    entity="ZAKBTRBLH",
)
_DOCUMENT: Final = branch(
    "ZKN:heeftRelevantN",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:identificatie?N", text(40)),
        leaf("ZKN:dct.omschrijving", one_of(_SOURCE), needed="bijlagen[].soort"),
        leaf("ZKN:creatiedatum", DATE, needed="bijlagen[].datum"),
        leaf("ZKN:titel?N", text(200)),
        leaf("ZKN:auteur?N", text(200)),
        replace(leaf("ZKN:inhoud"), packed=True),
        entity="EDC",
    ),
    extras(),
    entity="ZAKEDC",
    needed="bijlagen",
)
_BEKENDE: Final = (
    leaf("BG:inp.bsn?N", form(r"\d{9}")),
    leaf("BG:geslachtsnaam", text(200), needed="betrokkenen[].geslachtsnaam"),
)
_ONTVANGER: Final = branch(
    "ZKN:heeftAlsBelanghebbende*N",
    branch(
        "ZKN:gerelateerdeN",
        (
            branch(
                "ZKN:natuurlijkPersoon?N",
                *_BEKENDE,
                leaf("BG:geboortedatum", DATE, needed="betrokkenen[].geboortedatum"),
                extras(),
                entity="NPS",
            ),
            branch(
                "ZKN:vestiging?",
                leaf("BG:handelsnaamVerkort", text(45), needed="organisaties[].naam"),
                extras(),
                entity="VES",
            ),
        ),
        entity="BTR",
    ),
    _ROLE,
    point_of_contact("ZKN:heeftAlsAanspreekpunt?N", "ZAKBTRBLHCTP", *WAYS),
    entity="ZAKBTRBLH",
    no_value=NO_VALUE,
)

ZORGMELDING: Final = di01(
    "zorgmeldingDi01",
    branch(
        "JZ:object",
        _number("ZKN:kenmerkN", "zorgmelding"),
        branch("StUF:extraElementen", leaf("StUF:extraElement+N"), needed="zorgmelding.signaal"),
        case_type(_SIGNAL),
        _young(_JEUGDIGE),
        _BELANGHEBBENDE,
        initiator(
            "ZKN:heeftAlsInitiatorN",
            point_of_contact("ZKN:heeftAlsAanspreekpuntN", "ZAKBTRINICTP", *WAYS),
            leaf("BG:inn.nnpId?N", form(r"\d{9}")),
        ),
        _DOCUMENT,
        entity="ZAK",
    ),
)
ZORGMELDING_TERUGKOPPELING: Final = di01(
    "zorgmeldingTerugkoppelingDi01",
    branch(
        "JZ:object",
        leaf("ZKN:identificatie", text(40, shortest=5), needed="zorgterugkoppeling.identificatie"),
        _number("ZKN:kenmerk", "zorgterugkoppeling"),
        branch(
            "ZKN:resultaat",
            leaf(
                "ZKN:omschrijving",
                one_of("Geen actie nodig", "Vervolgactie nodig"),
                needed="zorgterugkoppeling.resultaat",
            ),
            needed="zorgterugkoppeling.resultaat",
        ),
        extras(),
        case_type(_SIGNAL, leaf("ZKN:code?N", text(10))),
        _young(
            branch(
                "ZKN:natuurlijkPersoon?N",
                *_BEKENDE,
                leaf("BG:geboortedatum?N", DATE),
                extras(),
                entity="NPS",
            )
        ),
        _ONTVANGER,
        branch(
            "ZKN:heeftAlsInitiatorN",
            extras(),
            point_of_contact("ZKN:heeftAlsAanspreekpuntN", "ZAKBTRINICTP"),
            entity="ZAKBTRINI",
            no_value=NO_VALUE,
        ),
        entity="ZAK",
    ),
)
