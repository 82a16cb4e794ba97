"""One look at a partner's server, step by step: its name, its port, its TLS, and whether it wants our certificate.

Nothing of ours is sent but the handshake. Each step that fails has one name, so that somebody can say what to do.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import aiohttp

from adapters.http.client_connections import Addresses
from adapters.http.client_outcomes import TLS_REJECTED, outcome_of
from adapters.http.cutting import cut
from adapters.http.tls import GuardedContext, peer_certificate
from gateway.errors import CertificateRefusedError, PartnerRejectedError
from gateway.wire.trust import Distrust

_CONNECT_SECONDS: Final = 10.0
_HANDSHAKE_SECONDS: Final = 10.0
# A refusal of our certificate comes within one round trip; in TLS 1.3 only when the handshake is over.
_LISTEN_SECONDS: Final = 2.0
_READY_SECONDS: Final = 3.0
_LONGEST_CHAIN: Final = 8
# X509_V_ERR_*: 9 not yet valid, 10 expired, 62 and 64 another name; what is left is a path that ends nowhere.
_VERIFY_CODES: Final = {9: "not-yet-valid", 10: "expired", 62: "server-name", 64: "server-name"}
_OTHER_VERSION: Final = frozenset(
    {"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "SSLV3_ALERT_HANDSHAKE_FAILURE"}
)
_NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNEXPECTED_MESSAGE", "RECORD_LAYER_FAILURE"})


class Step(StrEnum):
    """How far a look goes, in order."""

    NAME = "name"
    CONNECTION = "connection"
    TLS = "tls"
    CERTIFICATE = "certificate"
    CLIENT = "client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Where a look ended: at the step that failed with its reason, or behind the last with an empty one.

    `version` is that of TLS, `certificate` the proven one of the server (DER), where it came so far.
    """

    step: Step
    reason: str = ""
    version: str = ""
    certificate: bytes = b""


async def look_at(host: str, port: int, context: GuardedContext, addresses: Addresses) -> Look:
    """Look at the server at a host; every failure is an answer, none is raised."""
    try:
        found = await addresses.resolve(host, port)
    except PartnerRejectedError as error:
        return Look(step=Step.NAME, reason=error.outcome)
    except OSError:
        return Look(step=Step.NAME, reason="unknown-name")
    channel = socket.socket(found[0]["family"])
    with contextlib.closing(channel):
        reason = await _connect(channel, (found[0]["host"], port))
        return Look(step=Step.CONNECTION, reason=reason) if reason else await _shake_hands(channel, host, context)


async def readiness_of(host: str, port: int) -> int:
    """Return the status that a gateway of our own gives at its operations door; 0 when nobody answers there."""
    try:
        timeout = aiohttp.ClientTimeout(total=_READY_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://{host}:{port}/ready") as answer,
        ):
            return answer.status
    except (aiohttp.ClientError, OSError):
        return 0


async def _connect(channel: socket.socket, address: tuple[str, int]) -> str:
    channel.settimeout(0)
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            await asyncio.get_running_loop().sock_connect(channel, address)
    except TimeoutError:
        return "timeout"
    except ConnectionRefusedError:
        return "refused"
    except OSError:
        return "unreachable"
    return ""


async def _shake_hands(channel: socket.socket, host: str, context: GuardedContext) -> Look:
    try:
        reader, writer = await asyncio.open_connection(
            sock=channel, ssl=context, server_hostname=host, ssl_handshake_timeout=_HANDSHAKE_SECONDS
        )
    except OSError as error:
        return _failed(error)
    secured = writer.get_extra_info("ssl_object")
    version, certificate = str(secured.version()), peer_certificate(secured)
    try:
        async with asyncio.timeout(_LISTEN_SECONDS):
            await reader.read(1)
    except TimeoutError:
        # Silence is what we want: it waits for a request.
        return Look(step=Step.CLIENT, version=version, certificate=certificate)
    except OSError as error:
        refused = outcome_of(error).outcome == TLS_REJECTED
        reason = "client-refused" if refused else "hangs-up"
        return Look(step=Step.CLIENT, reason=reason, version=version, certificate=certificate)
    finally:
        cut(writer.transport)
    return Look(step=Step.CLIENT, reason="hangs-up", version=version, certificate=certificate)


def _failed(error: OSError) -> Look:
    chain = tuple(_chain(error))
    for each in chain:
        if isinstance(each, CertificateRefusedError):
            return Look(step=Step.CERTIFICATE, reason=_distrust(each.reason))
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            return Look(
                step=Step.CERTIFICATE, reason=_VERIFY_CODES.get(getattr(each, "verify_code", 0), "unknown-issuer")
            )
        if isinstance(each, ssl.SSLError):
            return _broken(each)
    # An event loop that waits no longer for a handshake says so in words only.
    silent = isinstance(error, ConnectionAbortedError)
    return Look(step=Step.TLS, reason="silent" if silent else "hangs-up")


def _broken(error: ssl.SSLError) -> Look:
    if error.reason in _NO_TLS:
        return Look(step=Step.TLS, reason="no-tls")
    if error.reason in _OTHER_VERSION:
        return Look(step=Step.TLS, reason="other-version")
    if outcome_of(error).outcome == TLS_REJECTED:
        return Look(step=Step.CLIENT, reason="client-refused")
    return Look(step=Step.TLS, reason="hangs-up")


def _distrust(reason: str) -> str:
    return "other-oin" if reason in {Distrust.OTHER_PARTY, Distrust.OTHER_CERTIFICATE} else str(reason)


def _chain(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__
