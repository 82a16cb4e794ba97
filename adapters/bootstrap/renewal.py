"""A new TLS certificate of ours is used as soon as its files are there: no restart, no connection cut (F47 to F50)."""

import asyncio

from adapters.bootstrap.own_pair import OwnPair
from adapters.http.client import PartnerClient
from adapters.http.tls import LiveServerContext, TlsPair
from adapters.keys.trust_store import TrustStore
from adapters.telemetry.logging import Log
from gateway.errors import ConfigError


class Renewal:
    """Compares files and roots with those in use, round after round; a pair that does not fit changes nothing."""

    def __init__(self, own_pair: OwnPair, trust: TrustStore, client: PartnerClient, log: Log) -> None:
        """Take what is in use now."""
        self._own_pair = own_pair
        self._trust = trust
        self._client = client
        self._log = log
        self._contexts: list[LiveServerContext] = []
        self._judged = own_pair.seen
        self._used = self._newest()

    def watch(self, context: LiveServerContext) -> None:
        """Keep this listener's context new as well."""
        self._contexts.append(context)

    async def renew_when_changed(self) -> None:
        """Use the pair in the files and the roots that are trusted now, if those are others; otherwise do nothing."""
        await self._judge_when_changed()
        newest = self._newest()
        if newest == self._used:
            return
        for context in self._contexts:
            await asyncio.to_thread(context.reload)
        await self._client.renew()
        self._used = newest
        self._log.event("certificate_renewed")

    async def _judge_when_changed(self) -> None:
        stamp = await asyncio.to_thread(self._own_pair.stamp)
        if stamp == self._judged:
            return
        # Half of a pair, perhaps: the other half makes another stamp, and then it is judged again.
        self._judged = stamp
        try:
            await asyncio.to_thread(self._own_pair.accept, self._trust.roots_pem)
        except ConfigError as error:
            self._log.failed("certificate_not_renewed", error)

    def _newest(self) -> tuple[TlsPair, str]:
        return self._own_pair.accepted, self._trust.roots_pem
