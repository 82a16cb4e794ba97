"""The tree of vtoDi01, element by element in the order of the standard."""

from dataclasses import replace
from typing import Final

from gateway.formats.stuf_jz.names import EXTRA_NAME
from gateway.formats.stuf_jz.roles import CLIENT, ROLES, UNBORN_CLIENT
from gateway.formats.stuf_jz.shapes import DATE, Part, Shape, branch, extras, form, leaf, one_of, text
from gateway.formats.stuf_jz.stuurgegevens import di01

_NO_VALUE: Final = "StUF:noValue"
_OBJECT_NUMBER: Final = text(16, shortest=16)
_AUTHENTIC: Final = leaf("BG:authentiek?N", one_of("J", "N"))
_CONFIDENTIALITY: Final = one_of(
    "BEPERKT OPENBAAR",
    "CONFIDENTIEEL",
    "GEHEIM",
    "INTERN",
    "OPENBAAR",
    "VERTROUWELIJK",
    "ZAAKVERTROUWELIJK",
    "ZEER GEHEIM",
)


def _house() -> tuple[Part, ...]:
    return (
        leaf("BG:gor.straatnaam?N", text(24)),
        leaf("BG:aoa.postcode?N", form(r"[1-9][0-9]{3}[A-Z]{0,2}")),
        leaf("BG:aoa.huisnummer?N", form(r"[1-9][0-9]{0,4}")),
        leaf("BG:aoa.huisletter?N", form(r"[a-zA-Z]")),
        leaf("BG:aoa.huisnummertoevoeging?N", form(r"[a-zA-Z0-9]{0,4}")),
        leaf("BG:inp.locatiebeschrijving?N", text(35)),
    )


_VERBLIJFSADRES: Final = branch(
    "BG:verblijfsadres?",
    leaf("BG:aoa.identificatie?N", _OBJECT_NUMBER),
    _AUTHENTIC,
    leaf("BG:wpl.woonplaatsNaam?N", text(80)),
    leaf("BG:gor.openbareRuimteNaam?N", text(80)),
    *_house(),
)
_UITGEBREID_VERBLIJFSADRES: Final = branch(
    "BG:verblijfsadres*",
    leaf("BG:aoa.identificatie?N", _OBJECT_NUMBER),
    _AUTHENTIC,
    leaf("BG:wpl.identificatie?N"),
    leaf("BG:wpl.woonplaatsNaam?N", text(80)),
    branch(
        "BG:aoa.woonplaatsWaarinGelegen?", leaf("BG:wpl.identificatie?N"), leaf("BG:wpl.woonplaatsNaam?N", text(80))
    ),
    leaf("BG:gor.identificatie?N", _OBJECT_NUMBER),
    leaf("BG:opr.identificatie?N", _OBJECT_NUMBER),
    leaf("BG:gor.openbareRuimteNaam?N", text(80)),
    *_house(),
    leaf("BG:begindatumVerblijf?N", DATE),
)
_VERBLIJF_BUITENLAND: Final = branch(
    "BG:sub.verblijfBuitenland*",
    leaf("BG:lnd.landcode?N"),
    leaf("BG:lnd.landnaam?N", text(40)),
    leaf("BG:sub.adresBuitenland1?N", text(35)),
    leaf("BG:sub.adresBuitenland2?N", text(35)),
    leaf("BG:sub.adresBuitenland3?N", text(35)),
)
# Up to two of these, in any order.
_NUMBERS: Final = (
    leaf("BG:inp.bsn*N", form(r"\d{9}")),
    leaf("BG:authentiek*N", one_of("J", "N")),
    leaf("BG:anp.identificatie*N"),
)
_KNOWN_NUMBERS: Final = (
    leaf("BG:inp.bsn*", form(r"\d{9}")),
    leaf("BG:authentiek*N", one_of("J", "N")),
    leaf("BG:anp.identificatie*"),
)


def _person(numbers: tuple[Shape, ...], surname: Shape, *address: Part) -> tuple[Part, ...]:
    return (
        numbers,
        surname,
        leaf("BG:voorvoegselGeslachtsnaam?N", text(10)),
        leaf("BG:voorletters?N", text(20)),
        leaf("BG:voornamen?N", text(200)),
        leaf("BG:geslachtsaanduiding?N", one_of("M", "O", "V")),
        leaf("BG:geboortedatum?N", DATE),
        *address,
        leaf("BG:sub.telefoonnummer?N", text(20)),
        leaf("BG:sub.emailadres?N", text(150)),
        extras(),
    )


def _case_type(generic: str, *before: Part, after: tuple[Part, ...] = ()) -> Shape:
    return branch(
        "ZKN:isVanN",
        branch(
            "ZKN:gerelateerdeN",
            *before,
            leaf("ZKN:omschrijvingGeneriek", constant=generic),
            *after,
            entity="ZKT",
            filled=True,
        ),
        extras(),
        entity="ZAKZKT",
        filled=True,
    )


