"""The trees of meldingGeneriekDi01 and uitkomstMeldingGeneriekDi01, element by element in the order of the standard."""

from dataclasses import replace
from typing import Final

from gateway.formats.stuf_jz.gm_codes import (
    ADDRESSES,
    CAPACITIES,
    KINDS,
    LIFE_AREAS,
    PROFESSIONALS,
    QUESTIONS,
    RELATIONS,
    STATUSES,
)
from gateway.formats.stuf_jz.shapes import DATE, Part, Shape, branch, extras, form, hollow, leaf, one_of, text, yes_no
from gateway.formats.stuf_jz.stuurgegevens import di01

_NO_VALUE: Final = "StUF:noValue"
_MOMENT: Final = form(r"[0-9]{8,17}")
_NUMBER_OF_FOUR: Final = form(r"[0-9]{1,4}")
_CASE_NUMBER: Final = text(40, shortest=5)
_KIND: Final = leaf("JZ:soortmeldingCodeN", one_of(*KINDS), no_value="")
_BSN: Final = leaf("BG:inp.bsn?N", form(r"\d{9}"))
_GENDER: Final = leaf("BG:geslachtsaanduidingN", one_of("M", "O", "V"))
_REACHED: Final = (leaf("BG:sub.telefoonnummer?N", text(20)), leaf("BG:sub.emailadres?N", text(254)))
_MUNICIPALITY: Final = leaf("BG:inp.gemeenteVanInschrijving?N", _NUMBER_OF_FOUR)
_NATIONALITY: Final = branch(
    "BG:inp.heeftAlsNationaliteit*N",
    branch(
        "BG:gerelateerde",
        leaf("BG:codeN", _NUMBER_OF_FOUR),
        leaf("BG:omschrijving?N", text(42)),
        extras(),
        entity="NAT",
    ),
    extras(),
    entity="NPSNAT",
    no_value=_NO_VALUE,
)
_FOREIGNER: Final = leaf("BG:vreemdelingennummer?N")
_LANGUAGE: Final = branch("BG:taal?", leaf("BG:code?N", _NUMBER_OF_FOUR), leaf("BG:omschrijvingN"))
_HOME: Final = hollow(
    branch(
        # Where no form of the address is known, it is one in the Netherlands of which nothing is.
        "BG:nederlandsadresN",
        leaf("BG:wpl.woonplaatsNaamN", text(80)),
        leaf("BG:gor.openbareRuimteNaam?N", text(80)),
        leaf("BG:aoa.postcodeN", form(r"[1-9][0-9]{3}[A-Z]{0,2}")),
        leaf("BG:aoa.huisnummer?N", form(r"[1-9][0-9]{0,4}")),
        leaf("BG:aoa.huisletter?N", form(r"[a-zA-Z]")),
        leaf("BG:aoa.huisnummertoevoeging?N", form(r"[a-zA-Z0-9]{0,4}")),
    )
)
_ABROAD: Final = branch(
    "BG:buitenlandsAdres?N",
    leaf("BG:lnd.landcode?N", _NUMBER_OF_FOUR),
    leaf("BG:lnd.landnaam?N", text(40)),
    leaf("BG:sub.adresBuitenland1N", text(35)),
    leaf("BG:sub.adresBuitenland2?N", text(35)),
    leaf("BG:sub.adresBuitenland3?N", text(35)),
)


def _address(marked: str) -> Shape:
    """Return an address: what it serves for, and one of two forms."""
    purpose = leaf("BG:soortadresN", one_of(*ADDRESSES), no_value="")
    return branch(marked, purpose, (_HOME, _ABROAD), no_value=_NO_VALUE)


