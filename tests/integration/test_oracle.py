"""G9 in short: bad inputs 167 to 181 get one answer, and what only our key can tell apart takes one time.

The long form is `python -m tests.kit.oracle`. Here a difference counts when it is both certain and large.
"""

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import pytest

from gateway.domain.evidence import EvidenceType
from tests.kit.http import TlsWorld, request
from tests.kit.http_gateway import Gateway, partner_gateway
from tests.kit.oracle import LOCKS, REFERENCE, Target, Told, envelope, faces, figures, made_anew, measure
from tests.kit.oracle import measure_flow as measured
from tests.kit.oracle_figures import LARGEST_DIFFERENCE_MS, Compared, rank_test, told_apart
from tests.kit.oracle_probes import Lock, public_probes, secret_probes
from tests.kit.world import POLITIE

Post = Callable[[str, bytes], Awaitable[tuple[int, bytes]]]
COUNT: Final = 40
# One in a million: with sixty comparisons and a busy machine, nothing but an oracle is as unlikely as this.
CERTAIN: Final = 1e-6
# Time of the processor is hardly blurred by a busy machine: a CBC padding that answered on its own made 0.35 ms.
LARGEST_WORK_MS: Final = 0.2


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsWorld:
    return TlsWorld.make(tmp_path_factory.mktemp("tls"))


def _oracles(compared: Sequence[Compared], milliseconds: float = LARGEST_DIFFERENCE_MS) -> list[str]:
    return [
        str(each) for each in told_apart(compared) if each.chance < CERTAIN and abs(each.difference_ms) >= milliseconds
    ]


@pytest.mark.alone
@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
async def test_g9_neither_answer_nor_time_tells_what_our_key_found(lock: Lock) -> None:
    told = await measured(lock, COUNT)
    assert len(faces(told)) == 1
    assert next(iter(faces(told)))[0] == 200
    assert _oracles(figures(told), LARGEST_WORK_MS) == []


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
async def test_g9_what_anybody_can_see_gets_the_same_answer_too(lock: Lock) -> None:
    with ThreadPoolExecutor(1) as signers:
        target = Target(lock, signers)
        sealed = await target.sign()
        answers = {}
        for name, probe in {**secret_probes(lock), **public_probes(lock)}.items():
            target.forget()
            status, answer = await target.post(*envelope(sealed, probe(lock)))
            answers[name] = (status, answer)
            assert target.refusals[-1] is EvidenceType.SECURITY_REFUSED, name
    assert len(faces({name: [Told.seen(*answer)] for name, answer in answers.items()})) == 1


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
async def test_the_message_that_the_probes_travel_in_is_accepted_when_nothing_is_wrong(lock: Lock) -> None:
    # Otherwise everything would be refused alike for a reason of its own.
    with ThreadPoolExecutor(1) as signers:
        target = Target(lock, signers)
        sealed = await target.sign()
        status, answer = await target.post(*envelope(sealed, lock.close()))
    assert status == 200
    assert b"eb:Acknowledgment" in answer
    assert target.refusals[0] is not EvidenceType.DECRYPTION_FAILED


@asynccontextmanager
async def _posting(gateway: Gateway, target: Target) -> AsyncIterator[Post]:
    """Post as the police over one connection, as one attacker would."""
    async with gateway.caller(POLITIE.name) as caller:

        async def post(content_type: str, body: bytes) -> tuple[int, bytes]:
            target.forget()
            await caller.send(request(f"Content-Type: {content_type}", 'SOAPAction: "ebXML"', body=body))
            answer = await caller.answer(until=b"</soap:Envelope>")
            return answer.status, answer.octets

        yield post


@pytest.mark.alone
async def test_g9_the_door_itself_tells_nothing(tls: TlsWorld) -> None:
    lock = LOCKS["CBC under RSA 1.5"]
    with ThreadPoolExecutor(1) as signers:
        target = Target(lock, signers)
        sealed = await target.sign()
        async with partner_gateway(tls, world=target.world) as gateway, _posting(gateway, target) as post:
            documents = made_anew(secret_probes(lock), lock)

            async def send(octets: bytes) -> tuple[int, bytes]:
                return await post(*envelope(sealed, octets))

            told = await measure(send, documents, COUNT, time.perf_counter)
    assert len(faces(told)) == 1
    assert _oracles(figures(told)) == []


# --- the harness itself: it finds what it is there to find -----------------------------------------------------------


async def _answering(planted: Callable[[bytes], Awaitable[tuple[int, bytes]]]) -> dict[str, list[Told]]:
    documents = {name: partial(str.encode, name) for name in (REFERENCE, "even", "oneven")}
    return await measure(planted, documents, 60, time.perf_counter)


async def test_the_harness_finds_an_oracle_of_a_millisecond() -> None:
    async def planted(octets: bytes) -> tuple[int, bytes]:
        until = time.perf_counter() + (0.0012 if octets == b"oneven" else 0.0002)
        while time.perf_counter() < until:
            pass
        return 200, b"<a/>"

    assert [line.split()[0] for line in _oracles(figures(await _answering(planted)))] == ["oneven"]


async def test_the_harness_finds_no_oracle_in_noise() -> None:
    noise = random.Random(1)

    async def even(_: bytes) -> tuple[int, bytes]:
        until = time.perf_counter() + noise.random() / 2000
        while time.perf_counter() < until:
            pass
        return 200, b"<a/>"

    assert _oracles(figures(await _answering(even))) == []


async def test_the_harness_finds_an_oracle_in_words() -> None:
    async def planted(octets: bytes) -> tuple[int, bytes]:
        return 200, b"<eb:Error/>" if octets == b"oneven" else b"<eb:Error />"

    assert len(faces(await _answering(planted))) == 2


def test_what_passes_is_no_difference() -> None:
    first = Told.seen(200, b"Date: x\r\nDate: Sun\r\n<eb:MessageId>een@politie.example</eb:MessageId>")
    second = Told.seen(200, b"Date: x\r\nDate: Mon\r\n<eb:MessageId>twee@politie.example</eb:MessageId>")
    assert first == second


@pytest.mark.parametrize(
    ("first", "second", "chance"),
    [
        # Worked by hand: U = 0 of 100 gives z = (50 - 0.5) / sqrt(175) = 3.742.
        (range(10), range(10, 20), 0.000183),
        (range(0, 20, 2), range(1, 21, 2), 0.7337),
        ([1.0] * 10, [1.0] * 10, 1.0),
    ],
)
def test_the_rank_test_gives_the_chance(first: Sequence[float], second: Sequence[float], chance: float) -> None:
    assert rank_test(first, second) == pytest.approx(chance, abs=0.0005)
    assert rank_test(second, first) == pytest.approx(chance, abs=0.0005)
