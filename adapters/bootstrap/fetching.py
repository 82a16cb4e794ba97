"""Revocation lists, fetched ahead of need; nobody makes us open an address by showing a certificate (D11)."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from adapters.bootstrap.agreements import agreement_place
from adapters.bootstrap.house import trust_store
from adapters.config import Settings
from adapters.http.crl_client import CrlClient
from adapters.keys.distribution import CrlSource, CrlSources
from adapters.keys.fetched_lists import FetchedLists
from adapters.keys.revocation import LARGEST_CRL_BYTES, CrlFault
from adapters.keys.trust_folder import CRLS
from adapters.keys.trust_store import TrustStore
from adapters.partners.book import AgreementBook
from adapters.partners.folder import InFolder
from adapters.system.clock import SystemClock
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from gateway.domain.replacement import Version
from gateway.errors import SourceUnavailableError
from gateway.ports import Clock, Ports

# PKIoverheid has one list for each authority; of each at most 10 MiB is in memory.
_AT_ONCE: Final = 16
# After a failure: a tenth of the interval, and not longer than this; then half of it to one and a half times.
_LONGEST_PAUSE: Final = timedelta(minutes=5)
# S-07 wants a list at least every four hours.
LATE: Final = timedelta(hours=4)


class Ending(StrEnum):
    """What became of one fetch."""

    FETCHED = "fetched"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One fetch; the reason is a code, and empty when the list was taken."""

    source: CrlSource
    ending: Ending
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """Where it is told what became of it."""

    log: Log
    metrics: Metrics


class RevocationLists:
    """Where the lists that this gateway needs are published, and how one gets from there to the trust folder."""

    def __init__(self, settings: Settings, trust: TrustStore, clock: Clock) -> None:
        """Take what is trusted; where lists are is read anew whenever that, or an agreement, changed."""
        self._trust = trust
        self._clock = clock
        self._named = settings.trust.crl_sources
        private = frozenset(map(_host, self._named))
        self._client = CrlClient(settings.books.addresses, private, proxy=settings.trust.crl_proxy)
        self._kept = FetchedLists(settings.trust.folder / CRLS)
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._known: tuple[object, CrlSources] | None = None

    def sources(self, versions: tuple[InFolder, ...]) -> CrlSources:
        """Return every address: of the settings, and of trusted certificates in agreements that hold or will hold."""
        at = self._clock.now()
        named = (der for each in versions for der in _certificates(each.version, at))
        certificates = tuple(dict.fromkeys(named))
        state = (self._trust.version, certificates)
        if self._known is None or self._known[0] != state:
            self._known = state, self._trust.find_sources(self._named, certificates)
        return self._known[1]

    def claimed(self) -> AbstractContextManager[bool]:
        """Tell whether this process is the one that fetches now."""
        return self._kept.claimed()

    def fetched_at(self, source: CrlSource) -> datetime | None:
        """Return when a list came from there last, to whichever process."""
        return self._kept.fetched_at(source.address)

    async def fetch(self, source: CrlSource) -> Attempt:
        """Fetch one list, prove it and put it in the folder; nothing that fails changes what is there."""
        try:
            async with self._slots:
                octets = await self._client.fetch(source.address, LARGEST_CRL_BYTES)
                fault = await asyncio.to_thread(self._take, source, octets)
        except SourceUnavailableError as error:
            return Attempt(source=source, ending=Ending.FAILED, reason=error.outcome)
        except OSError:
            return Attempt(source=source, ending=Ending.FAILED, reason="not-written")
        if fault is not None:
            return Attempt(source=source, ending=Ending.REFUSED, reason=fault)
        return Attempt(source=source, ending=Ending.FETCHED)

    def _take(self, source: CrlSource, octets: bytes) -> CrlFault | None:
        at = self._clock.now()
        crl = self._trust.consider(octets, at)
        if isinstance(crl, CrlFault):
            return crl
        if source.authorities and crl.authority not in source.authorities:
            return CrlFault.OTHER_AUTHORITY
        self._kept.put(source.address, crl, at)
        return None


