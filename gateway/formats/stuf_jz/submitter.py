"""isIngediendDoor: the organisation that submitted a report, by name or else by a number, and its employee."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gateway.domain.content import Contact
from gateway.formats.stuf_jz.rows import Reading, Row, Table, extra_row, read_values, row, write_record
from gateway.formats.stuf_jz.tree import Node, Writing
from gateway.strict_xml import Element

_PLACE: Final = "melding.ingediendDoor"
_ORGANISATION: Final = "JZ:gerelateerde"
_NAME: Final = row(f"{_ORGANISATION}/ZKN:naam", "organisatie")
# An organisation without a name is called by the kind of its number and the number itself.
_NUMBERS: Final[Mapping[str, Row]] = {
    "vestiging": row(f"{_ORGANISATION}/ZKN:vestiging/BG:vestigingsNummer", "organisatie"),
    "instantiecode": row(f"{_ORGANISATION}/ZKN:instantiecode", "organisatie"),
    "RSIN": row(f"{_ORGANISATION}/ZKN:ingeschrevenNietNatuurlijkPersoon/BG:rsin", "organisatie"),
    "KvK": row(f"{_ORGANISATION}/ZKN:maatschappelijkeActiviteit/BG:kvkNummer", "organisatie"),
}
_EMPLOYEE: Final = Table(
    record=Contact,
    rows=(
        extra_row("", "naamMedewerker", "naam"),
        extra_row("", "afdeling", "afdeling"),
        extra_row("", "functie", "functie"),
        extra_row("", "telefoonnummer", "telefoonnummer"),
        extra_row("", "emailadres", "emailadres"),
    ),
)


def read_submitter(element: Element, reading: Reading) -> Contact | None:
    """Return who submitted: the employee, or where none is named the organisation."""
    seen: list[Element] = []
    organisation = _read_organisation(element, seen)
    if organisation is None:
        return None
    values = read_values(_EMPLOYEE, element, seen)
    reading.tell(seen)
    if "naam" in values:
        return Contact(**values, organisatie=organisation)
    return Contact(**values, naam=organisation)


def _read_organisation(element: Element, seen: list[Element]) -> str | None:
    own: list[Element] = []
    name = _NAME.read(element, own)
    # A name that looks like one of our numbers would be written as a number: it is left where it is.
    if isinstance(name, str) and _number_of(name) is None:
        seen.extend(own)
        return name
    for kind, number_row in _NUMBERS.items():
        number = number_row.read(element, seen)
        if number is not None:
            return f"{kind} {number}"
    return None


def write_submitter(node: Node, contact: Contact, writing: Writing) -> None:
    """Write who submitted."""
    organisation = contact.organisatie or contact.naam
    number_row = _number_of(organisation)
    if number_row is None:
        _NAME.write(node, organisation, writing, f"{_PLACE}.organisatie")
    else:
        number_row.write(node, organisation.partition(" ")[2], writing, f"{_PLACE}.organisatie")
    employee = contact if contact.organisatie else replace(contact, naam="")
    write_record(_EMPLOYEE, node, employee, writing, _PLACE)


def _number_of(organisation: str) -> Row | None:
    kind, _, number = organisation.partition(" ")
    return _NUMBERS.get(kind) if number else None