_PERSON: Final = branch(
    "ZKN:natuurlijkPersoon?N",
    _BSN,
    leaf("BG:geslachtsnaamN", text(200)),
    leaf("BG:voorvoegselGeslachtsnaam?N", text(10)),
    leaf("BG:voornamenN", text(200)),
    _GENDER,
    leaf("BG:geboortedatum?N", DATE),
    leaf("BG:inp.geboorteplaats?N", text(40)),
    leaf("BG:inp.geboorteLand?N", _NUMBER_OF_FOUR),
    *_REACHED,
    _MUNICIPALITY,
    extras(),
    _NATIONALITY,
    leaf("BG:geboortplaatsnaamBuitenland?N", text(80)),
    leaf("BG:geboortelandNaam?N", text(40)),
    _FOREIGNER,
    _LANGUAGE,
    _address("BG:adres+N"),
    entity="NPS",
    no_value=_NO_VALUE,
)
_OTHER_PERSON: Final = branch(
    "ZKN:natuurlijkPersoon?N",
    _BSN,
    _GENDER,
    *_REACHED,
    _MUNICIPALITY,
    extras(),
    _NATIONALITY,
    _FOREIGNER,
    leaf("BG:naamN", text(200)),
    _LANGUAGE,
    _address("BG:adres*N"),
    entity="NPS",
    no_value=_NO_VALUE,
)
_INFORMED: Final = branch(
    "ZKN:informering?",
    leaf("BG:datum?N", DATE),
    leaf("BG:reactie?", text(1000)),
    leaf("BG:redenNietGeinformeerd?"),
    yes_no("BG:indicatieGeinformeerd", needed="informering.geinformeerd"),
)
_CONCERNS: Final = branch(
    "ZKN:heeftBetrekkingOpN",
    branch("ZKN:gerelateerdeN", _PERSON, entity="OBJ"),
    leaf("ZKN:hoedanigheid", one_of(*CAPACITIES), needed="betrokkenen[].statusInZaak"),
    _INFORMED,
    extras(),
    entity="ZAKOBJ",
    needed="betrokkenen",
)


def _employee(marked: str) -> Shape:
    return branch(
        marked,
        leaf("ZKN:telefoonnummer?N", text(20)),
        leaf("ZKN:emailadres?N", text(254)),
        extras(),
        leaf("ZKN:naam?N", text(80)),
        entity="MDW",
        no_value=_NO_VALUE,
    )


def _unit(marked: str, *, number: str = "ZKN:identificatieN", contacts: str = "ZKN:heeftAlsContactpersoon?N") -> Shape:
    return branch(
        marked,
        leaf(number, text(24)),
        leaf("ZKN:naamN", text(50)),
        extras(),
        branch(contacts, _employee("ZKN:gerelateerdeN"), extras(), entity="OEHMDWCPR"),
        entity="OEH",
    )


def _by_unit(marked: str, entity: str, *, needed: str = "") -> Shape:
    """Return the relation with a unit; where the domain need not say which, it may be unknown."""
    related = branch("ZKN:gerelateerdeN", _unit("ZKN:organisatorischeEenheid?N"), entity="BTR")
    return branch(marked, related, extras(), entity=entity, needed=needed, filled=not needed)


def _also_concerned(related: Part, parts: frozenset[str], *after: Part) -> Shape:
    part = leaf("ZKN:betrokkenheidRelatie", one_of(*parts), needed="betrokkenheid")
    return branch(
        "ZKN:heeftAlsOverigBetrokkene*",
        branch("ZKN:gerelateerdeN", related, entity="BTR"),
        part,
        *after,
        extras(),
        entity="ZAKBTROVR",
    )


