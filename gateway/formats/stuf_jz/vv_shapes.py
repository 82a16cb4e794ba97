"""The trees of vcobDi01, ucobDi01, vciDi01 and uciDi01, element by element in the order of the standard."""

from dataclasses import replace
from typing import Final

from gateway.formats.stuf_jz.shapes import DATE, Part, Shape, branch, extras, form, leaf, one_of, text
from gateway.formats.stuf_jz.stuurgegevens import di01

_NO_VALUE: Final = "StUF:noValue"
_CASE_NUMBER: Final = text(40, shortest=5)

_PERSON: Final = branch(
    "ZKN:gerelateerdeN",
    branch(
        "ZKN:natuurlijkPersoon?N",
        # One of these; no number fits both patterns that the standard has for the second.
        (leaf("BG:inp.bsn?N", form(r"\d{9}")), leaf("BG:anp.identificatie?N", form(r"\d{10}"))),
        leaf("BG:geslachtsnaamN", text(200)),
        leaf("BG:voorvoegselGeslachtsnaam?N", text(10)),
        leaf("BG:voorletters?N", text(20)),
        leaf("BG:voornamen?N", text(200)),
        leaf("BG:geboortedatum?N", DATE),
        extras(),
        entity="NPS",
        no_value=_NO_VALUE,
    ),
    entity="OBJ",
)


def _concerns(*after: Part, needed: str) -> Shape:
    """Return the relation with the one person, and what is said of that person."""
    return branch("JZ:heeftBetrekkingOp", _PERSON, *after, extras(), entity="ZAKOBJ", needed=needed)


_CONTACT: Final = branch(
    "ZKN:heeftAlsContactpersoon?N",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:telefoonnummer?N", text(20)),
        leaf("ZKN:emailadres?N", text(254)),
        extras(),
        leaf("ZKN:naam?N", text(80)),
        entity="MDW",
        no_value=_NO_VALUE,
    ),
    extras(),
    entity="OEHMDWCPR",
)


def _unit(name: str, entity: str, *, needed: str = "") -> Shape:
    """Return the relation with an organisational unit; where none is needed it may be unknown."""
    unit = branch(
        "ZKN:organisatorischeEenheid?N",
        leaf("ZKN:identificatieN", text(24)),
        leaf("ZKN:naamN", text(50)),
        extras(),
        _CONTACT,
        entity="OEH",
    )
    related = branch("ZKN:gerelateerdeN", unit, entity="BTR")
    return branch(name, related, extras(), entity=entity, needed=needed, filled=not needed)


_ASKED: Final = (
    leaf("JZ:identificatie", _CASE_NUMBER, needed="uitvraag.identificatie"),
    leaf("JZ:soortVerzoeker", one_of("01", "02", "03", "04", "05"), needed="uitvraag.soortVerzoeker"),
)
_REASON: Final = branch(
    "JZ:redenVerzoek",
    leaf("JZ:codeN", one_of("01", "02", "03", "04", "05", "06"), needed="uitvraag.reden"),
    needed="uitvraag.reden",
)
_ASKED_BY: Final = (
    extras(),
    _concerns(needed="betrokkenen"),
    _unit("JZ:heeftAlsInitiator", "ZAKBTRINI", needed="uitvraag.initiator"),
)
_QUESTION: Final = branch(
    "JZ:specifiekeVraag+", leaf("JZ:code", needed="uitvraag.vragen[].code"), needed="uitvraag.vragen"
)
_ANSWERED: Final = (
    leaf("JZ:identificatie", _CASE_NUMBER, needed="antwoord.identificatie"),
    leaf("JZ:verzoekidentificatie", _CASE_NUMBER, needed="antwoord.verzoekIdentificatie"),
)
_ANSWERED_BY: Final = (
    _unit("JZ:heeftAlsInitiator", "ZAKBTRINI"),
    _unit("JZ:heeftAlsUitvoerende", "ZAKBTRUTV", needed="antwoord.uitvoerende"),
)
_KNOWN: Final = leaf("ZKN:indicatieBekend", one_of("J", "N"), needed="antwoord.perPersoon")
_PART: Final = branch(
    "ZKN:specifiekeVraag*",
    leaf("BG:code", needed="antwoord.delen[].code"),
    leaf("BG:antwoord", needed="antwoord.delen[].tekst"),
)
_EXPLANATION: Final = branch(
    "JZ:toelichtendeInformatie?N",
    # Demanded, and of a link alone there is nothing to say.
    leaf("JZ:omschrijving", text(80), constant=""),
    leaf("JZ:url?N", text(200)),
)
_DOCUMENT: Final = branch(
    "JZ:heeftRelevant*N",
    branch(
        "ZKN:gerelateerdeN",
        leaf("ZKN:link?N", text(200)),
        replace(leaf("ZKN:inhoud"), packed=True),
        extras(),
        leaf("ZKN:naam", text(80), needed="bijlagen[].titel"),
        leaf("ZKN:toelichting?", text(80)),
        entity="EDC",
        no_value=_NO_VALUE,
    ),
    extras(),
    entity="ZAKEDC",
    no_value=_NO_VALUE,
)

VCOB: Final = di01("vcobDi01", branch("JZ:object", *_ASKED, _REASON, *_ASKED_BY, entity="VVZ"))
UCOB: Final = di01(
    "ucobDi01",
    branch(
        "JZ:object+",
        *_ANSWERED,
        extras(),
        _concerns(_KNOWN, needed="antwoord.perPersoon"),
        *_ANSWERED_BY,
        entity="VVZ",
        needed="antwoord",
    ),
    refers=True,
)
VCI: Final = di01(
    "vciDi01",
    branch("JZ:object", *_ASKED, leaf("JZ:omschrijving?"), _REASON, _QUESTION, *_ASKED_BY, entity="VVZ"),
)
UCI: Final = di01(
    "uciDi01",
    branch(
        "JZ:object+",
        *_ANSWERED,
        _EXPLANATION,
        extras(),
        _concerns(_KNOWN, _PART, needed="antwoord.perPersoon"),
        *_ANSWERED_BY,
        _DOCUMENT,
        entity="VVZ",
        needed="antwoord",
    ),
    refers=True,
)
