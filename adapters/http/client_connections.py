"""Connections to one partner: to no address we should not reach, and to nobody else, also when they are kept alive."""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final, TypeAlias

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.connector import Connection
from aiohttp.resolver import ThreadedResolver
from aiohttp.tracing import Trace

from adapters.http.client_outcomes import outcome_of
from adapters.http.cutting import cut
from adapters.http.tls import GuardedContext, peer_certificate
from gateway.errors import CertificateRefusedError, PartnerRejectedError, PartnerUnreachableError

Network: TypeAlias = IPv4Network | IPv6Network

_CONNECTIONS: Final = 32
# Shorter than our own door keeps an idle connection, so that we do not write into a closing one.
_KEEP_ALIVE_SECONDS: Final = 10.0
# A refusal comes within one round trip.
_LISTEN_SECONDS: Final = 2.0


class Addresses(ThreadedResolver):
    """Knows the addresses of some hosts itself, and asks the system for the others.

    What the system answers must be a public address, or lie in a network that was named (bad input 60).
    """

    def __init__(self, known: Mapping[str, str], private_networks: Sequence[Network]) -> None:
        """Take hosts with their addresses, and our own networks in which partners stand."""
        super().__init__()
        self._known = known
        self._private_networks = private_networks

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return where to connect to; raise PartnerRejectedError when that is nowhere we should."""
        if host in self._known:
            return await super().resolve(self._known[host], port, family)
        found = await super().resolve(host, port, family)
        if not all(self._may_reach(result["host"]) for result in found):
            raise PartnerRejectedError("private-address")
        return found

    def _may_reach(self, address: str) -> bool:
        parsed = ip_address(address.partition("%")[0])
        return is_public(address) or any(parsed in each for each in self._private_networks)


def is_public(address: str) -> bool:
    """Tell whether anybody on the internet may be there."""
    parsed = ip_address(address.partition("%")[0])
    return parsed.is_global and not parsed.is_multicast


class ProvingConnector(aiohttp.TCPConnector):
    """Hands out a connection only while the organisation behind it is the expected one.

    The handshake of a new connection asks that (`admit` of its context); one that was kept alive is asked again, for it
    may have outlived a revocation (bad input 35).
    """

    def __init__(self, context: GuardedContext, addresses: Addresses) -> None:
        self._context = context
        self._addresses = addresses
        super().__init__(ssl=context, limit=_CONNECTIONS, keepalive_timeout=_KEEP_ALIVE_SECONDS, resolver=addresses)

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp hands it over by this name
    ) -> Connection:
        """Return a connection to whom we mean, before anything is sent on it."""
        connection = await super().connect(req, traces, timeout)
        channel = connection.transport.get_extra_info("ssl_object") if connection.transport is not None else None
        if channel is None:
            connection.close()
            raise PartnerUnreachableError("disconnected")
        try:
            self._context.admit(peer_certificate(channel))
        except CertificateRefusedError as error:
            connection.close()
            raise outcome_of(error) from None
        return connection

    async def is_refused(self, host: str, port: int) -> bool:
        """Tell whether the partner's server breaks off behind the handshake because of our certificate.

        In TLS 1.3 it says so when we are already sending, and what it said is lost when it hangs up on us then. So a
        second connection only listens (bad input 59).
        """
        try:
            async with asyncio.timeout(_LISTEN_SECONDS):
                await self._listen(host, port)
        except OSError as error:
            return isinstance(outcome_of(error), PartnerRejectedError)
        return False

    async def _listen(self, host: str, port: int) -> None:
        address, *_ = await self._addresses.resolve(host, port)
        reader, writer = await asyncio.open_connection(address["host"], port, ssl=self._context, server_hostname=host)
        try:
            await reader.read(1)
        finally:
            cut(writer.transport)
