"""The oracle harness of G9: no answer, and no time that it takes, tells what a key of ours found in an encrypted part.

`python -m tests.kit.oracle --count 10000` prints the figures; it takes as long as it takes. It counts the time of the
processor, which a busy machine does not blur as it blurs what an attacker sees. In `make check` a small number of each
is compared, and only a difference that is both certain and large counts.
"""

import argparse
import asyncio
import gc
import random
import re
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from adapters.keys.key_encryption import KeyEncryption
from adapters.keys.signer import FileKeys, HeldKeys
from gateway.domain.agreement import ContentCipher, KeyTransport, LegacyCipher, LegacyTransport, SyncReply
from gateway.domain.evidence import EvidenceType
from gateway.domain.octets import whole
from gateway.errors import PartnerError
from gateway.flows.receive import receive
from gateway.wire.ebms2 import mime
from gateway.wire.stages import Part, Sealed
from tests.kit.legacy_parts import exception
from tests.kit.oracle_figures import LARGEST_DIFFERENCE_MS, Compared, compare, told_apart
from tests.kit.oracle_probes import CONTENT, Lock, Probe, secret_probes
from tests.kit.wire_keys import wire_key
from tests.kit.world import POLITIE, VEILIG_THUIS, World, received

NORMAL: Final = Lock(wire_key("veiligthuis-encryption"), ContentCipher.AES256_GCM, KeyTransport.RSA_OAEP_MGF1P)
LEGACY: Final = Lock(wire_key("uitzondering"), LegacyCipher.AES256_CBC, LegacyTransport.RSA_1_5)
HALF: Final = Lock(wire_key("uitzondering"), ContentCipher.AES256_GCM, LegacyTransport.RSA_1_5)
LOCKS: Final[Mapping[str, Lock]] = {
    "GCM under OAEP": NORMAL,
    "CBC under RSA 1.5": LEGACY,
    "GCM under RSA 1.5": HALF,
}
REFERENCE: Final = "178 middle of the content"
_ACTION: Final = "vtMeldingDi01"
# What differs in two answers although they say the same: names, moments, digests and signatures over those.
_PASSING: Final = re.compile(
    rb"<(?:eb:MessageId|eb:Timestamp|ds:DigestValue|ds:SignatureValue)>[^<]*<|[A-Za-z0-9-]+@[a-z.-]+|\r\nDate: [^\r]*"
)

Post = Callable[[bytes], Awaitable[tuple[int, bytes]]]


@dataclass(frozen=True, slots=True)
class Told:
    """What an attacker saw: a status, what an answer says, and how long it took."""

    status: int
    words: bytes
    milliseconds: float

    @classmethod
    def seen(cls, status: int, answer: bytes, milliseconds: float = 0.0) -> "Told":
        """Leave out of the answer what passes: names, moments, and what is computed over those."""
        return cls(status, _PASSING.sub(b"<", answer), milliseconds)


class Target:
    """Veilig Thuis with its own keys door, and one signed message of the police to put encrypted parts in."""

    def __init__(self, lock: Lock, signers: ThreadPoolExecutor) -> None:
        self.lock = lock
        self.world = World()
        self.side, self._police = self.world.side(VEILIG_THUIS), self.world.side(POLITIE)
        for side in (self.side, self._police):
            side.agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY)
        legacy = exception(LEGACY.key)
        self.side.agree(*(replace(each, legacy=None if lock is NORMAL else legacy) for each in self.side.agreements))
        self.side.ports = replace(self.side.ports, signer=_keys(signers))

    async def sign(self) -> Sealed:
        """Return the message that every probe travels in."""
        return await self._police.seal(VEILIG_THUIS, _ACTION, CONTENT)

    def forget(self) -> None:
        """Forget what came, so that neither budget nor memory changes from one probe to the next."""
        tables = self.side.store.tables
        for collection in (tables.evidence, tables.payloads, tables.outbox):
            collection.clear()

    async def post(self, content_type: str, body: bytes) -> tuple[int, bytes]:
        """Hand in octets as the police, and return what the door would answer."""
        at = self.world.clock.now()
        try:
            taken = await receive(received(content_type, body, POLITIE, at), self.side.ports)
        except PartnerError as error:
            return 500, error.code.encode()
        return (204, b"") if taken.answer is None else (200, taken.answer.body)

    @property
    def refusals(self) -> list[EvidenceType]:
        """What the evidence says happened since the last time."""
        return [entry.type for entry in self.side.evidence()]


