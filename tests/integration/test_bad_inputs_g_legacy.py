"""Group G of the corpus (reliability-security.md 3) where an exception is in force: 167 to 177, and D14.

At a running gateway, and for what takes more tries than a partner has there (D14), at the flow with our own keys door.
The times of all this are compared in test_oracle.py.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from gateway.domain.agreement import LegacyCipher
from gateway.domain.evidence import EvidenceType
from gateway.flows.budget import FAILURES
from tests.kit import corpus_keys, corpus_legacy
from tests.kit.chain import eventually
from tests.kit.corpus import Bench, Case, running_bench
from tests.kit.legacy_parts import padded
from tests.kit.oracle import LOCKS, Target, Told, envelope, faces
from tests.kit.oracle_probes import CONTENT, Lock
from tests.kit.posting import Answer

LATER: Final = 503
TAKEN: Final = Answer(status=204, closed=False)
LEGACY: Final = LOCKS["CBC under RSA 1.5"]
_BLOCK: Final = 16


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with running_bench(tmp_path_factory, corpus_legacy.add_exception) as bench:
        yield bench


@pytest.mark.parametrize("case", corpus_legacy.CASES.values(), ids=corpus_legacy.CASES)
def test_under_an_exception_a_payload_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    assert len(corpus_legacy.CASES) < FAILURES
    bench.check(case)
    bench.drain()


def test_d14_who_fails_too_often_is_held_and_nobody_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_bench(tmp_path_factory) as bench:
        failing = corpus_keys.CASES["176-random-block"]
        for _ in range(FAILURES):
            bench.check(failing)
        # An operator is told.
        eventually(
            "the alarm", lambda: "decryption-held" in {line.get("kind") for line in bench.watch.log("alarm_raised")}
        )
        bench.watch.mark()
        # The next, good or bad, is not even looked into; it is not refused either, for its sender may be in order.
        for posting in (bench.partner.message(), failing.make(bench)):
            assert bench.partner.post(posting).status == LATER
            assert bench.watch.remembers(posting.message_id) == 0
        assert bench.watch.count(EvidenceType.DECRYPTION_FAILED) == FAILURES
        assert bench.watch.evidence() == []
        theirs = bench.neighbour.message()
        assert bench.neighbour.post(theirs) == TAKEN
        bench.collect()
        bench.held = True


def _alarms(bench: Bench) -> list[str]:
    return [line["kind"] for line in bench.watch.log("alarm_raised")]


async def _answers(lock: Lock, documents: Mapping[str, Callable[[], bytes]]) -> dict[str, list[Told]]:
    with ThreadPoolExecutor(1) as signers:
        target = Target(lock, signers)
        sealed = await target.sign()
        told = {}
        for name, document in documents.items():
            target.forget()
            told[name] = [Told.seen(*await target.post(*envelope(sealed, document())))]
            assert target.refusals[-1] is EvidenceType.SECURITY_REFUSED, name
    return told


def _with_last_octet(value: int) -> bytes:
    assert isinstance(LEGACY.cipher, LegacyCipher)
    return LEGACY.close_blocks(padded(LEGACY.cipher, CONTENT)[:-1] + bytes([value]))


def _with_flipped(position: int, value: int) -> bytes:
    """Change one octet of the block before the last: that changes the same octet of the last block, as attackers do."""

    def change(octets: bytes) -> bytes:
        place = len(octets) - 2 * _BLOCK + position
        return octets[:place] + bytes([octets[place] ^ value]) + octets[place + 1 :]

    return LEGACY.close_with(change)


async def test_175_every_last_octet_gets_one_answer() -> None:
    right = _BLOCK - len(CONTENT) % _BLOCK
    documents = {f"{value}": (lambda value=value: _with_last_octet(value)) for value in range(256) if value != right}
    told = await _answers(LEGACY, documents)
    assert len(told) == 255
    assert len(faces(told)) == 1


async def test_175_every_octet_of_a_block_gets_one_answer() -> None:
    documents = {
        f"{position} {value}": (lambda position=position, value=value: _with_flipped(position, value))
        for position in range(_BLOCK)
        for value in (0x01, 0x10, 0x80, 0xFF)
    }
    assert len(faces(await _answers(LEGACY, documents))) == 1
