"""What became of an attempt, in classes (D28): another try may help, or it would not and somebody must look."""

import ssl
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

import aiohttp

from gateway.errors import CertificateRefusedError, PartnerRejectedError, PartnerUnreachableError
from gateway.wire.trust import Distrust

Outcome: TypeAlias = PartnerUnreachableError | PartnerRejectedError

# Without an answer, and without a word of why.
DISCONNECTED: Final = "disconnected"
# The partner's server does not want our certificate.
TLS_REJECTED: Final = "tls-rejected"

# DK 5.11.2 and ebms2.md 1.2: these client errors are worth another try, these server errors are not.
_RECOVERABLE: Final = frozenset({408, 429})
_UNRECOVERABLE: Final = frozenset({501, 505, 510})
_SUCCESS: Final = 2
_SERVER_ERROR: Final = 5
_LONGEST_CHAIN: Final = 8

# Our own lists are late: that says nothing about the partner, so its messages wait.
_OUR_OWN_DOUBT: Final = frozenset({Distrust.REVOCATION_STALE, Distrust.REVOCATION_UNKNOWN})
_SOMEBODY_ELSE: Final = frozenset({Distrust.OTHER_PARTY, Distrust.OTHER_CERTIFICATE})
# X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH.
_OTHER_NAME: Final = frozenset({62, 64})
# RFC 8446, 6.2: what a server says when it does not want us. In TLS 1.3 it says so when our handshake is long over, at
# the first read (bad input 59).
_NOT_WANTED: Final = frozenset(
    {
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "SSLV3_ALERT_CERTIFICATE_REVOKED",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "TLSV1_ALERT_ACCESS_DENIED",
        "TLSV1_ALERT_DECRYPT_ERROR",
        "TLSV1_ALERT_INSUFFICIENT_SECURITY",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "TLSV1_ALERT_UNKNOWN_CA",
    }
)


def check_status(status: int) -> None:
    """Return on any 2xx; raise PartnerUnreachableError or PartnerRejectedError otherwise (E-19 to E-21)."""
    family = status // 100
    if family == _SUCCESS:
        return
    if (family == _SERVER_ERROR and status not in _UNRECOVERABLE) or status in _RECOVERABLE:
        raise PartnerUnreachableError(f"http-{status}")
    raise PartnerRejectedError(f"http-{status}")


def outcome_of(error: Exception) -> Outcome:
    """Return the class of a library's error; its text carries addresses and certificate names, and stays behind."""
    chain = tuple(_chain(error))
    for each in chain:
        if isinstance(each, CertificateRefusedError):
            return _distrusted(each)
    for each in chain:
        # aiohttp's own errors of that family know neither reason nor code; they stand for the one they came from.
        if isinstance(each, ssl.SSLError) and not isinstance(each, aiohttp.ClientError):
            return _broken(each)
    return next((make() for kind, make in _KINDS if isinstance(error, kind)), PartnerUnreachableError(DISCONNECTED))


def _chain(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__


def _distrusted(error: CertificateRefusedError) -> Outcome:
    if error.reason in _OUR_OWN_DOUBT:
        return PartnerUnreachableError("revocation-unknown")
    return PartnerRejectedError("wrong-oin" if error.reason in _SOMEBODY_ELSE else "server-certificate")


def _broken(error: ssl.SSLError) -> Outcome:
    if isinstance(error, ssl.SSLCertVerificationError):
        other_name = getattr(error, "verify_code", None) in _OTHER_NAME
        return PartnerRejectedError("server-name" if other_name else "server-certificate")
    return PartnerRejectedError(TLS_REJECTED) if error.reason in _NOT_WANTED else PartnerUnreachableError("tls")


# The first that fits decides, so the narrow ones stand first.
_KINDS: Final[tuple[tuple[type[Exception], Callable[[], Outcome]], ...]] = (
    (TimeoutError, lambda: PartnerUnreachableError("timeout")),
    (aiohttp.InvalidURL, lambda: PartnerRejectedError("endpoint")),
    (aiohttp.ClientConnectorError, lambda: PartnerUnreachableError("connect")),
    (aiohttp.ClientResponseError, lambda: PartnerUnreachableError("invalid-answer")),
)
