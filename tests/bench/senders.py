"""Two ways to hand messages in: through the office door of a gateway, and inside a gateway, past that door."""

import asyncio
import contextlib
import json
import ssl
import sys
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp

from adapters.bootstrap import House, open_house
from adapters.config import load
from adapters.http.partner_routes import PartnerDoor
from adapters.http.tls import TlsFiles, admit_client, server_context
from adapters.workers.relay import Lanes, Relay
from gateway.flows.submit import SubmitMessage, submit_message
from gateway.formats import office
from tests.bench.load import Submit, run

_ACCEPTED: Final = 202
_PARAGRAPH: Final = "Buren hoorden ruzie en hulpgeroep; wat kunnen zij het beste doen? "


def message(receiver: str, octets: int) -> dict[str, Any]:
    """Return a request for advice (MSG-05): the one message that asks for no answer but the transport receipt."""
    text = (_PARAGRAPH * (octets // len(_PARAGRAPH) + 1))[:octets]
    return {"type": "MSG-05", "receiver": receiver, "content": {"advies": {"vraag": text}}}


@contextlib.asynccontextmanager
async def through_the_door(home: Path, port: int, body: bytes, connections: int) -> AsyncIterator[Submit]:
    """Yield what submits by REST over mutual TLS, on connections that stay open."""
    keys = home / "keys"
    (root,) = (keys / "office" / "roots").glob("*.pem")
    context = ssl.create_default_context(cafile=str(root))
    context.load_cert_chain(keys / "office-client.pem", keys / "office-client.key.pem")
    connector = aiohttp.TCPConnector(ssl=context, limit=connections)
    async with aiohttp.ClientSession(f"https://localhost:{port}", connector=connector) as session:

        async def submit() -> str:
            headers = {"Idempotency-Key": uuid.uuid4().hex, "Content-Type": "application/json"}
            async with session.post("/v1/messages", data=body, headers=headers) as answer:
                if answer.status != _ACCEPTED:
                    raise RuntimeError(await answer.text())
                return str((await answer.json())["reference"])

        yield submit


@contextlib.asynccontextmanager
async def _inside(house: House, body: bytes) -> AsyncIterator[Submit]:
    """Open a gateway without an office door, and yield what submits by calling the flow."""
    ports, settings = house.ports, house.settings
    lanes = Lanes(total=64, per_partner=16, lease=timedelta(seconds=60), poll=timedelta(milliseconds=250))
    relay = Relay(ports, lanes, house.log, house.metrics)
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
    draft = office.parse(body)

    async def submit() -> str:
        complete = draft.complete(
            sender=ports.parties.own.oin,
            at=ports.clock.now(),
            reference=ports.randomness.new_reference(),
            conversation=ports.randomness.new_conversation(),
        )
        command = SubmitMessage(client="bench", key=uuid.uuid4().hex, digest=uuid.uuid4().hex, message=complete)
        reference = await submit_message(command, ports)
        relay.ring()
        return str(reference)

    working = asyncio.create_task(relay.run())
    yield submit
    await door.stop()
    relay.stop()
    await working


async def serve_inside(home: Path) -> None:
    """Do a run for each line on standard input (JSON), and answer with its figures."""
    async with open_house(load(home / "schakel.toml")) as house:
        asked = json.loads(await asyncio.to_thread(sys.stdin.readline))
        async with _inside(house, json.dumps(asked["message"]).encode()) as submit:
            print("ready", flush=True)
            while line := await asyncio.to_thread(sys.stdin.readline):
                done = await run(submit, house.settings.storage.database, **json.loads(line))
                print(json.dumps([done.seconds, done.latencies]), flush=True)


if __name__ == "__main__":
    asyncio.run(serve_inside(Path(sys.argv[1])))
