"""Fetches revocation lists: plain GETs to addresses that we chose, with a bound on every wait and on every octet."""

import asyncio
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.http.client import Patience
from adapters.http.client_connections import is_public
from adapters.http.client_outcomes import outcome_of
from gateway.errors import PartnerRejectedError, SourceUnavailableError

# 10 MiB in that time is 1.4 Mbit/s; a list of PKIoverheid is a few hundred kilobytes.
_PATIENCE: Final = Patience(connect_seconds=10.0, silence_seconds=20.0, total_seconds=60.0)
_PIECE_OCTETS: Final = 64 * 1024
_STATUSES: Final = range(100, 600)
# The list is signed over its octets as they are: nothing is unpacked.
_HEADERS: Final = {"User-Agent": "Schakel", "Accept-Encoding": "identity"}


class CrlClient:
    """One connection for each list: no cookies, no redirects, nothing kept."""

    def __init__(
        self,
        addresses: Mapping[str, str],
        private_hosts: frozenset[str],
        *,
        proxy: str | None = None,
        patience: Patience = _PATIENCE,
    ) -> None:
        """Take addresses of hosts that no name server knows, hosts that may have a private one, and a proxy (URL).

        Behind a proxy it is the proxy that finds the hosts, and that says which may be reached.
        """
        self._addresses = addresses
        self._private_hosts = private_hosts | {urlsplit(proxy or "").hostname or ""}
        self._proxy = proxy
        self._patience = patience

    async def fetch(self, address: str, limit_octets: int) -> bytes:
        """Return what a 200 from there brings; of more than the limit the first octets, more than the limit.

        Raise SourceUnavailableError when nothing came that can be used.
        """
        lookups = _Lookups(self._addresses, self._private_hosts)
        connector = aiohttp.TCPConnector(resolver=lookups, force_close=True)
        try:
            async with aiohttp.ClientSession(
                connector=connector,
                timeout=self._patience.timeout_for(0),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            ) as session:
                return await self._get(session, address, limit_octets)
        except PartnerRejectedError as error:
            raise SourceUnavailableError(error.outcome) from None
        except (aiohttp.ClientError, OSError) as error:
            raise SourceUnavailableError(outcome_of(error).outcome) from None

    async def _get(self, session: aiohttp.ClientSession, address: str, limit_octets: int) -> bytes:
        async with session.get(address, headers=_HEADERS, allow_redirects=False, proxy=self._proxy) as response:
            if response.status not in _STATUSES:
                raise SourceUnavailableError("invalid-answer")
            if response.status != HTTPStatus.OK:
                raise SourceUnavailableError(f"http-{response.status}")
            pieces = bytearray()
            async for piece in response.content.iter_chunked(_PIECE_OCTETS):
                pieces += piece
                if len(pieces) > limit_octets:
                    break
            return bytes(pieces)


class _Lookups(AbstractResolver):
    """Asks the system where a host is, in a thread that nothing waits for: a name server may hang, our stop may not."""

    def __init__(self, known: Mapping[str, str], private_hosts: frozenset[str]) -> None:
        self._known = known
        self._private_hosts = private_hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return where to connect to; raise PartnerRejectedError when that is nowhere we should (bad input 60)."""
        found = await _look_up(self._known.get(host, host), port, family)
        private_allowed = host in self._known or host in self._private_hosts
        if not private_allowed and not all(is_public(address) for _, address in found):
            raise PartnerRejectedError("private-address")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in found
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[tuple[int, str]]:
    answer: Future[list[tuple[int, str]]] = Future()

    def ask() -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
            answer.set_result([(kind, str(place[0])) for kind, _, _, _, place in found])
        except OSError as error:
            answer.set_exception(error)
        except UnicodeError:
            # A label that is empty or too long: nobody has such a name.
            answer.set_exception(socket.gaierror(socket.EAI_NONAME))

    threading.Thread(target=ask, name="lookup", daemon=True).start()
    return await asyncio.wrap_future(answer)
