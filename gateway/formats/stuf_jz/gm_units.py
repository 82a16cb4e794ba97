"""Units of organisations in the generic messages: who began, who does it, who else is concerned, and whom to call."""

from collections.abc import Mapping
from typing import Final

from gateway.domain.content import BetrokkenEenheid, Eenheid
from gateway.formats.stuf_jz.gm_codes import coded
from gateway.formats.stuf_jz.lists import listed
from gateway.formats.stuf_jz.persons import contact_table
from gateway.formats.stuf_jz.rows import Group, Row, Table, group, row

UNIT: Final = "ZKN:gerelateerde/ZKN:organisatorischeEenheid"
_CONTACT: Final = "ZKN:heeftAlsContactpersoon"
_EENHEID: Final = Table(
    record=Eenheid,
    rows=(
        row("ZKN:identificatie", "identificatie"),
        row("ZKN:naam", "naam"),
        group(f"{_CONTACT}/ZKN:gerelateerde", "contact", contact_table("")),
    ),
    blank=frozenset({"naam"}),
)


def unit_row(path: str, field_name: str) -> Group:
    """Return the row of the one unit of a relation."""
    return group(f"{path}/{UNIT}", field_name, _EENHEID)


def concerned_unit(parts: Mapping[str, str], *beside: Row | Group) -> Table:
    """Return the rows of a unit that is also concerned, with its part by one of the code lists."""
    return Table(
        record=BetrokkenEenheid,
        rows=(
            row("ZKN:betrokkenheidRelatie", "betrokkenheid", coded(parts)),
            row(f"{UNIT}/ZKN:identificatie", "identificatie"),
            row(f"{UNIT}/ZKN:naam", "naam"),
            listed(f"{UNIT}/{_CONTACT}", "contacten", contact_table("ZKN:gerelateerde")),
            *beside,
        ),
    )
