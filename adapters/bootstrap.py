"""The front door: builds every object once. The only file that knows every room."""

import asyncio
import contextlib
import signal
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from adapters.config import Settings
from adapters.database import Database
from adapters.database.payloads import SealedPayload
from adapters.evidence.bundle import Exporter
from adapters.http.client import PartnerClient
from adapters.http.health_routes import OperationsDoor
from adapters.http.office_routes import OfficeDoor
from adapters.http.partner_routes import PartnerDoor
from adapters.http.server import Door
from adapters.http.tls import (
    GuardedContext,
    TlsFiles,
    admit_client,
    admit_server,
    client_context,
    server_context,
)
from adapters.keys.key_files import KeyFile, KeyPurpose
from adapters.keys.revocation import CrlGrace
from adapters.keys.signer import FileKeys
from adapters.keys.trust_store import OfflineTrust, TrustStore
from adapters.keys.vault import KeyVault
from adapters.partners.book import AgreementBook, PartyRegister
from adapters.schemas import SchemaBook
from adapters.system.clock import SystemClock
from adapters.system.randomness import SystemRandomness
from adapters.system.steps import Failpoints
from adapters.system.workbench import ThreadWorkbench
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from adapters.telemetry.others import take_over
from adapters.workers.relay import Lanes, Relay
from adapters.workers.sweeper import Sweeper
from gateway.domain.identifiers import Oin, PayloadId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.errors import NotFoundError, StorageUnavailableError
from gateway.flows.parcel import unpack
from gateway.ports import Ports
from gateway.wire.trust import TrustPolicy

# RSA and canonicalisation leave the interpreter free; more threads than this only queue for it (performance.md 1).
_THREADS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A gateway with everything built, and nothing yet listening or working."""

    settings: Settings
    ports: Ports
    database: Database
    trust: TrustStore
    exporter: Exporter
    log: Log
    metrics: Metrics


class _Vault:
    """Hands the vault of the keys door to the database door, which knows nothing of keys."""

    def __init__(self, vault: KeyVault) -> None:
        self._vault = vault

    def seal(self, payload_id: PayloadId, octets: bytes) -> SealedPayload:
        key_id, wrapped, chunks = self._vault.seal(payload_id, octets)
        return SealedPayload(key_id=key_id, wrapped_key=wrapped, chunks=chunks)

    def open(self, payload_id: PayloadId, sealed: SealedPayload) -> bytes:
        return self._vault.open(payload_id, sealed.key_id, sealed.wrapped_key, sealed.chunks)

    def forget(self, payload_id: PayloadId) -> None:
        """Nothing is remembered here."""


@contextlib.asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Build a gateway, or raise ConfigError; closes what it opened."""
    clock = SystemClock()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="keys") as executor:
        keys = FileKeys.load(_key_files(settings.keys.folder), executor)
        trust = _trust_store(settings, clock)
        parties = PartyRegister(settings.books.parties, settings.organisation.party_id.oin)
        agreements = AgreementBook(settings.books.agreements, settings.organisation.party_id)
        randomness = SystemRandomness(settings.partner_door.domain)
        workbench = ThreadWorkbench(_THREADS)
        steps = Failpoints.parse(settings.testing.failpoints, settings.testing.crumbs)
        database = Database(
            settings.storage.database,
            vault=_Vault(KeyVault(keys.key_encryption)),
            workbench=workbench,
            randomness=randomness,
        )
        client = PartnerClient(_partner_context(settings, trust, clock), settings.books.addresses)
        ports = Ports(
            unit_of_work=database.unit_of_work,
            clock=clock,
            randomness=randomness,
            signer=keys,
            trust=OfflineTrust(trust, executor),
            workbench=workbench,
            channel=client,
            agreements=agreements,
            parties=parties,
            schemas=SchemaBook.ours(),
            steps=steps,
        )
        try:
            yield House(
                settings=settings,
                ports=ports,
                database=database,
                trust=trust,
                exporter=_exporter(settings, database, ports),
                log=Log(),
                metrics=Metrics(),
            )
        finally:
            await client.close()
            await database.close()
            await workbench.close()
            steps.close()


def _key_files(folder: Path) -> list[KeyFile]:
    """Name the keys as they stand in the folder; several key-encryption keys, the newest name first."""
    pairs = [
        KeyFile(
            key_id=purpose, purpose=purpose, file=folder / f"{purpose}.key.pem", certificate=folder / f"{purpose}.pem"
        )
        for purpose in (KeyPurpose.TLS, KeyPurpose.SIGNING, KeyPurpose.ENCRYPTION, KeyPurpose.EVIDENCE)
    ]
    keks = sorted(folder.glob("kek-*.key"), reverse=True)
    return [*pairs, *(KeyFile(key_id=file.stem, purpose=KeyPurpose.KEK, file=file) for file in keks)]


def _trust_store(settings: Settings, clock: SystemClock) -> TrustStore:
    policy = TrustPolicy(
        tls_usage_required=settings.trust.tls_usage_required,
        tls_certificate_may_sign=settings.trust.tls_certificate_may_sign,
        policies=settings.trust.policies,
    )
    grace = CrlGrace(general=settings.crl_grace, by_authority={})
    return TrustStore(settings.trust.folder, policy, grace, clock.now())


