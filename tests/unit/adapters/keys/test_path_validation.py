"""Paths to a root at one moment, with a revocation list for every level (bad inputs 29 to 45)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import process_time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ObjectIdentifier

from adapters.keys.path_validation import PathJudge, chained
from adapters.keys.revocation import CrlGrace, HeldCrl, admit
from adapters.simulator.authority import Authority
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import EXAMPLE_POLICY, LeafPurpose, UnsafeShape, leaf_builder
from gateway.errors import CertificateRefusedError
from gateway.wire.trust import Distrust
from tests.kit.authority import (
    AT,
    GEMEENTE,
    NO_GRACE,
    POLITIE,
    certified,
    der_of,
    founded,
    fresh,
    impostor,
    pooled,
    pooled_keys,
)

POLICIES = frozenset({EXAMPLE_POLICY.dotted_string})
DAY = timedelta(days=1)


def _held(levels: Sequence[Level], at: datetime, grace: CrlGrace = NO_GRACE) -> list[HeldCrl]:
    known = [level.issued.certificate for level in levels]
    admitted = [admit(level.crl(at), known, grace, at) for level in levels]
    return [crl for crl in admitted if isinstance(crl, HeldCrl)]


def _judge(authority: Authority, at: datetime = AT, *, crls: Sequence[HeldCrl] | None = None) -> PathJudge:
    held = _held(authority.levels, at) if crls is None else crls
    return PathJudge((authority.root,), authority.intermediates, held, POLICIES)


def _leaf(authority: Authority, shape: UnsafeShape | None = None) -> x509.Certificate:
    key = pooled_keys()[0]
    return authority.issue(POLITIE, LeafPurpose.TLS, AT, key=key, unsafe_shape=shape or UnsafeShape()).certificate


def _reason(judge: PathJudge, der: bytes, supplied: Sequence[bytes] = (), at: datetime = AT) -> str:
    with pytest.raises(CertificateRefusedError) as refused:
        judge.judge(der, supplied, at)
    return refused.value.reason


@pytest.mark.parametrize("pss", [False, True])
def test_a_proper_certificate_has_a_path_through_every_level(*, pss: bool) -> None:
    authority = founded(pss=pss)
    leaf = _leaf(authority)
    path = _judge(authority).judge(der_of(leaf), (), AT)
    expected = (leaf, *(level.issued.certificate for level in reversed(authority.levels)))
    assert path.certificates == tuple(one.fingerprint(hashes.SHA256()).hex() for one in expected)
    assert len(path.revocation_lists) == 3
    assert path.until == AT + timedelta(days=7)


def test_the_answer_ends_with_the_certificate_when_that_ends_first() -> None:
    leaf = _leaf(founded(), UnsafeShape(not_after=AT + DAY))
    assert _judge(founded()).judge(der_of(leaf), (), AT).until == AT + DAY


def test_29_and_30_the_moment_of_judging_counts() -> None:
    leaf = _leaf(founded(), UnsafeShape(not_before=AT, not_after=AT + DAY))
    judge = _judge(founded())
    assert _reason(judge, der_of(leaf), at=AT - timedelta(seconds=1)) == Distrust.NOT_YET_VALID
    assert _reason(judge, der_of(leaf), at=AT + DAY + timedelta(seconds=1)) == Distrust.EXPIRED


def test_31_a_certificate_that_signed_itself_is_refused() -> None:
    own = Level.root("politie.schakel.test", AT, pooled_keys()[0])
    assert _reason(_judge(founded()), own.issued.der) == Distrust.INVALID_PATH


def test_32_and_33_a_certificate_of_another_root_is_refused_both_ways() -> None:
    trial, production = founded(), founded(name="Staat")
    assert _reason(_judge(production), der_of(_leaf(trial))) == Distrust.NO_PATH
    assert _reason(_judge(trial), der_of(_leaf(production))) == Distrust.NO_PATH


def test_32_the_intermediates_of_a_stranger_do_not_help_him() -> None:
    stranger = impostor()
    supplied = [der_of(one) for one in (*stranger.intermediates, stranger.root)]
    assert _reason(_judge(founded()), der_of(_leaf(stranger)), supplied) in {Distrust.NO_PATH, Distrust.INVALID_PATH}


@pytest.mark.parametrize("level", [0, 1, 2])
def test_34_a_revocation_at_any_level_counts(level: int) -> None:
    authority = fresh()
    leaf = _leaf(authority)
    chain = (authority.levels[1].issued.certificate, authority.levels[2].issued.certificate, leaf)
    _judge(authority).judge(der_of(leaf), (), AT)
    authority.revoke(chain[level], AT)
    assert _reason(_judge(authority), der_of(leaf)) == Distrust.REVOKED


def test_34_a_revocation_dated_later_counts_from_its_publication() -> None:
    authority = fresh()
    leaf = _leaf(authority)
    authority.revoke(leaf, AT + DAY)
    assert _reason(_judge(authority), der_of(leaf)) == Distrust.REVOKED


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_37_without_the_list_of_a_level_nothing_is_known(missing: int) -> None:
    authority = founded()
    crls = _held(authority.levels, AT)
    del crls[missing]
    assert _reason(_judge(authority, crls=crls), der_of(_leaf(authority))) == Distrust.REVOCATION_UNKNOWN


def test_36_a_list_serves_through_its_grace_and_no_longer() -> None:
    authority = founded()
    crls = _held(authority.levels, AT, CrlGrace(general=timedelta(hours=8), by_authority={}))
    judge, leaf = _judge(authority, crls=crls), der_of(_leaf(authority))
    end = AT + timedelta(days=7, hours=8)
    assert judge.judge(leaf, (), end).until == end
    assert _reason(judge, leaf, at=end + timedelta(seconds=1)) == Distrust.REVOCATION_STALE


def test_36_grace_for_lists_does_not_stretch_a_certificate() -> None:
    authority = founded()
    crls = _held(authority.levels, AT, CrlGrace(general=timedelta(days=9000), by_authority={}))
    leaf = _leaf(authority, UnsafeShape(not_after=AT + DAY))
    assert _reason(_judge(authority, crls=crls), der_of(leaf), at=AT + 2 * DAY) == Distrust.EXPIRED


def test_f51_one_stale_list_cuts_off_its_own_authority_only() -> None:
    one = founded()
    other = one.beside("TRIAL Schakel Tweede TSP CA", AT)
    later = AT + timedelta(days=8)
    stale = _held(one.levels[-1:], AT)
    crls = [*_held((*one.levels[:-1], other.levels[-1]), later), *stale]
    judge = PathJudge((one.root,), (*one.intermediates, *other.intermediates), crls, POLICIES)
    assert _reason(judge, der_of(_leaf(one)), at=later) == Distrust.REVOCATION_STALE
    assert judge.judge(der_of(_leaf(other)), (), later).until > later


def test_a_list_from_the_future_is_not_used_yet() -> None:
    authority = founded()
    judge = _judge(authority, AT + DAY)
    assert _reason(judge, der_of(_leaf(authority))) == Distrust.REVOCATION_UNKNOWN


def test_41_a_leaf_cannot_issue() -> None:
    leaf = certified(POLITIE, LeafPurpose.TLS)
    forger = Level(leaf, pss=False)
    forged = forger.issue(leaf_builder(GEMEENTE, LeafPurpose.TLS), pooled_keys()[1], AT, UnsafeShape())
    assert _reason(_judge(founded()), forged.der, [leaf.der]) == Distrust.NO_PATH
    judge = PathJudge(
        (founded().root,), (*founded().intermediates, leaf.certificate), _held(founded().levels, AT), POLICIES
    )
    assert _reason(judge, forged.der) in {Distrust.INVALID_PATH, Distrust.REVOCATION_UNKNOWN}


def test_42_a_missing_intermediate_is_refused_and_a_supplied_one_helps() -> None:
    authority = founded()
    judge = PathJudge((authority.root,), (), _held(authority.levels, AT), POLICIES)
    leaf = der_of(_leaf(authority))
    assert _reason(judge, leaf) == Distrust.NO_PATH
    assert judge.judge(leaf, [der_of(one) for one in authority.intermediates], AT).certificates


def test_42_too_many_supplied_certificates_are_refused_unread() -> None:
    assert _reason(_judge(founded()), der_of(_leaf(founded())), [b"junk"] * 9) == Distrust.NO_PATH


def test_42_junk_among_the_supplied_is_refused() -> None:
    assert _reason(_judge(founded()), der_of(_leaf(founded())), [b"junk"]) == Distrust.UNREADABLE


def test_42_a_loop_of_authorities_costs_no_search() -> None:
    keys = pooled_keys()
    one, two = Level.root("Lus", AT, keys[0]), Level.root("Lus", AT, keys[1])
    loop = [one.subordinate("Lus", AT, keys[n], path_length=None) for n in range(2, 5)]
    loop += [two.subordinate("Lus", AT, keys[n], path_length=None) for n in range(2, 6)]
    authority = Authority((one, loop[0]), key_factory=pooled())
    began = process_time()
    supplied = [level.issued.der for level in loop]
    assert _reason(_judge(founded()), der_of(_leaf(authority)), supplied) == Distrust.NO_PATH
    assert process_time() - began < 0.25


def test_42_a_path_deeper_than_pkioverheid_is_refused() -> None:
    root = Level.root("TRIAL Diep Root", AT, pooled_keys()[0])
    levels = [root]
    for depth in range(1, 6):
        levels.append(levels[-1].subordinate(f"TRIAL Diep {depth}", AT, pooled_keys()[depth], path_length=None))
    for depth, allowed in ((3, True), (4, False), (6, False)):
        authority = Authority(levels[:depth], key_factory=pooled())
        if allowed:
            assert _judge(authority).judge(der_of(_leaf(authority)), (), AT).certificates
        else:
            assert _reason(_judge(authority), der_of(_leaf(authority))) == Distrust.INVALID_PATH


def _authority_below(path_length: int | None, extension: x509.ExtensionType | None = None) -> Authority:
    root = Level.root("TRIAL Grens Root", AT, pooled_keys()[0])
    domain = root.subordinate(
        "TRIAL Grens Domain", AT, pooled_keys()[1], path_length=path_length, unsafe_extension=extension
    )
    issuing = domain.subordinate("TRIAL Grens TSP", AT, pooled_keys()[2], path_length=0)
    return Authority((root, domain, issuing), key_factory=pooled())


@pytest.mark.parametrize(
    ("authority", "reason"),
    [
        pytest.param(_authority_below(0), Distrust.INVALID_PATH, id="43-path-length"),
        pytest.param(
            _authority_below(1, x509.NameConstraints([x509.DNSName("elders.test")], None)),
            Distrust.INVALID_PATH,
            id="43-permitted-names",
        ),
        pytest.param(
            _authority_below(1, x509.NameConstraints(None, [x509.DNSName("schakel.test")])),
            Distrust.INVALID_PATH,
            id="43-excluded-names",
        ),
        pytest.param(
            _authority_below(1, x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")),
            Distrust.INVALID_PATH,
            id="43-unknown-critical-extension",
        ),
    ],
)
def test_43_a_constraint_of_an_authority_holds(authority: Authority, reason: Distrust) -> None:
    assert _reason(_judge(authority), der_of(_leaf(authority))) == reason


def test_43_a_policy_the_issuer_does_not_have_is_none() -> None:
    judge = PathJudge((founded().root,), founded().intermediates, _held(founded().levels, AT), frozenset({"2.999.2"}))
    leaf = _leaf(founded(), UnsafeShape(policies=(ObjectIdentifier("2.999.2"),)))
    assert _reason(judge, der_of(leaf)) == Distrust.INVALID_PATH


def test_without_policies_asked_for_any_will_do() -> None:
    judge = PathJudge((founded().root,), founded().intermediates, _held(founded().levels, AT), frozenset())
    assert judge.judge(der_of(_leaf(founded(), UnsafeShape(policies=()))), (), AT).certificates


def test_a_root_counts_between_its_own_moments_only() -> None:
    authority = founded()
    later = authority.root.not_valid_after_utc + DAY
    leaf = _leaf(authority, UnsafeShape(not_after=later + DAY))
    assert _reason(_judge(authority, later), der_of(leaf), at=later) == Distrust.NO_PATH


def test_only_what_a_known_authority_issued_is_chained() -> None:
    authority, stranger = founded(), fresh(name="Vreemd")
    issuing, domain = authority.intermediates
    candidates = (issuing, *stranger.intermediates, domain, _leaf(authority))
    assert set(chained((authority.root,), candidates)) == {issuing, domain}
    assert chained((authority.root,), (issuing,)) == ()
    assert chained((authority.root, domain), (domain,)) == ()
