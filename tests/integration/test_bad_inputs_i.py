"""Group I of the corpus (reliability-security.md 3): replay, duplicates and time, at a running gateway."""

import asyncio
import re
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from adapters.bootstrap import open_house
from adapters.config import load
from adapters.simulator.processes import GatewayProcess, free_ports
from gateway.domain.identifiers import PayloadId
from gateway.errors import HeaderRefusedError, InconsistentDuplicateError, SecurityRefusedError, UnknownAgreementError
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.header_rules import CLOCK_SKEW
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.model import PartyElement, TypedValue
from gateway.wire.ebms2.vocabulary import PARTY_TYPE, ErrorCode, Location
from gateway.wire.stages import EnvelopeKind
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.partner_mailbox import Arrived
from tests.kit.posting import Answer, Posting

TAKEN: Final = Answer(status=204, closed=False)
NOT_ACCEPTED: Final = Answer(
    status=500, content_type="text/xml; charset=UTF-8", body=ebms2.fault(UnknownAgreementError()), closed=True
)


@pytest.fixture(autouse=True)
def _quiet(bench: Bench) -> Iterator[None]:
    yield
    bench.drain()


@pytest.fixture
def second_node(bench: Bench) -> Iterator[int]:
    """Run a second process on the same store, and return its partner port."""
    home = bench.home.with_name("tweede")
    shutil.copytree(bench.home, home, ignore=shutil.ignore_patterns("gateway.*"))
    settings = (bench.home / "schakel.toml").read_text(encoding="utf-8")
    settings = settings.replace('"gateway.db"', f'"{bench.home / "gateway.db"}"')
    own = bench.organisations["veiligthuis"]
    ports = free_ports(3)
    for old, new in zip((own.partner_port, own.office_port, own.operations_port), ports, strict=True):
        settings = settings.replace(f"port = {old}", f"port = {new}")
    (home / "schakel.toml").write_text(settings, encoding="utf-8")
    process = GatewayProcess(home, ports[2])
    try:
        process.start()
        process.wait_until_ready()
        yield ports[0]
    finally:
        process.stop()


def _seen(bench: Bench, kind: str) -> int:
    return sum(entry.type == kind for entry in bench.watch.evidence())


def test_215_the_same_message_again_gets_the_same_answer(bench: Bench) -> None:
    posting = bench.partner.message()
    first = bench.send(posting)
    bench.collect()
    time.sleep(1)
    bench.watch.mark()
    again = bench.send(posting, count=2)
    assert again.body == first.body
    assert _seen(bench, "duplicate-received") == 1
    assert bench.office.waiting() == []


def test_215_the_same_message_encrypted_anew_is_the_same_message(bench: Bench) -> None:
    # The common adapter encrypts at each attempt: the ciphertext differs, the signature does not (ebms2.md 4.2).
    letter = bench.partner.letter()
    soap = bench.partner.sign(letter)
    postings = [bench.partner.pack(soap, bench.partner.lock(letter.parts), letter.message_id) for _ in range(2)]
    assert postings[0].body != postings[1].body
    first, again = bench.send(postings[0]), bench.send(postings[1], count=2)
    assert again.body == first.body
    bench.collect()


def test_216_the_neighbour_learns_nothing_from_a_message_it_caught(bench: Bench) -> None:
    posting = bench.partner.message()
    bench.send(posting)
    bench.collect()
    unseen = bench.partner.message()
    bench.watch.mark()
    assert bench.neighbour.post(posting) == NOT_ACCEPTED
    assert bench.neighbour.post(unseen) == NOT_ACCEPTED
    assert bench.watch.evidence() == []
    # The same id under the neighbour's own agreement, but with our signature on it.
    letter = bench.neighbour.letter(message_id=posting.message_id)
    forged = bench.neighbour.pack(bench.partner.sign(letter), bench.neighbour.lock(letter.parts), letter.message_id)
    assert bench.neighbour.post(forged) == TAKEN
    answer = bench.neighbour.mailbox.wait_for_signal(posting.message_id)
    item = ebms2.error_item(SecurityRefusedError(Refusal.SIGNATURE_VALUE))
    assert answer.errors == [(item.code, item.location)]
    bench.settle()
    assert len(bench.partner.mailbox.all_about(posting.message_id)) == 1


