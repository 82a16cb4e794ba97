"""The test authority, its organisations, and certificates that no authority of ours would issue."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle
from typing import Any, Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from adapters.keys.revocation import CrlGrace
from adapters.simulator.authority import Authority
from adapters.simulator.certificates import (
    EXAMPLE_POLICY,
    Holder,
    Issued,
    KeyFactory,
    LeafPurpose,
    PrivateKey,
    make_keys,
    rsa_3072,
)
from gateway.domain.identifiers import Oin
from gateway.wire.trust import TrustPolicy

AT: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STRICT: Final = TrustPolicy(
    tls_usage_required=True,
    tls_certificate_may_sign=False,
    policies=frozenset({EXAMPLE_POLICY.dotted_string}),
    organization_identifier_roots=frozenset(),
)
NO_GRACE: Final = CrlGrace(general=timedelta(0), by_authority={})


def _holder(number: int, organisation: str, host: str) -> Holder:
    return Holder(
        oin=Oin.parse(f"00000099{number:08}0000"), organisation=organisation, host_names=(f"{host}.schakel.test",)
    )


VEILIG_THUIS: Final = _holder(1, "Veilig Thuis Proefstreek", "veiligthuis")
POLITIE: Final = _holder(2, "Politie Proefland", "politie")
GEMEENTE: Final = _holder(3, "Gemeente Voorbeelddam", "gemeente")


@cache
def pooled_keys() -> tuple[PrivateKey, ...]:
    """Return RSA keys made once for the whole run: making them is the slowest thing a test can do."""
    return tuple(make_keys(rsa_3072, 12))


def pooled(first: int = 0) -> KeyFactory:
    """Return a factory that hands out the pooled keys in turn, from the given one: twelve in a row are different."""
    return cycle((*pooled_keys()[first:], *pooled_keys()[:first])).__next__


@cache
def founded(at: datetime = AT, *, pss: bool = False, name: str = "Schakel") -> Authority:
    """Return an authority that tests share; a test that revokes founds one of its own with `fresh`."""
    return fresh(at, pss=pss, name=name)


def fresh(at: datetime = AT, *, pss: bool = False, name: str = "Schakel") -> Authority:
    """Found an authority for one test alone."""
    return Authority.found(at, key_factory=pooled(), pss=pss, name=name)


def impostor(at: datetime = AT) -> Authority:
    """Found an authority that bears the names of the shared one and has other keys."""
    return Authority.found(at, key_factory=pooled(first=3), name="Schakel")


@cache
def certified(holder: Holder, purpose: LeafPurpose, at: datetime = AT) -> Issued:
    """Return a proper certificate of the shared authority."""
    return founded(at).issue(holder, purpose, at)


def rewritten(issued: Issued, signer: PrivateKey, change: Callable[[Any], None]) -> bytes:  # Any: no types there
    """Return the certificate (DER) changed and signed again: what a builder refuses to make."""
    certificate = asn1_x509.Certificate.load(issued.der)
    tbs = certificate["tbs_certificate"]
    change(tbs)
    return resigned(certificate, signer)


def resigned(certificate: Any, signer: PrivateKey) -> bytes:  # noqa: ANN401 - asn1crypto ships no types
    """Sign what the certificate says now."""
    assert isinstance(signer, rsa.RSAPrivateKey)
    octets = certificate["tbs_certificate"].dump(force=True)
    certificate["signature_value"] = signer.sign(octets, padding.PKCS1v15(), hashes.SHA256())
    rendered = certificate.dump(force=True)
    assert isinstance(rendered, bytes)
    return rendered


def with_serial_number_text(issued: Issued, signer: PrivateKey, text: str) -> bytes:
    """Return the certificate (DER) with another text in subject.serialNumber, as UTF8String."""

    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        for part in tbs["subject"].chosen:
            for attribute in part:
                if attribute["type"].native == "serial_number":
                    attribute["value"] = asn1_x509.DirectoryString(name="utf8_string", value=text)

    return rewritten(issued, signer, change)


def der_of(certificate: x509.Certificate) -> bytes:
    """Return the certificate as DER."""
    return Issued(certificate, pooled_keys()[0]).der
