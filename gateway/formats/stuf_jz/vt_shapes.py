"""The trees of vtMeldingDi01 and vtTerugkoppelingDi01, element by element in the order of the standard.

The standard's own spelling stands: jeugzorgrol, formeelVerblijfadresBinnenland, SASHniveau.
"""

from typing import Final

from gateway.formats.stuf_jz.roles import ROLES
from gateway.formats.stuf_jz.shapes import (
    DATE,
    Shape,
    branch,
    extras,
    form,
    hollow,
    leaf,
    one_of,
    text,
    yes_no,
)
from gateway.formats.stuf_jz.stuurgegevens import di01

# The attributes of an entity stand in no namespace in these messages.
_NO_VALUE: Final = "noValue"
_STUF_NO_VALUE: Final = "StUF:noValue"


def _binnenland(marked: str) -> Shape:
    return branch(
        marked,
        leaf("BG:wpl.woonplaatsNaamN", text(80)),
        leaf("BG:gor.openbareRuimteNaamN", text(80)),
        leaf("BG:aoa.postcode?N", form(r"[1-9][0-9]{3}[A-Z]{0,2}")),
        leaf("BG:aoa.huisnummerN", form(r"[1-9][0-9]{0,4}")),
        leaf("BG:aoa.huisletter?N", form(r"[a-zA-Z]")),
        leaf("BG:aoa.huisnummertoevoeging?N", form(r"[a-zA-Z0-9]{0,4}")),
    )


def _buitenland(marked: str) -> Shape:
    return branch(
        marked,
        leaf("BG:lnd.landcodeN", form(r"[0-9]{1,4}")),
        leaf("BG:sub.adresBuitenland1?N", text(35)),
        leaf("BG:sub.adresBuitenland2?N", text(35)),
        leaf("BG:sub.adresBuitenland3?N", text(35)),
    )


def _named(marked: str) -> Shape:
    """Return somebody who is named and no more."""
    return branch(
        marked,
        leaf("BG:inp.bsn?N", form(r"\d{9}")),
        leaf("BG:geslachtsnaam?N", text(200)),
        leaf("BG:voorvoegselGeslachtsnaam?N", text(10)),
        leaf("BG:voornamen?N", text(200)),
        extras(),
        leaf("BG:vreemdelingennummer?N"),
        leaf("BG:rni?N"),
        leaf("BG:volledigeNaam?", text(412)),
        attributes=(("StUF:entiteittype", "NPS"),),
        no_value=_STUF_NO_VALUE,
    )


def _contact(marked: str) -> Shape:
    return branch(
        marked,
        leaf("JZ:naamContactpersoon?"),
        leaf("JZ:afdeling?N"),
        leaf("JZ:eMail*N", text(254)),
        leaf("JZ:telefoonnummer*N", text(20)),
    )


