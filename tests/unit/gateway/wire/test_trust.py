"""Who a certificate proves: the claim, the path, and the binding to one organisation (D10)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.simulator.certificates import LeafPurpose, UnsafeShape
from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError
from gateway.wire.trust import (
    ClaimedCertificate,
    Distrust,
    ProvenCertificate,
    Purpose,
    TrustPolicy,
    ValidPath,
    examine,
    prove,
    require_certificate,
    require_party,
)
from tests.kit.authority import AT, GEMEENTE, POLITIE, STRICT, certified, founded, pooled_keys


def _claimed() -> ClaimedCertificate:
    return examine(certified(POLITIE, LeafPurpose.SIGNING).der, Purpose.SIGNING, STRICT, AT)


def _path(claimed: ClaimedCertificate) -> ValidPath:
    return ValidPath(
        certificates=(claimed.fingerprint, "authority"), revocation_lists=("list",), until=AT + timedelta(hours=1)
    )


def _proven() -> ProvenCertificate:
    return prove(_claimed(), _path(_claimed()), STRICT, AT)


def test_a_proper_certificate_claims_its_organisation() -> None:
    issued = certified(POLITIE, LeafPurpose.SIGNING)
    claimed = _claimed()
    assert claimed.oin == POLITIE.oin
    assert claimed.public_key == issued.key.public_key()
    assert claimed.serial_number == issued.certificate.serial_number
    assert claimed.not_after == issued.certificate.not_valid_after_utc


def test_a_claim_is_refused_for_the_wrong_purpose() -> None:
    with pytest.raises(CertificateRefusedError) as refused:
        examine(certified(POLITIE, LeafPurpose.SIGNING).der, Purpose.ENCRYPTION, STRICT, AT)
    assert refused.value.reason == Distrust.WRONG_USAGE


def test_a_claim_with_its_path_is_a_proof() -> None:
    proven = _proven()
    assert (proven.oin, proven.purpose, proven.proven_at) == (POLITIE.oin, Purpose.SIGNING, AT)
    assert proven.path.revocation_lists == ("list",)


def test_the_path_of_another_certificate_proves_nothing() -> None:
    for certificates in (("another",), ()):
        with pytest.raises(CertificateRefusedError) as refused:
            prove(_claimed(), replace(_path(_claimed()), certificates=certificates), STRICT, AT)
        assert refused.value.reason == Distrust.INVALID_PATH


def test_a_path_proves_nothing_after_its_end() -> None:
    path = _path(_claimed())
    prove(_claimed(), path, STRICT, path.until - timedelta(seconds=1))
    with pytest.raises(CertificateRefusedError) as refused:
        prove(_claimed(), path, STRICT, path.until)
    assert refused.value.reason == Distrust.REVOCATION_STALE


def test_47_and_58_a_proof_is_of_one_organisation() -> None:
    require_party(_proven(), POLITIE.oin)
    with pytest.raises(CertificateRefusedError) as refused:
        require_party(_proven(), GEMEENTE.oin)
    assert refused.value.reason == Distrust.OTHER_PARTY


def test_52_a_sub_oin_is_another_organisation() -> None:
    with pytest.raises(CertificateRefusedError) as refused:
        require_party(_proven(), Oin.parse("00000004000000020000"))
    assert refused.value.reason == Distrust.OTHER_PARTY


def test_163_a_proof_is_of_the_certificate_that_was_agreed() -> None:
    require_certificate(_proven(), certified(POLITIE, LeafPurpose.SIGNING).der)
    with pytest.raises(CertificateRefusedError) as refused:
        require_certificate(_proven(), certified(POLITIE, LeafPurpose.TLS).der)
    assert refused.value.reason == Distrust.OTHER_CERTIFICATE


def test_a_refusal_names_its_reason_and_nothing_of_the_certificate() -> None:
    with pytest.raises(CertificateRefusedError) as refused:
        require_party(_proven(), GEMEENTE.oin)
    assert str(refused.value) == "certificate-refused: other-party"


# --- the OIN of the coming generation (S-05, assertion 15) -----------------------------------------------------------

COMING = replace(STRICT, organization_identifier_roots=frozenset({"coming-root"}))


def _proven_under(root: str, shape: UnsafeShape, policy: TrustPolicy = COMING) -> Oin:
    der = founded().issue(POLITIE, LeafPurpose.SIGNING, AT, key=pooled_keys()[3], unsafe_shape=shape).der
    claimed = examine(der, Purpose.SIGNING, policy, AT)
    path = replace(_path(claimed), certificates=(claimed.fingerprint, "authority", root))
    return prove(claimed, path, policy, AT).oin


def _refused_under(root: str, shape: UnsafeShape, policy: TrustPolicy = COMING) -> str:
    with pytest.raises(CertificateRefusedError) as refused:
        _proven_under(root, shape, policy)
    return refused.value.reason


BOTH = UnsafeShape(organization_identifiers=(f"OI:NL-{POLITIE.oin}",))
ALONE = UnsafeShape(serial_numbers=(), organization_identifiers=(f"OI:NL-{POLITIE.oin}",))
DIFFERENT = UnsafeShape(organization_identifiers=(f"OI:NL-{GEMEENTE.oin}",))


@pytest.mark.parametrize("shape", [UnsafeShape(), BOTH, ALONE], ids=["serialNumber", "both", "organizationIdentifier"])
def test_under_a_root_that_was_named_an_oin_stands_in_either_place(shape: UnsafeShape) -> None:
    assert _proven_under("coming-root", shape) == POLITIE.oin


def test_under_a_root_that_was_named_two_different_oins_prove_nothing() -> None:
    assert _refused_under("coming-root", DIFFERENT) == Distrust.SEVERAL_OINS


def test_15_under_every_other_root_organization_identifier_is_not_read() -> None:
    assert _proven_under("todays-root", DIFFERENT) == POLITIE.oin
    assert _refused_under("todays-root", ALONE) == Distrust.NO_OIN


def test_15_where_no_root_was_named_organization_identifier_is_not_read() -> None:
    assert _proven_under("coming-root", DIFFERENT, STRICT) == POLITIE.oin
    assert _refused_under("coming-root", ALONE, STRICT) == Distrust.NO_OIN
    broken = UnsafeShape(organization_identifiers=("OI:", "OI:"))
    assert _proven_under("coming-root", broken, STRICT) == POLITIE.oin
