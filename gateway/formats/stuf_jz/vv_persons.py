"""Who a check on known or a question about a case is about, and the units that ask and answer."""

from typing import Final

from gateway.domain.content import Adres, Betrokkene, Eenheid
from gateway.formats.stuf_jz.forms import DATE, GENDER, NUMBER, TRUE_FALSE
from gateway.formats.stuf_jz.persons import Relation, contact_table
from gateway.formats.stuf_jz.rows import Group, Table, extra, extra_row, group, row
from gateway.formats.stuf_jz.tree import steps_of

_PERSON: Final = "ZKN:gerelateerde/ZKN:natuurlijkPersoon"
_UNIT: Final = "ZKN:gerelateerde/ZKN:organisatorischeEenheid"
_EMPLOYEE: Final = "ZKN:gerelateerde"

# These messages know no address; whoever has no BSN is told apart by one all the same (R018).
_ADRES: Final = Table(
    record=Adres,
    rows=(
        extra_row("", "straatnaam", "straatnaam"),
        extra_row("", "huisnummer", "huisnummer", NUMBER),
        extra_row("", "huisletter", "huisletter"),
        extra_row("", "huisnummertoevoeging", "huisnummertoevoeging"),
        extra_row("", "postcode", "postcode"),
        extra_row("", "woonplaats", "woonplaats"),
        extra_row("", "landcode", "landcode"),
        extra_row("", "landAdres", "land"),
        row(extra("adresregel"), "regels", many=True),
        extra_row("", "soortAdres", "soort"),
        extra_row("", "indicatieGeheimAdres", "geheim", TRUE_FALSE),
        extra_row("", "indicatieOpvangadres", "opvang", TRUE_FALSE),
    ),
)
CONCERNED: Final = Relation(
    name="JZ:heeftBetrekkingOp",
    person=steps_of(_PERSON),
    table=Table(
        record=Betrokkene,
        rows=(
            row(f"{_PERSON}/BG:inp.bsn", "bsn"),
            # anp.identificatie asks for ten digits and for seventeen, so no document that holds one is valid.
            extra_row(_PERSON, "vreemdelingennummer", "vreemdelingennummer"),
            row(f"{_PERSON}/BG:geslachtsnaam", "geslachtsnaam"),
            row(f"{_PERSON}/BG:voorvoegselGeslachtsnaam", "voorvoegsel"),
            row(f"{_PERSON}/BG:voorletters", "voorletters"),
            row(f"{_PERSON}/BG:voornamen", "voornamen"),
            row(f"{_PERSON}/BG:geboortedatum", "geboortedatum", DATE),
            extra_row(_PERSON, "geslachtsaanduiding", "geslacht", GENDER),
            group(_PERSON, "adres", _ADRES),
            extra_row("", "rol", "rol"),
        ),
    ),
)
_EENHEID: Final = Table(
    record=Eenheid,
    rows=(
        row(f"{_UNIT}/ZKN:naam", "naam"),
        row(f"{_UNIT}/ZKN:identificatie", "identificatie"),
        group(f"{_UNIT}/ZKN:heeftAlsContactpersoon", "contact", contact_table(_EMPLOYEE)),
    ),
    blank=frozenset({"naam"}),
)


def unit(path: str, field_name: str) -> Group:
    """Return the row of an organisational unit, with the person to reach there."""
    return group(path, field_name, _EENHEID)
