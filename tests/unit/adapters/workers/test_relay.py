"""The relay makes one attempt for each piece of due work, in lanes, and ends without losing any."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from adapters.workers.relay import Lanes, Relay
from gateway.domain.agreement import Agreement
from gateway.domain.identifiers import Oin, PayloadId
from gateway.domain.octets import Octets
from gateway.errors import PartnerUnreachableError, StorageUnavailableError
from gateway.flows.parcel import pack
from gateway.ports import Ports, UnitOfWork, Work, WorkKind
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World

LANES = Lanes(total=8, per_partner=4, lease=timedelta(minutes=1), poll=timedelta(hours=1))


@dataclass(slots=True)
class SlowPartners:
    """Partners that take what is posted only when a test lets them."""

    arrived: "asyncio.Queue[Oin]" = field(default_factory=asyncio.Queue)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    failure: BaseException | None = None

    async def post(self, agreement: Agreement, content_type: str, body: Octets) -> None:
        self.arrived.put_nowait(agreement.partner.party_id.oin)
        await self.open.wait()
        if self.failure is not None:
            raise self.failure


@dataclass(slots=True)
class Running:
    """A relay at Veilig Thuis, with partners in a test's hand."""

    side: Side = field(default_factory=lambda: World().side(VEILIG_THUIS))
    partners: SlowPartners = field(default_factory=SlowPartners)
    lines: StringIO = field(default_factory=StringIO)
    metrics: Metrics = field(default_factory=Metrics)
    signals: int = 0

    @property
    def ports(self) -> Ports:
        """What the flows get."""
        return replace(self.side.ports, channel=self.partners)

    def relay(self, lanes: Lanes = LANES, **options: timedelta) -> Relay:
        """Return the relay, not yet running."""
        return Relay(self.ports, lanes, Log(self.lines), self.metrics, **options)

    async def queue(self, partner: Oin) -> None:
        """Queue a signal for a partner."""
        self.signals += 1
        payload_id = PayloadId(f"{self.signals:032x}")
        (agreement,) = (each for each in self.side.agreements if each.partner.party_id.oin == partner)
        async with self.side.ports.unit_of_work() as uow:
            uow.payloads.put(payload_id, pack("text/xml", b"<x/>"))
            uow.outbox.put(_signal(payload_id, agreement, self.side.ports.clock.now()))
            await uow.commit()

    def logged(self) -> list[dict[str, Any]]:
        """Return what was logged."""
        return [json.loads(line) for line in self.lines.getvalue().splitlines()]


def _signal(payload_id: PayloadId, agreement: Agreement, at: datetime) -> Work:
    return Work(
        work_id=0,
        kind=WorkKind.SEND_SIGNAL,
        partner=agreement.partner.party_id.oin,
        subject=str(payload_id),
        agreement_id=agreement.agreement_id,
        attempts=0,
        due_at=at,
        expires_at=at + timedelta(hours=1),
    )


async def stop(relay: Relay, task: "asyncio.Task[None]") -> None:
    """Stop a relay and wait until it has."""
    relay.stop()
    async with asyncio.timeout(5):
        await task


async def test_what_is_due_is_sent_and_taken_out() -> None:
    running = Running()
    running.partners.open.set()
    await running.queue(POLITIE.oin)
    relay = running.relay()
    task = asyncio.create_task(relay.run())
    assert await running.partners.arrived.get() == POLITIE.oin
    await stop(relay, task)
    assert running.side.store.tables.outbox == {}
    (line,) = running.logged()
    assert (line["event"], line["kind"], line["outcome"], line["attempt"]) == ("work_done", "send-signal", "posted", 1)


async def test_the_bell_wakes_it_long_before_it_would_look_by_itself() -> None:
    running = Running()
    running.partners.open.set()
    relay = running.relay()
    task = asyncio.create_task(relay.run())
    await asyncio.sleep(0)
    await running.queue(POLITIE.oin)
    relay.ring()
    assert await running.partners.arrived.get() == POLITIE.oin
    await stop(relay, task)


async def test_no_more_is_in_hand_than_there_are_lanes() -> None:
    running = Running()
    for _ in range(3):
        await running.queue(POLITIE.oin)
    relay = running.relay(replace(LANES, total=2))
    task = asyncio.create_task(relay.run())
    for _ in range(2):
        await running.partners.arrived.get()
    for _ in range(10):
        await asyncio.sleep(0)
    assert running.partners.arrived.empty()
    running.partners.open.set()
    await running.partners.arrived.get()
    await stop(relay, task)
    assert running.side.store.tables.outbox == {}


async def test_a_partner_that_is_slow_holds_up_nobody_else() -> None:
    running = Running()
    for _ in range(5):
        await running.queue(POLITIE.oin)
    relay = running.relay(replace(LANES, per_partner=2))
    task = asyncio.create_task(relay.run())
    for _ in range(2):
        await running.partners.arrived.get()
    await running.queue(GEMEENTE.oin)
    relay.ring()
    assert await running.partners.arrived.get() == GEMEENTE.oin
    running.partners.open.set()
    await stop(relay, task)


