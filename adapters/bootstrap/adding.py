"""Adds a partner to the books of a gateway: its agreement, and its place in the register of parties."""

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from adapters.config import Settings
from adapters.partners.book import RELIABLE, PartyRegister
from adapters.partners.folder import AgreementFolder
from adapters.system import disk
from gateway.domain.agreement import Agreement
from gateway.domain.party import Party, PartyKind
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", re.ASCII)


def add_partner(settings: Settings, name: str, octets: bytes, kinds: Sequence[PartyKind]) -> Agreement:
    """Write the agreement and, for who is new, the entry in the register; return the agreement.

    Nothing is overwritten. Raise ConfigError with every mistake, and then nothing has changed.
    """
    own, books = settings.organisation.party_id, settings.books
    agreement = cpa.parse(octets, own)
    register = PartyRegister(books.parties, own.oin)
    party = register.find(agreement.partner.party_id.oin)
    mistakes = [*_wrong_name(name, books.agreements), *_wrong_kinds(party, kinds)]
    if mistakes:
        raise ConfigError(*mistakes)
    file = f"{name}.xml"
    text = books.parties.read_text(encoding="utf-8") + ("" if party else _entry(agreement, kinds))
    _try_out(text, settings, file, octets)
    # The register first: a party without an agreement does no harm, an agreement with a stranger stops the start.
    if party is None:
        disk.write(books.parties, text.encode())
    disk.write(books.agreements / file, octets)
    return agreement


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


def _try_out(parties: str, settings: Settings, file: str, octets: bytes) -> None:
    """Read the books as they would be, and raise ConfigError when no gateway would start with them."""
    own = settings.organisation.party_id
    with tempfile.TemporaryDirectory() as folder:
        tried = Path(folder) / settings.books.parties.name
        tried.write_text(parties, encoding="utf-8")
        register = PartyRegister(tried, own.oin)
        AgreementFolder(settings.books.agreements, own, RELIABLE, register).read({file: octets})
