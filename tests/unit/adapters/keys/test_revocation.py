"""Revocation lists that count, lists that do not, and the deny list (bad inputs 36 and 37, F51)."""

from datetime import timedelta

import pytest
from asn1crypto import core, parser
from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ObjectIdentifier

from adapters.keys.revocation import (
    LARGEST_CRL_BYTES,
    CrlFault,
    CrlGrace,
    DenyList,
    HeldCrl,
    Standing,
    admit,
    authority_identifier,
    newest,
    not_replaced,
    require_news,
    standings,
)
from adapters.simulator.certificates import LeafPurpose
from gateway.domain.identifiers import Oin
from gateway.errors import ConfigError
from tests.kit.authority import AT, GEMEENTE, NO_GRACE, POLITIE, certified, founded, fresh, impostor

WEEK = timedelta(days=7)
AUTHORITIES = tuple(level.issued.certificate for level in founded().levels)
ISSUING = founded().levels[-1]


def _held(at: timedelta = timedelta(0), lifetime: timedelta = WEEK, grace: CrlGrace = NO_GRACE) -> HeldCrl:
    held = admit(ISSUING.crl(AT + at, lifetime), AUTHORITIES, grace, AT + at)
    assert isinstance(held, HeldCrl)
    return held


def _scope(**said: bool | frozenset[x509.ReasonFlags] | None) -> x509.IssuingDistributionPoint:
    plain = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**{**plain, **said})  # type: ignore[arg-type]  # each by its own name


@pytest.mark.parametrize("pss", [False, True])
def test_a_list_of_every_level_is_taken(*, pss: bool) -> None:
    authority = founded(pss=pss)
    known = tuple(level.issued.certificate for level in authority.levels)
    for level in authority.levels:
        held = admit(level.crl(AT), known, NO_GRACE, AT)
        assert isinstance(held, HeldCrl)
        assert held.authority == authority_identifier(level.issued.certificate)
        assert (held.this_update_at, held.next_update_at, held.serves_until) == (AT, AT + WEEK, AT + WEEK)


@pytest.mark.parametrize(
    ("der", "fault"),
    [
        pytest.param(b"\0" * (LARGEST_CRL_BYTES + 1), CrlFault.TOO_LARGE, id="37-too-large"),
        pytest.param(b"no list", CrlFault.UNREADABLE, id="37-unreadable"),
        pytest.param(ISSUING.crl(AT)[:-1], CrlFault.UNREADABLE, id="37-cut-short"),
        pytest.param(ISSUING.crl(AT)[:-1] + b"\0", CrlFault.WRONG_SIGNATURE, id="37-altered"),
        pytest.param(impostor().levels[-1].crl(AT), CrlFault.WRONG_SIGNATURE, id="37-same-name-other-key"),
        pytest.param(fresh(name="Vreemd").levels[-1].crl(AT), CrlFault.WRONG_SIGNATURE, id="37-stranger"),
        pytest.param(ISSUING.crl(AT + timedelta(minutes=6)), CrlFault.NOT_YET_ISSUED, id="37-from-the-future"),
        pytest.param(
            ISSUING.crl(AT, unsafe_extension=_scope(indirect_crl=True)), CrlFault.INCOMPLETE, id="37-indirect"
        ),
        pytest.param(
            ISSUING.crl(AT, unsafe_extension=_scope(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}))),
            CrlFault.INCOMPLETE,
            id="37-some-reasons",
        ),
        pytest.param(
            ISSUING.crl(AT, unsafe_extension=_scope(only_contains_attribute_certs=True)),
            CrlFault.INCOMPLETE,
            id="37-attribute-certificates",
        ),
        pytest.param(ISSUING.crl(AT, unsafe_extension=x509.DeltaCRLIndicator(1)), CrlFault.INCOMPLETE, id="37-delta"),
        pytest.param(
            ISSUING.crl(AT, unsafe_extension=x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")),
            CrlFault.UNKNOWN_EXTENSION,
            id="37-unknown-critical-extension",
        ),
    ],
)
def test_a_bad_list_is_named_and_not_taken(der: bytes, fault: CrlFault) -> None:
    assert admit(der, AUTHORITIES, NO_GRACE, AT) is fault


def test_37_a_list_of_a_version_that_does_not_exist_is_not_taken() -> None:
    # Version 2 is written as 1 (RFC 5280, 5.1.2.1); nothing before the signature is proven.
    der = ISSUING.crl(AT)
    place = x509.load_der_x509_crl(der).tbs_certlist_bytes[:7].index(b"\x02\x01\x01") + der.index(b"\x30", 1) + 2
    assert der[place] == 1
    assert admit(der[:place] + b"\x32" + der[place + 1 :], AUTHORITIES, NO_GRACE, AT) is CrlFault.UNREADABLE