_CLIENT: Final = branch(
    "ZKN:heeftBetrekkingOp+N",
    branch(
        "ZKN:gerelateerdeN",
        branch(
            "ZKN:natuurlijkPersoon*N",
            *_person(_NUMBERS, leaf("BG:geslachtsnaam?N", text(200)), _VERBLIJFSADRES),
            entity="NPS",
        ),
        entity="OBJ",
    ),
    leaf("ZKN:omschrijving", one_of(CLIENT, UNBORN_CLIENT)),
    extras(),
    entity="ZAKOBJ",
    needed="betrokkenen (kind)",
    no_value=_NO_VALUE,
)
_VESTIGING: Final = branch(
    "ZKN:vestiging?",
    leaf("BG:vestigingsNummer?N", text(12, shortest=12)),
    leaf("BG:handelsnaamVerkort", text(45)),
    leaf("BG:sub.telefoonnummer", text(20)),
    leaf("BG:sub.emailadres?N", text(150)),
    extras(),
    entity="VES",
)
_BELANGHEBBENDE: Final = branch(
    "ZKN:heeftAlsBelanghebbende+N",
    branch(
        "ZKN:gerelateerdeN",
        (
            branch(
                "ZKN:natuurlijkPersoon?",
                *_person(
                    _KNOWN_NUMBERS,
                    leaf("BG:geslachtsnaam", text(200), needed="betrokkenen[].geslachtsnaam"),
                    (_UITGEBREID_VERBLIJFSADRES, _VERBLIJF_BUITENLAND),
                ),
                attributes=(("StUF:entiteittype", "NPS"),),
            ),
            _VESTIGING,
        ),
        entity="BTR",
    ),
    leaf("ZKN:code?N", text(10)),
    leaf("ZKN:omschrijving", one_of(*ROLES), needed="betrokkenen[].rol"),
    extras(),
    entity="ZAKBTRBLH",
    no_value=_NO_VALUE,
)
_MEDEWERKER: Final = branch(
    "ZKN:medewerker*N",
    leaf("ZKN:identificatie?N", text(24)),
    leaf("ZKN:achternaam", text(200), needed="verzoek.aanvrager.naam"),
    leaf("ZKN:voorletters?N", text(20)),
    leaf("ZKN:voorvoegselAchternaam?N", text(10)),
    leaf("ZKN:roepnaam?N", text(30)),
    leaf("ZKN:geslachtsaanduiding?N", one_of("M", "O", "V")),
    leaf("ZKN:functie?N", text(50)),
    leaf("ZKN:telefoonnummer?N", text(20)),
    leaf("ZKN:emailadres?N", text(254)),
    entity="MDW",
)
_ORGANISATIE: Final = branch(
    "ZKN:nietNatuurlijkPersoon*N",
    leaf("BG:inn.nnpId?N", form(r"\d{9}")),
    leaf("BG:statutaireNaam", text(500), needed="verzoek.aanvrager.organisatie"),
    attributes=(("StUF:entiteittype", "NNPINN"),),
)
_UITVOERENDE: Final = branch(
    "ZKN:heeftAlsUitvoerendeN",
    # None, or two in any order: we write the employee and the organisation that request.
    replace(
        branch("ZKN:gerelateerdeN", (_MEDEWERKER, _ORGANISATIE), entity="BTR"), pair="verzoek.aanvrager.organisatie"
    ),
    leaf("ZKN:omschrijving?N", text(80)),
    extras(),
    entity="ZAKBTRUTV",
    needed="verzoek.aanvrager",
    no_value=_NO_VALUE,
)
_ONDERZOEK: Final = branch(
    "ZKN:heeftBetrekkingOpAndereN",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:identificatie?N", text(40, shortest=5)),
        extras(),
        _case_type("Uitvoeren onderzoek kinderbeschermingsmaatregel"),
        entity="ZAK",
        filled=True,
    ),
    extras(),
    entity="ZAKZAKBTR",
    filled=True,
)
_DOCUMENT: Final = branch(
    "ZKN:heeftRelevant+N",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:identificatie", text(40)),
        leaf(
            "ZKN:dct.omschrijving",
            one_of(
                "Diagnostisch onderzoek",
                "Gezinsgeschiedenis",
                "Hulpverleningsrapportage",
                "Verzoek tot onderzoek RvdK",
            ),
        ),
        leaf("ZKN:dct.omschrijvingGeneriek?", text(80)),
        leaf("ZKN:creatiedatum", DATE, needed="bijlagen[].datum"),
        leaf("ZKN:titel?N", text(200)),
        leaf("ZKN:taal?N", text(20)),
        leaf("ZKN:status?N", text(20)),
        leaf("ZKN:vertrouwelijkAanduiding?N", _CONFIDENTIALITY),
        leaf("ZKN:auteur?N", text(200)),
        leaf("ZKN:link?N", text(200)),
        replace(leaf("ZKN:inhoud"), packed=True),
        entity="EDC",
    ),
    extras(),
    entity="ZAKEDC",
    needed="bijlagen",
    no_value=_NO_VALUE,
)
_OVERWEGEN: Final = _case_type(
    "Overwegen kinderbeschermingsmaatregel",
    leaf("ZKN:omschrijving?N", text(80)),
    after=(leaf("ZKN:vertrouwelijkAanduiding?N", _CONFIDENTIALITY),),
)
# The standard demands extra elements here, and that a request is urgent is what everybody must know.
_EXTRA: Final = branch(
    "StUF:extraElementen",
    replace(leaf("StUF:extraElement+N", constant="false"), attributes=((EXTRA_NAME, "indicatieSpoed"),)),
    filled=True,
)

VTO: Final = di01(
    "vtoDi01",
    branch(
        "JZ:object",
        leaf("ZKN:identificatie", text(40, shortest=5), needed="verzoek.zaak"),
        leaf("ZKN:omschrijving?N", text(80)),
        leaf("ZKN:startdatum", DATE, needed="verzoek.startdatum"),
        leaf("ZKN:registratiedatum", DATE, needed="verzoek.registratiedatum"),
        _EXTRA,
        _OVERWEGEN,
        _CLIENT,
        _BELANGHEBBENDE,
        _UITVOERENDE,
        _ONDERZOEK,
        _DOCUMENT,
        entity="ZAK",
    ),
)
