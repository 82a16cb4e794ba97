"""Revocation: which lists count and for how long, and the local deny list that comes before all of them (D11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, Self

from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from gateway.domain.identifiers import Oin
from gateway.errors import ConfigError, InvalidIdentifierError
from gateway.wire.certificate import PARSE_ERRORS
from gateway.wire.trust import PublicKey

# Bad input 37 offers 50 MB. A list of 10 MiB holds a quarter of a million revocations.
LARGEST_CRL_BYTES: Final = 10 * 1024 * 1024
# What our clock and that of an issuer may differ when a list was just published.
CLOCK_SKEW: Final = timedelta(minutes=5)
_DIGESTS: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
# Issuing distribution point: the one critical extension a complete list may have (RFC 5280, 5.2.5).
_SCOPE: Final = x509.IssuingDistributionPoint.oid
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_HEXADECIMAL: Final = frozenset("0123456789abcdef")
_FINGERPRINT_LENGTH: Final = 64


class CrlFault(StrEnum):
    """Why a revocation list is not taken; the last good one stays (bad input 37)."""

    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    WRONG_SIGNATURE = "wrong-signature"
    NO_NEXT_UPDATE = "no-next-update"
    NOT_YET_ISSUED = "not-yet-issued"
    INCOMPLETE = "incomplete"
    UNKNOWN_EXTENSION = "unknown-extension"
    # Of what is fetched alone: a file beside a newer one does no harm.
    EXPIRED = "expired"
    OLDER = "older"
    OTHER_AUTHORITY = "other-authority"


class Standing(StrEnum):
    """How far a revocation list is on its way to be too old (bad input 36)."""

    FRESH = "fresh"
    AGING = "aging"
    GRACE = "grace"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlGrace:
    """How long a list is used after its nextUpdate: in general, and for one authority by its identifier."""

    general: timedelta
    by_authority: Mapping[str, timedelta]

    def of(self, authority: str) -> timedelta:
        """Return the grace for that authority."""
        return self.by_authority.get(authority, self.general)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCrl:
    """A complete list, signed by an authority we trust; `scope` tells the partitions of one authority apart."""

    der: bytes
    fingerprint: str
    authority: str
    scope: bytes
    this_update_at: datetime
    next_update_at: datetime
    serves_until: datetime

    def standing(self, at: datetime) -> Standing:
        """Tell how old the list is: past half its life someone should look why no new one came."""
        if at > self.serves_until:
            return Standing.STALE
        if at > self.next_update_at:
            return Standing.GRACE
        half_life = self.this_update_at + (self.next_update_at - self.this_update_at) / 2
        return Standing.AGING if at > half_life else Standing.FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlStanding:
    """How one authority's revocations stand; without a list there is no moment."""

    authority: str
    standing: Standing
    serves_until: datetime | None


def authority_identifier(certificate: x509.Certificate) -> str:
    """Name an authority by its key (SHA-256, hexadecimal): its certificate may be renewed, its lists go on."""
    key = certificate.public_key()
    octets = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return sha256(octets).hexdigest()


def admit(der: bytes, authorities: Iterable[x509.Certificate], grace: CrlGrace, at: datetime) -> HeldCrl | CrlFault:
    """Take a list that one of the authorities signed and that covers all its revocations, or say why not."""
    if len(der) > LARGEST_CRL_BYTES:
        return CrlFault.TOO_LARGE
    try:
        crl = x509.load_der_x509_crl(der)
        fault = _fault(crl, at)
        issuer = next((authority for authority in authorities if _signed(crl, authority)), None)
        if issuer is not None:
            # The judge of paths reads by another library: what that cannot read must not stop it (bad input 36).
            _ = asn1_crl.CertificateList.load(der).issuer.hashable
    except PARSE_ERRORS:
        return CrlFault.UNREADABLE
    if fault is not None or issuer is None:
        return fault or CrlFault.WRONG_SIGNATURE
    # RFC 5280, 5.1.2.5: every list says when the next one comes; without that word it would serve for ever.
    return CrlFault.NO_NEXT_UPDATE if crl.next_update_utc is None else _hold(crl, crl.next_update_utc, issuer, grace)


def newest(crls: Iterable[HeldCrl]) -> tuple[HeldCrl, ...]:
    """Keep the latest list of every authority and scope: an older one never takes its place."""
    kept: dict[tuple[str, bytes], HeldCrl] = {}
    for crl in crls:
        held = kept.get((crl.authority, crl.scope))
        if held is None or crl.this_update_at > held.this_update_at:
            kept[crl.authority, crl.scope] = crl
    return tuple(kept.values())


def not_replaced(crls: Iterable[HeldCrl], at: datetime) -> tuple[HeldCrl, ...]:
    """Leave out every list that ended while a later one of its authority serves: its successor has another scope.

    The other way about it stays: what is known of the later one is not forgotten for an earlier one that still serves.
    """
    held = tuple(crls)
    latest = {crl.authority: crl.this_update_at for crl in sorted(held, key=_issued_at) if crl.serves_until > at}
    return tuple(
        crl for crl in held if crl.serves_until > at or latest.get(crl.authority, _NEVER) <= crl.this_update_at
    )


def _issued_at(crl: HeldCrl) -> datetime:
    return crl.this_update_at


