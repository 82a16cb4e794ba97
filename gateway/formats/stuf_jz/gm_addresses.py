"""Addresses in the generic report: any number of them, each with what it serves for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from gateway.domain.content import Adres, Betrokkene
from gateway.formats.stuf_jz.forms import TRUE_FALSE
from gateway.formats.stuf_jz.gm_codes import ADDRESSES, REGISTERED, STAY, coded
from gateway.formats.stuf_jz.persons import abroad_rows, home_rows
from gateway.formats.stuf_jz.rows import (
    Reading,
    Table,
    extra_row,
    find_all,
    read_values,
    row,
    says_nothing,
    write_record,
)
from gateway.formats.stuf_jz.tree import Node, Writing
from gateway.strict_xml import Element

_NAME: Final = "BG:adres"
_FORM: Final = Table(
    record=Adres,
    rows=(
        *home_rows("BG:nederlandsadres"),
        *abroad_rows("BG:buitenlandsAdres"),
        row("BG:buitenlandsAdres/BG:lnd.landnaam", "land"),
    ),
)
_PURPOSE: Final = row("BG:soortadres", "soort", coded(ADDRESSES))


def _beside(name: str, hidden: str, shelter: str) -> Table:
    """Return the rows of what has no place in an address: it stands with the person."""
    return Table(
        record=Adres,
        rows=(
            extra_row("", f"soort{name}", "soort"),
            extra_row("", hidden, "geheim", TRUE_FALSE),
            extra_row("", shelter, "opvang", TRUE_FALSE),
        ),
    )


def _beside_other(number: int) -> Table:
    """Return the same for one of the other addresses, which has a purpose of its own."""
    return Table(
        record=Adres,
        rows=(
            extra_row("", f"indicatieGeheimOverigAdres{number}", "geheim", TRUE_FALSE),
            extra_row("", f"indicatieOpvangOverigAdres{number}", "opvang", TRUE_FALSE),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """An address with a place of its own in the domain: what it serves for there, and what stands beside it."""

    purpose: str
    beside: Table


_KNOWN: Final[Mapping[str, _Known]] = MappingProxyType(
    {
        "adres": _Known(purpose=REGISTERED, beside=_beside("Adres", "indicatieGeheimAdres", "indicatieOpvangadres")),
        "verblijfadres": _Known(
            purpose=STAY,
            beside=_beside("Verblijfadres", "indicatieGeheimVerblijfadres", "indicatieOpvangVerblijfadres"),
        ),
    }
)


def read_addresses(person: Element, place: str, reading: Reading) -> dict[str, Any]:
    """Return the addresses of a person by the field that they belong to; of each purpose the first is the known one."""
    found: dict[str, Any] = {}
    others: list[Adres] = []
    for element in find_all(person, _NAME):
        seen: list[Element] = []
        purpose = _PURPOSE.read(element, seen)
        values = read_values(_FORM, element, seen)
        name = _field_of(purpose, found)
        if name is None and (purpose or values):
            others.append(Adres(**values | {"soort": purpose}))
            reading.items[element] = f"{place}.overigeAdressen[{len(others) - 1}]"
        elif name is not None and values:
            found[name] = values
            reading.items[element] = f"{place}.{name}"
        else:
            continue
        reading.tell(seen)
    return _guarded(person, found, others, reading)


def _field_of(purpose: object, found: Mapping[str, object]) -> str | None:
    return next((name for name, known in _KNOWN.items() if known.purpose == purpose and name not in found), None)


def _guarded(person: Element, found: dict[str, Any], others: list[Adres], reading: Reading) -> dict[str, Any]:
    """Add what stands beside the addresses."""
    seen: list[Element] = []
    whole: dict[str, Any] = {}
    for name, known in _KNOWN.items():
        values = {**found.get(name, {}), **read_values(known.beside, person, seen)}
        if values:
            whole[name] = Adres(**values)
    guarded = [
        replace(address, **read_values(_beside_other(number), person, seen))
        for number, address in enumerate(others, start=1)
    ]
    reading.tell(seen)
    return whole | ({"overige_adressen": tuple(guarded)} if guarded else {})


def write_addresses(node: Node, person: Betrokkene, place: str, writing: Writing) -> None:
    """Write the addresses of a person, each with what it serves for; `place` is theirs in the order of the document."""
    for name, known in _KNOWN.items():
        address = getattr(person, name)
        if address is not None:
            write_record(known.beside, node, address, writing, f"{place}.{name}")
            _write_form(node, replace(address, soort=known.purpose), f"{place}.{name}", writing)
    for number, address in enumerate(person.overige_adressen):
        write_record(_beside_other(number + 1), node, address, writing, f"{place}.overigeAdressen[{number}]")
        _write_form(node, address, f"{place}.overigeAdressen[{number}]", writing, alone=address.soort is not None)


def _write_form(node: Node, address: Adres, place: str, writing: Writing, *, alone: bool = False) -> None:
    """Write an address that says something, or of which what it serves for stands `alone`."""
    if not alone and not any(_told(address)):
        return
    added = node.add(_NAME)
    writing.items[place] = added.element
    if address.soort is not None:
        _PURPOSE.write(added, address.soort, writing, f"{place}.soort")
    write_record(_FORM, added, address, writing, place)


def _told(address: Adres) -> Iterator[bool]:
    return (not says_nothing(address, each.field) for each in _FORM.rows)
