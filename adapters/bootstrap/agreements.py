"""Where agreements are installed, and with what they are looked at first."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from adapters.bootstrap.house import open_house, trust_store
from adapters.config import Settings
from adapters.evidence.trust import read_chain
from adapters.partners.examining import Place, Prove
from adapters.partners.folder import AgreementFolder, InFolder
from adapters.partners.register import PartyRegister
from adapters.system import disk
from adapters.system.clock import SystemClock
from gateway.domain.evidence import COMMAND_LINE
from gateway.domain.replacement import Use
from gateway.errors import ConfigError
from gateway.flows.note_agreements import Held, note_agreements
from gateway.wire.trust import Purpose

_FILES: Final = {
    Use.CLIENT: ("tls.pem",),
    Use.SERVER: ("tls.pem",),
    Use.SIGNING: ("signing.pem", "signing-*.pem"),
    # What partners encrypted to until now, and what an exception lets one of them encrypt to.
    Use.ENCRYPTION: ("encryption.pem", "encryption-*.pem", "legacy-*.pem"),
}
_KEY: Final = ".key.pem"


def agreement_place(settings: Settings, parties: Path | None = None) -> Place:
    """Return the folder of agreements with all they are held against; raise ConfigError without a register.

    The register is that of the settings, unless another file is given.
    """
    own = settings.organisation.party_id
    register = PartyRegister(parties or settings.books.parties, own.oin)
    roots = settings.trust.organization_identifier_roots
    return Place(
        folder=AgreementFolder(settings.books.agreements, own, settings.books.profiles, register, roots),
        own=own,
        register=register,
        prove=_prove(settings),
        held=_held(settings.keys.folder),
    )


async def note_book(settings: Settings) -> None:
    """Let the chain of evidence say what the book of agreements holds, where there is a chain; raise what fails."""
    if not settings.storage.database.exists():
        return
    with disk.alone_in(settings.books.agreements):
        async with open_house(settings) as house:
            held = [_held_of(each, settings.books.agreements) for each in house.book.versions]
            await note_agreements(held, COMMAND_LINE, house.ports)


def _held_of(each: InFolder, folder: Path) -> Held:
    base, beside = each.version.base, (folder / each.file).with_suffix(".toml")
    return Held(
        agreement_id=base.agreement_id,
        digest=base.digest,
        partner=base.partner.party_id.oin,
        beside=sha256(beside.read_bytes()).hexdigest() if beside.exists() else "",
    )


def _prove(settings: Settings) -> Prove | None:
    try:
        store = trust_store(settings, SystemClock())
    except ConfigError:
        return None

    def prove(der: bytes, purpose: Purpose, at: datetime) -> object:
        return store.prove(der, purpose, at)

    return prove


def _held(folder: Path) -> Mapping[Use, frozenset[bytes]]:
    """Return the certificates of our own keys by their use, as far as they can be read and their key is beside them."""
    read = {use: frozenset(_leaves(folder, *patterns)) for use, patterns in _FILES.items()}
    return {use: certificates for use, certificates in read.items() if certificates}


def _leaves(folder: Path, *patterns: str) -> Iterator[bytes]:
    for file in (file for pattern in patterns for file in folder.glob(pattern) if file.with_suffix(_KEY).exists()):
        try:
            yield read_chain(file.read_bytes())[0]
        except (OSError, ConfigError):
            continue