def require_news(crl: HeldCrl, held: Iterable[HeldCrl], at: datetime) -> HeldCrl | CrlFault:
    """Take a list that still counts and is no older than what is held of its authority and scope, or say why not."""
    if crl.serves_until < at:
        return CrlFault.EXPIRED
    rivals = (each for each in held if (each.authority, each.scope) == (crl.authority, crl.scope))
    return CrlFault.OLDER if any(each.this_update_at > crl.this_update_at for each in rivals) else crl


def standings(authorities: Sequence[str], crls: Iterable[HeldCrl], at: datetime) -> tuple[CrlStanding, ...]:
    """Tell of every authority how its revocations stand; of several lists the worst."""
    found: dict[str, HeldCrl] = {}
    for crl in sorted(not_replaced(crls, at), key=lambda one: one.serves_until, reverse=True):
        found[crl.authority] = crl
    return tuple(_standing(authority, found.get(authority), at) for authority in authorities)


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyList:
    """What this house no longer accepts, whatever an issuer says: at most a minute from word to effect (G19)."""

    fingerprints: frozenset[str] = frozenset()
    serial_numbers: frozenset[int] = frozenset()
    parties: frozenset[Oin] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `sha256:`, `serial:` (both hexadecimal) and `oin:` lines; ConfigError names every line that is none."""
        found: dict[str, set[str]] = {"sha256": set(), "serial": set(), "oin": set()}
        mistakes: list[str] = []
        for number, line in enumerate(text.splitlines(), start=1):
            said = line.partition("#")[0].strip()
            kind, _, value = said.replace(" ", "").partition(":")
            if _is_denial(kind, _plain(value)):
                found[kind].add(_plain(value))
            elif said:
                mistakes.append(f"deny list, line {number}: write sha256:, serial: or oin: and a value")
        if mistakes:
            raise ConfigError(*mistakes)
        return cls(
            fingerprints=frozenset(found["sha256"]),
            serial_numbers=frozenset(int(serial, 16) for serial in found["serial"]),
            parties=frozenset(Oin.parse(oin.upper()) for oin in found["oin"]),
        )

    def forbids(self, fingerprint: str, serial_number: int, oin: Oin) -> bool:
        """Tell whether the certificate, or its holder, is denied."""
        return fingerprint in self.fingerprints or serial_number in self.serial_numbers or oin in self.parties


def _plain(value: str) -> str:
    # openssl prints fingerprints and serial numbers with colons and capitals.
    return value.replace(":", "").lower()


def _is_denial(kind: str, value: str) -> bool:
    hexadecimal = bool(value) and _HEXADECIMAL.issuperset(value)
    match kind:
        case "sha256":
            return hexadecimal and len(value) == _FINGERPRINT_LENGTH
        case "serial":
            return hexadecimal
        case "oin":
            return _is_oin(value.upper())
        case _:
            return False


def _is_oin(text: str) -> bool:
    try:
        Oin.parse(text)
    except InvalidIdentifierError:
        return False
    return True


def _fault(crl: x509.CertificateRevocationList, at: datetime) -> CrlFault | None:
    if crl.last_update_utc > at + CLOCK_SKEW:
        return CrlFault.NOT_YET_ISSUED
    if any(extension.critical and extension.oid != _SCOPE for extension in crl.extensions):
        return CrlFault.INCOMPLETE if _is_delta(crl) else CrlFault.UNKNOWN_EXTENSION
    return None if _is_complete(crl) else CrlFault.INCOMPLETE


def _is_delta(crl: x509.CertificateRevocationList) -> bool:
    return any(extension.oid == x509.DeltaCRLIndicator.oid for extension in crl.extensions)


def _is_complete(crl: x509.CertificateRevocationList) -> bool:
    """Direct, for every reason: a list that speaks for others, or of some reasons only, cannot say `not revoked`."""
    scope = _scope(crl)
    return scope is None or not (scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs)


def _scope(crl: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    try:
        return crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None


def _signed(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    if crl.issuer != authority.subject or not isinstance(crl.signature_hash_algorithm, _DIGESTS):
        return False
    try:
        if not authority.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign:
            return False
    except x509.ExtensionNotFound:
        return False
    key = authority.public_key()
    return isinstance(key, PublicKey) and crl.is_signature_valid(key)


def _hold(
    crl: x509.CertificateRevocationList, next_update_at: datetime, issuer: x509.Certificate, grace: CrlGrace
) -> HeldCrl:
    der, scope, authority = crl.public_bytes(serialization.Encoding.DER), _scope(crl), authority_identifier(issuer)
    return HeldCrl(
        der=der,
        fingerprint=sha256(der).hexdigest(),
        authority=authority,
        scope=b"" if scope is None else scope.public_bytes(),
        this_update_at=crl.last_update_utc,
        next_update_at=next_update_at,
        serves_until=next_update_at + grace.of(authority),
    )


def _standing(authority: str, crl: HeldCrl | None, at: datetime) -> CrlStanding:
    if crl is None:
        return CrlStanding(authority=authority, standing=Standing.MISSING, serves_until=None)
    return CrlStanding(authority=authority, standing=crl.standing(at), serves_until=crl.serves_until)
