"""What the test authority writes into a certificate, in the shape of PKIoverheid (digikoppeling.md 5.1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from gateway.domain.identifiers import Oin

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
KeyFactory: TypeAlias = Callable[[], PrivateKey]

# S-02: the shape of Private Services Server, 2.16.528.1.1003.1.2.8.6, hung under 2.999, the arc set apart for examples.
EXAMPLE_POLICY: Final = ObjectIdentifier("2.999.528.1.1003.1.2.8.6")
# S-03: the longest life of a certificate under the private root before November 2025.
LEAF_LIFETIME: Final = timedelta(days=730)
_RSA_BITS: Final = 3072
_RSA_EXPONENT: Final = 65537
# Two cores are the smallest machine we promise to run on; more threads gain nothing there.
_KEY_THREADS: Final = 4


class LeafPurpose(StrEnum):
    """What a certificate is for: one key pair per purpose (D12)."""

    TLS = "tls"
    SIGNING = "signing"
    ENCRYPTION = "encryption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The organisation in a certificate; only the TLS certificate carries the host names."""

    oin: Oin
    organisation: str
    host_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsafeShape:
    """Deliberate deviations, each for one bad input of the corpus; None keeps the proper shape."""

    serial_numbers: tuple[str, ...] | None = None
    organization_identifiers: tuple[str, ...] = ()
    common_name: str | None = None
    alternative_names: tuple[x509.GeneralName, ...] | None = None
    extended_key_usages: tuple[ObjectIdentifier, ...] | None = None
    key_usage: x509.KeyUsage | None = None
    policies: tuple[ObjectIdentifier, ...] | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    public_key: PublicKey | None = None
    extension: x509.ExtensionType | None = None


AS_IT_SHOULD: Final = UnsafeShape()


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate, its private key, and the certificates between it and the root."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        """The certificate itself."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def chain_pem(self) -> bytes:
        """The certificate and what stands above it, as a TLS server sends them."""
        certificates = (self.certificate, *self.chain)
        return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)

    @property
    def key_pem(self) -> bytes:
        """The private key as PKCS#8."""
        return private_pem(self.key)


def private_pem(key: PrivateKey) -> bytes:
    """Return the key as unencrypted PKCS#8: whoever writes it down writes it with mode 0600."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def rsa_3072() -> PrivateKey:
    """Make a key as PKIoverheid asks since 2026 (S-04)."""
    return rsa.generate_private_key(_RSA_EXPONENT, _RSA_BITS)


def p_256() -> PrivateKey:
    """Make a key that costs nothing: for an office of its own, never for the chain."""
    return ec.generate_private_key(ec.SECP256R1())


def make_keys(factory: KeyFactory, count: int) -> list[PrivateKey]:
    """Make several keys at once: generating lets other threads run."""
    with ThreadPoolExecutor(_KEY_THREADS) as pool:
        return [made.result() for made in [pool.submit(factory) for _ in range(count)]]


def leaf_builder(holder: Holder, purpose: LeafPurpose, shape: UnsafeShape = AS_IT_SHOULD) -> x509.CertificateBuilder:
    """Return what the certificate says about its holder; issuer, moment and key are still to come."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(holder, purpose, shape))
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(shape.key_usage or _key_usage(purpose), critical=True)
    )
    optional: tuple[x509.ExtensionType | None, ...] = (
        _extended_key_usage(purpose, shape),
        _alternative_names(holder, purpose, shape),
        policies(EXAMPLE_POLICY) if shape.policies is None else policies(*shape.policies),
    )
    for extension in optional:
        if extension is not None:
            builder = builder.add_extension(extension, critical=False)
    return builder if shape.extension is None else builder.add_extension(shape.extension, critical=True)


def policies(*identifiers: ObjectIdentifier) -> x509.CertificatePolicies | None:
    """Return the extension that names the policies, or nothing when there is none to name."""
    named = [x509.PolicyInformation(identifier, None) for identifier in identifiers]
    return x509.CertificatePolicies(named) if named else None


def usage(*allowed: str) -> x509.KeyUsage:
    """Return a key usage with only the named bits set."""
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: name in allowed for name in names.split()})


def _subject(holder: Holder, purpose: LeafPurpose, shape: UnsafeShape) -> x509.Name:
    serial_numbers = (str(holder.oin),) if shape.serial_numbers is None else shape.serial_numbers
    common_name = shape.common_name or _common_name(holder, purpose)
    pairs = [
        (NameOID.COUNTRY_NAME, "NL"),
        (NameOID.ORGANIZATION_NAME, holder.organisation),
        *((NameOID.SERIAL_NUMBER, text) for text in serial_numbers),
        *((NameOID.ORGANIZATION_IDENTIFIER, text) for text in shape.organization_identifiers),
        (NameOID.COMMON_NAME, common_name),
    ]
    return x509.Name([x509.NameAttribute(*pair) for pair in pairs])


def _common_name(holder: Holder, purpose: LeafPurpose) -> str:
    return holder.host_names[0] if purpose is LeafPurpose.TLS and holder.host_names else holder.organisation


def _key_usage(purpose: LeafPurpose) -> x509.KeyUsage:
    match purpose:
        case LeafPurpose.TLS:
            return usage("digital_signature", "key_encipherment")
        case LeafPurpose.SIGNING:
            return usage("digital_signature")
        case LeafPurpose.ENCRYPTION:
            return usage("key_encipherment")


def _extended_key_usage(purpose: LeafPurpose, shape: UnsafeShape) -> x509.ExtendedKeyUsage | None:
    if shape.extended_key_usages is not None:
        return x509.ExtendedKeyUsage(shape.extended_key_usages) if shape.extended_key_usages else None
    if purpose is not LeafPurpose.TLS:
        return None
    # S-04: both usages in one certificate is allowed: a gateway is server and client.
    return x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])


def _alternative_names(holder: Holder, purpose: LeafPurpose, shape: UnsafeShape) -> x509.SubjectAlternativeName | None:
    if shape.alternative_names is not None:
        return x509.SubjectAlternativeName(shape.alternative_names) if shape.alternative_names else None
    if purpose is not LeafPurpose.TLS:
        return None
    return x509.SubjectAlternativeName([x509.DNSName(name) for name in holder.host_names])
