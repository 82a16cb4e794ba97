"""Doors on loopback with real TLS, callers that send any octets, and a log and a meter that remember."""

import asyncio
import contextlib
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from adapters.http.cutting import cut
from adapters.http.limits import Speed
from adapters.http.server import Door
from adapters.http.tls import GuardedContext, TlsFiles, client_context, server_context
from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, Issued, LeafPurpose, p_256
from gateway.domain.identifiers import Identifier
from gateway.domain.party import Party
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS

# Long enough for a slow machine; what should come, comes at once.
PATIENCE_SECONDS: Final = 10.0
# Stands for personal data in what is sent; it must not come back, nor stand in any log.
CANARY: Final = "Kanarie-999990019"

Shown = str | int | Identifier


class RecordedLog:
    """Remembers every event."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Shown]]] = []
        self.failures: list[tuple[str, BaseException]] = []

    def event(self, name: str, /, **fields: Shown) -> None:
        self.events.append((name, fields))

    def failed(self, name: str, error: BaseException, /, **fields: Shown) -> None:
        self.failures.append((name, error))

    def outcomes(self, name: str) -> list[Shown]:
        """Return how the things of that name ended."""
        return [fields["outcome"] for found, fields in self.events if found == name]


class RecordedMeter:
    """Counts, and shows it."""

    content_type: Final = "text/plain; version=0.0.4"

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()

    def message_received(self, outcome: str, seconds: float) -> None:
        self.counts["message", outcome] += 1

    def office_request(self, operation: str, outcome: str) -> None:
        self.counts[operation, outcome] += 1

    def render(self) -> bytes:
        return b"schakel_up 1\n"


@dataclass(frozen=True, slots=True)
class TlsWorld:
    """One authority, and a TLS certificate for each organisation of the world."""

    authority: Authority
    folder: Path
    issued: dict[str, Issued]

    @classmethod
    def make(cls, folder: Path) -> "TlsWorld":
        """Make everything anew; the keys are small, so that a handshake is cheap."""
        at = datetime.now(UTC)
        authority = Authority.found(at, key_factory=p_256)
        issued = {
            party.name: authority.issue(holder_of(party), LeafPurpose.TLS, at)
            for party in (POLITIE, VEILIG_THUIS, GEMEENTE)
        }
        for name, one in issued.items():
            write_issued(one, folder, name)
        return cls(authority, folder, issued)

    def files(self, name: str) -> TlsFiles:
        """Return where the certificate of that organisation stands."""
        return TlsFiles(chain=self.folder / f"{name}.pem", key=self.folder / f"{name}.key.pem")

    @property
    def roots(self) -> str:
        """The root, as text."""
        return Issued(self.authority.root, self.authority.levels[0].issued.key).chain_pem.decode()

    def server(self, name: str, admit: Callable[[bytes], object] = lambda _: None) -> GuardedContext:
        """Return the context of a listener of that organisation."""
        return server_context(self.files(name), self.roots, admit)

    def client(self, name: str, admit: Callable[[bytes], object] = lambda _: None) -> GuardedContext:
        """Return the context of a caller of that organisation."""
        return client_context(self.files(name), self.roots, admit)


def holder_of(party: Party) -> Holder:
    """Return what stands in the certificate of an organisation."""
    return Holder(oin=party.oin, organisation=party.name, host_names=(host_of(party),))


def host_of(party: Party) -> str:
    """Return the name of its server."""
    return f"{party.name}.schakel.test"


@asynccontextmanager
async def opened(door: Door, context: ssl.SSLContext | None) -> AsyncIterator[int]:
    """Open a door on a free port of loopback, and close it again."""
    port = await door.start("127.0.0.1", 0, context)
    try:
        yield port
    finally:
        await door.stop()


@dataclass(slots=True)
class Answer:
    """What came back: octets, whether the connection ended, and how long it took."""

    octets: bytes = b""
    closed: bool = False
    seconds: float = 0.0

    @property
    def status(self) -> int:
        """The status of the first answer; 0 when there was none."""
        return int(self.octets.split(b" ", 2)[1]) if self.octets.startswith(b"HTTP/1.1 ") else 0

    @property
    def statuses(self) -> list[int]:
        """The status of every answer."""
        lines = self.octets.split(b"\r\n")
        return [int(line.split(b" ")[1]) for line in lines if line.startswith(b"HTTP/1.1 ")]

    @property
    def body(self) -> bytes:
        """What stands behind the first header."""
        return self.octets.partition(b"\r\n\r\n")[2]

    @property
    def head(self) -> str:
        """The first header."""
        return self.octets.partition(b"\r\n\r\n")[0].decode("latin-1")


@dataclass(slots=True)
class Caller:
    """One connection; sends octets as they are."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    opened_at: float = field(default_factory=time.monotonic)

    async def send(self, octets: bytes) -> None:
        """Send, or notice that the other side is gone."""
        try:
            self.writer.write(octets)
            await self.writer.drain()
        except (ConnectionError, ssl.SSLError):
            return

    async def answer(self, seconds: float = PATIENCE_SECONDS, *, until: bytes | None = None) -> Answer:
        """Return what comes back until the connection ends, or until those octets, or until the time is up."""
        chunks: list[bytes] = []
        closed = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not closed and (until is None or until not in b"".join(chunks)):
                    chunks.append(await self._read())
                    closed = not chunks[-1]
        return Answer(b"".join(chunks), closed, time.monotonic() - self.opened_at)

    async def _read(self) -> bytes:
        try:
            return await self.reader.read(1024 * 1024)
        except (ConnectionError, ssl.SSLError):
            return b""

    async def reply(self) -> Answer:
        """Return one answer without a body."""
        return await self.answer(until=b"\r\n\r\n")

    def stop_reading(self) -> None:
        """Leave what comes in the buffers on the way."""
        transport = self.writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()

    def read_on(self) -> None:
        """Read again."""
        transport = self.writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.resume_reading()

    def reset(self) -> None:
        """Go away without a word."""
        cut(self.writer.transport)


@asynccontextmanager
async def calling(port: int, context: ssl.SSLContext | None = None, host: str | None = None) -> AsyncIterator[Caller]:
    """Open a connection."""
    name = host if context is not None else None
    reader, writer = await asyncio.wait_for(
        asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name), PATIENCE_SECONDS
    )
    try:
        yield Caller(reader, writer)
    finally:
        cut(writer.transport)


def impatient(**changes: float) -> Speed:
    """Return a speed at which a test does not wait."""
    short = {
        "header_seconds": 0.5,
        "idle_seconds": 0.7,
        "body_grace_seconds": 0.5,
        "stall_seconds": 0.5,
        "linger_seconds": 0.05,
        "work_seconds": 5.0,
        "stop_seconds": 2.0,
    }
    return Speed(**(short | changes))  # type: ignore[arg-type]  # the one whole number is not among them


def request(*lines: str, method: str = "POST", path: str = "/ebms", body: bytes = b"", host: str = "vt.test") -> bytes:
    """Return the octets of a request with these extra header lines."""
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}", *lines]
    if body:
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body
