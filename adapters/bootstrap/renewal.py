"""A new TLS certificate of ours is used as soon as its files are there: no restart, no connection cut (F47 to F50)."""

import asyncio

from adapters.http.client import PartnerClient
from adapters.http.tls import LiveServerContext, TlsFiles
from adapters.keys.key_files import KeyFile, KeyPurpose, Stamp, read_private_key, stamp_of
from adapters.keys.trust_store import TrustStore
from adapters.telemetry.logging import Log
from gateway.errors import ConfigError


class Renewal:
    """Compares files and roots with those in use, round after round; a pair that does not fit changes nothing."""

    def __init__(self, files: TlsFiles, rsa_bits: int, trust: TrustStore, client: PartnerClient, log: Log) -> None:
        """Take what is in use now."""
        self._files = files
        self._rsa_bits = rsa_bits
        self._trust = trust
        self._client = client
        self._log = log
        self._contexts: list[LiveServerContext] = []
        self._used = self._refused = self._stamp()

    def watch(self, context: LiveServerContext) -> None:
        """Keep this listener's context new as well."""
        self._contexts.append(context)

    async def renew_when_changed(self) -> None:
        """Use what the files say now, if they say something else than before; otherwise do nothing."""
        stamp = await asyncio.to_thread(self._stamp)
        if stamp in {self._used, self._refused}:
            return
        try:
            await asyncio.to_thread(self._reload)
        except ConfigError as error:
            # Half of a pair, perhaps: the other half makes another stamp, and then it is tried again.
            self._refused = stamp
            self._log.failed("certificate_not_renewed", error)
            return
        await self._client.renew()
        self._used = self._refused = stamp
        self._log.event("certificate_renewed")

    def _reload(self) -> None:
        pair = KeyFile(
            key_id=KeyPurpose.TLS, purpose=KeyPurpose.TLS, file=self._files.key, certificate=self._files.chain
        )
        read_private_key(pair, self._rsa_bits)
        for context in self._contexts:
            context.reload()

    def _stamp(self) -> Stamp:
        return (stamp_of(self._files.chain), stamp_of(self._files.key), self._trust.roots_pem)