def envelope(sealed: Sealed, octets: bytes) -> tuple[str, bytes]:
    """Return content type and body of the signed message with other octets for its part."""
    part = Part(content_id=f"deel-0@{POLITIE.name}", media_type="application/xml", content=octets)
    content_type, body = mime.join(sealed.soap, (part,), str(sealed.message_id))
    return content_type, whole(body)


async def measure(
    post: Post, documents: Mapping[str, Callable[[], bytes]], count: int, clock: Callable[[], float]
) -> dict[str, list[Told]]:
    """Post each kind of document that many times, in an order that nobody could foresee; no class goes first.

    All of a round are made before the first is posted: what the making leaves in the caches would else be timed too.
    """
    told: dict[str, list[Told]] = {name: [] for name in documents}
    order = random.Random(9)
    names = list(documents)
    for _ in range(count):
        order.shuffle(names)
        made = {name: documents[name]() for name in names}
        for name in names:
            started = clock()
            status, answer = await post(made[name])
            elapsed = (clock() - started) * 1000
            told[name].append(Told.seen(status, answer, elapsed))
    return told


async def measure_flow(lock: Lock, count: int) -> dict[str, list[Told]]:
    """Measure the whole way of a message through flow and wire room, with our own keys door and a store in memory."""
    with ThreadPoolExecutor(1) as signers:
        target = Target(lock, signers)
        sealed = await target.sign()

        async def post(octets: bytes) -> tuple[int, bytes]:
            content_type, body = envelope(sealed, octets)
            target.forget()
            return await target.post(content_type, body)

        documents = made_anew(secret_probes(lock), lock)
        await measure(post, documents, 5, time.process_time)
        gc.collect()
        gc.disable()
        try:
            return await measure(post, documents, count, time.process_time)
        finally:
            gc.enable()


def made_anew(probes: Mapping[str, Probe], lock: Lock) -> dict[str, Callable[[], bytes]]:
    """Return what makes each document, so that no two of a kind are the same octets."""
    return {name: partial(probe, lock) for name, probe in probes.items()}


def figures(told: Mapping[str, Sequence[Told]]) -> list[Compared]:
    """Compare the times of all classes with one of them."""
    return compare({name: [each.milliseconds for each in sample] for name, sample in told.items()}, REFERENCE)


def faces(told: Mapping[str, Sequence[Told]]) -> set[tuple[int, bytes]]:
    """Return everything that was answered: G9 asks for one."""
    return {(each.status, each.words) for sample in told.values() for each in sample}


def _keys(executor: ThreadPoolExecutor) -> FileKeys:
    signing, weak = wire_key("veiligthuis-signing").private, LEGACY.key.private
    held = HeldKeys.of([signing], [NORMAL.key.private])
    return FileKeys(held, signing, KeyEncryption({"kek": bytes(32)}, "kek"), executor, {"legacy-proef": weak})


def main() -> int:
    """Print the figures; exit 1 when anything differs as G9 forbids."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="how many of each class (G9: 10000)")
    count = parser.parse_args().count
    failed = False
    for name, lock in LOCKS.items():
        told = asyncio.run(measure_flow(lock, count))
        compared = figures(told)
        apart = told_apart(compared)
        large = [each for each in compared if abs(each.difference_ms) >= LARGEST_DIFFERENCE_MS]
        sys.stdout.write(f"\n{name}, against '{REFERENCE}': {len(faces(told))} answer(s)\n")
        sys.stdout.writelines(f"  {each}{'  APART' if each in apart else ''}\n" for each in compared)
        failed = failed or bool(apart or large) or len(faces(told)) != 1
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
