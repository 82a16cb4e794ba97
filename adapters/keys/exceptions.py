"""The exceptions of partners that cannot encrypt as agreed: each with an end, and a key pair of its own (D12, D32)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from adapters.keys.key_files import KeyFile, KeyPurpose
from gateway.domain.agreement import LegacyCipher, LegacyDecryption, LegacyTransport
from gateway.domain.identifiers import Oin
from gateway.errors import ConfigError

# What goes on for longer is no exception; whoever needs more time decides again.
LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionTerms:
    """What somebody decided: which partner, which weaker algorithms, and up to (not including) which day, in UTC."""

    name: str
    partner: Oin
    until: date
    ciphers: frozenset[LegacyCipher]
    transports: frozenset[LegacyTransport]


def key_file(name: str, folder: Path) -> KeyFile:
    """Say where the key pair of an exception stands: `legacy-NAME.pem` and `legacy-NAME.key.pem`."""
    key_id = f"legacy-{name}"
    return KeyFile(
        key_id=key_id,
        purpose=KeyPurpose.LEGACY,
        file=folder / f"{key_id}.key.pem",
        certificate=folder / f"{key_id}.pem",
    )


def read_exceptions(terms: Sequence[ExceptionTerms], folder: Path, at: datetime) -> Mapping[Oin, LegacyDecryption]:
    """Return the exceptions by partner, also those that ended; raise ConfigError with every mistake."""
    mistakes = [*_doubles(terms), *(mistake for each in terms for mistake in _mistakes(each, at))]
    read: dict[Oin, LegacyDecryption] = {}
    for each in terms:
        try:
            read[each.partner] = _read(each, key_file(each.name, folder))
        except ConfigError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ConfigError(*mistakes)
    return read


def _doubles(terms: Sequence[ExceptionTerms]) -> Iterator[str]:
    for place, each in enumerate(terms):
        if any(each.partner == other.partner or each.name == other.name for other in terms[:place]):
            yield f"exception {each.name}: its name or its partner has an exception already; keep one"


def _mistakes(terms: ExceptionTerms, at: datetime) -> Iterator[str]:
    if not terms.ciphers and not terms.transports:
        yield f"exception {terms.name}: name at least one cipher or transport, or remove it"
    if _end(terms) > at + LONGEST:
        yield f"exception {terms.name}: until is more than {LONGEST.days} days away; take a nearer day"


def _read(terms: ExceptionTerms, file: KeyFile) -> LegacyDecryption:
    return LegacyDecryption(
        partner=terms.partner,
        key_id=file.key_id,
        certificate=_certificate(file),
        ciphers=terms.ciphers,
        transports=terms.transports,
        until=_end(terms),
    )


def _end(terms: ExceptionTerms) -> datetime:
    return datetime.combine(terms.until, time(), UTC)


def _certificate(file: KeyFile) -> bytes:
    try:
        chain = x509.load_pem_x509_certificates((file.certificate or file.file).read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        mistake = f"key {file.key_id}: has no readable certificate"
        raise ConfigError(mistake) from error
    return chain[0].public_bytes(serialization.Encoding.DER)
