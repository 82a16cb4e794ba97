"""The study alone, at both ends in one process: what other libraries can be held against (performance.md 9).

Composed, signed, encrypted; parsed, decrypted, verified; a signed acknowledgement, and that one verified. RSA-2048, as
the keys of the test kit are; no network, store, rules or formats.
"""

import asyncio
import os
import time
from dataclasses import dataclass
from typing import Final

from gateway.domain.agreement import Profile
from gateway.wire.ebms2 import endpoint as ebms2
from tests.kit.world import POLITIE, VEILIG_THUIS, World

BITS: Final = 2048
_ACTION: Final = "vtMeldingDi01"


@dataclass(frozen=True, slots=True)
class Ends:
    """CPU seconds of one exchange, at each end."""

    sender: float
    receiver: float

    @property
    def both(self) -> float:
        """CPU of both ends."""
        return self.sender + self.receiver


def exchange(payload_octets: int, seconds: float) -> Ends:
    """Return the mean of as many exchanges as fit into that much CPU."""
    return asyncio.run(_exchange(payload_octets, seconds))


async def _exchange(payload_octets: int, seconds: float) -> Ends:
    world = World(Profile.RM_E)
    payload = b"<bericht>" + os.urandom(payload_octets // 2).hex().encode() + b"</bericht>"
    await _once(world, payload)
    spent, count = Ends(0.0, 0.0), 0
    while spent.both < seconds:
        cost = await _once(world, payload)
        spent, count = Ends(spent.sender + cost.sender, spent.receiver + cost.receiver), count + 1
    return Ends(spent.sender / count, spent.receiver / count)


async def _once(world: World, payload: bytes) -> Ends:
    sender, receiver = world.side(POLITIE), world.side(VEILIG_THUIS)
    began = time.process_time()
    sealed = await sender.seal(VEILIG_THUIS, _ACTION, payload)
    sent = time.process_time()
    proven = await receiver.prove(sealed.content_type, sealed.body, POLITIE)
    ports, agreement = receiver.ports, receiver.agreement_with(POLITIE)
    draft = ebms2.compose_receipt(proven, agreement, ports.randomness.new_message_id(), ports.clock.now())
    receipt = await receiver.finish(draft)
    received = time.process_time()
    answer = await sender.prove(receipt.content_type, receipt.body, VEILIG_THUIS)
    ebms2.check_receipt(answer, sealed.references)
    ended = time.process_time()
    return Ends(sent - began + ended - received, received - sent)
