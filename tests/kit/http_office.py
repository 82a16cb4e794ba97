"""The back office door of an organisation over real TLS, with real flows and a store in memory; and a back office."""

import io
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import aiohttp

from adapters.http.limits import Limits, Speed
from adapters.http.office_routes import OfficeDoor
from adapters.http.server import Door
from adapters.http.tls import TlsFiles, server_context
from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import AS_IT_SHOULD, Holder, LeafPurpose, UnsafeShape
from gateway.domain.agreement import Profile
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.party import Party
from tests.kit.http import RecordedLog, RecordedMeter, impatient, opened
from tests.kit.world import VEILIG_THUIS, Side, World

CLIENT: Final = "zaaksysteem"
BUNDLE: Final = b"PK\x05\x06" + bytes(18)


@dataclass(frozen=True, slots=True)
class OfficeTls:
    """The office authority of an organisation, the certificate of its door, and those of back offices."""

    folder: Path
    authority: Authority

    @classmethod
    def make(cls, folder: Path) -> "OfficeTls":
        """Make everything anew."""
        tls = cls(folder, Authority.found_office("Veilig Thuis Proefstreek", datetime.now(UTC)))
        tls.issue("localhost")
        tls.issue(CLIENT)
        (folder / "root.pem").write_text(tls.root, encoding="ascii")
        return tls

    def issue(self, name: str, shape: UnsafeShape = AS_IT_SHOULD) -> TlsFiles:
        """Issue a certificate under a name."""
        holder = Holder(oin=VEILIG_THUIS.oin, organisation="Veilig Thuis Proefstreek", host_names=(name,))
        issued = self.authority.issue(holder, LeafPurpose.TLS, datetime.now(UTC), unsafe_shape=shape)
        write_issued(issued, self.folder, name)
        return self.files(name)

    def files(self, name: str) -> TlsFiles:
        """Return where the certificate of that name stands."""
        return TlsFiles(chain=self.folder / f"{name}.pem", key=self.folder / f"{name}.key.pem")

    @property
    def root(self) -> str:
        """The root, as text."""
        return self.authority.levels[0].issued.chain_pem.decode()

    def door(self) -> ssl.SSLContext:
        """Return the context of the door."""
        return server_context(self.files("localhost"), self.root, lambda _: None)

    def client(self, files: TlsFiles | None = None) -> ssl.SSLContext:
        """Return the context of a back office."""
        files = files or self.files(CLIENT)
        context = ssl.create_default_context(cadata=self.root)
        context.load_cert_chain(files.chain, files.key)
        return context


@dataclass(slots=True)
class Reply:
    """What the door answered."""

    status: int
    headers: Mapping[str, str]
    octets: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON has no better type
        """The document."""
        return json.loads(self.octets)


@dataclass(slots=True)
class Exports:
    """Stands for the exporter of evidence: remembers what it was asked."""

    bundle: bytes = BUNDLE
    asked: list[tuple[Direction, ReferenceNumber, Oin]] = field(default_factory=list)

    async def export(self, direction: Direction, reference: ReferenceNumber, sender: Oin) -> bytes:
        self.asked.append((direction, reference, sender))
        return self.bundle


@dataclass(slots=True)
class Office:
    """An open back office door, and what it did."""

    door: Door
    port: int
    tls: OfficeTls
    world: World
    side: Side
    log: RecordedLog
    metrics: RecordedMeter
    exports: Exports
    rung: list[str]
    session: aiohttp.ClientSession

    async def call(self, method: str, path: str, **what: Any) -> Reply:  # noqa: ANN401 - as aiohttp takes it
        """Call an operation."""
        async with self.session.request(method, f"https://localhost:{self.port}{path}", **what) as answer:
            return Reply(answer.status, dict(answer.headers), await answer.read())

    async def submit(self, document: object, key: str = "sleutel-0001", **headers: str) -> Reply:
        """Hand in a document; octets go as they are."""
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        sent = {"Idempotency-Key": key, "Content-Type": "application/json"} | headers
        return await self.call(
            "POST", "/v1/messages", data=io.BytesIO(body), headers={k: v for k, v in sent.items() if v}
        )


@asynccontextmanager
async def office_of(
    party: Party,
    tls: OfficeTls,
    *,
    world: World | None = None,
    speed: Speed | None = None,
    limits: Limits | None = None,
    files: TlsFiles | None = None,
) -> AsyncIterator[Office]:
    """Open the back office door of an organisation, and connect a back office."""
    world = world or World(Profile.RM)
    side = world.side(party)
    log, metrics, exports, rung = RecordedLog(), RecordedMeter(), Exports(), list[str]()
    office = OfficeDoor(
        ports=side.ports,
        log=log,
        metrics=metrics,
        ring=lambda: rung.append("ring"),
        export_evidence=exports.export,
        speed=speed or impatient(),
        limits=limits or Limits(),
    )
    connector = aiohttp.TCPConnector(ssl=tls.client(files))
    door = office.door()
    async with opened(door, tls.door()) as port, aiohttp.ClientSession(connector=connector) as session:
        yield Office(door, port, tls, world, side, log, metrics, exports, rung, session)
