"""Which addresses are opened for a revocation list: those that authorities of ours wrote down, and plain ones only."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from cryptography import x509

from adapters.keys.distribution import AddressFault, CrlSource, find_sources
from adapters.keys.revocation import authority_identifier
from adapters.simulator.certificates import LeafPurpose, UnsafeShape
from tests.kit.authority import AT, POLITIE, certified, founded, impostor, pooled_keys

AUTHORITIES = tuple(level.issued.certificate for level in founded().levels)
ISSUING = founded().levels[-1]
ISSUER = frozenset({authority_identifier(ISSUING.issued.certificate)})
DAY = timedelta(days=1)
LIST = "http://crl.voorbeeld.test/a.crl"


def _points(*addresses: str) -> x509.CRLDistributionPoints:
    names = [x509.UniformResourceIdentifier(address) for address in addresses]
    return x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)])


def _naming(points: x509.CRLDistributionPoints) -> x509.Certificate:
    """Return a certificate of the issuing authority with these points and no others."""
    leaf = certified(POLITIE, LeafPurpose.SIGNING).certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(leaf.subject)
        .issuer_name(leaf.issuer)
        .serial_number(1)
        .not_valid_before(leaf.not_valid_before_utc)
        .not_valid_after(leaf.not_valid_after_utc)
        .public_key(leaf.public_key())
        .add_extension(points, critical=False)
    )
    return builder.sign(ISSUING.issued.key, leaf.signature_hash_algorithm)  # type: ignore[arg-type]  # SHA-256, as it is


def _found(named: Iterable[str], *certificates: x509.Certificate) -> list[str]:
    return [each.address for each in find_sources(named, AUTHORITIES, certificates).fetched]


def test_the_lists_of_every_level_are_named_by_what_it_issued() -> None:
    leaf = certified(POLITIE, LeafPurpose.TLS).certificate
    found = find_sources((), AUTHORITIES, (*founded().intermediates, leaf)).fetched
    assert {each.address for each in found} == {level.address for level in founded().levels}
    of_the_leaf = next(each for each in found if each.address == ISSUING.address)
    assert of_the_leaf == CrlSource(address=ISSUING.address, authorities=ISSUER)


def test_a_certificate_of_somebody_else_makes_us_open_nothing() -> None:
    forged = impostor().issue(POLITIE, LeafPurpose.TLS, AT, key=pooled_keys()[0]).certificate
    assert forged.issuer == ISSUING.issued.certificate.subject
    assert find_sources((), AUTHORITIES, (forged,)) == find_sources((), AUTHORITIES, ())


def test_an_authority_may_sign_its_lists_with_a_newer_key() -> None:
    renewed = impostor().levels[-1].issued.certificate
    leaf = certified(POLITIE, LeafPurpose.TLS).certificate
    (found,) = find_sources((), (*AUTHORITIES, renewed), (leaf,)).fetched
    assert found.authorities == ISSUER | {authority_identifier(renewed)}


def test_a_certificate_without_points_names_nothing() -> None:
    assert _found((), founded().root) == []


def test_what_the_settings_name_stands_beside_what_certificates_name() -> None:
    named = "http://127.0.0.1:8080/eigen.crl"
    found = find_sources((named,), AUTHORITIES, (_naming(_points(LIST)),)).fetched
    assert found == (CrlSource(address=named, authorities=frozenset()), CrlSource(address=LIST, authorities=ISSUER))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://crl.voorbeeld.test/a.crl", LIST),
        ("HTTP://CRL.Voorbeeld.test:80/a.crl", LIST),
        ("https://crl.voorbeeld.test:443/A.crl?x=1", "https://crl.voorbeeld.test/A.crl?x=1"),
        ("http://crl.voorbeeld.test", "http://crl.voorbeeld.test/"),
    ],
)
def test_one_address_is_written_in_one_way(text: str, address: str) -> None:
    assert _found((), _naming(_points(text))) == [address]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ldap://crl.voorbeeld.test/cn=a", AddressFault.SCHEME),
        ("ftp://crl.voorbeeld.test/a.crl", AddressFault.SCHEME),
        ("file:///etc/passwd", AddressFault.SCHEME),
        ("//crl.voorbeeld.test/a.crl", AddressFault.SCHEME),
        ("http://naam:woord@crl.voorbeeld.test/a.crl", AddressFault.FORM),
        ("http://crl.voorbeeld.test@169.254.169.254/a.crl", AddressFault.FORM),
        ("http://169.254.169.254/latest/", AddressFault.FORM),
        ("http://2852039166/", AddressFault.FORM),
        ("http://0x7f.1/", AddressFault.FORM),
        ("http://[::1]/", AddressFault.FORM),
        ("http://localhost/", AddressFault.FORM),
        ("http://crl.voorbeeld.test/a b", AddressFault.FORM),
        ("http://crl.voorbeeld.test/a\r\nHost: x", AddressFault.FORM),
        ("http://crl.voorbeeld.test\\@elders.test/", AddressFault.FORM),
        ("http://crl.voorbeeld.test/a#b", AddressFault.FORM),
        ("http:/crl.voorbeeld.test/a", AddressFault.FORM),
        ("http://crl.voorbeeld.test:8080/a.crl", AddressFault.PORT),
        ("http://crl.voorbeeld.test:443/a.crl", AddressFault.PORT),
        ("https://crl.voorbeeld.test:22/a.crl", AddressFault.PORT),
    ],
)
def test_another_kind_of_address_is_never_opened_but_told(text: str, fault: AddressFault) -> None:
    sources = find_sources((), AUTHORITIES, (_naming(_points(text, LIST)),))
    assert [each.address for each in sources.fetched] == [LIST]
    (refused,) = sources.refused
    assert refused.fault is fault
    assert refused.address.isprintable()
    assert refused.address in {text, ""}


@pytest.mark.parametrize("text", ["http://crl.voorbeeld.test:8080/a.crl", "http://10.0.0.1/a.crl"])
def test_an_address_that_the_settings_name_too_is_opened(text: str) -> None:
    sources = find_sources((text,), AUTHORITIES, (_naming(_points(text)),))
    assert sources.fetched == (CrlSource(address=text, authorities=ISSUER),)
    assert sources.refused == ()


def test_a_point_that_is_no_whole_list_of_the_issuer_is_passed_over() -> None:
    name = [x509.UniformResourceIdentifier(LIST)]
    other = [x509.DirectoryName(founded().root.subject)]
    points = [
        x509.DistributionPoint(name, None, frozenset({x509.ReasonFlags.key_compromise}), None),
        x509.DistributionPoint(name, None, None, other),
        x509.DistributionPoint(None, founded().root.subject.rdns[0], None, None),
        x509.DistributionPoint([x509.DNSName("crl.voorbeeld.test")], None, None, None),
    ]
    assert _found((), _naming(x509.CRLDistributionPoints(points))) == []


def test_of_one_certificate_eight_addresses_count() -> None:
    many = _points(*(f"http://crl.voorbeeld.test/{number}" for number in range(100)))
    assert len(_found((), _naming(many))) == 8


def test_a_certificate_that_is_past_its_time_still_says_where_the_list_is() -> None:
    shape = UnsafeShape(not_before=AT - 2 * DAY, not_after=AT - DAY)
    leaf = founded().issue(POLITIE, LeafPurpose.TLS, AT, key=pooled_keys()[0], unsafe_shape=shape)
    assert _found((), leaf.certificate) == [ISSUING.address]
