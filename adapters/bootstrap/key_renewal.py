"""New keys of ours to sign and decrypt with are used as soon as their files are there, without a restart (F47)."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, TypeAlias

from adapters.bootstrap.own_keys import KeyFolder
from adapters.keys.key_files import KeyPurpose
from adapters.keys.signer import FileKeys, HeldKeys
from adapters.partners.book import AgreementBook
from adapters.system import disk
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from gateway.domain.agreement import Agreement, LegacyDecryption
from gateway.domain.replacement import Version
from gateway.errors import ConfigError
from gateway.flows.note_keys import note_keys
from gateway.ports import Ports

# What an agreement names of ours: its CPAId, the use, and the certificate (DER).
Named: TypeAlias = tuple[str, KeyPurpose, bytes]
_RENEWED: Final = "keys_renewed"
_NOT_RENEWED: Final = "keys_not_renewed"


class KeyRenewal:
    """Compares the files with those in use, round after round; what a start would refuse changes nothing."""

    def __init__(
        self,
        keys: FileKeys,
        folder: KeyFolder,
        book: AgreementBook,
        ports: Ports,
        log: Log,
        metrics: Metrics,
    ) -> None:
        """Take what is in use now, and where it came from."""
        self._keys = keys
        self._folder = folder
        self._book = book
        self._ports = ports
        self._log = log
        self._metrics = metrics
        # As it was when the keys were read: what changed since, the first round sees.
        self._used = self._refused = folder.seen, self._names()

    async def renew_when_changed(self) -> None:
        """Use the keys that stand in the files now, if those are others than before; otherwise do nothing.

        Raises what the store raises when the evidence cannot be written: then nothing changed, and it is tried again.
        """
        stamp = await asyncio.to_thread(self._stamp)
        if stamp in {self._used, self._refused}:
            return
        try:
            newer = await asyncio.to_thread(self._read_newer)
        except ConfigError as error:
            # Half of a pair, perhaps: the other half makes another stamp, and then it is tried again.
            self._refused = stamp
            self._log.failed(_NOT_RENEWED, error)
            self._metrics.event(_NOT_RENEWED, error.code)
            return
        await self._use(newer)
        self._used = self._refused = stamp

    async def _use(self, newer: HeldKeys) -> None:
        before = self._keys.held.publics
        if newer.publics == before:
            # In other files, perhaps: which is the current one may have changed.
            self._keys.held = newer
            return
        # First: what cannot be written down does not happen.
        await note_keys(before, newer.publics, self._ports)
        self._keys.held = newer
        self._log.event(_RENEWED)
        self._metrics.event(_RENEWED)

    def _read_newer(self) -> HeldKeys:
        newer = self._folder.read().held
        lost = [*_lacking(newer, (each for each in self._named() if self._keys.held.has(*each[1:])))]
        if lost:
            raise ConfigError(*lost)
        return newer

    def _named(self) -> Iterator[Named]:
        at = self._ports.clock.now()
        return _named_by((version.version.at(at) for version in self._book.versions), at)

    def _stamp(self) -> tuple[tuple[disk.Stamp, ...], tuple[tuple[KeyPurpose, bytes], ...]]:
        """Return what changes when a file does, or what agreements name of ours."""
        return self._folder.stamp(), self._names()

    def _names(self) -> tuple[tuple[KeyPurpose, bytes], ...]:
        return tuple(sorted((purpose, certificate) for _, purpose, certificate in self._named()))


def _named_by(agreements: Iterable[Agreement], at: datetime) -> Iterator[Named]:
    for each in agreements:
        if each.in_force(at):
            for purpose, certificate in (
                (KeyPurpose.SIGNING, each.own.signing_certificate),
                (KeyPurpose.ENCRYPTION, each.own.encryption_certificate),
            ):
                if certificate:
                    yield str(each.agreement_id), purpose, certificate


def remarks_on_keys(
    keys: HeldKeys, versions: Iterable[Version], exceptions: Iterable[LegacyDecryption], at: datetime
) -> Iterator[str]:
    """Yield a line for each certificate of ours whose key is not here, named by an agreement in force now or later.

    Later is: once a replacement that was recorded already begins.
    """
    excepted = {each.certificate for each in exceptions}
    moments = ((version, moment) for version in versions for moment in (at, *version.changes_after(at)))
    named = (each for version, moment in moments for each in _named_by((version.at(moment),), moment))
    return _lacking(keys, (each for each in dict.fromkeys(named) if each[2] not in excepted))


def _lacking(keys: HeldKeys, named: Iterable[Named]) -> Iterator[str]:
    for agreement_id, purpose, certificate in named:
        if not keys.has(purpose, certificate):
            yield (
                f"agreement {agreement_id} names a certificate of ours for {purpose} whose key is not here: keep it as "
                f"{purpose}-NAME.key.pem, or replace the certificate in the agreement"
            )
