"""What a certificate must be by itself, whoever signed it: readable, strong, for its purpose, with one OIN."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError, InvalidIdentifierError

PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)

# A leaf of PKIoverheid is about 2 KiB; a parser is never shown more than this.
_LARGEST_BYTES: Final = 16 * 1024
# RFC 5280, 4.1.2.2: positive, at most 20 octets, so at most 159 bits besides the sign.
_SERIAL_BITS: Final = 159
# digikoppeling.md 5.4: 2048 accepted from partners, with a caution below 3072, until 2028.
_SMALLEST_RSA_BITS: Final = 2048
_ADVISED_RSA_BITS: Final = 3072
# Twice the largest key of PKIoverheid (S-04): above it verifying costs time and buys nothing (bad input 45).
_LARGEST_RSA_BITS: Final = 8192
_SMALLEST_RSA_EXPONENT: Final = 65537
_LARGEST_RSA_EXPONENT_BITS: Final = 64
# digikoppeling.md 5.3, class "good", as far as PKIoverheid can issue them.
_CURVES: Final = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
# digikoppeling.md 5.3, class "sufficient": nothing below SHA-256 (bad input 44).
_DIGESTS: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
# S-05 names the prefix only; the country that ETSI puts behind it may stand there or not.
_SCHEME: Final = "OI:"
_COUNTRY: Final = "NL-"
# What the library raises over octets that are no certificate or list, or hold what it does not know; the warning, where
# warnings are errors, is about a serial number that is not positive.
PARSE_ERRORS: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    CryptographyDeprecationWarning,
)
# Every extension a leaf may mark critical: each is judged below or by the path (RFC 5280, 4.2).
_KNOWN_CRITICAL: Final[frozenset[ObjectIdentifier]] = frozenset(
    {
        x509.BasicConstraints.oid,
        x509.KeyUsage.oid,
        x509.ExtendedKeyUsage.oid,
        x509.SubjectAlternativeName.oid,
        x509.CertificatePolicies.oid,
        x509.AuthorityKeyIdentifier.oid,
        x509.CRLDistributionPoints.oid,
    }
)


class Purpose(StrEnum):
    """What a certificate is asked to prove."""

    TLS_CLIENT = "tls-client"
    TLS_SERVER = "tls-server"
    SIGNING = "signing"
    ENCRYPTION = "encryption"


_TLS_USAGE: Final = {
    Purpose.TLS_CLIENT: ExtendedKeyUsageOID.CLIENT_AUTH,
    Purpose.TLS_SERVER: ExtendedKeyUsageOID.SERVER_AUTH,
}
_TLS_USAGES: Final = frozenset(_TLS_USAGE.values())


class Distrust(StrEnum):
    """Why a certificate proves nothing: every reason a CertificateRefusedError of ours can carry."""

    UNREADABLE = "unreadable"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    NOT_AN_END_ENTITY = "not-an-end-entity"
    UNKNOWN_EXTENSION = "unknown-extension"
    WEAK_KEY = "weak-key"
    WEAK_SIGNATURE = "weak-signature"
    WRONG_USAGE = "wrong-usage"
    WRONG_POLICY = "wrong-policy"
    NO_OIN = "no-oin"
    SEVERAL_OINS = "several-oins"
    INVALID_OIN = "invalid-oin"
    OTHER_PARTY = "other-party"
    OTHER_CERTIFICATE = "other-certificate"
    NO_PATH = "no-path"
    INVALID_PATH = "invalid-path"
    DENIED_HERE = "denied-here"
    REVOKED = "revoked"
    REVOCATION_UNKNOWN = "revocation-unknown"
    REVOCATION_STALE = "revocation-stale"


class Caution(StrEnum):
    """What is accepted today and should be renewed."""

    SHORT_KEY = "short-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPolicy:
    """What an environment asks of certificates; nothing here has a default, because each widens or narrows trust."""

    # Bad input 39 refuses a TLS certificate without usages; S-08 says the older guide discouraged them.
    tls_usage_required: bool
    # S-09 lets one certificate serve for all; bad input 163 refuses a signature by a certificate meant for TLS.
    tls_certificate_may_sign: bool
    # S-02: at least one of these, along the whole path; empty asks for none.
    policies: frozenset[str]
    # S-05: the roots (SHA-256, hexadecimal) under which organizationIdentifier holds the OIN too, beside serialNumber
    # or in its place; under every other root it is not read at all.
    organization_identifier_roots: frozenset[str]


def read_certificate(der: bytes) -> x509.Certificate:
    """Read one certificate without leniency; names, extensions and key are known to be readable afterwards."""
    if len(der) > _LARGEST_BYTES:
        raise CertificateRefusedError(Distrust.UNREADABLE)
    try:
        certificate = x509.load_der_x509_certificate(der)
        _ = certificate.extensions, certificate.subject, certificate.issuer, certificate.public_key()
        serial_number = certificate.serial_number
    except PARSE_ERRORS as error:
        raise CertificateRefusedError(Distrust.UNREADABLE) from error
    if not 0 < serial_number < 1 << _SERIAL_BITS or certificate.version is not x509.Version.v3:
        raise CertificateRefusedError(Distrust.UNREADABLE)
    return certificate


def read_oin(subject: x509.Name) -> Oin:
    """Return the OIN: the one attribute serialNumber, and nothing from any other place (PKI001, S-05)."""
    values = [attribute.value for attribute in subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
    if not values:
        raise CertificateRefusedError(Distrust.NO_OIN)
    if len(values) > 1:
        raise CertificateRefusedError(Distrust.SEVERAL_OINS)
    try:
        return Oin.parse(str(values[0]))
    except InvalidIdentifierError as error:
        raise CertificateRefusedError(Distrust.INVALID_OIN) from error


def read_organization_identifier(subject: x509.Name) -> Oin | None:
    """Return the OIN in organizationIdentifier as PKIoverheid G4 will write it (S-05), None where there is none.

    The prefix is that of ETSI EN 319 412-1, 5.1.4: two letters of a national scheme, a colon, the country, a hyphen.
    What has another prefix is some other register's number.
    """
    attributes = subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    values = [str(attribute.value) for attribute in attributes]
    named = [value.removeprefix(_SCHEME) for value in values if value.startswith(_SCHEME)]
    if len(named) > 1:
        raise CertificateRefusedError(Distrust.SEVERAL_OINS)
    try:
        return Oin.parse(named[0].removeprefix(_COUNTRY)) if named else None
    except InvalidIdentifierError as error:
        raise CertificateRefusedError(Distrust.INVALID_OIN) from error


def has_serial_number(subject: x509.Name) -> bool:
    """Tell whether the subject has the attribute in which an OIN stands today."""
    return bool(subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER))


def claimed_oin(subject: x509.Name, roots: frozenset[str]) -> Oin:
    """Return the OIN that a subject claims, where these are the roots that let organizationIdentifier speak (S-05).

    Which root is above it is not known here: `oin_under` says whether the claim holds.
    """
    organization_oin = read_organization_identifier(subject) if roots else None
    if organization_oin is not None and not has_serial_number(subject):
        return organization_oin
    return read_oin(subject)


def oin_under(root: str, subject: x509.Name, roots: frozenset[str]) -> Oin:
    """Return the OIN of a subject under that root: organizationIdentifier counts only under one of these roots."""
    if root not in roots:
        return read_oin(subject)
    oin = claimed_oin(subject, roots)
    if read_organization_identifier(subject) not in {None, oin}:
        raise CertificateRefusedError(Distrust.SEVERAL_OINS)
    return oin


def is_sound_authority(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate may stand in a path: an authority, with a key and a digest we accept."""
    try:
        require_signature(certificate)
        sound_key(certificate)
    except CertificateRefusedError:
        return False
    basic = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    return basic is not None and basic.ca and usage is not None and usage.key_cert_sign


