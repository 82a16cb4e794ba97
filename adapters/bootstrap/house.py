"""Builds every object of a gateway once, and closes what it opened."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from adapters.bootstrap.own_keys import KeyFolder, own_rsa_bits
from adapters.bootstrap.own_pair import OwnPair
from adapters.bootstrap.vault import PayloadVault
from adapters.config import Settings
from adapters.database import Database
from adapters.evidence.bundle import Exporter
from adapters.http.client import PartnerClient
from adapters.http.tls import (
    GuardedContext,
    TlsFiles,
    admit_server,
    client_context,
)
from adapters.keys.exceptions import ExceptionTerms, read_exceptions
from adapters.keys.revocation import CrlGrace
from adapters.keys.signer import FileKeys
from adapters.keys.spool import FileSpools
from adapters.keys.trust_store import OfflineTrust, TrustStore
from adapters.keys.vault import KeyVault
from adapters.partners.book import AgreementBook, PartyRegister
from adapters.partners.carried import CarriedBook
from adapters.partners.exceptions import ExceptedAgreements
from adapters.partners.staff import StaffBook
from adapters.references import FileReferences, ReferenceShelf
from adapters.regions import FileRegions
from adapters.schemas import SchemaBook, SchemaShelf
from adapters.system.clock import SystemClock
from adapters.system.randomness import SystemRandomness
from adapters.system.steps import Failpoints
from adapters.system.workbench import ThreadWorkbench
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from gateway.domain.agreement import LegacyDecryption
from gateway.domain.identifiers import Oin
from gateway.domain.party import HubUse
from gateway.errors import ConfigError
from gateway.ports import Clock, Ports, Randomness, Workbench
from gateway.wire.trust import TrustPolicy

Part = TypeVar("Part")
# RSA and canonicalisation leave the interpreter free; more threads than this only queue for it (performance.md 1).
_THREADS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A gateway with everything built, and nothing yet listening or working."""

    settings: Settings
    ports: Ports
    keys: FileKeys
    key_folder: KeyFolder
    own_pair: OwnPair
    database: Database
    trust: TrustStore
    parties: PartyRegister
    client: PartnerClient
    book: AgreementBook
    exceptions: tuple[LegacyDecryption, ...]
    exporter: Exporter
    log: Log
    metrics: Metrics


@contextlib.asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Build a gateway, or raise ConfigError; closes what it opened."""
    clock = SystemClock()
    async with contextlib.AsyncExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(_THREADS, thread_name_prefix="keys"))
        key_folder = KeyFolder(settings, executor)
        read = _read(settings, key_folder, clock)
        randomness = SystemRandomness(settings.partner_door.domain)
        workbench = ThreadWorkbench(_THREADS)
        stack.push_async_callback(workbench.close)
        steps = Failpoints.parse(settings.testing.failpoints, settings.testing.crumbs)
        stack.callback(steps.close)
        database = _database(settings, read, workbench, randomness)
        stack.push_async_callback(database.close)
        client = PartnerClient(_partner_context(read, clock), settings.books.addresses)
        stack.push_async_callback(client.close)
        ports = Ports(
            unit_of_work=database.unit_of_work,
            clock=clock,
            randomness=randomness,
            signer=read.keys,
            trust=OfflineTrust(read.trust, executor),
            workbench=workbench,
            channel=client,
            spools=FileSpools(settings.spool_folder, settings.limits.spool_octets),
            agreements=ExceptedAgreements(read.agreements, read.exceptions),
            carried=_carried(settings),
            parties=read.parties,
            references=read.references,
            regions=read.regions,
            staff=read.staff,
            schemas=read.schemas,
            steps=steps,
        )
        yield House(
            settings=settings,
            ports=ports,
            keys=read.keys,
            key_folder=key_folder,
            own_pair=read.own_pair,
            database=database,
            trust=read.trust,
            parties=read.parties,
            client=client,
            book=read.agreements,
            exceptions=tuple(read.exceptions.values()),
            exporter=_exporter(settings, database, ports),
            log=_log(settings),
            metrics=Metrics(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Everything that settings point at."""

    keys: FileKeys
    own_pair: OwnPair
    trust: TrustStore
    parties: PartyRegister
    agreements: AgreementBook
    exceptions: Mapping[Oin, LegacyDecryption]
    staff: StaffBook
    references: FileReferences
    regions: FileRegions
    schemas: SchemaBook