def test_37_a_list_whose_issuer_has_a_name_of_bits_is_not_taken() -> None:
    common_name = b"\x06\x03\x55\x04\x03"
    der = ISSUING.crl(AT).replace(common_name + b"\x0c", common_name + b"\x03")
    assert admit(der, AUTHORITIES, NO_GRACE, AT) is CrlFault.UNREADABLE


def test_37_a_list_whose_scope_has_a_kind_of_name_that_nobody_reads_is_not_taken() -> None:
    # An address of X.400, in a distribution point: GeneralNames, fullName, distributionPoint.
    scope = x509.UnrecognizedExtension(x509.IssuingDistributionPoint.oid, bytes.fromhex("3008a006a004a3023000"))
    assert admit(ISSUING.crl(AT, unsafe_extension=scope), AUTHORITIES, NO_GRACE, AT) is CrlFault.UNREADABLE


def test_37_a_list_that_the_judge_of_paths_cannot_read_is_not_taken_whoever_signed_it() -> None:
    crl = asn1_crl.CertificateList.load(ISSUING.crl(AT))
    organisation = b"\x06\x03\x55\x04\x0a"
    tbs = crl["tbs_cert_list"].dump().replace(organisation + b"\x0c", organisation + b"\x04")
    key = ISSUING.issued.key
    assert isinstance(key, rsa.RSAPrivateKey)
    signature = core.OctetBitString(key.sign(tbs, padding.PKCS1v15(), hashes.SHA256()))
    der = parser.emit(0, 1, 16, tbs + crl["signature_algorithm"].dump() + signature.dump())
    assert admit(der, AUTHORITIES, NO_GRACE, AT) is CrlFault.UNREADABLE