_STAAT_IN_RELATIE_TOT: Final = hollow(
    branch(
        "BG:staatInRelatieTot*N",
        _named("BG:gerelateerdeN"),
        leaf("BG:omschrijvingSocialeRelatieN"),
        extras(),
        entity="NPSNPSSIR",
        no_value=_NO_VALUE,
    )
)
_BETROKKENE: Final = branch(
    "JZ:gerelateerdeN",
    leaf("BG:inp.bsn?N", form(r"\d{9}")),
    leaf("BG:geslachtsnaamN", text(200)),
    leaf("BG:voorvoegselGeslachtsnaam?N", text(10)),
    leaf("BG:voornamen?N", text(200)),
    leaf("BG:geslachtsaanduidingN", one_of("M", "O", "V")),
    leaf("BG:geboortedatum?N", DATE),
    extras(),
    leaf("BG:vreemdelingennummer?N"),
    leaf("BG:rni?N"),
    leaf("BG:telefoonnummer*", text(20)),
    leaf("BG:nationaliteit?N", text(42)),
    leaf("BG:taal?N"),
    _buitenland("BG:formeelVerblijfsadresBuitenland?N"),
    _binnenland("BG:formeelVerblijfadresBinnenland?N"),
    _buitenland("BG:feitelijkVerblijfsadresBuitenland?N"),
    _binnenland("BG:feitelijkVerblijfsadresBinnenland?N"),
    _STAAT_IN_RELATIE_TOT,
    attributes=(("StUF:entiteittype", "NPS"),),
    no_value=_STUF_NO_VALUE,
)
_HEEFT_BETROKKEN: Final = branch(
    "JZ:heeftBetrokken+N",
    _BETROKKENE,
    leaf("JZ:jeugzorgrolN", one_of(*ROLES)),
    leaf("JZ:aanvullendeInformatieBetrokkenPersoon?N"),
    leaf("JZ:overigeZorgMinderjarige?N"),
    extras(),
    entity="ZOSNPS",
    needed="betrokkenen",
    no_value=_NO_VALUE,
)
_ZORGELIJKE_SITUATIE: Final = branch(
    "JZ:gerelateerdeN",
    leaf("JZ:omschrijvingZorgelijkeSituatieN"),
    leaf("JZ:relevanteRegistratie*N"),
    leaf("JZ:aanvullendeInformatie?N"),
    leaf("JZ:bestaandeHulpverlening?"),
    leaf("JZ:tijdelijkHuisverbod?"),
    leaf("JZ:aanhouding?"),
    leaf("JZ:aangifte?"),
    leaf("JZ:eergerelateerdGeweld?"),
    extras(),
    _HEEFT_BETROKKEN,
    entity="ZOS",
    needed="betrokkenen",
    no_value=_NO_VALUE,
)
_IS_GEINFORMEERD_AAN: Final = hollow(
    branch(
        "JZ:isGeinformeerdAan*N",
        _named("JZ:gerelateerdeN"),
        leaf("JZ:wijzeVanInformering?N", one_of("e-mail", "mondeling", "onbenoemd", "schriftelijk", "telefonisch")),
        yes_no("JZ:indicatieGereageerdN"),
        leaf("JZ:strekkingReactie?N"),
        leaf("JZ:datumGeinformeerd?N", DATE),
        extras(),
        entity="VTMNPS",
        no_value=_NO_VALUE,
    )
)
_MELDENDE_INSTANTIE: Final = branch(
    "JZ:gerelateerdeN",
    branch(
        "ZKN:vestiging?",
        leaf("BG:vestigingsNummerN", text(12, shortest=12)),
        entity="VES",
    ),
    leaf("ZKN:naam?N", text(200)),
    leaf("ZKN:instantiecode?N"),
    (
        branch("ZKN:ingeschrevenNietNatuurlijkPersoon?N", leaf("BG:rsin", text(9)), entity="NNPINN"),
        branch("ZKN:maatschappelijkeActiviteit?N", leaf("BG:kvkNummerN", text(8, shortest=8)), entity="MAC"),
    ),
    entity="BTR",
)
_VT_MELDING: Final = branch(
    "JZ:object",
    leaf("JZ:identificatieVtMeldingN", needed="melding.identificatie"),
    leaf("JZ:datumMeldingN", DATE, needed="melding.datumMelding"),
    leaf("JZ:datumIncidentN", DATE),
    leaf("JZ:locatieIncidentN"),
    leaf("JZ:omschrijvingIncidentN", needed="melding.omschrijving"),
    yes_no("JZ:indicatieAgenderingAfstemmingsoverlegGewenstN"),
    _contact("JZ:contactgegevensVerdiepingOpInfoN"),
    leaf("JZ:informering?"),
    yes_no("JZ:indicatieSASHIngevuld", needed="melding.sashIngevuld"),
    leaf("JZ:SASHniveau?", one_of("hoog", "laag", "matig")),
    extras(),
    branch("JZ:betreftN", _ZORGELIJKE_SITUATIE, extras(), entity="VTMZOS", needed="betrokkenen", no_value=_NO_VALUE),
    _IS_GEINFORMEERD_AAN,
    branch(
        "JZ:isIngediendDoorN",
        _MELDENDE_INSTANTIE,
        extras(),
        entity="VTMBTR",
        needed="melding.ingediendDoor",
        no_value=_NO_VALUE,
    ),
    entity="VTM",
)
_UITKOMSTEN: Final = one_of(
    "geen vervolgstappen nodig", "inzet regionaal maatwerk VT", "overdracht", "vervolgstappen belegd bij VT"
)
_STATUSSEN: Final = one_of(
    "Melding onjuist geadresseerd",
    "afsluiting zonder overdracht",
    "melding niet ontvankelijk",
    "overdracht",
    "uitkomst veiligheidsbeoordeling",
)
_BELEGD_BIJ: Final = hollow(
    branch(
        "JZ:verantwoordelijkVoorZichtOpDeVeiligheidBelegdBijN",
        branch("JZ:gerelateerdeN", leaf("ZKN:naam", text(200)), entity="BTR"),
        extras(),
        entity="ZOSBTR",
        no_value=_NO_VALUE,
    )
)
_SITUATIE_VAN_MELDING: Final = branch(
    "JZ:betreft?N",
    branch(
        "JZ:gerelateerdeN",
        _contact("JZ:contactgegevensVerantwoordelijkeOrganisatie?N"),
        extras(),
        _BELEGD_BIJ,
        entity="ZOS",
        no_value=_NO_VALUE,
    ),
    extras(),
    entity="VTMZOS",
    no_value=_NO_VALUE,
)
_VT_TERUGKOPPELING: Final = branch(
    "JZ:object",
    leaf("ZKN:identificatie?N", text(40, shortest=5)),
    extras(),
    leaf("ZKN:toelichting?N", text(1000)),
    leaf("ZKN:uitkomst?", _UITKOMSTEN),
    leaf("ZKN:status", _STATUSSEN, needed="terugkoppeling.status"),
    branch(
        "ZKN:naarAanleidingVan",
        branch(
            "ZKN:gerelateerdeN",
            leaf("JZ:identificatieVtMeldingN", needed="terugkoppeling.identificatieMelding"),
            extras(),
            _SITUATIE_VAN_MELDING,
            entity="VTM",
            needed="terugkoppeling.identificatieMelding",
            no_value=_NO_VALUE,
        ),
        extras(),
        entity="ZAKVTM",
        needed="terugkoppeling.identificatieMelding",
    ),
    branch(
        "ZKN:isUitgevoerdDoor",
        branch(
            "ZKN:gerelateerdeN",
            leaf("ZKN:naam", text(200), needed="terugkoppeling.uitgevoerdDoorNaam"),
            leaf("ZKN:oinNummerN", form(r"\d{20}"), needed="terugkoppeling.uitgevoerdDoorOin"),
            entity="BTR",
            needed="terugkoppeling.uitgevoerdDoorNaam",
        ),
        extras(),
        entity="ZAKBTR",
        needed="terugkoppeling.uitgevoerdDoorNaam",
    ),
    entity="ZAK",
)

VT_MELDING: Final = di01("vtMeldingDi01", _VT_MELDING)
VT_TERUGKOPPELING: Final = di01("vtTerugkoppelingDi01", _VT_TERUGKOPPELING)