def _read(settings: Settings, key_folder: KeyFolder, clock: SystemClock) -> _Read:
    """Read everything that settings point at; raise ConfigError with every mistake in all of it together."""
    mistakes: list[str] = []
    keys = _attempt(key_folder.read, mistakes)
    exceptions = _attempt(lambda: _exceptions(settings, clock), mistakes)
    trust = _attempt(lambda: trust_store(settings, clock), mistakes)
    books = _attempt(lambda: _books(settings), mistakes)
    references = _attempt(lambda: FileReferences(reference_shelf(settings)), mistakes)
    regions = _attempt(lambda: FileRegions(settings.policy.region, clock.now()), mistakes)
    schemas = _attempt(lambda: SchemaBook.ours(schema_shelf(settings).sources()), mistakes)
    if keys is None or exceptions is None or trust is None or books is None:
        raise ConfigError(*mistakes)
    if references is None or regions is None or schemas is None:
        raise ConfigError(*mistakes)
    parties, agreements, staff = books
    return _Read(
        keys=keys,
        own_pair=OwnPair(_tls_files(settings), own_rsa_bits(settings), keys.serves),
        trust=trust,
        parties=parties,
        agreements=agreements,
        exceptions=exceptions,
        staff=staff,
        references=references,
        regions=regions,
        schemas=schemas,
    )


def reference_shelf(settings: Settings) -> ReferenceShelf:
    """Return where the reference lists are installed."""
    return ReferenceShelf(settings.data_folder / "references")


def schema_shelf(settings: Settings) -> SchemaShelf:
    """Return where official schemas are installed."""
    return SchemaShelf(settings.data_folder / "schemas")


def _attempt(read: Callable[[], Part], mistakes: list[str]) -> Part | None:
    try:
        return read()
    except ConfigError as error:
        mistakes += error.mistakes
        return None


def _books(settings: Settings) -> tuple[PartyRegister, AgreementBook, StaffBook]:
    own = settings.organisation.party_id
    parties = PartyRegister(settings.books.parties, own.oin)
    roots = settings.trust.organization_identifier_roots
    agreements = AgreementBook(settings.books.agreements, own, settings.books.profiles, parties, roots)
    return parties, agreements, StaffBook(settings.books.staff)


def _carried(settings: Settings) -> CarriedBook:
    return CarriedBook((partner, each.service) for each in settings.carried for partner in each.partners)


def _log(settings: Settings) -> Log:
    key = settings.log.hash_key
    return Log(hash_key=key.reveal() if key is not None else None)


def _exceptions(settings: Settings, clock: SystemClock) -> Mapping[Oin, LegacyDecryption]:
    terms = [
        ExceptionTerms(
            name=each.name,
            partner=each.partner,
            until=each.until,
            ciphers=each.ciphers,
            transports=each.transports,
        )
        for each in settings.legacy
    ]
    return read_exceptions(terms, settings.keys.folder, clock.now())


def trust_store(settings: Settings, clock: Clock) -> TrustStore:
    """Return what this environment trusts; raise ConfigError when trust cannot start."""
    policy = TrustPolicy(
        tls_usage_required=settings.trust.tls_usage_required,
        tls_certificate_may_sign=settings.trust.tls_certificate_may_sign,
        policies=settings.trust.policies,
        organization_identifier_roots=settings.trust.organization_identifier_roots,
    )
    grace = CrlGrace(general=settings.crl_grace, by_authority={})
    production = settings.organisation.party_id.production
    return TrustStore(settings.trust.folder, policy, grace, clock.now(), production=production)


def _tls_files(settings: Settings) -> TlsFiles:
    folder = settings.keys.folder
    return TlsFiles(chain=folder / "tls.pem", key=folder / "tls.key.pem")


def _partner_context(read: _Read, clock: SystemClock) -> Callable[[Oin], GuardedContext]:
    """Return who makes the context for one partner: its server must prove that very organisation, or its hub."""

    def context_for(partner: Oin) -> GuardedContext:
        def stands_in(holder: Oin, at: datetime) -> bool:
            return read.parties.stands_in(holder, partner, HubUse.TLS, at)

        admit = admit_server(read.trust, clock.now, partner, stands_in)
        return client_context(read.own_pair.accepted, read.trust.roots_pem, admit)

    return context_for


def _database(settings: Settings, read: _Read, workbench: Workbench, randomness: Randomness) -> Database:
    vault = PayloadVault(KeyVault(read.keys.key_encryption))
    return Database(settings.storage.database, vault=vault, workbench=workbench, randomness=randomness)


def _exporter(settings: Settings, database: Database, ports: Ports) -> Exporter:
    chain = (settings.keys.folder / "evidence.pem").read_bytes()
    return Exporter(database, ports, chain)
