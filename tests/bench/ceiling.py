"""What R could be on this machine at the most: primitives beside the bare blocks that no gateway can do without.

The sums of performance.md 2, measured here: each document parsed and canonicalised once, ciphertext in base64 and
back, two bodies posted over mutual TLS that is kept open, three durable rows in full groups. No rules, formats, header
checks, evidence, retries, sealing at rest, log or metrics.

    python -m tests.bench.ceiling
"""

import asyncio
import base64
import contextlib
import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp import web
from lxml import etree

from adapters.database.connections import open_writing
from gateway.domain.agreement import Profile
from gateway.domain.octets import whole
from gateway.strict_xml import parse_canonical
from gateway.wire.ebms2 import endpoint as ebms2
from tests.bench import primitives
from tests.kit.http import TlsWorld, host_of
from tests.kit.world import POLITIE, VEILIG_THUIS, World

_BITS: Final = (3072, 2048)
_ACTION: Final = "vtMeldingDi01"
_IN_FLIGHT: Final = 32
_POSTS: Final = 320
_GROUPS: Final = 10
_ROWS: Final = 3
_MS: Final = 1000
_WIDTH: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """What travels in one exchange: the bodies of message and receipt, and the envelopes in them."""

    message: bytes
    receipt: bytes
    envelopes: tuple[bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """CPU seconds of each block for one exchange, both ends together."""

    xml: float
    http: float
    rows: float

    @property
    def sum(self) -> float:
        """All of them."""
        return self.xml + self.http + self.rows


def report(payload_octets: int, rounds: int) -> Iterator[str]:
    """Yield the table: medians of the rounds."""
    limits: dict[int, list[float]] = {bits: [] for bits in _BITS}
    blocks: list[Blocks] = []
    with tempfile.TemporaryDirectory(prefix="schakel-bench-") as folder:
        once = {bits: primitives.exchange(bits, payload_octets) for bits in _BITS}
        for _ in range(rounds):
            for bits, exchange in once.items():
                limits[bits].append(primitives.cpu_seconds(exchange))
            blocks.append(asyncio.run(measure(payload_octets, Path(folder))))
    yield f"what R could be here at the most, {payload_octets} octets: bare blocks, CPU ms of both, medians of {rounds}"
    yield ""
    yield "".join(f"{each.name:>{_WIDTH}}" for each in fields(Blocks)) + f"{'primitives':>{_WIDTH}}{'R':>{_WIDTH}}"
    for bits, found in limits.items():
        yield _line(found, blocks) + f"  RSA-{bits}"


async def measure(payload_octets: int, folder: Path) -> Blocks:
    """Measure each block once."""
    documents = await _documents(payload_octets)
    return Blocks(
        xml=primitives.cpu_seconds(_xml(documents, os.urandom(payload_octets))),
        http=await _http(documents, folder),
        rows=_rows(documents.message, folder),
    )


async def _documents(payload_octets: int) -> Documents:
    """Return what our own wire room writes for such a payload."""
    world = World(Profile.RM_E)
    sender, receiver = world.side(POLITIE), world.side(VEILIG_THUIS)
    message = await sender.seal(VEILIG_THUIS, _ACTION, os.urandom(payload_octets))
    proven = await receiver.prove(message.content_type, message.body, POLITIE)
    ports, agreement = receiver.ports, receiver.agreement_with(POLITIE)
    draft = ebms2.compose_receipt(proven, agreement, ports.randomness.new_message_id(), ports.clock.now())
    receipt = await receiver.finish(draft)
    return Documents(message=whole(message.body), receipt=whole(receipt.body), envelopes=(message.soap, receipt.soap))


def _xml(documents: Documents, ciphertext: bytes) -> Callable[[], None]:
    """Return what reads both envelopes once, as whoever verifies must, and carries the ciphertext in text."""

    def once() -> None:
        for envelope in documents.envelopes:
            hashlib.sha256(etree.tostring(parse_canonical(envelope), method="c14n"))
        base64.b64decode(base64.b64encode(ciphertext))

    return once


async def _http(documents: Documents, folder: Path) -> float:
    """Return the CPU of posting both bodies, of client and server; connections are open before it counts."""
    tls = await asyncio.to_thread(TlsWorld.make, folder)

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=HTTPStatus.NO_CONTENT)

    application = web.Application()
    application.router.add_post("/", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls.server(VEILIG_THUIS.name))
        await site.start()
        address = f"https://127.0.0.1:{runner.addresses[0][1]}/"
        connector = aiohttp.TCPConnector(ssl=tls.client(POLITIE.name), limit=_IN_FLIGHT)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def post(turns: Iterator[int]) -> None:
                for _ in turns:
                    for body in (documents.message, documents.receipt):
                        await session.post(address, data=body, server_hostname=host_of(VEILIG_THUIS))

            async def drive(count: int) -> None:
                turns = iter(range(count))
                await asyncio.gather(*(post(turns) for _ in range(_IN_FLIGHT)))

            await drive(_IN_FLIGHT)
            before = time.process_time()
            await drive(_POSTS)
            return (time.process_time() - before) / _POSTS
    finally:
        await runner.cleanup()


def _rows(octets: bytes, folder: Path) -> float:
    """Return the CPU of three durable rows (queued, received, acknowledged), committed with those of 31 others."""
    file = folder / "rows.sqlite3"
    file.unlink(missing_ok=True)
    with contextlib.closing(open_writing(file)) as connection:
        connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, octets BLOB)")
        before = time.process_time()
        for _ in range(_GROUPS * _ROWS):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO rows (octets) VALUES (?)", [(octets,)] * _IN_FLIGHT)
            connection.execute("COMMIT")
        return (time.process_time() - before) / (_GROUPS * _IN_FLIGHT)


def _line(limits: Sequence[float], blocks: Sequence[Blocks]) -> str:
    cells = [statistics.median(getattr(each, name.name) for each in blocks) for name in fields(Blocks)]
    cells.append(statistics.median(limits))
    ratio = statistics.median(limit / (limit + each.sum) for limit, each in zip(limits, blocks, strict=True))
    return "".join(f"{each * _MS:>{_WIDTH}.2f}" for each in cells) + f"{ratio:>{_WIDTH}.2f}"


if __name__ == "__main__":
    for line in report(10 * 1024, 5):
        sys.stdout.write(f"{line}\n")
