"""A sending gateway without an office door: what is shipped goes straight to the flow, in the same process.

    python -m tests.bench.inside HOME RECEIVER OCTETS IN_FLIGHT

Each line on standard input is a number of exchanges to complete; each line on standard output says what they took.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path
from typing import Final

from adapters.bootstrap import House, open_house
from adapters.config import load
from adapters.http.partner_routes import PartnerDoor
from adapters.http.tls import TlsFiles, admit_client, server_context
from adapters.workers.relay import Lanes, Relay
from gateway.domain.agreement import Profile
from gateway.domain.identifiers import Oin
from gateway.flows.ship import Enclosed, Ship, ship
from tests.bench.load import Run, Submit, complete
from tests.bench.rounds import Drive, Plan
from tests.kit.chain import Chain
from tests.kit.shipments import ACTION, service_of

_ROOT: Final = Path(__file__).parents[2]
_READY: Final = "ready"
# A line holds the latency of every exchange.
_LINE_OCTETS: Final = 16 * 1024 * 1024


@contextlib.asynccontextmanager
async def inside(chain: Chain, sender: str, receiver: str, plan: Plan) -> AsyncIterator[tuple[Drive, int]]:
    """Yield what completes exchanges that begin inside the sender, and the number of its process."""
    load = (chain.oin(receiver), str(plan.payload_octets))
    home = chain.folder / sender
    with (home / "gateway.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.inside", str(home), *load, str(plan.in_flight)),
            cwd=_ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            limit=_LINE_OCTETS,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    requests, answers = process.stdin, process.stdout

    async def drive(messages: int) -> Run:
        requests.write(f"{messages}\n".encode())
        return Run(*json.loads(await answers.readline()))

    try:
        assert (await answers.readline()).decode().strip() == _READY, "see its gateway.log"
        yield drive, process.pid
    finally:
        requests.close()
        await process.wait()


async def _serve(home: Path, receiver: str, octets: int, in_flight: int) -> None:
    async with open_house(load(home / "schakel.toml")) as house, _open(house, receiver, octets) as submit:
        _say(_READY)
        while line := await asyncio.to_thread(sys.stdin.readline):
            run = await complete(submit, house.settings.storage.database, in_flight, int(line))
            _say(json.dumps(astuple(run)))


@contextlib.asynccontextmanager
async def _open(house: House, receiver: str, octets: int) -> AsyncIterator[Submit]:
    """Open the partner door and start the relay; yield what hands the message in."""
    ports, settings = house.ports, house.settings
    relay = Relay(ports, _lanes(house), house.log, house.metrics)
    door = PartnerDoor(
        ports=ports,
        path=settings.partner_door.path,
        limit_octets=settings.limits.body_octets,
        log=house.log,
        metrics=house.metrics,
        ring=relay.ring,
    ).door()
    files = TlsFiles(chain=settings.keys.folder / "tls.pem", key=settings.keys.folder / "tls.key.pem")
    context = server_context(files, house.trust.roots_pem, admit_client(house.trust, ports.clock.now))
    await door.start(settings.partner_door.host, settings.partner_door.port, context)
    working = asyncio.create_task(relay.run())
    try:
        yield _submit(house, receiver, octets, relay)
    finally:
        await door.stop()
        relay.stop()
        await working


def _submit(house: House, receiver: str, octets: int, relay: Relay) -> Submit:
    content = os.urandom(octets)
    enclosed = Enclosed(
        media_type="application/octet-stream",
        file_name=None,
        content=content,
        size=octets,
        sha256=hashlib.sha256(content).hexdigest(),
    )

    async def submit() -> str:
        key = uuid.uuid4().hex
        shipment = Ship(
            client="bench",
            key=key,
            digest=key,
            receiver=Oin.parse(receiver),
            service=service_of(Profile.RM_E),
            action=ACTION,
            conversation=None,
            enclosed=(enclosed,),
        )
        reference = await ship(shipment, house.ports)
        relay.ring()
        return str(reference)

    return submit


def _lanes(house: House) -> Lanes:
    relay = house.settings.relay
    return Lanes(
        total=relay.lanes,
        per_partner=relay.lanes_per_partner,
        lease=timedelta(seconds=relay.lease_seconds),
        poll=timedelta(milliseconds=relay.poll_milliseconds),
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
