"""The partner door of Veilig Thuis over real TLS, with real flows and a store in memory; partners that call it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.http.limits import Limits, Speed
from adapters.http.partner_routes import PartnerDoor, Receive
from adapters.http.server import Door
from gateway.domain.agreement import Profile
from gateway.flows.receive import receive
from tests.kit.http import Caller, RecordedLog, RecordedMeter, TlsWorld, calling, host_of, impatient, opened, request
from tests.kit.store import FakeStore
from tests.kit.world import POLITIE, VEILIG_THUIS, World

PATH = "/ebms"
LIMIT_OCTETS = 256 * 1024


@dataclass(slots=True)
class Gateway:
    """An open partner door, and what it did."""

    door: Door
    port: int
    tls: TlsWorld
    world: World
    log: RecordedLog
    metrics: RecordedMeter
    rung: list[str] = field(default_factory=list)

    @property
    def store(self) -> FakeStore:
        """What the gateway keeps."""
        return self.world.side(VEILIG_THUIS).store

    @asynccontextmanager
    async def caller(self, name: str = POLITIE.name) -> AsyncIterator[Caller]:
        """Connect as that organisation."""
        async with calling(self.port, self.tls.client(name), host_of(VEILIG_THUIS)) as caller:
            yield caller

    async def message(self) -> bytes:
        """Return a request with a message that will be accepted."""
        side = self.world.side(POLITIE)
        await side.submit("01-politiemelding.json", key=f"key-{len(side.store.tables.submissions):08}")
        await side.work()
        _, content_type, body = side.wire.posted.pop()
        return request(f"Content-Type: {content_type}", 'SOAPAction: "ebXML"', body=body)


@asynccontextmanager
async def partner_gateway(
    tls: TlsWorld,
    speed: Speed | None = None,
    limits: Limits | None = None,
    receive: Receive = receive,
    world: World | None = None,
) -> AsyncIterator[Gateway]:
    """Open the partner door of Veilig Thuis; it knows the police by its TLS certificate."""
    world = world or World(Profile.RM)
    world.trust.holders |= {
        issued.der: side.party.oin for side in world.sides.values() for issued in [tls.issued[side.party.name]]
    }
    log, metrics, rung = RecordedLog(), RecordedMeter(), list[str]()
    partner = PartnerDoor(
        ports=world.side(VEILIG_THUIS).ports,
        path=PATH,
        limit_octets=LIMIT_OCTETS,
        log=log,
        metrics=metrics,
        ring=lambda: rung.append("ring"),
        speed=speed or impatient(),
        limits=limits or Limits(),
        receive=receive,
    )
    door = partner.door()
    async with opened(door, tls.server(VEILIG_THUIS.name)) as port:
        yield Gateway(door, port, tls, world, log, metrics, rung)
