"""Certificate paths and revocation, judged by pyhanko-certvalidator: offline, at one moment, with a list per level."""

import threading
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Self, TypeVar

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from pyhanko_certvalidator import CertificateValidator, PKIXValidationParams, ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathBuildingError,
    PathError,
    RevokedError,
    StaleRevinfoError,
    ValidationError,
)
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo, ValidationTimingParams
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    DisallowWeakAlgorithmsPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.revinfo.archival import CRLContainer, RevinfoUsability, RevinfoUsabilityRating

from adapters.keys.revocation import CLOCK_SKEW, HeldCrl, not_replaced
from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import is_sound_authority, read_certificate
from gateway.wire.trust import Distrust, ValidPath

_T = TypeVar("_T")

# Root, domain, issuer, leaf (S-06); one level more than G1 has. Bad input 42 offers six.
_MOST_CERTIFICATES: Final = 4
# Whoever sends more than this does not send a chain (bad input 42).
_MOST_SUPPLIED: Final = 8
# S-04: the CRL is the control; OCSP is optional for issuers and therefore never decides.
_LIST_PER_LEVEL: Final = CertRevTrustPolicy(
    RevocationCheckingPolicy(RevocationCheckingRule.CRL_REQUIRED, RevocationCheckingRule.CRL_REQUIRED)
)
_WEAK_DIGESTS: Final = frozenset({"md2", "md5", "sha1", "sha224"})
_STRONG_ENOUGH: Final = DisallowWeakAlgorithmsPolicy(weak_hash_algos=_WEAK_DIGESTS)
# The first that fits counts, so the narrow ones stand first; what else the library raises is an invalid path.
_REASONS: Final[tuple[tuple[type[Exception], Distrust], ...]] = (
    (RevokedError, Distrust.REVOKED),
    (StaleRevinfoError, Distrust.REVOCATION_STALE),
    (InsufficientRevinfoError, Distrust.REVOCATION_UNKNOWN),
    (ExpiredError, Distrust.EXPIRED),
    (NotYetValidError, Distrust.NOT_YET_VALID),
    (DisallowedAlgorithmError, Distrust.WEAK_SIGNATURE),
    (PathBuildingError, Distrust.NO_PATH),
)
# Whatever of these is raised, the path is refused.
_LIBRARY_ERRORS: Final = (
    PathError,
    ValidationError,
    CRLValidationError,
    # From its reader of ASN.1, over octets that are not what they should be.
    ValueError,
    TypeError,
    LookupError,
    NotImplementedError,  # the library's own, over a kind of name in a constraint that it does not know
)


@dataclass(frozen=True)
class _TimedCrl(CRLContainer):
    """A list whose freshness we decide: one authority's grace is its own, and stretches no certificate's validity."""

    serves_from: datetime
    serves_until: datetime

    @classmethod
    def of(cls, crl: HeldCrl) -> Self:
        """Give the library the list in its own words."""
        return cls(asn1_crl.CertificateList.load(crl.der), crl.this_update_at - CLOCK_SKEW, crl.serves_until)

    def usable_at(self, policy: CertRevTrustPolicy, timing_params: ValidationTimingParams) -> RevinfoUsability:
        """Judge by our window; the library's own policy on freshness has no say."""
        del policy
        at = timing_params.validation_time
        if at > self.serves_until:
            return RevinfoUsability(RevinfoUsabilityRating.STALE, self.serves_until, at)
        rating = RevinfoUsabilityRating.TOO_NEW if at < self.serves_from else RevinfoUsabilityRating.OK
        return RevinfoUsability(rating)


class PathJudge:
    """Judges certificates against one set of roots, authorities and lists, which never changes."""

    def __init__(
        self,
        roots: Sequence[x509.Certificate],
        intermediates: Sequence[x509.Certificate],
        crls: Sequence[HeldCrl],
        policies: frozenset[str],
    ) -> None:
        """Read everything once."""
        self._roots = tuple(roots)
        self._intermediates = tuple(intermediates)
        self._crls = tuple(crls)
        self._timed = tuple(_TimedCrl.of(crl) for crl in crls)
        self._parameters = PKIXValidationParams(
            user_initial_policy_set=policies or frozenset({"any_policy"}), initial_explicit_policy=bool(policies)
        )
        # asn1crypto reads its values when first asked: two threads must not ask at once.
        self._lock = threading.Lock()

    def judge(self, der: bytes, supplied: Sequence[bytes], at: datetime) -> ValidPath:
        """Find a valid path whose every level is not revoked, or raise CertificateRefusedError."""
        others = (*self._intermediates, *self._chained(supplied))
        roots = [root for root in self._roots if root.not_valid_before_utc <= at <= root.not_valid_after_utc]
        try:
            with self._lock:
                path = _finish(self._validator(der, roots, others, at).async_validate_path())
                certificates = tuple(path.iter_certs(include_root=True))
                authorities = {sha256(certificate.public_key.dump()).hexdigest() for certificate in certificates}
        except _LIBRARY_ERRORS as error:
            reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), Distrust.INVALID_PATH)
            raise CertificateRefusedError(reason) from error
        if len(certificates) > _MOST_CERTIFICATES:
            raise CertificateRefusedError(Distrust.INVALID_PATH)
        used = [crl for crl in not_replaced(self._crls, at) if crl.authority in authorities]
        return ValidPath(
            certificates=tuple(certificate.sha256.hex() for certificate in reversed(certificates)),
            revocation_lists=tuple(crl.fingerprint for crl in used),
            until=min(
                *(certificate.not_valid_after for certificate in certificates), *(crl.serves_until for crl in used)
            ),
        )

    def _validator(
        self, der: bytes, roots: Sequence[x509.Certificate], others: Iterable[x509.Certificate], at: datetime
    ) -> CertificateValidator:
        context = ValidationContext(
            trust_roots=[_asn1(root) for root in roots],
            other_certs=[_asn1(other) for other in others],
            moment=at,
            crls=self._timed,
            revinfo_policy=_LIST_PER_LEVEL,
            algorithm_usage_policy=_STRONG_ENOUGH,
            time_tolerance=timedelta(0),
        )
        # As for the present: who stands on the list is revoked, also when the entry bears a later date.
        moment = ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=False)
        context.timing_params = ValidationTimingParams(moment, time_tolerance=timedelta(0))
        return CertificateValidator(
            asn1_x509.Certificate.load(der, strict=True), validation_context=context, pkix_params=self._parameters
        )

    def _chained(self, supplied: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
        if len(supplied) > _MOST_SUPPLIED:
            raise CertificateRefusedError(Distrust.NO_PATH)
        candidates = [read_certificate(one) for one in supplied]
        return chained((*self._roots, *self._intermediates), candidates)


def chained(known: Sequence[x509.Certificate], candidates: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Keep the authorities that a known one really issued: what a stranger made up never costs us a search."""
    found: list[x509.Certificate] = []
    waiting = [candidate for candidate in candidates if is_sound_authority(candidate) and candidate not in known]
    while newly := [one for one in waiting if any(issued_by(one, issuer) for issuer in (*known, *found))]:
        found += newly
        waiting = [one for one in waiting if one not in newly]
    return tuple(found)


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether the issuer signed the certificate, under its name."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _finish(steps: Coroutine[Any, Any, _T]) -> _T:  # Any: what a coroutine would tell its loop
    """Run to its end a coroutine that has nothing to wait for: the library waits only to fetch, and may not."""
    try:
        steps.send(None)
    except StopIteration as done:
        result: _T = done.value
        return result
    steps.close()
    raise CertificateRefusedError(Distrust.INVALID_PATH)
