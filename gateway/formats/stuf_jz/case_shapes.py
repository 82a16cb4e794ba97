"""What the trees of the messages about a case have in common: persons, their addresses, organisations, case types."""

from typing import Final

from gateway.formats.stuf_jz.shapes import DATE, Part, Shape, branch, extras, form, leaf, one_of, text

NO_VALUE: Final = "StUF:noValue"
_OBJECT_NUMBER: Final = text(16, shortest=16)
_AUTHENTIC: Final = leaf("BG:authentiek?N", one_of("J", "N"))


def _house() -> tuple[Part, ...]:
    return (
        leaf("BG:gor.straatnaam?N", text(24)),
        leaf("BG:aoa.postcode?N", form(r"[1-9][0-9]{3}[A-Z]{0,2}")),
        leaf("BG:aoa.huisnummer?N", form(r"[1-9][0-9]{0,4}")),
        leaf("BG:aoa.huisletter?N", form(r"[a-zA-Z]")),
        leaf("BG:aoa.huisnummertoevoeging?N", form(r"[a-zA-Z0-9]{0,4}")),
        leaf("BG:inp.locatiebeschrijving?N", text(35)),
    )


VERBLIJFSADRES: Final = branch(
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
NUMBERS: Final = (
    leaf("BG:inp.bsn*N", form(r"\d{9}")),
    leaf("BG:authentiek*N", one_of("J", "N")),
    leaf("BG:anp.identificatie*N"),
)
_KNOWN_NUMBERS: Final = (
    leaf("BG:inp.bsn*", form(r"\d{9}")),
    leaf("BG:authentiek*N", one_of("J", "N")),
    leaf("BG:anp.identificatie*"),
)


# How somebody can be reached.
REACHED: Final = (leaf("BG:sub.telefoonnummer?N", text(20)), leaf("BG:sub.emailadres?N", text(150)))


def named(numbers: tuple[Shape, ...] | Shape, surname: Shape) -> tuple[Part, ...]:
    """Return who somebody is."""
    return (
        numbers,
        surname,
        leaf("BG:voorvoegselGeslachtsnaam?N", text(10)),
        leaf("BG:voorletters?N", text(20)),
        leaf("BG:voornamen?N", text(200)),
        leaf("BG:geslachtsaanduiding?N", one_of("M", "O", "V")),
        leaf("BG:geboortedatum?N", DATE),
    )


def concerned(marked: str, entity: str = "") -> Shape:
    """Return somebody who is concerned besides the clients; not every message says what sort of entity that is."""
    return branch(
        marked,
        *named(_KNOWN_NUMBERS, leaf("BG:geslachtsnaam", text(200), needed="betrokkenen[].geslachtsnaam")),
        (_UITGEBREID_VERBLIJFSADRES, _VERBLIJF_BUITENLAND),
        *REACHED,
        extras(),
        entity=entity,
        attributes=() if entity else (("StUF:entiteittype", "NPS"),),
    )


def case_type(generic: str, *before: Part, after: tuple[Part, ...] = ()) -> Shape:
    """Return what sort of case it is: always the same in one message."""
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


VESTIGING: Final = branch(
    "ZKN:vestiging?",
    leaf("BG:vestigingsNummer?N", text(12, shortest=12)),
    leaf("BG:handelsnaamVerkort", text(45), needed="organisaties[].naam"),
    leaf("BG:sub.telefoonnummer", text(20), needed="organisaties[].telefoonnummer"),
    leaf("BG:sub.emailadres?N", text(150)),
    extras(),
    entity="VES",
)


def point_of_contact(marked: str, entity: str, *ways: Part) -> Shape:
    """Return whom to speak to: always by name."""
    person = branch(
        "ZKN:gerelateerde",
        leaf("ZKN:naam", text(40), needed="contact.naam"),
        *ways,
        extras(),
        entity="CTP",
        needed="contact",
    )
    return branch(marked, person, entity=entity, no_value=NO_VALUE)


FUNCTION: Final = leaf("ZKN:functie?N", text(50))
WAYS: Final = (leaf("ZKN:telefoonnummer?N", text(20)), leaf("ZKN:emailadres?N", text(254)))


def initiator(marked: str, contact: Shape, *numbers: Part) -> Shape:
    """Return who started it: an organisation, in what capacity, and whom to speak to there."""
    organisation = branch(
        "ZKN:nietNatuurlijkPersoon?",
        *numbers,
        leaf("BG:statutaireNaam?N", text(500)),
        attributes=(("StUF:entiteittype", "NNPINN"),),
    )
    return branch(
        marked,
        branch("ZKN:gerelateerde?N", organisation, entity="BTR"),
        leaf("ZKN:code?N", text(10)),
        leaf("ZKN:omschrijving?N", text(80)),
        leaf("ZKN:toelichting?N", text(1000)),
        extras(),
        contact,
        entity="ZAKBTRINI",
        no_value=NO_VALUE,
    )
