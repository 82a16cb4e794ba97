"""The tree of vtoDi01, element by element in the order of the standard."""

from dataclasses import replace
from typing import Final

from gateway.formats.stuf_jz.case_shapes import (
    NO_VALUE,
    NUMBERS,
    REACHED,
    VERBLIJFSADRES,
    VESTIGING,
    case_type,
    concerned,
    named,
)
from gateway.formats.stuf_jz.names import EXTRA_NAME
from gateway.formats.stuf_jz.roles import CLIENT, ROLES, UNBORN_CLIENT
from gateway.formats.stuf_jz.shapes import DATE, branch, extras, form, leaf, one_of, text
from gateway.formats.stuf_jz.stuurgegevens import di01

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
_CLIENT: Final = branch(
    "ZKN:heeftBetrekkingOp+N",
    branch(
        "ZKN:gerelateerdeN",
        branch(
            "ZKN:natuurlijkPersoon*N",
            *named(NUMBERS, leaf("BG:geslachtsnaam?N", text(200))),
            VERBLIJFSADRES,
            *REACHED,
            extras(),
            entity="NPS",
        ),
        entity="OBJ",
    ),
    leaf("ZKN:omschrijving", one_of(CLIENT, UNBORN_CLIENT)),
    extras(),
    entity="ZAKOBJ",
    needed="betrokkenen (kind)",
    no_value=NO_VALUE,
)
_BELANGHEBBENDE: Final = branch(
    "ZKN:heeftAlsBelanghebbende+N",
    branch(
        "ZKN:gerelateerdeN",
        (concerned("ZKN:natuurlijkPersoon?"), VESTIGING),
        entity="BTR",
    ),
    leaf("ZKN:code?N", text(10)),
    leaf("ZKN:omschrijving", one_of(*ROLES), needed="betrokkenen[].rol"),
    extras(),
    entity="ZAKBTRBLH",
    no_value=NO_VALUE,
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
    no_value=NO_VALUE,
)
_ONDERZOEK: Final = branch(
    "ZKN:heeftBetrekkingOpAndereN",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:identificatie?N", text(40, shortest=5)),
        extras(),
        case_type("Uitvoeren onderzoek kinderbeschermingsmaatregel"),
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
    no_value=NO_VALUE,
)
_OVERWEGEN: Final = case_type(
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
