"""Hands messages in as a back office does: by REST over mutual TLS, on connections that stay open."""

import contextlib
import json
import ssl
import uuid
from collections.abc import AsyncIterator
from functools import partial
from http import HTTPStatus

import aiohttp

from tests.bench.load import complete, message
from tests.bench.rounds import Drive, Plan
from tests.kit.chain import Chain


@contextlib.asynccontextmanager
async def through_the_door(chain: Chain, sender: str, receiver: str, plan: Plan) -> AsyncIterator[Drive]:
    """Yield what completes exchanges that begin at the office door of the sender."""
    home = chain.folder / sender
    address = f"https://localhost:{chain.organisations[sender].office_port}/v1/messages"
    body = json.dumps(message(chain.oin(receiver), plan.payload_octets)).encode()
    connector = aiohttp.TCPConnector(ssl=_context(chain, sender), limit=plan.in_flight)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def submit() -> str:
            headers = {"Idempotency-Key": uuid.uuid4().hex, "Content-Type": "application/json"}
            async with session.post(address, data=body, headers=headers) as answer:
                assert answer.status == HTTPStatus.ACCEPTED, await answer.text()
                return str((await answer.json())["reference"])

        yield partial(complete, submit, home / "gateway.db", plan.in_flight)


def _context(chain: Chain, sender: str) -> ssl.SSLContext:
    keys = chain.folder / sender / "keys"
    (root,) = (keys / "office" / "roots").glob("*.pem")
    context = ssl.create_default_context(cafile=str(root))
    context.load_cert_chain(keys / "office-client.pem", keys / "office-client.key.pem")
    return context
