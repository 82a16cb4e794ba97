"""What the messages about a case say alike: who somebody is, where they live, how to reach them, who started it."""

from typing import Final

from gateway.domain.content import Adres, Contact, Initiator
from gateway.formats.stuf_jz.forms import TRUE_FALSE
from gateway.formats.stuf_jz.persons import abroad_rows, home_rows, identity_rows, registered_address
from gateway.formats.stuf_jz.rows import Group, Row, Table, extra_row, group, row

OBJECT: Final = "JZ:object"
PERSON: Final = "ZKN:gerelateerde/ZKN:natuurlijkPersoon"
_INITIATOR: Final = "ZKN:heeftAlsInitiator"
_ORGANISATION: Final = "ZKN:gerelateerde/ZKN:nietNatuurlijkPersoon"
_ABROAD: Final = "BG:sub.verblijfBuitenland"


def named(person: str) -> tuple[Row, ...]:
    """Return the rows of who somebody is."""
    return (*identity_rows(person), row(f"{person}/BG:voorletters", "voorletters"), *beside(person))


def beside(person: str) -> tuple[Row, ...]:
    """Return the rows of what the standard has no element for."""
    return (
        extra_row(person, "vreemdelingennummer", "vreemdelingennummer"),
        extra_row(person, "rni", "rni"),
        extra_row(person, "aanvullendeInformatie", "aanvullende_informatie"),
        extra_row(person, "overigeZorgMinderjarige", "overige_zorg"),
        extra_row(person, "taal", "taal"),
    )


def registered(person: str) -> Group:
    """Return the row of the address where somebody is registered, in the Netherlands."""
    return registered_address(person, "BG:verblijfsadres")


def registered_anywhere(person: str) -> Group:
    """Return the row of the address where somebody is registered, here or abroad; there a land has an element."""
    table = Table(
        record=Adres,
        rows=(
            *home_rows("BG:verblijfsadres"),
            *abroad_rows(_ABROAD),
            row(f"{_ABROAD}/BG:lnd.landnaam", "land"),
            extra_row("", "soortAdres", "soort"),
            extra_row("", "indicatieGeheimAdres", "geheim", TRUE_FALSE),
            extra_row("", "indicatieOpvangadres", "opvang", TRUE_FALSE),
        ),
    )
    return group(person, "adres", table)


def reached(person: str) -> tuple[Row, ...]:
    """Return the rows of how somebody can be reached."""
    return (
        row(f"{person}/BG:sub.telefoonnummer", "telefoonnummer"),
        row(f"{person}/BG:sub.emailadres", "emailadres"),
    )


def point_of_contact(*ways: Row) -> Group:
    """Return the row of whom to speak to; what the standard has no element for stands beside it."""
    rows = (row("ZKN:naam", "naam"), extra_row("", "afdeling", "afdeling"), *ways)
    return group("ZKN:heeftAlsAanspreekpunt/ZKN:gerelateerde", "contact", Table(record=Contact, rows=rows))


FUNCTION: Final = row("ZKN:functie", "functie")
NO_FUNCTION: Final = extra_row("", "functie", "functie")
WAYS: Final = (row("ZKN:telefoonnummer", "telefoonnummer"), row("ZKN:emailadres", "emailadres"))


def initiator(contact: Group) -> Group:
    """Return the row of who started it."""
    rows = (
        row(f"{_ORGANISATION}/BG:statutaireNaam", "organisatie"),
        row(f"{_ORGANISATION}/BG:inn.nnpId", "rsin"),
        row("ZKN:code", "code"),
        row("ZKN:omschrijving", "hoedanigheid"),
        row("ZKN:toelichting", "toelichting"),
        contact,
    )
    return group(_INITIATOR, "initiator", Table(record=Initiator, rows=rows))
