"""The way out: posts octets to a partner over mutual TLS, kept alive, and says plainly what became of it (D28)."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import aiohttp

from adapters.http.bodies_out import length_of, sent
from adapters.http.client_connections import Addresses, Network, ProvingConnector
from adapters.http.client_outcomes import DISCONNECTED, TLS_REJECTED, check_status, outcome_of
from adapters.http.probe import Look, Step, look_at
from adapters.http.tls import GuardedContext, require_server_name
from gateway.domain.agreement import Agreement, SyncReply
from gateway.domain.identifiers import Oin
from gateway.domain.octets import LARGE_BYTES, Octets, size_of
from gateway.errors import ConfigError, PartnerRejectedError
from gateway.wire.ebms2.endpoint import SOAP_ACTION
from gateway.wire.stages import Answer

# A signal, with thirty references in it at most; what is longer is none.
_MOST_ANSWER_OCTETS: Final = 64 * 1024
# Where no answer was agreed the status is what counts; the rest is read so that the connection can be used again.
_DRAIN_SECONDS: Final = 2.0
_HEADERS: Final = {"SOAPAction": SOAP_ACTION, "User-Agent": "Schakel"}
_HTTPS_PORT: Final = 443
_UNASKED: Final = ("Accept", "Accept-Encoding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the way out waits; all of it within the lease of the relay."""

    connect_seconds: float = 10.0
    silence_seconds: float = 30.0
    total_seconds: float = 50.0
    # A large body earns more, of silence too: while it travels there is no answer to hear.
    octets_per_second: int = 256 * 1024

    def timeout_for(self, octets: int) -> aiohttp.ClientTimeout:
        """Return how long one attempt with a body of that size may take."""
        earned = octets / self.octets_per_second if octets > LARGE_BYTES else 0.0
        return aiohttp.ClientTimeout(
            total=self.total_seconds + earned,
            sock_connect=self.connect_seconds,
            sock_read=self.silence_seconds + earned,
            ceil_threshold=self.total_seconds + earned + 1,
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """What is posted; `answered`: its receipt may come back over the same connection (E-28)."""

    content_type: str
    body: Octets
    answered: bool


class PartnerClient:
    """One lane for each partner, so that none takes another's connections; `close` belongs to its maker."""

    def __init__(
        self,
        context_for: Callable[[Oin], GuardedContext],
        addresses: Mapping[str, str],
        *,
        private_networks: Sequence[Network] = (),
        patience: Patience | None = None,
    ) -> None:
        """Take who makes the TLS context for a partner, addresses of hosts that no name server knows, and networks."""
        self._context_for = context_for
        self._addresses = addresses
        self._private_networks = private_networks
        self._patience = patience or Patience()
        self._lanes: dict[Oin, _Lane] = {}

    async def post(self, agreement: Agreement, content_type: str, body: Octets) -> Answer | None:
        """Return on any 2xx, with the answer of a 200; raise PartnerUnreachableError when another try may help.

        Anything else is a PartnerRejectedError.
        """
        endpoint = agreement.partner.endpoint
        host, port = _read_endpoint(endpoint)
        letter = Letter(content_type, body, _is_answered(agreement))
        async with self._lane(agreement.partner.party_id.oin) as lane:
            try:
                status, answer = await _send(lane.session, endpoint, letter, self._patience)
            except (aiohttp.ClientError, OSError) as error:
                outcome = outcome_of(error)
                if outcome.outcome == DISCONNECTED and await lane.connector.is_refused(host, port):
                    outcome = PartnerRejectedError(TLS_REJECTED)
                raise outcome from None
        check_status(status)
        return answer

    async def look(self, agreement: Agreement) -> Look:
        """Look at the partner's server, step by step, on a connection of its own; nothing but a handshake is sent."""
        try:
            host, port = _read_endpoint(agreement.partner.endpoint)
        except PartnerRejectedError as error:
            return Look(step=Step.NAME, reason=error.outcome)
        addresses = Addresses(self._addresses, self._private_networks)
        return await look_at(host, port, self._context_for(agreement.partner.party_id.oin), addresses)

    def _lane(self, partner: Oin) -> "_Lane":
        lane = self._lanes.get(partner)
        if lane is None:
            addresses = Addresses(self._addresses, self._private_networks)
            connector = ProvingConnector(self._context_for(partner), addresses)
            lane = self._lanes[partner] = _Lane(connector, self._patience)
        return lane

    async def renew(self) -> None:
        """Use new TLS contexts from now on, as certificates or roots changed; what is under way ends as it began."""
        lanes, self._lanes = list(self._lanes.values()), {}
        for lane in lanes:
            await lane.retire()

    async def close(self) -> None:
        """Close every connection."""
        for lane in self._lanes.values():
            await lane.session.close()


class _Lane:
    """The connections to one partner; closes when it is retired and the last use has ended."""

    def __init__(self, connector: ProvingConnector, patience: Patience) -> None:
        self.connector = connector
        self.session = aiohttp.ClientSession(
            connector=connector,
            timeout=patience.timeout_for(0),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=_UNASKED,
        )
        self._users = 0
        self._retired = False

    async def __aenter__(self) -> Self:
        self._users += 1
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._users -= 1
        await self._close_when_unused()

    async def retire(self) -> None:
        """Close as soon as nobody uses it."""
        self._retired = True
        await self._close_when_unused()

    async def _close_when_unused(self) -> None:
        if self._retired and not self._users:
            await self.session.close()


def _read_endpoint(endpoint: str) -> tuple[str, int]:
    """Return host and port of what is https to a host by name, without a password (E-12, E-14, bad input 60)."""
    try:
        parts = urlsplit(endpoint)
        host, port = require_server_name(parts.hostname or ""), parts.port or _HTTPS_PORT
    except (ValueError, ConfigError):
        raise PartnerRejectedError("endpoint") from None
    if parts.scheme != "https" or "@" in parts.netloc:
        raise PartnerRejectedError("endpoint")
    return host, port


def _is_answered(agreement: Agreement) -> bool:
    return any(each.outbound and each.sync_reply is SyncReply.MSH_SIGNALS_ONLY for each in agreement.actions)


async def _send(
    session: aiohttp.ClientSession, endpoint: str, letter: Letter, patience: Patience
) -> tuple[int, Answer | None]:
    """Return the status of the answer, and of a 200 what it says; redirects are answers too."""
    headers = _HEADERS | {"Content-Type": letter.content_type} | length_of(letter.body)
    timeout = patience.timeout_for(size_of(letter.body))
    async with session.post(
        endpoint, data=sent(letter.body), headers=headers, allow_redirects=False, timeout=timeout
    ) as response:
        wanted = letter.answered and response.status == HTTPStatus.OK
        body = await _drain(response, None if wanted else _DRAIN_SECONDS)
        if response.status != HTTPStatus.OK or not body:
            return response.status, None
        return response.status, Answer(content_type=response.headers.get("Content-Type", ""), body=body)


async def _drain(response: aiohttp.ClientResponse, seconds: float | None) -> bytes:
    """Read a short answer to its end, for as long as the attempt may take unless for so many seconds.

    A long or slow one costs its connection, never what the status says.
    """
    pieces: list[bytes] = []
    octets = 0
    with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError):
        async with asyncio.timeout(seconds):
            while octets <= _MOST_ANSWER_OCTETS and not response.content.at_eof():
                pieces.append(await response.content.readany())
                octets += len(pieces[-1])
            if response.content.at_eof():
                return b"".join(pieces)
    return b""
