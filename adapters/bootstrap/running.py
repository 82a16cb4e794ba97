"""What can be done with a gateway that is built: serve, check, export evidence, send octets again."""

import asyncio
import resource
import signal
import ssl
from collections.abc import Awaitable, Callable
from datetime import timedelta

from adapters.bootstrap.fetching import Fetching, RevocationLists, Voice
from adapters.bootstrap.heads import Heads
from adapters.bootstrap.house import House, open_house
from adapters.bootstrap.key_renewal import KeyRenewal, remarks_on_keys
from adapters.bootstrap.looking_back import logbook_of
from adapters.bootstrap.own_pair import read_chain
from adapters.bootstrap.renewal import Renewal
from adapters.bootstrap.watch import LookedAt, Watch
from adapters.config import Settings
from adapters.http.health_routes import OperationsDoor
from adapters.http.office_routes import OfficeDoor
from adapters.http.partner_routes import PartnerDoor
from adapters.http.server import Door
from adapters.http.tls import GuardedContext, LiveServerContext, TlsFiles, TlsPair, server_context
from adapters.keys.office_keys import read_office_key, read_office_roots
from adapters.partners.exceptions import remarks_on_exceptions
from adapters.partners.listed import remarks_on
from adapters.telemetry.others import take_over
from adapters.workers.relay import Lanes, Relay
from adapters.workers.sweeper import Sweeper
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction
from gateway.errors import CertificateRefusedError, NotFoundError, StorageUnavailableError
from gateway.flows.follow_clock import follow_clock
from gateway.flows.parcel import unpack
from gateway.flows.parked import expire_parked
from gateway.wire.trust import Caution, Purpose


async def serve(settings: Settings, *, doors: bool) -> None:
    """Run a gateway until it is asked to stop: open the doors last, close them first, finish what is in hand."""
    # D20, bad input 257: a crash must not write what was in memory to a disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    async with open_house(settings) as house:
        await run(house, doors=doors)


async def run(house: House, *, doors: bool, adjust: Callable[[PartnerDoor], PartnerDoor] = lambda door: door) -> None:
    """Run what was built, until SIGTERM or SIGINT; a simulator may adjust its partner door before it opens."""
    restore = take_over(house.log)
    try:
        await _run(house, doors=doors, adjust=adjust)
    finally:
        restore()


async def _run(house: House, *, doors: bool, adjust: Callable[[PartnerDoor], PartnerDoor]) -> None:
    ports = house.ports
    relay = Relay(ports, _lanes(house.settings), house.log, house.metrics)
    heads = Heads(house.database.checkpoints(ports.signer, ports.clock))
    logbook = logbook_of(house.settings, ports, house.log)
    renewal = Renewal(house.own_pair, house.trust, house.client, house.log)
    new_keys = KeyRenewal(house.keys, house.key_folder, house.book, ports, house.log, house.metrics)
    short_keys = house.settings.testing.allow_2048_bit_own_keys_for_tests
    fetching = _fetching(house)
    looked_at = LookedAt(
        exceptions=house.exceptions,
        trust=house.trust,
        short_keys=short_keys,
        late_lists=lambda: fetching.late,
        altered_chain=lambda: heads.refused,
    )
    watch = Watch(looked_at, ports, house.log, house.metrics)
    sweeper = Sweeper(
        {
            "evidence_not_signed": heads.sign_when_due,
            "trust_not_reloaded": _reload(house),
            "certificate_not_renewed": renewal.renew_when_changed,
            "keys_not_renewed": new_keys.renew_when_changed,
            "agreements_not_reloaded": lambda: asyncio.to_thread(house.book.reload),
            "parked_not_expired": lambda: expire_parked(ports),
            "not_watched": watch.look,
            "clock_not_followed": lambda: _follow_clock(house, relay),
            **({} if logbook is None else {"processing_not_logged": logbook.write_when_due}),
        },
        house.log,
    )
    # Apart from the other chores: a source that hangs delays none of them.
    fetches = {"revocation_lists_not_fetched": fetching.fetch_when_due} if house.settings.crl_interval else {}
    fetcher = Sweeper(fetches, house.log)
    stopped = _stop_signal()
    # Before the group of tasks: what keeps a door shut is a ConfigError, and a group would wrap it in one of its own.
    opened = await _open_doors(house, relay, renewal, watch, adjust) if doors else []
    house.log.event("process_started")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run())
        tasks.create_task(sweeper.run())
        fetched = tasks.create_task(fetcher.run())
        await stopped.wait()
        fetched.cancel()
        # Side by side, for each has a limit of its own and whoever stops us waits for all of them.
        relay.stop()
        sweeper.stop()
        for door in opened:
            tasks.create_task(door.stop())
    house.log.event("process_stopped")