def require_moment(certificate: x509.Certificate, at: datetime) -> None:
    """Raise unless the certificate is valid at that moment, at our own clock (bad inputs 29, 30 and 162)."""
    if at < certificate.not_valid_before_utc:
        raise CertificateRefusedError(Distrust.NOT_YET_VALID)
    if at > certificate.not_valid_after_utc:
        raise CertificateRefusedError(Distrust.EXPIRED)


def require_signature(certificate: x509.Certificate) -> None:
    """Raise unless the certificate was signed over a digest that counts (bad input 44)."""
    try:
        digest = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm as error:
        raise CertificateRefusedError(Distrust.WEAK_SIGNATURE) from error
    if not isinstance(digest, _DIGESTS):
        raise CertificateRefusedError(Distrust.WEAK_SIGNATURE)


def sound_key(certificate: x509.Certificate) -> PublicKey:
    """Return the public key when it is strong enough and cheap enough (bad input 45)."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and _is_sound_rsa(key):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        return key
    raise CertificateRefusedError(Distrust.WEAK_KEY)


def _is_sound_rsa(key: rsa.RSAPublicKey) -> bool:
    numbers = key.public_numbers()
    return (
        _SMALLEST_RSA_BITS <= key.key_size <= _LARGEST_RSA_BITS
        and numbers.n % 2 == 1
        and numbers.e % 2 == 1
        and numbers.e >= _SMALLEST_RSA_EXPONENT
        and numbers.e.bit_length() <= _LARGEST_RSA_EXPONENT_BITS
    )


def cautions(key: PublicKey) -> frozenset[Caution]:
    """Tell what should be renewed."""
    short = isinstance(key, rsa.RSAPublicKey) and key.key_size < _ADVISED_RSA_BITS
    return frozenset({Caution.SHORT_KEY}) if short else frozenset()


def require_extensions(certificate: x509.Certificate, purpose: Purpose, policy: TrustPolicy) -> None:
    """Raise unless the certificate is an end entity, for this purpose, under an accepted policy."""
    if any(extension.critical and extension.oid not in _KNOWN_CRITICAL for extension in certificate.extensions):
        raise CertificateRefusedError(Distrust.UNKNOWN_EXTENSION)
    basic = _extension(certificate, x509.BasicConstraints)
    if basic is not None and basic.ca:
        raise CertificateRefusedError(Distrust.NOT_AN_END_ENTITY)
    if not _allows(_extension(certificate, x509.KeyUsage), purpose):
        raise CertificateRefusedError(Distrust.WRONG_USAGE)
    if not _allows_extended(_extension(certificate, x509.ExtendedKeyUsage), purpose, policy):
        raise CertificateRefusedError(Distrust.WRONG_USAGE)
    if policy.policies and not policy.policies & _policies(certificate):
        raise CertificateRefusedError(Distrust.WRONG_POLICY)


def _allows(usage: x509.KeyUsage | None, purpose: Purpose) -> bool:
    if usage is None or usage.key_cert_sign or usage.crl_sign:
        return False
    return (usage.key_encipherment or usage.key_agreement) if purpose is Purpose.ENCRYPTION else usage.digital_signature


def _allows_extended(extended: x509.ExtendedKeyUsage | None, purpose: Purpose, policy: TrustPolicy) -> bool:
    usages = frozenset(extended or ())
    if ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usages:
        return False
    needed = _TLS_USAGE.get(purpose)
    if needed is None:
        return not usages or not usages <= _TLS_USAGES or policy.tls_certificate_may_sign
    return needed in usages or (extended is None and not policy.tls_usage_required)


def _policies(certificate: x509.Certificate) -> frozenset[str]:
    named = _extension(certificate, x509.CertificatePolicies)
    return frozenset(information.policy_identifier.dotted_string for information in named or ())


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
