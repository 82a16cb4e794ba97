"""A sending gateway without an office door: what is handed in goes straight to the flow, in the same process.

    python -m tests.bench.inside HOME MESSAGE IN_FLIGHT

Each line on standard input is a number of exchanges to complete; each line on standard output says what they took.
"""

import asyncio
import contextlib
import json
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
from gateway.flows.submit import SubmitMessage, submit_message
from gateway.formats import office
from tests.bench.load import Run, Submit, complete, message
from tests.bench.rounds import Drive, Plan
from tests.kit.chain import Chain

_ROOT: Final = Path(__file__).parents[2]
_READY: Final = "ready"
# A line holds the latency of every exchange.
_LINE_OCTETS: Final = 16 * 1024 * 1024


@contextlib.asynccontextmanager
async def inside(chain: Chain, sender: str, receiver: str, plan: Plan) -> AsyncIterator[tuple[Drive, int]]:
    """Yield what completes exchanges that begin inside the sender, and the number of its process."""
    text = json.dumps(message(chain.oin(receiver), plan.payload_octets))
    home = chain.folder / sender
    with (home / "gateway.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.inside", str(home), text, str(plan.in_flight)),
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


async def _serve(home: Path, text: str, in_flight: int) -> None:
    async with open_house(load(home / "schakel.toml")) as house, _open(house, text) as submit:
        _say(_READY)
        while line := await asyncio.to_thread(sys.stdin.readline):
            run = await complete(submit, house.settings.storage.database, in_flight, int(line))
            _say(json.dumps(astuple(run)))


@contextlib.asynccontextmanager
async def _open(house: House, text: str) -> AsyncIterator[Submit]:
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
        yield _submit(house, text, relay)
    finally:
        await door.stop()
        relay.stop()
        await working


def _submit(house: House, text: str, relay: Relay) -> Submit:
    ports, draft = house.ports, office.parse(text.encode())

    async def submit() -> str:
        fresh = draft.complete(
            sender=ports.parties.own.oin,
            at=ports.clock.now(),
            reference=ports.randomness.new_reference(),
            conversation=ports.randomness.new_conversation(),
        )
        key = uuid.uuid4().hex
        submitted = await submit_message(SubmitMessage(client="bench", key=key, digest=key, message=fresh), ports)
        relay.ring()
        return str(submitted.reference)

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
    asyncio.run(_serve(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