def test_216_without_a_valid_signature_a_known_id_gets_no_stored_answer(bench: Bench) -> None:
    posting = bench.partner.message()
    bench.send(posting)
    bench.collect()
    spoiled = re.sub(rb"<ds:SignatureValue>....", b"<ds:SignatureValue>AAAA", posting.body)
    assert spoiled != posting.body
    answer = bench.send(replace(posting, body=spoiled), count=2)
    item = ebms2.error_item(SecurityRefusedError(Refusal.SIGNATURE_VALUE))
    assert (answer.kind, answer.errors) == (EnvelopeKind.MESSAGE_ERROR, [(item.code, item.location)])


def test_217_an_id_is_the_senders_own(bench: Bench) -> None:
    posting = bench.partner.message()
    squatting = bench.neighbour.seal(bench.neighbour.letter(message_id=posting.message_id))
    assert bench.neighbour.post(squatting) == TAKEN
    assert bench.neighbour.mailbox.wait_for_signal(posting.message_id).kind is EnvelopeKind.ACKNOWLEDGMENT
    bench.collect()
    assert bench.send(posting).kind is EnvelopeKind.ACKNOWLEDGMENT
    bench.collect()
    assert bench.watch.remembers(posting.message_id) == 2


def test_218_other_content_under_a_known_id_is_refused_and_the_first_stays(bench: Bench) -> None:
    first = bench.partner.message()
    receipt = bench.send(first)
    other = bench.partner.seal(bench.partner.letter(message_id=first.message_id))
    bench.settle()
    bench.watch.mark()
    answer = bench.send(other, count=2)
    item = ebms2.error_item(InconsistentDuplicateError(first.message_id))
    assert answer.errors == [(item.code, item.location)]
    assert [(entry.type, entry.facts["code"]) for entry in bench.watch.evidence()] == [
        ("security-refused", InconsistentDuplicateError.code)
    ]
    assert bench.send(first, count=3).body == receipt.body
    bench.collect()


def test_219_fifty_at_once_over_two_nodes_have_one_effect(bench: Bench, second_node: int) -> None:
    posting = bench.partner.message()
    receipt_known = bench.watch.remembers(posting.message_id)
    with ThreadPoolExecutor(16) as pool:
        asked = [
            pool.submit(bench.partner.post, posting, port=port)
            for port in (bench.partner.other.partner_port, second_node) * 25
        ]
        answers = [each.result() for each in asked]
    # Busy is an answer too, as long as whoever asks again is answered.
    assert {answer.status for answer in answers} <= {204, 503}
    assert [answer.status for answer in answers].count(204) >= 25
    bench.send(posting)
    bench.settle()
    assert (receipt_known, bench.watch.remembers(posting.message_id)) == (0, 1)
    assert len({each.body for each in bench.partner.mailbox.all_about(posting.message_id)}) == 1
    bench.collect()


def test_220_nothing_is_acknowledged_before_it_is_durable(bench: Bench) -> None:
    # Large enough that its repeat comes while it is being taken.
    posting = bench.partner.seal(bench.partner.letter(bench.partner.report() + b" " * 4_000_000))
    durable: list[int] = []
    answer = bench.partner.answer

    def look_first(arrived: Arrived) -> None:
        durable.append(bench.watch.remembers(posting.message_id))
        answer(arrived)

    bench.partner.mailbox.taken = look_first
    try:
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(bench.partner.post, posting)
            time.sleep(0.02)
            repeated = pool.submit(bench.partner.post, posting)
            assert {first.result().status, repeated.result().status} <= {204, 503}
        bench.send(posting)
        bench.settle()
    finally:
        bench.partner.mailbox.taken = answer
    assert set(durable) == {1}
    assert len({each.body for each in bench.partner.mailbox.all_about(posting.message_id)}) == 1
    bench.collect()


def test_221_a_message_whose_content_was_destroyed_is_still_known(bench: Bench) -> None:
    posting = bench.partner.message()
    first = bench.send(posting)
    bench.collect()
    _purge(bench, bench.watch.payloads_of(posting.message_id))
    bench.watch.mark()
    assert bench.send(posting, count=2).body == first.body
    assert _seen(bench, "duplicate-received") == 1
    assert bench.office.waiting() == []


