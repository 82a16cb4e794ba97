"""G9 in short: bad inputs 167 to 181 get one answer, and what only our key can tell apart takes one time.

The long form is `python -m tests.kit.oracle`. Here a difference counts when it is certain and at least that of G9.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from gateway.domain.evidence import EvidenceType
from tests.kit.http import TlsWorld, request
from tests.kit.http_gateway import Gateway, partner_gateway
from tests.kit.oracle import LOCKS, NORMAL, REFERENCE, Target, Told, envelope, faces, figures, made_anew, measure
from tests.kit.oracle import measure_flow as measured
from tests.kit.oracle_figures import LARGEST_DIFFERENCE_MS, Compared, rank_test, told_apart
from tests.kit.oracle_probes import CONTENT, Lock, public_probes, secret_probes
from tests.kit.world import POLITIE

COUNT: Final = 25
# One in a million: with sixty comparisons and a busy machine, nothing but an oracle is as unlikely as this.
CERTAIN: Final = 1e-6


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsWorld:
    return TlsWorld.make(tmp_path_factory.mktemp("tls"))


def _oracles(compared: Sequence[Compared]) -> list[str]:
    return [
        str(each)
        for each in told_apart(compared)
        if each.chance < CERTAIN and abs(each.difference_ms) >= LARGEST_DIFFERENCE_MS
    ]


@pytest.mark.alone
@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
async def test_g9_neither_answer_nor_time_tells_what_our_key_found(lock: Lock) -> None:
    told = await measured(lock, COUNT)
    assert len(faces(told)) == 1
    assert next(iter(faces(told)))[0] == 200
    assert _oracles(figures(told)) == []


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
    told = {name: [Told.seen(*answer, 0.0)] for name, answer in answers.items()}
    assert len(faces(told)) == 1


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