_INCIDENT: Final = branch(
    "JZ:gerelateerdeN",
    (
        leaf("JZ:datumTijd?", _MOMENT),
        branch(
            "JZ:periodeVanTot?N",
            leaf("JZ:datumtijdBegin", _MOMENT, needed="generiek.incidentVanaf"),
            leaf("JZ:datumtijdEinde", _MOMENT, needed="generiek.incidentTot"),
        ),
    ),
    leaf("JZ:omschrijving?N"),
    leaf("JZ:locatieAanduidingN"),
    extras(),
    entity="INC",
)
_SITUATION: Final = branch(
    "ZKN:betreft",
    branch(
        "ZKN:gerelateerdeN",
        leaf("JZ:omschrijvingZorgelijkeSituatieN"),
        leaf("JZ:nadereOmschrijving?N"),
        branch(
            "JZ:vraagAntwoord*",
            leaf("JZ:vraagCode", one_of(*QUESTIONS), needed="generiek.antwoorden[].code"),
            leaf("JZ:antwoordN"),
        ),
        branch(
            "JZ:leefgebied*",
            leaf("JZ:leefgebiedCode", one_of(*LIFE_AREAS), needed="generiek.leefgebieden[].code"),
            leaf("JZ:toelichting?N"),
        ),
        leaf("JZ:indicatieInstantiesBetrokken?", one_of("J", "N")),
        extras(),
        hollow(branch("JZ:kent?", _INCIDENT, extras(), entity="ZOSINC")),
        entity="ZOS",
        no_value="noValue",
    ),
    extras(),
    entity="ZAKZOS",
    filled=True,
)
_MELDING: Final = branch(
    "JZ:object",
    leaf("ZKN:identificatieN", _CASE_NUMBER, needed="melding.identificatie"),
    extras(),
    _CONCERNS,
    _by_unit("ZKN:heeftAlsInitiator", "ZAKBTRINI", needed="generiek.initiator"),
    _by_unit("ZKN:heeftAlsUitvoerendeN", "ZAKBTRUTV", needed="generiek.uitvoerende"),
    _also_concerned(
        (_unit("ZKN:organisatorischeEenheid?N"), _OTHER_PERSON),
        frozenset(RELATIONS),
        _INFORMED,
    ),
    _SITUATION,
    leaf("JZ:datumTijdMelding", _MOMENT, needed="generiek.tijdstip"),
    _KIND,
    branch(
        "JZ:redenMelding",
        leaf("JZ:code?N", no_value=""),
        leaf("JZ:omschrijving?N"),
        needed="generiek.reden",
    ),
    yes_no("JZ:indicatieTerugkoppelingGewenst?N"),
    leaf("JZ:verzoekOmschrijvingN"),
    branch("JZ:overigeInformatie?", leaf("JZ:omschrijvingN"), leaf("JZ:url*N", text(200))),
    entity="ZAK",
)
_UITKOMST: Final = branch(
    "JZ:object",
    leaf("ZKN:identificatieN", _CASE_NUMBER, needed="terugkoppeling.identificatie"),
    extras(),
    _by_unit("ZKN:heeftAlsInitiator", "ZAKBTRINI"),
    _by_unit("ZKN:heeftAlsUitvoerende", "ZAKBTRUTV"),
    _also_concerned(
        _unit("ZKN:organisatorischeEenheidN", number="ZKN:identificatie?N", contacts="ZKN:heeftAlsContactpersoon*N"),
        frozenset(PROFESSIONALS),
    ),
    leaf("JZ:uwIdentificatie", _CASE_NUMBER, needed="terugkoppeling.identificatieMelding"),
    _KIND,
    leaf("JZ:statuscode", one_of(*STATUSES), needed="terugkoppeling.status"),
    branch("JZ:casus?", leaf("JZ:registratienummerN"), _employee("JZ:contactN")),
    branch("JZ:toelichtendeinformatie?", leaf("JZ:omschrijvingN"), leaf("JZ:url?N", text(200))),
    branch("JZ:routerenNaarInstantie?", leaf("JZ:identificatieN", form(r"[0-9]{20}")), leaf("JZ:naamN", text(200))),
    entity="ZAK",
)
# One of these; here the standard lets a message say more of who receives it than elsewhere.
_REACHABLE: Final = branch(
    "StUF:aanvullendeIdentificerendeGegevens?",
    (leaf("StUF:telefoonnummer*N", text(20)), leaf("StUF:emailadres*N", text(254))),
)


def _told_apart(message: Shape) -> Shape:
    """Return the message with more in its head about the receiver."""
    (head,), *content = message.ranks
    ranks = tuple((_longer(part),) if part.name == "StUF:ontvanger" else (part,) for (part,) in head.ranks)
    return replace(message, ranks=((replace(head, ranks=ranks),), *content))


def _longer(receiver: Shape) -> Shape:
    return replace(receiver, ranks=(*receiver.ranks, (_REACHABLE,)))


MELDING_GENERIEK: Final = _told_apart(di01("meldingGeneriekDi01", _MELDING))
UITKOMST_MELDING_GENERIEK: Final = _told_apart(di01("uitkomstMeldingGeneriekDi01", _UITKOMST))