def _tls_files(settings: Settings) -> TlsFiles:
    folder = settings.keys.folder
    return TlsFiles(chain=folder / "tls.pem", key=folder / "tls.key.pem")


def _partner_context(settings: Settings, trust: TrustStore, clock: SystemClock) -> Callable[[Oin], GuardedContext]:
    """Return who makes the context for one partner: its server must prove that very organisation."""

    def context_for(partner: Oin) -> GuardedContext:
        return client_context(_tls_files(settings), trust.roots_pem, admit_server(trust, clock.now, partner))

    return context_for


def _exporter(settings: Settings, database: Database, ports: Ports) -> Exporter:
    chain = (settings.keys.folder / "evidence.pem").read_bytes()
    return Exporter(database, ports, chain)


async def serve(settings: Settings, *, doors: bool) -> None:
    """Run a gateway until it is asked to stop: open the doors last, close them first, finish what is in hand."""
    async with open_house(settings) as house:
        restore = take_over(house.log)
        try:
            await _serve(house, doors=doors)
        finally:
            restore()


async def _serve(house: House, *, doors: bool) -> None:
    ports = house.ports
    relay = Relay(ports, _lanes(house.settings), house.log, house.metrics)
    checkpoints = house.database.checkpoints(ports.signer, ports.clock)
    sweeper = Sweeper(
        {"evidence_not_signed": checkpoints.checkpoint_when_due, "trust_not_reloaded": _reload(house)}, house.log
    )
    stopped = _stop_signal()
    house.log.event("process_started")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run())
        tasks.create_task(sweeper.run())
        opened = await _open_doors(house, relay) if doors else []
        await stopped.wait()
        for door in opened:
            await door.stop()
        relay.stop()
        sweeper.stop()
    house.log.event("process_stopped")


def _lanes(settings: Settings) -> Lanes:
    return Lanes(
        total=settings.relay.lanes,
        per_partner=settings.relay.lanes_per_partner,
        lease=timedelta(seconds=settings.relay.lease_seconds),
        poll=timedelta(milliseconds=settings.relay.poll_milliseconds),
    )


def _reload(house: House) -> Callable[[], Awaitable[object]]:
    """Read roots, lists and denials again: a revocation counts from the next round (G19)."""

    async def reload() -> object:
        return await asyncio.to_thread(house.trust.reload, house.ports.clock.now())

    return reload


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    return stopped


async def _open_doors(house: House, relay: Relay) -> list[Door]:
    settings, ports = house.settings, house.ports
    partner = PartnerDoor(
        ports=ports,
        path=settings.partner_door.path,
        limit_octets=settings.limits.body_octets,
        log=house.log,
        metrics=house.metrics,
        ring=relay.ring,
    )
    office = OfficeDoor(
        ports=ports,
        log=house.log,
        metrics=house.metrics,
        ring=relay.ring,
        export_evidence=house.exporter.export,
    )
    operations = OperationsDoor(log=house.log, metrics=house.metrics, check=_readiness(house))
    doors = [partner.door(), office.door(), operations.door()]
    await doors[0].start(settings.partner_door.host, settings.partner_door.port, _partner_door_context(house))
    await doors[1].start(settings.office_door.host, settings.office_door.port, _office_context(settings))
    await doors[2].start(settings.operations_door.host, settings.operations_door.port, None)
    return doors


def _partner_door_context(house: House) -> ssl.SSLContext:
    files = _tls_files(house.settings)
    admit = admit_client(house.trust, house.ports.clock.now)
    return server_context(files, house.trust.roots_pem, admit)


def _office_context(settings: Settings) -> ssl.SSLContext:
    """The office door trusts our own office authority and nobody else; who it admits is a back office of ours."""
    office = settings.office_door
    roots = "".join(file.read_text(encoding="ascii") for file in sorted(office.client_authority.glob("*.pem")))
    return server_context(TlsFiles(chain=office.certificate, key=office.key), roots, lambda _: None)


def _readiness(house: House) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        if not house.database.healthy:
            raise StorageUnavailableError
        async with house.ports.unit_of_work() as uow:
            await uow.messages.list_waiting(1)

    return check


def check(settings: Settings) -> None:
    """Build everything once and close it again; raise ConfigError with what is wrong."""

    async def build() -> None:
        async with open_house(settings) as house:
            _partner_door_context(house)
            _office_context(settings)

    asyncio.run(build())


async def export(settings: Settings, direction: Direction, reference: ReferenceNumber, sender: Oin) -> bytes:
    """Return the evidence bundle of one message."""
    async with open_house(settings) as house:
        return await house.exporter.export(direction, reference, sender)


async def send_again(settings: Settings, reference: str) -> None:
    """Send the stored octets of an outbound message once more, as after a lost acknowledgement."""
    async with open_house(settings) as house:
        ports = house.ports
        async with ports.unit_of_work() as uow:
            record = await uow.messages.find(Direction.OUT, ReferenceNumber.parse(reference))
            if record is None or record.wire is None:
                raise NotFoundError("message")
            content_type, body = unpack(await uow.payloads.open(record.wire))
        agreement = ports.agreements.find(record.agreement_id, ports.clock.now())
        if agreement is None:
            raise NotFoundError("agreement")
        await ports.channel.post(agreement, content_type, body)
