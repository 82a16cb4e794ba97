"""Bad inputs 29 to 51 as far as one certificate shows them by itself (reliability-security.md 3.B)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from asn1crypto import core
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from adapters.simulator.certificates import Issued, LeafPurpose, UnsafeShape, p_256, usage
from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import (
    Caution,
    Distrust,
    Purpose,
    cautions,
    claimed_oin,
    has_serial_number,
    is_sound_authority,
    oin_under,
    read_certificate,
    read_oin,
    read_organization_identifier,
    require_extensions,
    require_moment,
    require_signature,
    sound_key,
)
from tests.kit.authority import (
    AT,
    GEMEENTE,
    POLITIE,
    STRICT,
    certified,
    der_of,
    founded,
    pooled_keys,
    rewritten,
    with_serial_number_text,
)

ISSUER_KEY = founded().levels[-1].issued.key


def _shaped(shape: UnsafeShape, purpose: LeafPurpose = LeafPurpose.TLS) -> x509.Certificate:
    return founded().issue(POLITIE, purpose, AT, key=pooled_keys()[0], unsafe_shape=shape).certificate


def _proper() -> Issued:
    return certified(POLITIE, LeafPurpose.TLS)


def _reason(check: Callable[[], object]) -> str:
    with pytest.raises(CertificateRefusedError) as refused:
        check()
    return refused.value.reason


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_proper_certificate_is_read() -> None:
    certificate = read_certificate(_proper().der)
    assert read_oin(certificate.subject) == POLITIE.oin


def _with_serial(number: int) -> bytes:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        tbs["serial_number"] = number

    return rewritten(_proper(), ISSUER_KEY, change)


def _with_extension_twice() -> bytes:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        tbs["extensions"].append(tbs["extensions"][0].copy())

    return rewritten(_proper(), ISSUER_KEY, change)


def _with_extension_of(octets: int) -> bytes:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        tbs["extensions"].append({"extn_id": "2.999.1", "critical": False, "extn_value": bytes(octets)})

    return rewritten(_proper(), ISSUER_KEY, change)


def _as_version_one() -> bytes:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        tbs["version"] = "v1"
        del tbs["extensions"]

    return rewritten(_proper(), ISSUER_KEY, change)


def _with_an_address_of_x400() -> bytes:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        names = next(each for each in tbs["extensions"] if each["extn_id"].native == "subject_alt_name")
        names["extn_value"] = core.ParsableOctetString(bytes.fromhex("3004a3023000"))

    return rewritten(_proper(), ISSUER_KEY, change)


def _with_rsa(modulus: int, exponent: int) -> bytes:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        numbers = asn1_keys.RSAPublicKey({"modulus": modulus, "public_exponent": exponent})
        tbs["subject_public_key_info"] = asn1_keys.PublicKeyInfo.wrap(numbers, "rsa")

    return rewritten(_proper(), ISSUER_KEY, change)


@pytest.mark.parametrize(
    ("number", "make"),
    [
        pytest.param("42", lambda: _with_extension_of(16 * 1024), id="42-too-large"),
        pytest.param("46", lambda: _with_serial(0), id="46-serial-zero"),
        pytest.param("46", lambda: _with_serial(-5), id="46-serial-negative"),
        pytest.param("46", lambda: _with_serial(1 << 160), id="46-serial-of-21-octets"),
        pytest.param("46", lambda: _with_serial(1 << 159), id="46-serial-one-bit-too-long"),
        pytest.param("46", _with_extension_twice, id="46-extension-twice"),
        pytest.param("46", lambda: _proper().der + b"\x00", id="46-trailing-octets"),
        pytest.param("46", lambda: _proper().der[:-1], id="46-cut-short"),
        pytest.param("46", _as_version_one, id="46-version-one"),
        pytest.param("46", _with_an_address_of_x400, id="46-a-kind-of-name-that-nobody-reads"),
        pytest.param("46", lambda: b"", id="46-nothing"),
    ],
)
def test_what_is_not_one_strict_certificate_is_unreadable(number: str, make: Callable[[], bytes]) -> None:
    assert _reason(lambda: read_certificate(make())) == Distrust.UNREADABLE, number


def test_42_a_certificate_may_be_as_large_as_any_that_we_know() -> None:
    read_certificate(_with_extension_of(12 * 1024))


def test_a_certificate_cut_short_at_any_octet_is_refused() -> None:
    der = _proper().der
    for length in range(0, len(der), 7):
        assert _reason(lambda length=length: read_certificate(der[:length])) == Distrust.UNREADABLE  # type: ignore[misc]  # mypy does not see the default


# --- keys ------------------------------------------------------------------------------------------------------------

_BIG = (1 << 16_383) | 1


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [
        pytest.param((1 << 3071) | 1, 1, id="45-exponent-1"),
        pytest.param((1 << 3071) | 1, 3, id="45-exponent-3"),
        pytest.param((1 << 3071) | 1, 65536, id="45-even-exponent"),
        pytest.param((1 << 3071) | 1, (1 << 65) | 1, id="45-exponent-of-66-bits"),
        pytest.param(1 << 3071, 65537, id="45-even-modulus"),
        pytest.param(_BIG, 65537, id="45-modulus-of-16384-bits"),
        pytest.param((1 << 1023) | 1, 65537, id="44-rsa-1024"),
        pytest.param((1 << 2046) | 1, 65537, id="44-rsa-2047"),
    ],
)
def test_a_key_that_is_weak_or_costly_is_refused(modulus: int, exponent: int) -> None:
    der = _with_rsa(modulus, exponent)
    assert _reason(lambda: sound_key(read_certificate(der))) in {Distrust.WEAK_KEY, Distrust.UNREADABLE}


@pytest.mark.parametrize("bits", [2048, 8192])
def test_a_key_of_a_size_at_the_limit_is_accepted(bits: int) -> None:
    key = sound_key(read_certificate(_with_rsa((1 << (bits - 1)) | 1, 65537)))
    assert key.key_size == bits


@pytest.mark.parametrize("curve", [ec.SECP192R1(), ec.SECP224R1(), ec.SECP256K1()], ids=lambda curve: curve.name)
def test_a_curve_that_is_not_in_class_good_is_refused(curve: ec.EllipticCurve) -> None:
    shape = UnsafeShape(public_key=ec.generate_private_key(curve).public_key())
    assert _reason(lambda: sound_key(_shaped(shape))) == Distrust.WEAK_KEY


def test_a_good_curve_is_accepted() -> None:
    key = p_256().public_key()
    assert sound_key(_shaped(UnsafeShape(public_key=key))) == key


def test_a_key_of_another_kind_is_refused() -> None:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        tbs["subject_public_key_info"] = asn1_keys.PublicKeyInfo(
            {"algorithm": {"algorithm": "ed25519"}, "public_key": bytes(range(32))}
        )

    der = rewritten(_proper(), ISSUER_KEY, change)
    assert _reason(lambda: sound_key(read_certificate(der))) == Distrust.WEAK_KEY


def test_a_short_key_of_a_partner_is_accepted_with_a_caution() -> None:
    short = read_certificate(_with_rsa((1 << 2047) | 1, 65537)).public_key()
    assert isinstance(short, rsa.RSAPublicKey)
    assert cautions(short) == {Caution.SHORT_KEY}
    assert cautions(sound_key(_proper().certificate)) == frozenset()
    assert cautions(p_256().public_key()) == frozenset()


# --- signature and moment --------------------------------------------------------------------------------------------


def _signed_with(name: str, of: Issued) -> x509.Certificate:
    certificate = asn1_x509.Certificate.load(of.der)
    for place in (certificate, certificate["tbs_certificate"]):
        place["signature_algorithm" if place is certificate else "signature"]["algorithm"] = name
    return x509.load_der_x509_certificate(certificate.dump(force=True))


@pytest.mark.parametrize("name", ["sha1_rsa", "md5_rsa", "sha224_rsa", "1.2.3.4.5"])
def test_44_a_weak_or_unknown_digest_is_refused(name: str) -> None:
    assert _reason(lambda: require_signature(_signed_with(name, _proper()))) == Distrust.WEAK_SIGNATURE


@pytest.mark.parametrize("pss", [False, True])
def test_a_sha_256_signature_of_either_padding_is_accepted(*, pss: bool) -> None:
    require_signature(founded(pss=pss).issue(POLITIE, LeafPurpose.TLS, AT, key=pooled_keys()[0]).certificate)


def test_29_and_30_a_certificate_counts_between_its_moments_only() -> None:
    certificate = _proper().certificate
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    require_moment(certificate, first)
    require_moment(certificate, last)
    assert _reason(lambda: require_moment(certificate, first - timedelta(seconds=1))) == Distrust.NOT_YET_VALID
    assert _reason(lambda: require_moment(certificate, last + timedelta(seconds=1))) == Distrust.EXPIRED


# --- purpose ---------------------------------------------------------------------------------------------------------

_SERVER, _CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
_ANY, _CODE = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, ExtendedKeyUsageOID.CODE_SIGNING


@pytest.mark.parametrize("purpose", [Purpose.TLS_CLIENT, Purpose.TLS_SERVER])
@pytest.mark.parametrize(
    ("usages", "fits"),
    [
        pytest.param((_SERVER, _CLIENT), set(Purpose), id="both"),
        pytest.param((_SERVER,), {Purpose.TLS_SERVER}, id="38-server-only"),
        pytest.param((_CLIENT,), {Purpose.TLS_CLIENT}, id="client-only"),
        pytest.param((_CODE,), set(), id="38-code-signing-only"),
        pytest.param((), set(), id="39-none"),
        pytest.param((_ANY,), set(), id="40-any"),
        pytest.param((_ANY, _SERVER, _CLIENT), set(), id="40-any-beside-the-right-ones"),
    ],
)
def test_a_tls_certificate_needs_the_very_usage(
    usages: tuple[ObjectIdentifier, ...], fits: set[Purpose], purpose: Purpose
) -> None:
    certificate = _shaped(UnsafeShape(extended_key_usages=usages))
    if purpose in fits:
        require_extensions(certificate, purpose, STRICT)
    else:
        assert _reason(lambda: require_extensions(certificate, purpose, STRICT)) == Distrust.WRONG_USAGE


def test_a_region_may_accept_a_tls_certificate_without_usages() -> None:
    certificate = _shaped(UnsafeShape(extended_key_usages=()))
    require_extensions(certificate, Purpose.TLS_CLIENT, replace(STRICT, tls_usage_required=False))


def test_163_a_tls_certificate_signs_only_where_that_is_said() -> None:
    certificate = _shaped(UnsafeShape())
    assert _reason(lambda: require_extensions(certificate, Purpose.SIGNING, STRICT)) == Distrust.WRONG_USAGE
    assert _reason(lambda: require_extensions(certificate, Purpose.ENCRYPTION, STRICT)) == Distrust.WRONG_USAGE
    for purpose in (Purpose.SIGNING, Purpose.ENCRYPTION):
        require_extensions(certificate, purpose, replace(STRICT, tls_certificate_may_sign=True))


def test_a_signing_certificate_may_have_usages_beside_tls() -> None:
    usages = (ExtendedKeyUsageOID.EMAIL_PROTECTION, _CLIENT)
    certificate = _shaped(UnsafeShape(extended_key_usages=usages), LeafPurpose.SIGNING)
    require_extensions(certificate, Purpose.SIGNING, STRICT)


@pytest.mark.parametrize(
    ("leaf", "purpose", "allowed"),
    [
        (LeafPurpose.SIGNING, Purpose.SIGNING, True),
        (LeafPurpose.ENCRYPTION, Purpose.ENCRYPTION, True),
        (LeafPurpose.SIGNING, Purpose.ENCRYPTION, False),
        (LeafPurpose.ENCRYPTION, Purpose.SIGNING, False),
        (LeafPurpose.SIGNING, Purpose.TLS_CLIENT, False),
    ],
)
def test_163_a_certificate_serves_its_own_purpose(leaf: LeafPurpose, purpose: Purpose, *, allowed: bool) -> None:
    certificate = certified(POLITIE, leaf).certificate
    if allowed:
        require_extensions(certificate, purpose, STRICT)
    else:
        assert _reason(lambda: require_extensions(certificate, purpose, STRICT)) == Distrust.WRONG_USAGE


@pytest.mark.parametrize(
    "key_usage",
    [
        usage("key_encipherment"),
        usage("digital_signature", "key_cert_sign"),
        usage("digital_signature", "crl_sign"),
    ],
)
def test_38_a_key_usage_of_something_else_is_refused(key_usage: x509.KeyUsage) -> None:
    certificate = _shaped(UnsafeShape(key_usage=key_usage))
    assert _reason(lambda: require_extensions(certificate, Purpose.TLS_CLIENT, STRICT)) == Distrust.WRONG_USAGE


def test_key_agreement_serves_encryption_on_a_curve() -> None:
    certificate = _shaped(UnsafeShape(key_usage=usage("key_agreement")), LeafPurpose.ENCRYPTION)
    require_extensions(certificate, Purpose.ENCRYPTION, STRICT)


def test_a_certificate_without_key_usage_is_refused() -> None:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        kept = [one for one in tbs["extensions"] if one["extn_id"].native != "key_usage"]
        tbs["extensions"] = asn1_x509.Extensions(kept)

    certificate = read_certificate(rewritten(_proper(), ISSUER_KEY, change))
    assert _reason(lambda: require_extensions(certificate, Purpose.TLS_CLIENT, STRICT)) == Distrust.WRONG_USAGE


def test_an_authority_is_no_end_entity() -> None:
    authority = founded().levels[-1].issued.certificate
    assert _reason(lambda: require_extensions(authority, Purpose.SIGNING, STRICT)) == Distrust.NOT_AN_END_ENTITY


def test_a_certificate_without_basic_constraints_is_an_end_entity() -> None:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        kept = [one for one in tbs["extensions"] if one["extn_id"].native != "basic_constraints"]
        tbs["extensions"] = asn1_x509.Extensions(kept)

    certificate = read_certificate(rewritten(_proper(), ISSUER_KEY, change))
    require_extensions(certificate, Purpose.TLS_CLIENT, STRICT)
    assert not is_sound_authority(certificate)


def test_an_unknown_critical_extension_is_refused() -> None:
    unknown = x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")
    certificate = _shaped(UnsafeShape(extension=unknown))
    assert _reason(lambda: require_extensions(certificate, Purpose.TLS_CLIENT, STRICT)) == Distrust.UNKNOWN_EXTENSION


@pytest.mark.parametrize("policies", [(), (ObjectIdentifier("2.999.2"),)])
def test_43_another_policy_than_asked_for_is_refused(policies: tuple[ObjectIdentifier, ...]) -> None:
    certificate = _shaped(UnsafeShape(policies=policies))
    assert _reason(lambda: require_extensions(certificate, Purpose.TLS_CLIENT, STRICT)) == Distrust.WRONG_POLICY
    require_extensions(certificate, Purpose.TLS_CLIENT, replace(STRICT, policies=frozenset()))


# --- the OIN ---------------------------------------------------------------------------------------------------------


def _oin_reason(der: bytes) -> str:
    return _reason(lambda: read_oin(read_certificate(der).subject))


def test_48_an_oin_in_the_common_name_alone_is_none() -> None:
    certificate = _shaped(UnsafeShape(serial_numbers=(), common_name=str(POLITIE.oin)))
    assert _oin_reason(der_of(certificate)) == Distrust.NO_OIN


def test_49_two_serial_numbers_prove_nothing() -> None:
    certificate = _shaped(UnsafeShape(serial_numbers=(str(POLITIE.oin), "00000099000000030000")))
    assert _oin_reason(der_of(certificate)) == Distrust.SEVERAL_OINS


def test_50_a_common_name_that_looks_like_a_serial_number_is_a_common_name() -> None:
    certificate = _shaped(UnsafeShape(common_name="politie,serialNumber=00000099000000030000"))
    assert read_oin(certificate.subject) == POLITIE.oin


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("00000099000000020000 ", id="trailing-space"),
        pytest.param("0000009900000002000", id="19"),
        pytest.param("000000990000000200000", id="21"),
        pytest.param("０００００００００００００００００００２", id="full-width"),  # noqa: RUF001 - the attack itself
        pytest.param("٠٠٠٠٠٠٩٩٠٠٠٠٠٠٠٢٠٠٠٠", id="arabic-indic"),
        pytest.param("0000009900000002000\0", id="nul-inside-twenty"),
        pytest.param("00000099000000020000\0", id="nul-after-twenty"),
        pytest.param("OI:00000099000000020000", id="prefix-of-organizationIdentifier"),
        pytest.param("", id="empty"),
    ],
)
def test_51_what_is_not_exactly_an_oin_is_refused(text: str) -> None:
    der = with_serial_number_text(_proper(), ISSUER_KEY, text)
    assert _oin_reason(der) in {Distrust.INVALID_OIN, Distrust.UNREADABLE}


def test_an_oin_that_is_no_text_is_refused() -> None:
    attribute = x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, b"\x00", x509.name._ASN1Type.BitString)  # noqa: SLF001 - the only way to such a value
    assert _reason(lambda: read_oin(x509.Name([attribute]))) == Distrust.NO_OIN


def _organization_identifier(*texts: str) -> Oin | None:
    certificate = _shaped(UnsafeShape(serial_numbers=(), organization_identifiers=texts))
    return read_organization_identifier(certificate.subject)


@pytest.mark.parametrize("text", ["OI:NL-00000099000000020000", "OI:00000099000000020000"])
def test_an_organization_identifier_of_the_coming_generation_is_an_oin(text: str) -> None:
    assert _organization_identifier(text) == POLITIE.oin
    assert _organization_identifier("NTRNL-12345678", text) == POLITIE.oin


@pytest.mark.parametrize("texts", [(), ("NTRNL-12345678",), ("VATNL-123456789B01",), ("00000099000000020000",)])
def test_another_register_is_no_oin(texts: tuple[str, ...]) -> None:
    assert _organization_identifier(*texts) is None


def test_two_organization_identifiers_with_an_oin_prove_nothing() -> None:
    text = f"OI:NL-{POLITIE.oin}"
    assert _reason(lambda: _organization_identifier(text, text)) == Distrust.SEVERAL_OINS


@pytest.mark.parametrize("text", ["OI:", "OI:NL-", "OI:BE-00000099000000020000", "OI:NL-0000009900000002000"])
def test_what_follows_the_prefix_is_exactly_an_oin(text: str) -> None:
    assert _reason(lambda: _organization_identifier(text)) == Distrust.INVALID_OIN


def test_whether_a_serial_number_is_there_is_told_whatever_stands_in_it() -> None:
    assert has_serial_number(_proper().certificate.subject)
    assert has_serial_number(_shaped(UnsafeShape(serial_numbers=("iets anders",))).subject)
    assert not has_serial_number(_shaped(UnsafeShape(serial_numbers=())).subject)


@pytest.mark.parametrize("text", ["OI:NL-00000099000000030000", "OI:", "NTRNL-12345678"])
def test_15_today_an_oin_is_not_read_from_organization_identifier(text: str) -> None:
    certificate = _shaped(UnsafeShape(organization_identifiers=(text, text)))
    assert read_oin(certificate.subject) == POLITIE.oin
    without = _shaped(UnsafeShape(serial_numbers=(), organization_identifiers=(text,)))
    assert _oin_reason(der_of(without)) == Distrust.NO_OIN


# --- authorities -----------------------------------------------------------------------------------------------------


def test_every_level_of_the_hierarchy_is_a_sound_authority() -> None:
    assert all(is_sound_authority(level.issued.certificate) for level in founded().levels)


def test_41_a_leaf_is_no_authority() -> None:
    assert not is_sound_authority(_proper().certificate)


def test_an_authority_with_a_weak_signature_is_not_sound() -> None:
    assert not is_sound_authority(_signed_with("sha1_rsa", founded().levels[-1].issued))


def test_the_fingerprint_of_a_certificate_is_that_of_its_octets() -> None:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(_proper().der)
    assert read_certificate(_proper().der).fingerprint(hashes.SHA256()) == digest.finalize()


ROOT: Final = "0" * 64
OTHER: Final = f"OI:NL-{GEMEENTE.oin}"


@pytest.mark.parametrize(
    ("shape", "roots", "under_it", "under_another"),
    [
        (UnsafeShape(), frozenset({ROOT}), POLITIE.oin, POLITIE.oin),
        (
            UnsafeShape(serial_numbers=(), organization_identifiers=(OTHER,)),
            frozenset({ROOT}),
            GEMEENTE.oin,
            Distrust.NO_OIN,
        ),
        (UnsafeShape(organization_identifiers=(OTHER,)), frozenset({ROOT}), Distrust.SEVERAL_OINS, POLITIE.oin),
        (UnsafeShape(organization_identifiers=(OTHER,)), frozenset(), POLITIE.oin, POLITIE.oin),
    ],
)
def test_15_a_root_decides_where_an_oin_stands(
    shape: UnsafeShape, roots: frozenset[str], under_it: Oin | Distrust, under_another: Oin | Distrust
) -> None:
    subject = _shaped(shape).subject
    assert _oin_or_reason(ROOT, subject, roots) == under_it
    assert _oin_or_reason("1" * 64, subject, roots) == under_another


def _oin_or_reason(root: str, subject: x509.Name, roots: frozenset[str]) -> Oin | str:
    try:
        return oin_under(root, subject, roots)
    except CertificateRefusedError as refused:
        return refused.reason


def test_what_a_subject_claims_is_read_from_organization_identifier_only_where_some_root_lets_it() -> None:
    alone = _shaped(UnsafeShape(serial_numbers=(), organization_identifiers=(OTHER,))).subject
    assert claimed_oin(alone, frozenset({ROOT})) == GEMEENTE.oin
    assert _reason(lambda: claimed_oin(alone, frozenset())) == Distrust.NO_OIN
