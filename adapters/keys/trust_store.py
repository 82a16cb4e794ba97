"""The one place where a certificate becomes a proof, by what this environment trusts at that moment."""

import asyncio
import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from adapters.keys.distribution import CrlSources, find_sources
from adapters.keys.environments import require_environment
from adapters.keys.revocation import CrlFault, CrlGrace, CrlStanding, HeldCrl, admit, require_news
from adapters.keys.trust_folder import TrustReport, TrustSnapshot, read_trust
from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import read_certificate
from gateway.wire.trust import Distrust, ProvenCertificate, Purpose, TrustPolicy, examine, prove

# Partners times purposes with much room to spare; at 4 KiB each 16 MiB at most.
_MOST_REMEMBERED: Final = 4096

_MemoryKey: TypeAlias = tuple[bytes, Purpose, int, datetime]


class TrustStore:
    """Proves certificates; its methods may be called from any thread and never wait for the network."""

    def __init__(
        self, folder: Path, policy: TrustPolicy, grace: CrlGrace, at: datetime, *, production: bool | None = None
    ) -> None:
        """Read `roots/`, `intermediates/`, `crls/` and `denied.txt`; raise ConfigError when trust cannot start.

        Who says whether this is production wants no root of the other environment, now and at every reading (S-01).
        """
        self._folder = folder
        self._production = production
        self._policy = policy
        self._grace = grace
        self._memory: OrderedDict[_MemoryKey, ProvenCertificate] = OrderedDict()
        self._reading = threading.Lock()
        self._memory_lock = threading.Lock()
        self._snapshot, self.report = self._read(at, None)

    def reload(self, at: datetime) -> TrustReport:
        """Read the folder again; on ConfigError nothing changed. A good list stays when its successor is bad."""
        with self._reading:
            before = self._snapshot
            self._snapshot, self.report = self._read(at, before)
            if self._snapshot is not before:
                with self._memory_lock:
                    self._memory.clear()
            return self.report

    def _read(self, at: datetime, before: TrustSnapshot | None) -> tuple[TrustSnapshot, TrustReport]:
        snapshot, report = read_trust(self._folder, self._policy, self._grace, at, before)
        if self._production is not None:
            require_environment(snapshot.roots, production=self._production)
        return snapshot, report

    def prove(
        self, der: bytes, purpose: Purpose, at: datetime, *, intermediates: Sequence[bytes] = ()
    ) -> ProvenCertificate:
        """Prove who the certificate stands for, or raise CertificateRefusedError; cheap when proven before.

        Ask again with each request on a connection that stays open: a denial or revocation counts from the first
        reload after it, also for who was let in before (G19).
        """
        snapshot = self._snapshot
        key = _memory_key(der, purpose, snapshot.version, at)
        remembered = self._recall(key, at)
        if remembered is not None:
            return remembered
        claimed = examine(der, purpose, self._policy, at)
        if snapshot.denied.forbids(claimed.fingerprint, claimed.serial_number, claimed.oin):
            raise CertificateRefusedError(Distrust.DENIED_HERE)
        proven = prove(claimed, snapshot.judge.judge(der, intermediates, at), self._policy, at)
        self._remember(key, proven)
        return proven

    def remembered(self, der: bytes, purpose: Purpose, at: datetime) -> ProvenCertificate | None:
        """Return the proof when it was given before and still holds: an answer that never makes anyone wait."""
        return self._recall(_memory_key(der, purpose, self._snapshot.version, at), at)

    def serial_is_denied(self, serial_number: int) -> bool:
        """Tell whether the deny list names that serial number."""
        return serial_number in self._snapshot.denied.serial_numbers

    def standings(self, at: datetime) -> tuple[CrlStanding, ...]:
        """Tell how the revocations of each authority stand at that moment."""
        return self._snapshot.standings(at)

    def consider(self, der: bytes, at: datetime) -> HeldCrl | CrlFault:
        """Take a list (DER) that was fetched, or say why it is not put beside those we have (bad input 37)."""
        snapshot = self._snapshot
        crl = admit(der, snapshot.authorities, self._grace, at)
        return require_news(crl, snapshot.crls, at) if isinstance(crl, HeldCrl) else crl

    def find_sources(self, named: Iterable[str], certificates: Iterable[bytes]) -> CrlSources:
        """Return where lists are published: at the named addresses, by our intermediates, and by these certificates.

        Of the certificates (DER) only those count that an authority of ours issued; they may be revoked or past their
        time, for that changes nothing about their issuer.
        """
        snapshot = self._snapshot
        return find_sources(named, snapshot.authorities, (*snapshot.intermediates, *_readable(certificates)))

    @property
    def version(self) -> int:
        """Counts the readings that brought something new."""
        return self._snapshot.version

    @property
    def roots_pem(self) -> str:
        """The roots as text: what a TLS context starts from, and nothing else."""
        octets = b"".join(root.public_bytes(serialization.Encoding.PEM) for root in self._snapshot.roots)
        return octets.decode("ascii")

    def _recall(self, key: _MemoryKey, at: datetime) -> ProvenCertificate | None:
        with self._memory_lock:
            proven = self._memory.get(key)
            if proven is None or not proven.proven_at <= at < proven.path.until:
                return None
            self._memory.move_to_end(key)
        return replace(proven, proven_at=at)

    def _remember(self, key: _MemoryKey, proven: ProvenCertificate) -> None:
        with self._memory_lock:
            self._memory[key] = proven
            if len(self._memory) > _MOST_REMEMBERED:
                self._memory.popitem(last=False)


class OfflineTrust:
    """The Trust of the ports, answered from the store."""

    def __init__(self, store: TrustStore, executor: Executor) -> None:
        """Take the store, and the threads in which a path that is not remembered is judged."""
        self._store = store
        self._executor = executor

    async def prove(self, certificate: bytes, purpose: Purpose, at: datetime) -> Oin:
        """Return the OIN that the certificate (DER) proves for that purpose, or raise CertificateRefusedError."""
        proven = self._store.remembered(certificate, purpose, at)
        if proven is None:
            loop = asyncio.get_running_loop()
            proven = await loop.run_in_executor(self._executor, self._store.prove, certificate, purpose, at)
        return proven.oin


def _readable(certificates: Iterable[bytes]) -> Iterator[x509.Certificate]:
    for der in certificates:
        with contextlib.suppress(CertificateRefusedError):
            yield read_certificate(der)


def _memory_key(der: bytes, purpose: Purpose, version: int, at: datetime) -> _MemoryKey:
    return der, purpose, version, at.replace(minute=0, second=0, microsecond=0)