class Fetching:
    """The time-table: what is due is fetched side by side, and after a failure again within minutes."""

    def __init__(
        self, lists: RevocationLists, book: AgreementBook, interval: timedelta, ports: Ports, voice: Voice
    ) -> None:
        """Take what to fetch how often, and where to tell of it."""
        self._lists = lists
        self._book = book
        self._interval = interval
        self._ports = ports
        self._voice = voice
        self._seen: dict[str, datetime] = {}
        self._not_before: dict[str, datetime] = {}
        self._told: dict[str, Attempt] = {}
        self.late: tuple[str, ...] = ()

    async def fetch_when_due(self) -> None:
        """Fetch what is due, unless another process does so now; otherwise do nothing."""
        if not await asyncio.to_thread(self._look):
            return
        with self._lists.claimed() as ours:
            # Looked at again, for another process may have fetched it since.
            due = await asyncio.to_thread(self._look) if ours else []
            ended = await asyncio.gather(*map(self._fetch, due), return_exceptions=True)
        for error in ended:
            if error is not None:
                raise error

    def _look(self) -> list[CrlSource]:
        """Note how long ago everything was fetched; return what is due."""
        at = self._ports.clock.now()
        fetched = {each: self._lists.fetched_at(each) for each in self._lists.sources(self._book.versions).fetched}
        waited = {each.address: at - self._since(each, moment, at) for each, moment in fetched.items()}
        self.late = tuple(sorted({_host(each) for each, time in waited.items() if time > LATE + _LONGEST_PAUSE}))
        self._voice.metrics.oldest_fetch(max(waited.values(), default=timedelta()).total_seconds())
        # A moment far in what is to come was noted by a clock that was wrong.
        old = (each for each, moment in fetched.items() if moment is None or abs(at - moment) >= self._interval)
        return [each for each in old if not self._pauses(each, at)]

    def _since(self, source: CrlSource, fetched_at: datetime | None, at: datetime) -> datetime:
        """Return when its list came last, else since when it is missed; a moment to come is no moment."""
        if fetched_at is not None and fetched_at <= at:
            self._seen.pop(source.address, None)
            return fetched_at
        self._seen[source.address] = min(self._seen.get(source.address, at), at)
        return self._seen[source.address]

    def _pauses(self, source: CrlSource, at: datetime) -> bool:
        """Tell whether it was tried a moment ago; a pause that never was so long was set by a clock that was wrong."""
        return timedelta(0) < self._not_before.get(source.address, at) - at <= _LONGEST_PAUSE * 3 / 2

    async def _fetch(self, source: CrlSource) -> None:
        # Before the attempt: whatever becomes of it, the next one is not at once.
        pause = min(self._interval / 10, _LONGEST_PAUSE) * (0.5 + self._ports.randomness.fraction())
        self._not_before[source.address] = self._ports.clock.now() + pause
        attempt = await self._lists.fetch(source)
        self._voice.metrics.list_fetched(attempt.ending, attempt.reason)
        if self._told.get(source.address) != attempt:
            self._told[source.address] = attempt
            self._tell(attempt)

    def _tell(self, attempt: Attempt) -> None:
        """Write what became of it, when that is another thing than the last time."""
        if attempt.ending is Ending.FETCHED:
            self._voice.log.event("revocation_list_fetched", source=attempt.source.address)
        else:
            self._voice.log.event(
                "revocation_list_not_fetched",
                source=attempt.source.address,
                outcome=attempt.ending,
                reason=attempt.reason,
            )


async def fetch_lists(settings: Settings) -> tuple[Attempt, ...]:
    """Fetch every list now, once; raise ConfigError when it cannot be known which."""
    lists, sources = _lists(settings)
    return tuple(await asyncio.gather(*map(lists.fetch, sources.fetched)))


def list_sources(settings: Settings) -> CrlSources:
    """Return where lists are fetched, and which addresses never are; raise ConfigError when that cannot be known."""
    return _lists(settings)[1]


def _lists(settings: Settings) -> tuple[RevocationLists, CrlSources]:
    clock = SystemClock()
    lists = RevocationLists(settings, trust_store(settings, clock), clock)
    return lists, lists.sources(agreement_place(settings).folder.read())


def _certificates(version: Version, at: datetime) -> Iterator[bytes]:
    """Yield every certificate that counts at that moment or later."""
    agreement = version.at(at)
    if agreement.end <= at:
        return
    yield from (each.certificate for each in version.overlay.replacements if each.certificate and each.valid_from > at)
    for party in (agreement.own, agreement.partner):
        named = (*party.client_certificates, party.server_certificate, *party.signing_certificates)
        yield from (der for der in (*named, party.encryption_certificate) if der)


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