async def test_what_is_in_hand_for_a_partner_counts_for_its_lane() -> None:
    """F38: one partner never has more than its lane, however its work comes in."""
    running = Running()
    relay = running.relay()
    task = asyncio.create_task(relay.run())
    for _ in range(LANES.per_partner - 1):
        await running.queue(POLITIE.oin)
        relay.ring()
        await running.partners.arrived.get()
    for partner in [POLITIE.oin] * LANES.per_partner + [GEMEENTE.oin]:
        await running.queue(partner)
    relay.ring()
    begun = [await running.partners.arrived.get() for _ in range(2)]
    for _ in range(10):
        await asyncio.sleep(0)
    assert running.partners.arrived.empty()
    assert begun == [POLITIE.oin, GEMEENTE.oin]
    running.partners.open.set()
    await stop(relay, task)


async def test_stopped_it_finishes_what_is_in_hand_and_takes_nothing_new() -> None:
    running = Running()
    await running.queue(POLITIE.oin)
    relay = running.relay()
    task = asyncio.create_task(relay.run())
    await running.partners.arrived.get()
    relay.stop()
    await running.queue(POLITIE.oin)
    for _ in range(10):
        await asyncio.sleep(0)
    assert not task.done()
    running.partners.open.set()
    await stop(relay, task)
    assert running.partners.arrived.empty()
    assert len(running.side.store.tables.outbox) == 1


async def test_stopped_it_does_not_wait_for_ever_and_what_is_cut_off_stays_in_the_outbox() -> None:
    running = Running()
    await running.queue(POLITIE.oin)
    relay = running.relay(finish=timedelta(0))
    task = asyncio.create_task(relay.run())
    await running.partners.arrived.get()
    await stop(relay, task)
    (work,) = running.side.store.tables.outbox.values()
    assert work.due_at > running.side.ports.clock.now(), "its lease brings it back"


async def test_an_attempt_that_fails_is_counted_and_comes_back() -> None:
    running = Running()
    running.partners.open.set()
    running.partners.failure = PartnerUnreachableError("connect")
    await running.queue(POLITIE.oin)
    relay = running.relay()
    task = asyncio.create_task(relay.run())
    await running.partners.arrived.get()
    await stop(relay, task)
    (work,) = running.side.store.tables.outbox.values()
    assert work.attempts == 1
    assert running.logged()[-1]["outcome"] == "connect"
    assert b'outcome="connect"' in running.metrics.render()


async def test_an_error_of_ours_and_a_bug_are_logged_without_their_text_and_end_nothing() -> None:
    for failure, event, outcome in (
        (StorageUnavailableError(), "work_failed", "storage-unavailable"),
        (ValueError("J. de Tester"), "unexpected_error", "bug"),
    ):
        running = Running()
        running.partners.open.set()
        running.partners.failure = failure
        await running.queue(POLITIE.oin)
        relay = running.relay()
        task = asyncio.create_task(relay.run())
        await running.partners.arrived.get()
        running.partners.failure = None
        await running.queue(GEMEENTE.oin)
        relay.ring()
        assert await running.partners.arrived.get() == GEMEENTE.oin
        await stop(relay, task)
        said = running.logged()
        assert [line["event"] for line in said] == [event, "work_done", "work_done"]
        assert [line.get("outcome") for line in said] == [None, outcome, "posted"]
        assert "Tester" not in running.lines.getvalue()


async def test_a_store_that_fails_now_is_asked_again() -> None:
    running = Running()
    running.partners.open.set()
    await running.queue(POLITIE.oin)
    failing = [StorageUnavailableError()]

    def unit_of_work() -> UnitOfWork:
        if failing:
            raise failing.pop()
        return running.side.store.unit_of_work()

    ports = replace(running.ports, unit_of_work=unit_of_work)
    relay = Relay(ports, replace(LANES, poll=timedelta(0)), Log(running.lines), running.metrics)
    task = asyncio.create_task(relay.run())
    assert await running.partners.arrived.get() == POLITIE.oin
    await stop(relay, task)
    assert running.logged()[0]["event"] == "outbox_unavailable"


async def test_work_that_is_in_hand_is_not_begun_again_when_its_lease_ends() -> None:
    world = World()
    running = Running(side=world.side(VEILIG_THUIS))
    await running.queue(POLITIE.oin)
    relay = running.relay()
    task = asyncio.create_task(relay.run())
    await running.partners.arrived.get()
    world.clock.move(LANES.lease * 2)
    await running.queue(GEMEENTE.oin)
    relay.ring()
    # The other one is taken, so the relay has looked at all that is due.
    assert await running.partners.arrived.get() == GEMEENTE.oin
    running.partners.open.set()
    await stop(relay, task)
    assert running.partners.arrived.empty()
    assert running.side.store.tables.outbox == {}


async def test_an_answer_that_is_asked_for_anew_while_it_ends_waits_for_no_lease() -> None:
    running = Running()
    await running.queue(POLITIE.oin)
    relay = running.relay()
    task = asyncio.create_task(relay.run())
    await running.partners.arrived.get()
    # The attempt is durably over, its task is not; and the partner sends the message once more.
    (work,) = running.side.store.tables.outbox.values()
    async with running.side.ports.unit_of_work() as uow:
        uow.outbox.done(work.kind, work.subject)
        uow.outbox.put(replace(work, due_at=running.side.ports.clock.now()))
        await uow.commit()
    relay.ring()
    async with asyncio.timeout(5):
        assert await running.partners.arrived.get() == POLITIE.oin
    running.partners.open.set()
    await stop(relay, task)
    assert running.side.store.tables.outbox == {}
