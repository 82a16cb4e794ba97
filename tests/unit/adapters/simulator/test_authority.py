"""The test authority issues what PKIoverheid would, and revokes it on the list of the right level."""

from datetime import timedelta
from time import process_time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, SignatureAlgorithmOID

from adapters.simulator.authority import Authority
from adapters.simulator.certificates import LeafPurpose, p_256
from tests.kit.authority import AT, GEMEENTE, POLITIE, VEILIG_THUIS, certified, founded, fresh, pooled


def _texts(certificate: x509.Certificate, kind: x509.ObjectIdentifier) -> list[str | bytes]:
    return [attribute.value for attribute in certificate.subject.get_attributes_for_oid(kind)]


def test_the_hierarchy_is_root_domain_and_issuer() -> None:
    root, domain, issuing = (level.issued.certificate for level in founded().levels)
    assert _texts(root, NameOID.COMMON_NAME) == ["TRIAL Schakel Root - Private"]
    issuing.verify_directly_issued_by(domain)
    domain.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert founded().intermediates == (issuing, domain)


def test_a_tls_certificate_names_the_organisation_and_its_host() -> None:
    issued = certified(POLITIE, LeafPurpose.TLS)
    certificate = issued.certificate
    assert _texts(certificate, NameOID.SERIAL_NUMBER) == [str(POLITIE.oin)]
    assert _texts(certificate, NameOID.ORGANIZATION_NAME) == [POLITIE.organisation]
    assert _texts(certificate, NameOID.COMMON_NAME) == ["politie.schakel.test"]
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["politie.schakel.test"]
    usages = set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    assert usages == {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH}
    assert isinstance(issued.key, rsa.RSAPrivateKey)
    assert issued.key.key_size == 3072


@pytest.mark.parametrize(
    ("purpose", "signs", "enciphers"),
    [(LeafPurpose.TLS, True, True), (LeafPurpose.SIGNING, True, False), (LeafPurpose.ENCRYPTION, False, True)],
)
def test_each_purpose_has_its_own_key_usage(purpose: LeafPurpose, *, signs: bool, enciphers: bool) -> None:
    extension = certified(POLITIE, purpose).certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert extension.critical
    assert (extension.value.digital_signature, extension.value.key_encipherment) == (signs, enciphers)


@pytest.mark.parametrize("pss", [False, True])
def test_the_padding_of_signatures_can_be_chosen(*, pss: bool) -> None:
    leaf = founded(pss=pss).issue(POLITIE, LeafPurpose.TLS, AT).certificate
    assert (leaf.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS) is pss


def test_a_certificate_starts_at_the_moment_given() -> None:
    certificate = certified(POLITIE, LeafPurpose.TLS).certificate
    assert certificate.not_valid_before_utc <= AT < certificate.not_valid_before_utc + timedelta(hours=2)


def test_a_revocation_stands_on_the_list_of_the_issuer_alone() -> None:
    authority = fresh()
    leaf = authority.issue(POLITIE, LeafPurpose.TLS, AT).certificate
    domain = authority.levels[1].issued.certificate
    authority.revoke(leaf, AT)
    authority.revoke(domain, AT)
    lists = [x509.load_der_x509_crl(crl) for crl in authority.crls(AT).values()]
    assert [[entry.serial_number for entry in crl] for crl in lists] == [
        [domain.serial_number],
        [],
        [leaf.serial_number],
    ]


def test_lists_say_when_the_next_one_comes_and_count_upwards() -> None:
    early, late = (
        x509.load_der_x509_crl(founded().levels[0].crl(at, timedelta(days=1))) for at in (AT, AT + timedelta(hours=4))
    )
    assert early.next_update_utc == AT + timedelta(days=1)
    first, second = (crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for crl in (early, late))
    assert first < second


def test_an_office_has_a_small_authority_of_its_own() -> None:
    office = Authority.found_office(VEILIG_THUIS.organisation, AT)
    client = office.issue(VEILIG_THUIS, LeafPurpose.TLS, AT)
    assert client.chain == ()
    assert isinstance(client.key, ec.EllipticCurvePrivateKey)
    client.certificate.verify_directly_issued_by(office.root)


def test_every_holder_gets_a_key_of_its_own_for_each_purpose() -> None:
    authority = Authority.found(AT, key_factory=p_256)
    issued = authority.issue_all([POLITIE, GEMEENTE], AT)
    assert set(issued) == {str(POLITIE.oin), str(GEMEENTE.oin)}
    keys = {one.key.public_key().public_numbers() for purposes in issued.values() for one in purposes.values()}
    assert len(keys) == 6


def test_issuing_with_keys_at_hand_takes_no_time() -> None:
    authority = fresh()
    began = process_time()
    for _ in range(18):
        authority.issue(POLITIE, LeafPurpose.TLS, AT, key=pooled()())
    assert process_time() - began < 2