def test_a_leaf_cannot_sign_a_list() -> None:
    leaf = certified(POLITIE, LeafPurpose.SIGNING)
    forged = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(leaf.certificate.subject)
        .last_update(AT)
        .next_update(AT + WEEK)
    )
    der = forged.sign(leaf.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    assert admit(der, (leaf.certificate,), NO_GRACE, AT) is CrlFault.WRONG_SIGNATURE


def test_a_list_that_names_no_successor_is_not_taken() -> None:
    crl = asn1_crl.CertificateList.load(ISSUING.crl(AT))
    del crl["tbs_cert_list"]["next_update"]
    key = ISSUING.issued.key
    assert isinstance(key, rsa.RSAPrivateKey)
    crl["signature"] = key.sign(crl["tbs_cert_list"].dump(force=True), padding.PKCS1v15(), hashes.SHA256())
    assert admit(crl.dump(force=True), AUTHORITIES, NO_GRACE, AT) is CrlFault.NO_NEXT_UPDATE


def test_an_authority_whose_usage_is_unknown_signs_no_list() -> None:
    builder = (
        x509.CertificateBuilder()
        .subject_name(ISSUING.issued.certificate.subject)
        .issuer_name(ISSUING.issued.certificate.subject)
        .serial_number(1)
        .not_valid_before(AT)
        .not_valid_after(AT + WEEK)
        .public_key(ISSUING.issued.key.public_key())
    )
    assert admit(ISSUING.crl(AT), (builder.sign(ISSUING.issued.key, hashes.SHA256()),), NO_GRACE, AT) is (
        CrlFault.WRONG_SIGNATURE
    )


def test_a_list_of_one_kind_of_certificate_is_taken_beside_the_other() -> None:
    crls = [
        admit(ISSUING.crl(AT, unsafe_extension=_scope(**{kind: True})), AUTHORITIES, NO_GRACE, AT)
        for kind in ("only_contains_user_certs", "only_contains_ca_certs")
    ]
    assert len(newest(crl for crl in crls if isinstance(crl, HeldCrl))) == 2


def test_an_older_list_never_takes_the_place_of_a_newer() -> None:
    old, new = _held(), _held(timedelta(days=1))
    assert newest((old, new)) == newest((new, old)) == (new,)


def test_what_is_fetched_must_count_now_and_be_no_older_than_what_is_held() -> None:
    old, new, user = _held(), _held(timedelta(days=1)), _partition(timedelta(days=1))
    assert require_news(new, (old,), AT) is new
    assert require_news(old, (old, user), AT) is old
    assert require_news(old, (new,), AT) is CrlFault.OLDER
    assert require_news(old, (), AT + WEEK) is old
    assert require_news(old, (), AT + WEEK + timedelta(seconds=1)) is CrlFault.EXPIRED


def _partition(at: timedelta) -> HeldCrl:
    der = ISSUING.crl(AT + at, unsafe_extension=_scope(only_contains_user_certs=True))
    held = admit(der, AUTHORITIES, NO_GRACE, AT + at)
    assert isinstance(held, HeldCrl)
    return held


def test_36_a_list_ages_gets_grace_and_goes_stale() -> None:
    held = _held(grace=CrlGrace(general=timedelta(hours=8), by_authority={}))
    second = timedelta(seconds=1)
    assert held.standing(AT) is Standing.FRESH
    assert held.standing(AT + WEEK / 2) is Standing.FRESH
    assert held.standing(AT + WEEK / 2 + second) is Standing.AGING
    assert held.standing(AT + WEEK) is Standing.AGING
    assert held.standing(AT + WEEK + second) is Standing.GRACE
    assert held.standing(AT + WEEK + timedelta(hours=8)) is Standing.GRACE
    assert held.standing(AT + WEEK + timedelta(hours=8) + second) is Standing.STALE


def test_36_grace_is_given_to_one_authority_and_not_to_all() -> None:
    grace = CrlGrace(general=timedelta(0), by_authority={authority_identifier(AUTHORITIES[0]): timedelta(hours=1)})
    held = [admit(level.crl(AT), AUTHORITIES, grace, AT) for level in founded().levels]
    ends = [crl.serves_until for crl in held if isinstance(crl, HeldCrl)]
    assert ends == [AT + WEEK + timedelta(hours=1), AT + WEEK, AT + WEEK]


def test_standings_name_every_authority_and_the_worst_of_its_lists() -> None:
    user = admit(
        ISSUING.crl(AT, WEEK, unsafe_extension=_scope(only_contains_user_certs=True)), AUTHORITIES, NO_GRACE, AT
    )
    short = _held(lifetime=timedelta(days=1))
    assert isinstance(user, HeldCrl)
    issuing, root = authority_identifier(AUTHORITIES[2]), authority_identifier(AUTHORITIES[0])
    found = standings((root, issuing), (user, short), AT + timedelta(days=2))
    assert [(one.authority, one.standing) for one in found] == [(root, Standing.MISSING), (issuing, Standing.STALE)]
    assert [one.serves_until for one in found] == [None, AT + timedelta(days=1)]


def test_a_list_that_ended_is_left_out_where_a_later_one_of_its_authority_serves() -> None:
    day = timedelta(days=1)
    ended, later = _held(lifetime=day), _partition(day / 2)
    at = AT + day
    assert not_replaced((ended, later), at - timedelta(seconds=1)) == (ended, later)
    assert not_replaced((ended, later), at) == (later,)
    assert [one.standing for one in standings((ended.authority,), (ended, later), at)] == [Standing.FRESH]
    # Neither an earlier one nor one that ended too says what the later one knew.
    assert not_replaced((later, ended), AT + 2 * WEEK) == (later, ended)
    earlier, brief = _partition(timedelta(0)), _held(day / 2, day / 2)
    assert not_replaced((brief, earlier), at) == (brief, earlier)


# --- the deny list ---------------------------------------------------------------------------------------------------


def test_a_deny_list_forbids_by_fingerprint_serial_number_and_organisation() -> None:
    fingerprint = "ab" * 32
    denied = DenyList.parse(
        f"# since Friday\nsha256: {':'.join(['AB'] * 32)}\n\nserial: 0A:1F  # lost token\noin:{POLITIE.oin}\n"
    )
    assert denied.forbids(fingerprint, 1, GEMEENTE.oin)
    assert denied.forbids("00" * 32, 0x0A1F, GEMEENTE.oin)
    assert denied.forbids("00" * 32, 1, POLITIE.oin)
    assert not denied.forbids("00" * 32, 1, GEMEENTE.oin)


def test_an_empty_deny_list_forbids_nothing() -> None:
    assert DenyList.parse("\n# nothing yet\n") == DenyList()
    assert not DenyList().forbids("00" * 32, 1, Oin.parse("00000099000000030000"))


@pytest.mark.parametrize(
    "line",
    ["sha256:ab", "sha256:" + "zz" * 32, "serial:", "serial:xyz", "oin:123", "name:politie", "politie", ": ab"],
)
def test_a_line_that_denies_nothing_stops_the_house(line: str) -> None:
    with pytest.raises(ConfigError) as refused:
        DenyList.parse(f"serial:01\n{line}\nnonsense")
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == [
        "deny list, line 2",
        "deny list, line 3",
    ]
