"""What became of an attempt, in classes (D28, E-19 to E-21)."""

import ssl

import aiohttp
import pytest
from yarl import URL

from adapters.http.client_outcomes import check_status, outcome_of
from gateway.errors import CertificateRefusedError, PartnerRejectedError, PartnerUnreachableError
from gateway.wire.trust import Distrust


def _told(outcome: PartnerRejectedError | PartnerUnreachableError) -> str:
    return f"{outcome.code}: {outcome.outcome}"


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_success(status: int) -> None:
    check_status(status)


@pytest.mark.parametrize("status", [408, 429, 500, 503, 599])
def test_some_statuses_are_worth_another_try(status: int) -> None:
    with pytest.raises(PartnerUnreachableError, match=f"http-{status}"):
        check_status(status)


@pytest.mark.parametrize("status", [100, 101, 199, 301, 302, 400, 404, 410, 501, 505, 510])
def test_other_statuses_are_final(status: int) -> None:
    with pytest.raises(PartnerRejectedError, match=f"http-{status}"):
        check_status(status)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Distrust.OTHER_PARTY, "partner-rejected: wrong-oin"),
        (Distrust.REVOKED, "partner-rejected: server-certificate"),
        (Distrust.DENIED_HERE, "partner-rejected: server-certificate"),
        (Distrust.REVOCATION_STALE, "partner-unreachable: revocation-unknown"),
        (Distrust.REVOCATION_UNKNOWN, "partner-unreachable: revocation-unknown"),
    ],
)
def test_our_own_judgement_is_found_however_deep_the_library_wrapped_it(reason: Distrust, told: str) -> None:
    error = ssl.SSLCertVerificationError(1, "handshake")
    error.__cause__ = CertificateRefusedError(reason)
    wrapped = aiohttp.ClientOSError(*error.args)
    wrapped.__cause__ = error
    assert _told(outcome_of(wrapped)) == told


def _alert(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "alert")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (_alert("TLSV13_ALERT_CERTIFICATE_REQUIRED"), "partner-rejected: tls-rejected"),
        (_alert("TLSV1_ALERT_UNKNOWN_CA"), "partner-rejected: tls-rejected"),
        (_alert("SSLV3_ALERT_CERTIFICATE_REVOKED"), "partner-rejected: tls-rejected"),
        (_alert("TLSV1_ALERT_INTERNAL_ERROR"), "partner-unreachable: tls"),
        (_alert("WRONG_VERSION_NUMBER"), "partner-unreachable: tls"),
        (TimeoutError(), "partner-unreachable: timeout"),
        (aiohttp.SocketTimeoutError(), "partner-unreachable: timeout"),
        (aiohttp.ServerDisconnectedError(), "partner-unreachable: disconnected"),
        (ConnectionResetError(), "partner-unreachable: disconnected"),
        (aiohttp.InvalidURL("x"), "partner-rejected: endpoint"),
    ],
)
def test_a_failure_is_named_by_its_class(error: Exception, told: str) -> None:
    assert _told(outcome_of(error)) == told


def test_an_answer_that_cannot_be_read_is_worth_another_try() -> None:
    info = aiohttp.RequestInfo(URL("https://a.test"), "POST", headers=None, real_url=URL("https://a.test"))  # type: ignore[arg-type]  # not looked at
    assert _told(outcome_of(aiohttp.ClientResponseError(info, ()))) == "partner-unreachable: invalid-answer"


def test_a_chain_that_never_ends_is_not_followed_for_ever() -> None:
    first, second = ConnectionResetError(), ConnectionResetError()
    first.__cause__, second.__cause__ = second, first
    assert _told(outcome_of(first)) == "partner-unreachable: disconnected"