def test_221_a_message_whose_time_is_over_is_still_known(bench: Bench) -> None:
    # Its time is over, but for what clocks may differ; a moment later it is over altogether.
    until = (datetime.now(UTC) - CLOCK_SKEW + _moment(bench)).replace(microsecond=0)
    early, late = (
        bench.partner.seal(bench.partner.letter().with_header(timestamp=until - timedelta(hours=1), time_to_live=until))
        for _ in range(2)
    )
    first = bench.send(early)
    bench.collect()
    while datetime.now(UTC) < until + CLOCK_SKEW:
        time.sleep(0.1)
    assert bench.send(early, count=2).body == first.body
    # Who comes with such a message for the first time is told that it is too late.
    expired = HeaderRefusedError(ErrorCode.TIME_TO_LIVE_EXPIRED, Location.TIME_TO_LIVE)
    bench.check(Case(make=lambda _: late, outcome=Outcome.REFUSED, error=expired))


def _moment(bench: Bench) -> timedelta:
    """Return how long a message may take from its letter to its answer: ten times what one takes on this machine."""
    started = time.monotonic()
    bench.send(bench.partner.message())
    bench.collect()
    return timedelta(seconds=2 + 10 * (time.monotonic() - started))


def _purge(bench: Bench, names: list[str]) -> None:
    async def purge() -> None:
        async with open_house(load(bench.home / "schakel.toml")) as house:
            await house.database.purge([PayloadId(name) for name in names])

    assert len(names) == 2
    asyncio.run(purge())


def test_222_the_same_payload_under_a_new_id_is_answered_by_a_fault_that_says_so(bench: Bench) -> None:
    # The reference number of StUF is the sender's own and is given once: nobody is left in doubt about the second.
    content = bench.partner.report()
    first = bench.partner.seal(bench.partner.letter(content))
    bench.send(first)
    bench.collect()
    bench.check(
        Case(
            make=lambda bench: bench.partner.seal(bench.partner.letter(content)),
            outcome=Outcome.CONTENT,
            code="StUF016",
        )
    )


@pytest.mark.parametrize(
    ("slow", "fault"),
    [
        (timedelta(minutes=10), None),
        (timedelta(hours=23), None),
        (timedelta(minutes=-4), None),
        (timedelta(minutes=-10), HeaderRefusedError(ErrorCode.VALUE_NOT_RECOGNIZED, Location.TIMESTAMP)),
        (timedelta(days=-1), HeaderRefusedError(ErrorCode.VALUE_NOT_RECOGNIZED, Location.TIMESTAMP)),
    ],
    ids=["10-minutes-slow", "a-day-slow", "4-minutes-fast", "10-minutes-fast", "a-day-fast"],
)
def test_225_a_slow_clock_loses_nothing_and_a_fast_one_is_told(
    bench: Bench, slow: timedelta, fault: HeaderRefusedError | None
) -> None:
    def make(bench: Bench) -> Posting:
        sent = (datetime.now(UTC) - slow).replace(microsecond=0)
        letter = bench.partner.letter().with_header(timestamp=sent, time_to_live=sent + timedelta(days=2))
        return bench.partner.seal(letter)

    bench.check(Case(make=make, outcome=Outcome.REFUSED if fault else Outcome.ACCEPTED, error=fault))


def test_225_messages_may_overtake_each_other(bench: Bench) -> None:
    letters = [bench.partner.letter(at=datetime.now(UTC) - timedelta(seconds=seconds)) for seconds in (10, 60, 30)]
    for letter in letters:
        bench.send(bench.partner.seal(letter))
        bench.collect()


def test_226_a_message_for_another_gateway_or_another_environment_is_refused(bench: Bench) -> None:
    # What the police sends its neighbour, caught and brought here: another agreement.
    letter = bench.partner.letter()
    other = letter.with_header(agreement_id=bench.neighbour.agreement.agreement_id)
    assert bench.partner.post(bench.partner.seal(other)) == NOT_ACCEPTED
    # And what it sends our production, where the party has no suffix.
    production = PartyElement((TypedValue(str(bench.partner.other.oin), PARTY_TYPE),), "VEILIGTHUIS")
    bench.check(
        Case(
            make=lambda bench: bench.partner.seal(bench.partner.letter().with_header(receiver=production)),
            outcome=Outcome.REFUSED,
            error=HeaderRefusedError(ErrorCode.VALUE_NOT_RECOGNIZED, Location.TO_PARTY),
        )
    )
