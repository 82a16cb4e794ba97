"""The trust folder of an environment, read and read again (D11, G19, bad inputs 33 to 37)."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID, SignatureAlgorithmOID

from adapters.keys.revocation import LARGEST_CRL_BYTES, CrlFault, CrlGrace, Standing, authority_identifier
from adapters.keys.trust_store import OfflineTrust, TrustStore
from adapters.simulator.authority import Authority
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import Issued, LeafPurpose, UnsafeShape
from gateway.errors import CertificateRefusedError, ConfigError
from gateway.ports import Trust
from gateway.wire.trust import Distrust, Purpose
from tests.kit.authority import AT, GEMEENTE, NO_GRACE, POLITIE, STRICT, der_of, fresh, impostor, pooled, pooled_keys

HOUR = timedelta(hours=1)


@pytest.fixture
def authority() -> Authority:
    return fresh()


@pytest.fixture
def folder(tmp_path: Path, authority: Authority) -> Path:
    authority.write_trust(tmp_path, AT)
    return tmp_path


@pytest.fixture
def store(folder: Path) -> TrustStore:
    return TrustStore(folder, STRICT, NO_GRACE, AT)


@pytest.fixture
def politie(authority: Authority) -> Issued:
    return authority.issue(POLITIE, LeafPurpose.TLS, AT, key=pooled_keys()[3])


def _reason(store: TrustStore, der: bytes, hours: int = 0) -> str:
    with pytest.raises(CertificateRefusedError) as refused:
        store.prove(der, Purpose.TLS_CLIENT, AT + hours * HOUR)
    return refused.value.reason


def _crl_file(folder: Path, authority: Authority, level: int = -1) -> Path:
    return folder / "crls" / f"{authority.levels[level].name}.crl"


def test_a_certificate_of_the_environment_is_proven(store: TrustStore, politie: Issued) -> None:
    proven = store.prove(politie.der, Purpose.TLS_CLIENT, AT)
    assert (proven.oin, proven.proven_at) == (POLITIE.oin, AT)
    assert len(proven.path.certificates) == 4
    assert len(proven.path.revocation_lists) == 3


def test_33_a_certificate_of_the_other_environment_is_refused(store: TrustStore) -> None:
    other = fresh(name="Staat").issue(POLITIE, LeafPurpose.TLS, AT, key=pooled_keys()[3])
    assert _reason(store, other.der) == Distrust.NO_PATH


def test_a_proof_is_remembered_and_bears_the_moment_it_is_given(store: TrustStore, politie: Issued) -> None:
    first = store.prove(politie.der, Purpose.TLS_CLIENT, AT)
    assert store.remembered(politie.der, Purpose.TLS_CLIENT, AT) == first
    later = AT + timedelta(minutes=5)
    assert store.prove(politie.der, Purpose.TLS_CLIENT, later).proven_at == later
    assert store.remembered(politie.der, Purpose.TLS_SERVER, AT) is None
    assert store.remembered(politie.der, Purpose.TLS_CLIENT, AT - timedelta(seconds=1)) is None
    assert store.remembered(politie.der, Purpose.TLS_CLIENT, AT + HOUR) is None


def test_a_proof_that_is_remembered_ends_with_its_lists(folder: Path, authority: Authority, politie: Issued) -> None:
    authority.write_trust(folder, AT, timedelta(minutes=10))
    store = TrustStore(folder, STRICT, NO_GRACE, AT)
    store.prove(politie.der, Purpose.TLS_CLIENT, AT)
    with pytest.raises(CertificateRefusedError) as refused:
        store.prove(politie.der, Purpose.TLS_CLIENT, AT + timedelta(minutes=11))
    assert refused.value.reason == Distrust.REVOCATION_STALE


def test_34_a_revocation_counts_from_the_first_reload(
    store: TrustStore, folder: Path, authority: Authority, politie: Issued
) -> None:
    store.prove(politie.der, Purpose.TLS_CLIENT, AT)
    authority.revoke(politie.certificate, AT)
    authority.write_trust(folder, AT + timedelta(minutes=1))
    store.reload(AT + timedelta(minutes=1))
    assert _reason(store, politie.der) == Distrust.REVOKED


@pytest.mark.parametrize("kind", ["sha256", "serial", "oin"])
def test_g19_a_denial_counts_from_the_first_reload_whatever_the_issuer_says(
    store: TrustStore, folder: Path, politie: Issued, kind: str
) -> None:
    store.prove(politie.der, Purpose.TLS_CLIENT, AT)
    value = {
        "sha256": politie.certificate.fingerprint(hashes.SHA256()).hex(),
        "serial": f"{politie.certificate.serial_number:x}",
        "oin": str(POLITIE.oin),
    }[kind]
    (folder / "denied.txt").write_text(f"{kind}:{value}\n")
    store.reload(AT)
    assert _reason(store, politie.der) == Distrust.DENIED_HERE
    assert store.serial_is_denied(politie.certificate.serial_number) == (kind == "serial")


def test_a_denied_authority_takes_its_certificates_along(
    store: TrustStore, folder: Path, authority: Authority, politie: Issued
) -> None:
    issuing = authority.levels[-1].issued.certificate
    (folder / "denied.txt").write_text(f"serial:{issuing.serial_number:x}\n")
    store.reload(AT)
    assert _reason(store, politie.der) == Distrust.NO_PATH


def test_a_broken_deny_list_changes_nothing_and_is_said(store: TrustStore, folder: Path, politie: Issued) -> None:
    (folder / "denied.txt").write_text("everybody\n")
    with pytest.raises(ConfigError, match="deny list, line 1"):
        store.reload(AT)
    store.prove(politie.der, Purpose.TLS_CLIENT, AT)
    (folder / "denied.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"denied\.txt"):
        store.reload(AT)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"", CrlFault.UNREADABLE, id="37-empty"),
        pytest.param(b"-----BEGIN X509 CRL-----\nnonsense\n", CrlFault.UNREADABLE, id="37-broken-text"),
        pytest.param(b"\0" * (2 * LARGEST_CRL_BYTES), CrlFault.TOO_LARGE, id="37-too-large"),
        pytest.param(impostor().levels[-1].crl(AT), CrlFault.WRONG_SIGNATURE, id="37-wrong-key"),
    ],
)
def test_37_the_last_good_list_stays_when_its_successor_is_bad(
    store: TrustStore, folder: Path, authority: Authority, politie: Issued, *, content: bytes, fault: CrlFault
) -> None:
    file = _crl_file(folder, authority)
    file.write_bytes(content)
    report = store.reload(AT)
    assert report.refused == ((file.name, fault),)
    store.prove(politie.der, Purpose.TLS_CLIENT, AT)
    assert _reason(TrustStore(folder, STRICT, NO_GRACE, AT), politie.der) == Distrust.REVOCATION_UNKNOWN


def test_an_older_list_put_back_brings_nobody_back(
    store: TrustStore, folder: Path, authority: Authority, politie: Issued
) -> None:
    old = _crl_file(folder, authority).read_bytes()
    authority.revoke(politie.certificate, AT)
    authority.write_trust(folder, AT + HOUR)
    store.reload(AT + HOUR)
    _crl_file(folder, authority).write_bytes(old)
    store.reload(AT + HOUR)
    assert _reason(store, politie.der, hours=1) == Distrust.REVOKED


def test_a_list_of_an_authority_that_left_leaves_too(store: TrustStore, folder: Path) -> None:
    for file in [*(folder / "intermediates").iterdir(), *(folder / "crls").iterdir()]:
        file.unlink()
    report = store.reload(AT)
    assert [one.standing for one in report.standings] == [Standing.FRESH]


def test_36_the_standing_of_each_authority_is_told(store: TrustStore, folder: Path, authority: Authority) -> None:
    root, domain, issuing = (authority_identifier(level.issued.certificate) for level in authority.levels)
    _crl_file(folder, authority, 0).write_bytes(authority.levels[0].crl(AT, timedelta(days=30)))
    report = store.reload(AT)
    later = {one.authority: one.standing for one in store.standings(AT + timedelta(days=4))}
    assert {one.standing for one in report.standings} == {Standing.FRESH}
    assert later == {root: Standing.FRESH, domain: Standing.AGING, issuing: Standing.AGING}


def test_f51_grace_for_one_authority_keeps_its_partners_alone(
    folder: Path, authority: Authority, politie: Issued
) -> None:
    other = authority.beside("TRIAL Schakel Tweede TSP CA", AT)
    other.write_trust(folder, AT, timedelta(days=30))
    _crl_file(folder, authority).write_bytes(authority.levels[-1].crl(AT, timedelta(days=1)))
    gemeente = other.issue(GEMEENTE, LeafPurpose.TLS, AT, key=pooled_keys()[4])
    issuing = authority_identifier(authority.levels[-1].issued.certificate)
    later = AT + timedelta(days=1, hours=5)
    without = TrustStore(folder, STRICT, NO_GRACE, AT)
    with_grace = TrustStore(
        folder, STRICT, CrlGrace(general=timedelta(0), by_authority={issuing: timedelta(hours=8)}), AT
    )
    assert _reason(without, politie.der, hours=29) == Distrust.REVOCATION_STALE
    assert without.prove(gemeente.der, Purpose.TLS_CLIENT, later).oin == GEMEENTE.oin
    assert with_grace.prove(politie.der, Purpose.TLS_CLIENT, later).oin == POLITIE.oin


def _scoped(address: str) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        full_name=[x509.UniformResourceIdentifier(address)],
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )


def test_a_list_that_ended_stops_nobody_where_a_later_one_of_another_scope_serves(
    folder: Path, authority: Authority, politie: Issued
) -> None:
    issuing = authority.levels[-1]
    _crl_file(folder, authority).write_bytes(issuing.crl(AT, timedelta(days=1)))
    store = TrustStore(folder, STRICT, NO_GRACE, AT)
    later = AT + 12 * HOUR
    (folder / "crls" / "later.crl").write_bytes(issuing.crl(later, unsafe_extension=_scoped(issuing.address)))
    store.reload(later)
    assert store.prove(politie.der, Purpose.TLS_CLIENT, AT + 30 * HOUR).oin == POLITIE.oin
    assert Standing.STALE not in {one.standing for one in store.standings(AT + 30 * HOUR)}


def test_a_later_list_that_ended_is_not_forgotten_for_an_earlier_one_that_serves(
    folder: Path, authority: Authority, politie: Issued
) -> None:
    issuing = authority.levels[-1]
    authority.revoke(politie.certificate, AT)
    brief = issuing.crl(AT + HOUR, HOUR, unsafe_extension=_scoped(issuing.address))
    (folder / "crls" / "later.crl").write_bytes(brief)
    store = TrustStore(folder, STRICT, NO_GRACE, AT + HOUR)
    assert _reason(store, politie.der, hours=1) == Distrust.REVOKED
    assert _reason(store, politie.der, hours=3) == Distrust.REVOCATION_STALE


def test_f51_the_list_of_a_former_key_of_an_authority_ends_without_harm(
    folder: Path, authority: Authority, politie: Issued
) -> None:
    former = authority.levels[-1]
    name = former.issued.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    renewed = authority.levels[-2].subordinate(str(name), AT, pooled_keys()[9], path_length=0)
    assert renewed.issued.certificate.subject == former.issued.certificate.subject
    (folder / "intermediates" / "renewed.pem").write_bytes(
        renewed.issued.certificate.public_bytes(serialization.Encoding.PEM)
    )
    (folder / "crls" / "renewed.crl").write_bytes(renewed.crl(AT))
    _crl_file(folder, authority).write_bytes(former.crl(AT, timedelta(days=1)))
    authority.levels = (*authority.levels[:-1], renewed)
    by_new = authority.issue(GEMEENTE, LeafPurpose.TLS, AT, key=pooled_keys()[4])
    store = TrustStore(folder, STRICT, NO_GRACE, AT)
    assert store.prove(politie.der, Purpose.TLS_CLIENT, AT).oin == POLITIE.oin
    assert store.prove(by_new.der, Purpose.TLS_CLIENT, AT + 30 * HOUR).oin == GEMEENTE.oin
    assert _reason(store, politie.der, hours=30) == Distrust.REVOCATION_STALE


def test_lists_and_certificates_may_be_text_or_octets(folder: Path, authority: Authority, politie: Issued) -> None:
    file = _crl_file(folder, authority)
    file.write_bytes(x509.load_der_x509_crl(file.read_bytes()).public_bytes(serialization.Encoding.PEM))
    for kind in ("roots", "intermediates"):
        for pem in (folder / kind).iterdir():
            der = x509.load_pem_x509_certificate(pem.read_bytes()).public_bytes(serialization.Encoding.DER)
            pem.with_suffix(".cer").write_bytes(der)
            pem.unlink()
    assert TrustStore(folder, STRICT, NO_GRACE, AT).prove(politie.der, Purpose.TLS_CLIENT, AT).oin == POLITIE.oin


def test_an_authority_that_no_root_issued_is_told_and_not_used(store: TrustStore, folder: Path) -> None:
    stranger = fresh(name="Vreemd").levels[-1].issued
    (folder / "intermediates" / "vreemd.pem").write_bytes(stranger.chain_pem)
    report = store.reload(AT)
    assert stranger.certificate.fingerprint(hashes.SHA256()).hex() in report.unknown_authorities


@pytest.mark.parametrize("content", [None, b"nonsense", b"-----BEGIN CERTIFICATE-----\nnonsense"])
def test_without_readable_roots_the_house_does_not_open(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "roots").mkdir()
        (tmp_path / "roots" / "root.pem").write_bytes(content)
    with pytest.raises(ConfigError, match="roots/"):
        TrustStore(tmp_path, STRICT, NO_GRACE, AT)


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "roots").write_text("not a folder")
    with pytest.raises(ConfigError, match="roots/"):
        TrustStore(tmp_path, STRICT, NO_GRACE, AT)


def test_a_leaf_is_no_root(tmp_path: Path, politie: Issued) -> None:
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "leaf.pem").write_bytes(politie.chain_pem)
    with pytest.raises(ConfigError, match="roots/"):
        TrustStore(tmp_path, STRICT, NO_GRACE, AT)


def test_s01_a_root_of_the_other_environment_counts_no_more_when_it_comes_later(
    tmp_path: Path, authority: Authority, politie: Issued
) -> None:
    roots = tmp_path / "roots"
    roots.mkdir()
    own = Level.root("Regio Proef CA", AT, pooled_keys()[9])
    (roots / "own.pem").write_bytes(own.issued.chain_pem)
    store = TrustStore(tmp_path, STRICT, NO_GRACE, AT, production=True)
    authority.write_trust(tmp_path, AT)
    with pytest.raises(ConfigError, match="is of a test environment, and we are production"):
        store.reload(AT)
    assert _reason(store, politie.der) == Distrust.NO_PATH


def test_tls_starts_from_the_roots_alone(store: TrustStore, authority: Authority) -> None:
    (root,) = x509.load_pem_x509_certificates(store.roots_pem.encode())
    assert root == authority.root


def test_supplied_intermediates_complete_a_path_but_not_its_lists(
    folder: Path, authority: Authority, politie: Issued
) -> None:
    for file in (folder / "intermediates").iterdir():
        file.unlink()
    store = TrustStore(folder, STRICT, NO_GRACE, AT)
    assert _reason(store, politie.der) == Distrust.NO_PATH
    supplied = [der_of(one) for one in authority.intermediates]
    with pytest.raises(CertificateRefusedError) as refused:
        store.prove(politie.der, Purpose.TLS_CLIENT, AT, intermediates=supplied)
    # Their lists are not taken either: a list counts only when the folder knows who signed it.
    assert refused.value.reason == Distrust.REVOCATION_UNKNOWN


def test_many_threads_get_one_answer(store: TrustStore, authority: Authority) -> None:
    leaves = [authority.issue(POLITIE, LeafPurpose.TLS, AT, key=pooled_keys()[n]).der for n in range(4)]
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(store.prove, leaf, Purpose.TLS_CLIENT, AT) for leaf in leaves * 8]
        assert {answer.result().oin for answer in asked} == {POLITIE.oin}


async def test_the_offline_trust_is_the_trust_of_the_ports(store: TrustStore, authority: Authority) -> None:
    signing = authority.issue(POLITIE, LeafPurpose.SIGNING, AT, key=pooled_keys()[5]).der
    with ThreadPoolExecutor(1) as pool:
        port: Trust = OfflineTrust(store, pool)
        assert await port.prove(signing, Purpose.SIGNING, AT) == POLITIE.oin
        assert await port.prove(signing, Purpose.SIGNING, AT) == POLITIE.oin
        with pytest.raises(CertificateRefusedError):
            await port.prove(signing, Purpose.ENCRYPTION, AT)


# --- the coming generation of PKIoverheid ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leaf", "purpose"),
    [
        (LeafPurpose.TLS, Purpose.TLS_CLIENT),
        (LeafPurpose.TLS, Purpose.TLS_SERVER),
        (LeafPurpose.SIGNING, Purpose.SIGNING),
        (LeafPurpose.ENCRYPTION, Purpose.ENCRYPTION),
    ],
)
def test_12_a_chain_signed_with_pss_proves_every_purpose(tmp_path: Path, leaf: LeafPurpose, purpose: Purpose) -> None:
    coming = fresh(pss=True)
    coming.write_trust(tmp_path, AT)
    issued = coming.issue(POLITIE, leaf, AT, key=pooled_keys()[3])
    algorithms = {one.signature_algorithm_oid for one in (issued.certificate, *issued.chain)}
    assert algorithms == {SignatureAlgorithmOID.RSASSA_PSS}
    proven = TrustStore(tmp_path, STRICT, NO_GRACE, AT).prove(issued.der, purpose, AT)
    assert (proven.oin, len(proven.path.certificates)) == (POLITIE.oin, 4)


def test_12_both_generations_are_trusted_beside_each_other(tmp_path: Path, folder: Path, politie: Issued) -> None:
    coming = Authority.found(AT, key_factory=pooled(4), pss=True, name="Volgende")
    coming.write_trust(tmp_path / "coming", AT)
    for file in (tmp_path / "coming").rglob("*.*"):
        shutil.copy(file, folder / file.parent.name / f"coming-{file.name}")
    store = TrustStore(folder, STRICT, NO_GRACE, AT)
    other = coming.issue(GEMEENTE, LeafPurpose.TLS, AT, key=pooled_keys()[4])
    assert store.prove(politie.der, Purpose.TLS_CLIENT, AT).oin == POLITIE.oin
    assert store.prove(other.der, Purpose.TLS_CLIENT, AT).oin == GEMEENTE.oin


def test_an_organization_identifier_counts_under_the_root_that_the_settings_name(
    folder: Path, authority: Authority
) -> None:
    root = authority.root.fingerprint(hashes.SHA256()).hex()
    alone = UnsafeShape(serial_numbers=(), organization_identifiers=(f"OI:NL-{POLITIE.oin}",))
    issued = authority.issue(POLITIE, LeafPurpose.TLS, AT, key=pooled_keys()[3], unsafe_shape=alone)
    coming = replace(STRICT, organization_identifier_roots=frozenset({root}))
    assert TrustStore(folder, coming, NO_GRACE, AT).prove(issued.der, Purpose.TLS_CLIENT, AT).oin == POLITIE.oin
    other = replace(STRICT, organization_identifier_roots=frozenset({"0" * 64}))
    assert _reason(TrustStore(folder, other, NO_GRACE, AT), issued.der) == Distrust.NO_OIN
    assert _reason(TrustStore(folder, STRICT, NO_GRACE, AT), issued.der) == Distrust.NO_OIN


def test_8_with_an_expired_list_a_certificate_fails_and_with_a_fresh_one_it_proves_again(
    store: TrustStore, folder: Path, authority: Authority, politie: Issued
) -> None:
    late = 24 * 8
    store.reload(AT + late * HOUR)
    assert _reason(store, politie.der, late) == Distrust.REVOCATION_STALE
    authority.write_trust(folder, AT + late * HOUR)
    store.reload(AT + late * HOUR)
    assert store.prove(politie.der, Purpose.TLS_CLIENT, AT + late * HOUR).oin == POLITIE.oin