def _fetching(house: House) -> Fetching:
    lists = RevocationLists(house.settings, house.trust, house.ports.clock)
    voice = Voice(house.log, house.metrics)
    return Fetching(lists, house.book, house.settings.crl_interval, house.ports, voice)


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


async def _follow_clock(house: House, relay: Relay) -> None:
    """Tell when the clock of the machine was put back, and let the relay do at once what waited by the wrong one."""
    if await follow_clock(house.ports):
        house.log.event("clock_put_back")
        house.metrics.event("clock_put_back")
        relay.ring()


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    return stopped


async def _open_doors(
    house: House, relay: Relay, renewal: Renewal, watch: Watch, adjust: Callable[[PartnerDoor], PartnerDoor]
) -> list[Door]:
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
        form_octets=settings.limits.body_octets,
    )
    operations = OperationsDoor(
        log=house.log, metrics=house.metrics, check=_readiness(house), look=lambda: tuple(map(str, watch.alarms))
    )
    await watch.look()
    live = LiveServerContext(lambda: _partner_door_context(house))
    renewal.watch(live)
    doors = [adjust(partner).door(), office.door(), operations.door()]
    await doors[0].start(settings.partner_door.host, settings.partner_door.port, live.context)
    await doors[1].start(settings.office_door.host, settings.office_door.port, _office_context(settings))
    await doors[2].start(settings.operations_door.host, settings.operations_door.port, None)
    return doors


def _partner_door_context(house: House) -> GuardedContext:
    def refused(reason: str) -> None:
        house.log.event("handshake_refused", door="partner", reason=reason)

    told: set[str] = set()

    def noted(certificate: bytes) -> object:
        try:
            proven = house.trust.prove(certificate, Purpose.TLS_CLIENT, house.ports.clock.now())
        except CertificateRefusedError as error:
            refused(error.reason)
            raise
        if Caution.SHORT_KEY in proven.cautions and proven.fingerprint not in told:
            # digikoppeling.md 5.4: heard until it renews, and somebody must ask it to. Once is enough.
            told.add(proven.fingerprint)
            house.log.event("short_key_accepted", partner=str(proven.oin))
        return proven

    return server_context(house.own_pair.accepted, house.trust.roots_pem, noted, refused)


def _office_context(settings: Settings) -> ssl.SSLContext:
    """The office door trusts our own office authority and nobody else; who it admits is a back office of ours."""
    office = settings.office_door
    files = TlsFiles(chain=office.certificate, key=office.key)
    pair = TlsPair(files=files, chain=read_chain(files), key=read_office_key(office.key))
    return server_context(pair, read_office_roots(office.client_authority), lambda _: None)


def _readiness(house: House) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        if not house.database.healthy:
            raise StorageUnavailableError
        async with house.ports.unit_of_work() as uow:
            await uow.messages.list_waiting(1)

    return check


def check(settings: Settings) -> tuple[str, ...]:
    """Build everything once and close it again; raise ConfigError with what is wrong, return what is worth a look."""

    async def build() -> tuple[str, ...]:
        async with open_house(settings) as house:
            _partner_door_context(house)
            _office_context(settings)
            now = house.ports.clock.now()
            versions = [each.version for each in house.book.versions]
            return (
                *remarks_on(house.parties.parties, house.ports.references.current(), now.date()),
                *remarks_on_exceptions(house.exceptions, house.book.agreements, now),
                *remarks_on_keys(house.keys.held, versions, house.exceptions, now),
            )

    return asyncio.run(build())


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
