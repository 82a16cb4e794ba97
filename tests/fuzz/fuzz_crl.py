"""Revocation lists: taken or refused with a reason, and a path is judged by what is taken, also when that is odd."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from asn1crypto import core, parser
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.keys.path_validation import PathJudge
from adapters.keys.revocation import CrlFault, HeldCrl, admit, require_news
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import AS_IT_SHOULD, LeafPurpose, leaf_builder
from gateway.errors import CertificateRefusedError
from tests.fuzz.target import Target
from tests.kit.authority import AT, NO_GRACE, POLITIE, founded

# Always the same, so that what the corpus keeps goes as far as it did when it was found.
_KEY: Final = ec.derive_private_key(0x5CA4E1, ec.SECP256R1())
_ROOT: Final = Level.root("Proef CA", AT, _KEY)
_AUTHORITY: Final = _ROOT.issued.certificate
_LEAF: Final = _ROOT.issue(leaf_builder(POLITIE, LeafPurpose.SIGNING), _KEY, AT, AS_IT_SHOULD)
# AlgorithmIdentifier of ecdsa-with-SHA256 (RFC 5758, 3.2).
_ECDSA: Final = bytes.fromhex("300a06082a8648ce3d040302")
_UNIVERSAL, _CONSTRUCTED, _SEQUENCE = 0, 1, 16
_WORDS: Final = (
    *("\x55\x1d\x14", "\x55\x1d\x1b", "\x55\x1d\x1c", "\x55\x1d\x23", "\x55\x1d\x15", "\x55\x1d\x18", "\x55\x1d\x1d"),
    *("\x01\x01\x7f", "\x02\x01\x01", "\x30\x00", "\x05\x00", "\x30\x03", "\x04\x02", "\x0a\x01\x01"),
    *("\x17\x0d261123090000Z", "\x18\x0f20261123090000Z", "\x18\x0f99991231235959Z"),
)


def attempt(data: bytes) -> None:
    """Read it as a list, and as what an authority of ours signed; raise for anything but a reason."""
    for der in (data, _signed(data)):
        held = admit(der, (_AUTHORITY,), NO_GRACE, AT)
        if isinstance(held, HeldCrl) and not isinstance(require_news(held, (held,), AT), CrlFault):
            judge = PathJudge((_AUTHORITY,), (), (held,), frozenset())
            with contextlib.suppress(CertificateRefusedError):
                judge.judge(_LEAF.der, (), AT)


def _signed(tbs: bytes) -> bytes:
    """Return a list of these octets under a signature of the authority (RFC 5280, 5.1)."""
    octets = _KEY.sign(tbs, ec.ECDSA(hashes.SHA256()))
    parts = tbs + _ECDSA + core.OctetBitString(octets).dump()
    return bytes(parser.emit(_UNIVERSAL, _CONSTRUCTED, _SEQUENCE, parts))


def seeds() -> Sequence[bytes]:
    """Return whole lists, and what authorities of both kinds sign: short, with revocations, with a scope, a delta."""
    revoking = Level(_ROOT.issued, pss=False, revoked={1: AT - timedelta(days=1), _LEAF.certificate.serial_number: AT})
    scope = x509.IssuingDistributionPoint(None, None, True, False, None, False, False)  # noqa: FBT003 - as in RFC 5280
    whole = [_ROOT.crl(AT), revoking.crl(AT), founded().levels[-1].crl(AT)]
    extended = [_ROOT.crl(AT, unsafe_extension=each) for each in (scope, x509.DeltaCRLIndicator(1))]
    return [*whole, *(x509.load_der_x509_crl(each).tbs_certlist_bytes for each in (*whole, *extended))]


TARGET: Final = Target(name="crl", attempt=attempt, seeds=seeds, words=_WORDS, is_xml=False, kept_octets=20_000)
