"""Adds a partner to the books of a gateway: its agreement, and its place in the register of parties."""

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from adapters.bootstrap.agreements import agreement_place
from adapters.config import Settings
from adapters.partners.examining import Examined, Place
from adapters.partners.installing import put
from adapters.system import disk
from adapters.system.clock import SystemClock
from gateway.domain.agreement import Agreement
from gateway.domain.party import Party, PartyKind
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", re.ASCII)


def add_partner(settings: Settings, name: str, octets: bytes, kinds: Sequence[PartyKind]) -> Examined:
    """Write the agreement and, for who is new, the entry in the register, unless something stands in the way.

    The agreement is held against everything that `cpa import` holds it against. Nothing is overwritten. Raise
    ConfigError with every mistake in the name or the kinds, and then nothing has changed.
    """
    books = settings.books
    with disk.alone_in(books.agreements):
        place = agreement_place(settings)
        inspected = cpa.inspect(octets, place.own, place.folder.holders)
        if inspected.agreement is None:
            return Examined(agreement=None, findings=inspected.findings)
        party = place.register.find(inspected.agreement.partner.party_id.oin)
        mistakes = [*_wrong_name(name, books.agreements), *_wrong_kinds(party, kinds)]
        if mistakes:
            raise ConfigError(*mistakes)
        at, file = SystemClock().now(), f"{name}.xml"
        if party is not None:
            return put(octets, place, at, file=file)
        register = books.parties.read_bytes() + _entry(inspected.agreement, kinds).encode()
        # The register first: a party without an agreement does no harm, an agreement with a stranger stops the start.
        return put(octets, _with_register(register, settings), at, file=file, first={books.parties: register})


def _wrong_name(name: str, folder: Path) -> list[str]:
    if not _NAME.fullmatch(name):
        return ["the name must be in lower case: letters, digits and hyphens, such as politie-oost"]
    if any((folder / f"{name}{suffix}").exists() for suffix in (".xml", ".toml")):
        return [f"{name}.xml is there already and is never overwritten: choose another name"]
    return []


def _wrong_kinds(party: Party | None, kinds: Sequence[PartyKind]) -> list[str]:
    if party is None and not kinds:
        return [f"this partner is new: say what it is with --kind, one or more of {', '.join(PartyKind)}"]
    if party is not None and kinds and frozenset(kinds) != party.kinds:
        known = ", ".join(sorted(party.kinds))
        return [f"the register knows this partner as {known}: leave --kind out, or change it there"]
    return []


def _entry(agreement: Agreement, kinds: Sequence[PartyKind]) -> str:
    partner = agreement.partner
    return "\n".join(
        (
            "",
            "[[party]]",
            f'oin = "{partner.party_id.oin}"',
            f"name = {json.dumps(partner.name, ensure_ascii=False)}",
            f"kinds = {json.dumps(sorted(set(kinds)))}",
            "",
        )
    )


def _with_register(octets: bytes, settings: Settings) -> Place:
    """Return where agreements are installed, with the register as it would be."""
    with tempfile.TemporaryDirectory() as folder:
        tried = Path(folder) / settings.books.parties.name
        tried.write_bytes(octets)
        return agreement_place(settings, tried)
