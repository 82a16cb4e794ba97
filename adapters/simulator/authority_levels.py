"""One certification authority of a test hierarchy: it signs certificates and its own revocation list."""

from datetime import UTC, datetime, timedelta
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from adapters.simulator.certificates import (
    EXAMPLE_POLICY,
    LEAF_LIFETIME,
    Issued,
    PrivateKey,
    UnsafeShape,
    policies,
    usage,
)

CRL_LIFETIME: Final = timedelta(days=7)
_CA_LIFETIME: Final = timedelta(days=3650)
# A clock that runs a little behind ours still finds our certificates valid.
_SLACK: Final = timedelta(hours=1)
_SHA256: Final = hashes.SHA256()
# S-04: G4 signs with RSASSA-PSS; salt as long as the digest.
_PSS: Final = padding.PSS(padding.MGF1(_SHA256), padding.PSS.DIGEST_LENGTH)


class Level:
    """A certification authority with its key, its certificate and what it revoked."""

    def __init__(self, issued: Issued, *, pss: bool, revoked: dict[int, datetime] | None = None) -> None:
        """Take up the work of an authority that exists."""
        self.issued = issued
        self.pss = pss
        self._revoked = dict(revoked or {})

    @classmethod
    def root(cls, name: str, at: datetime, key: PrivateKey, *, pss: bool = False) -> Self:
        """Found an authority that nobody stands above."""
        subject = _authority_name(name)
        builder = _authority_builder(subject, at, key, path_length=None).issuer_name(subject)
        builder = builder.add_extension(_authority_key_identifier(key), critical=False)
        certificate = builder.sign(key, _SHA256, rsa_padding=_padding(key, pss=pss))
        return cls(Issued(certificate, key), pss=pss)

    def subordinate(
        self,
        name: str,
        at: datetime,
        key: PrivateKey,
        *,
        path_length: int | None,
        unsafe_extension: x509.ExtensionType | None = None,
    ) -> "Level":
        """Found an authority below this one."""
        builder = _authority_builder(_authority_name(name), at, key, path_length=path_length)
        builder = builder.add_extension(self._distribution_point(), critical=False)
        if policy := policies(EXAMPLE_POLICY):
            builder = builder.add_extension(policy, critical=False)
        if unsafe_extension is not None:
            builder = builder.add_extension(unsafe_extension, critical=True)
        return Level(Issued(self._sign(builder), key, self.chain_below), pss=self.pss)

    @property
    def name(self) -> str:
        """The name in files: the common name in small letters."""
        (attribute,) = self.issued.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return "-".join(str(attribute.value).lower().replace("-", " ").split())

    @property
    def chain_below(self) -> tuple[x509.Certificate, ...]:
        """What a holder sends along with a certificate of this level: everything but the root."""
        own = self.issued.certificate
        return () if own.subject == own.issuer else (own, *self.issued.chain)

    @property
    def revoked(self) -> dict[int, datetime]:
        """What was revoked when, by serial number."""
        return dict(self._revoked)

    def issue(self, builder: x509.CertificateBuilder, key: PrivateKey, at: datetime, shape: UnsafeShape) -> Issued:
        """Finish a certificate that says everything about its holder, for a life that starts at that moment."""
        builder = (
            builder.not_valid_before(shape.not_before or at - _SLACK)
            .not_valid_after(shape.not_after or at + LEAF_LIFETIME)
            .public_key(shape.public_key or key.public_key())
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(self._distribution_point(), critical=False)
        )
        return Issued(self._sign(builder), key, self.chain_below)

    def revoke(self, serial_number: int, at: datetime) -> None:
        """Put the certificate on every list from now on."""
        self._revoked[serial_number] = at

    def crl(
        self,
        at: datetime,
        lifetime: timedelta = CRL_LIFETIME,
        *,
        unsafe_extension: x509.ExtensionType | None = None,
    ) -> bytes:
        """Return the revocation list of that moment (DER); its number follows the clock, so it only grows."""
        key = self.issued.key
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.issued.certificate.subject)
            .last_update(at)
            .next_update(at + lifetime)
            .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
            .add_extension(_authority_key_identifier(key), critical=False)
        )
        if unsafe_extension is not None:
            builder = builder.add_extension(unsafe_extension, critical=True)
        for serial_number, revoked_at in self._revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial_number).revocation_date(revoked_at)
            builder = builder.add_revoked_certificate(entry.build())
        signed = builder.sign(key, _SHA256, rsa_padding=_padding(key, pss=self.pss))
        return signed.public_bytes(serialization.Encoding.DER)

    def _sign(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        key = self.issued.key
        builder = builder.issuer_name(self.issued.certificate.subject)
        builder = builder.add_extension(_authority_key_identifier(key), critical=False)
        return builder.sign(key, _SHA256, rsa_padding=_padding(key, pss=self.pss))

    @property
    def address(self) -> str:
        """Where the certificates of this level say that its list is published."""
        return f"http://crl.schakel.test/{self.name}.crl"

    def _distribution_point(self) -> x509.CRLDistributionPoints:
        address = x509.UniformResourceIdentifier(self.address)
        return x509.CRLDistributionPoints([x509.DistributionPoint([address], None, None, None)])


def revoked_on(crl_der: bytes) -> dict[int, datetime]:
    """Read back what a list of ours revoked."""
    entries = x509.load_der_x509_crl(crl_der)
    return {entry.serial_number: entry.revocation_date_utc.astimezone(UTC) for entry in entries}


def is_pss(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate was signed with RSASSA-PSS."""
    return certificate.signature_algorithm_oid == x509.SignatureAlgorithmOID.RSASSA_PSS


def _authority_name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Schakel Proefopstelling"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _authority_builder(
    subject: x509.Name, at: datetime, key: PrivateKey, *, path_length: int | None
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _SLACK)
        .not_valid_after(at + _CA_LIFETIME)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _authority_key_identifier(key: PrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _padding(key: PrivateKey, *, pss: bool) -> padding.PSS | None:
    return _PSS if pss and isinstance(key, rsa.RSAPrivateKey) else None
