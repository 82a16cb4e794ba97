"""The certificates an agreement names."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.simulator.certificates import LeafPurpose, UnsafeShape, p_256
from gateway.domain.agreement import AgreementParty
from gateway.wire.ebms2 import cpa
from tests.kit.cpa_documents import ANDER, END, ONS, START, VREEMD, certificate, document, mistakes, party, rules

ours = party(ONS)


def _with(original: bytes, changed: bytes, places: int = 99) -> bytes:
    octets = document()
    old, new = b64encode(original), b64encode(changed)
    assert old in octets
    return octets.replace(old, new, places)


def _weak_key() -> rsa.RSAPublicKey:
    return rsa.generate_private_key(65537, 1024).public_key()  # noqa: S505 - weak on purpose: it must be refused


def _parties() -> tuple[AgreementParty, AgreementParty]:
    agreement = cpa.parse(document(), ONS)
    return agreement.own, agreement.partner


def test_every_certificate_comes_out_as_it_went_in() -> None:
    assert _parties() == (party(ONS), party(ANDER))


@pytest.mark.parametrize("octets", [b"no certificate", b"", ours.signing_certificate[:-1]])
def test_what_is_no_certificate_is_refused(octets: bytes) -> None:
    assert rules(_with(ours.signing_certificate, octets)) == {"certificate"}


def test_what_is_no_base64_is_refused() -> None:
    text = document().decode().replace(b64encode(ours.signing_certificate).decode(), "*** no base64 \u00e9 ***")
    assert rules(text.encode()) == {"certificate"}


def test_base64_may_be_broken_into_lines() -> None:
    text = b64encode(ours.signing_certificate).decode()
    lines = "\n".join(text[place : place + 76] for place in range(0, len(text), 76))
    assert rules(document().replace(text.encode(), f"\n{lines}\n".encode())) == set()


@pytest.mark.parametrize(
    ("shape", "broken"),
    [
        (UnsafeShape(serial_numbers=()), "certificate-oin"),
        (UnsafeShape(serial_numbers=("00000099000000030000",)), "certificate-oin"),
        (UnsafeShape(serial_numbers=("00000099000000010000", "00000099000000030000")), "certificate-oin"),
        (UnsafeShape(not_before=END + timedelta(days=1), not_after=END + timedelta(days=2)), "certificate-period"),
        (
            UnsafeShape(not_before=START - timedelta(days=9), not_after=START - timedelta(days=2)),
            "certificate-period",
        ),
        (UnsafeShape(public_key=_weak_key()), "certificate"),
        (UnsafeShape(public_key=p_256().public_key()), "certificate"),
    ],
)
def test_a_certificate_that_proves_nothing_here_is_refused(shape: UnsafeShape, broken: str) -> None:
    other = certificate(ONS, LeafPurpose.SIGNING, shape)
    assert rules(_with(ours.signing_certificate, other)) == {broken}


def test_a_tls_certificate_may_have_another_kind_of_key() -> None:
    other = certificate(ONS, LeafPurpose.TLS, UnsafeShape(public_key=p_256().public_key()))
    assert rules(_with(ours.server_certificate, other)) == set()


def test_a_certificate_that_ends_before_the_agreement_is_a_notice() -> None:
    other = certificate(ONS, LeafPurpose.SIGNING, UnsafeShape(not_after=END - timedelta(days=1)))
    notices = cpa.review(_with(ours.signing_certificate, other), ONS).notices
    assert [notice.partition(":")[0] for notice in notices] == ["certificate-period"]


def test_one_party_has_one_certificate_for_each_use() -> None:
    other = b64encode(certificate(ONS, LeafPurpose.SIGNING, UnsafeShape(common_name="Tweede"))).decode()
    text = document().decode()
    second = (
        '<tns:Certificate tns:certId="A_second"><ds:KeyInfo><ds:X509Data>'
        f"<ds:X509Certificate>{other}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></tns:Certificate>"
    )
    text = text.replace("<tns:SecurityDetails", f"{second}<tns:SecurityDetails", 1)
    text = text.replace(
        '<tns:SigningCertificateRef tns:certId="A_signing"', '<tns:SigningCertificateRef tns:certId="A_second"', 1
    )
    assert rules(text.encode()) == {"one-certificate"}


def test_without_a_period_only_the_period_is_told() -> None:
    octets = document().replace(b"Start>2026-11-01T00:00:00Z", b"Start>2026-11-01T00:00:00")
    assert rules(octets) == {"period"}


def test_no_sentence_repeats_the_name_in_a_certificate() -> None:
    other = certificate(ONS, LeafPurpose.SIGNING, UnsafeShape(serial_numbers=(), common_name="J. Jansen 999990019"))
    sentences = mistakes(_with(ours.signing_certificate, other))
    assert sentences
    assert not any("Jansen" in sentence or "999990019" in sentence for sentence in sentences)


def test_a_certificate_of_whoever_may_stand_in_for_the_party_is_a_notice() -> None:
    hub = _with(ours.client_certificate, certificate(VREEMD, LeafPurpose.TLS))
    assert rules(hub) == {"certificate-oin"}
    review = cpa.review(hub, ONS, cpa.Holders(mandated=frozenset({(VREEMD.oin, ONS.oin)})))
    assert {notice.partition(":")[0] for notice in review.notices} == {"certificate-oin"}


@pytest.mark.parametrize(("roots", "broken"), [((), {"certificate-oin"}), (("0" * 64,), set())])
def test_15_organization_identifier_is_read_only_where_a_root_was_named(
    roots: tuple[str, ...], broken: set[str]
) -> None:
    """Under which root it stands, our trust tells when the certificate is proven."""
    alone = UnsafeShape(serial_numbers=(), organization_identifiers=(f"OI:NL-{ONS.oin}",))
    octets = _with(ours.signing_certificate, certificate(ONS, LeafPurpose.SIGNING, alone))
    holders = cpa.Holders(organization_identifier_roots=frozenset(roots))
    assert {str(each.rule) for each in cpa.inspect(octets, ONS, holders).findings} == broken


def test_a_form_of_another_party_is_refused() -> None:
    assert replace(ours, name="x") != ours
    assert rules(_with(ours.signing_certificate, party(ANDER).signing_certificate)) == {"certificate-oin"}
