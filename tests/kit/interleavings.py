"""Two gateways, each with a disk, a clock and deaths of its own, joined by a rough line."""

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, cast

from gateway.domain.agreement import Agreement, Profile, SyncReply
from gateway.domain.delivery import FINAL_STATES, DeliveryState
from gateway.domain.events import BackOfficeEvent
from gateway.domain.evidence import ChainedEntry, EvidenceType
from gateway.domain.identifiers import Oin
from gateway.domain.message import Direction
from gateway.domain.octets import Stream, whole
from gateway.errors import PartnerError, PartnerUnreachableError, SchakelError
from gateway.flows.collect import Collect, confirm_message, take_message
from gateway.flows.receive import receive
from gateway.ports import MessageRecord, UnitOfWork, Work, WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Answer, EnvelopeKind, Received
from tests.kit.clock import NOON, FakeClock
from tests.kit.mortal import DiedError, Disk, Fate, MortalUnitOfWork, Runner
from tests.kit.rough_line import Line, Octets
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World

PARTIES: Final = (POLITIE, VEILIG_THUIS)
_ALL: Final = 10_000
_LEASE: Final = timedelta(minutes=1)
_SAYS: Final = {
    EnvelopeKind.ACKNOWLEDGMENT: DeliveryState.DELIVERED,
    EnvelopeKind.MESSAGE_ERROR: DeliveryState.REFUSED,
}
_RECORDED_BY: Final = frozenset({EvidenceType.CONTRADICTED, EvidenceType.SECURITY_REFUSED})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look into one gateway shows."""

    records: Sequence[MessageRecord]
    evidence: Sequence[ChainedEntry]
    events: Sequence[BackOfficeEvent]

    def received(self) -> Sequence[MessageRecord]:
        """Return the messages that arrived here."""
        return [record for record in self.records if record.direction is Direction.IN]

    def sent(self) -> Sequence[MessageRecord]:
        """Return the messages that left from here."""
        return [record for record in self.records if record.direction is Direction.OUT]

    def accepted(self, record: MessageRecord) -> Sequence[ChainedEntry]:
        """Return the entries that say that a message was accepted here."""
        return self._about(record, EvidenceType.RECEIVED)

    def confirmed(self, record: MessageRecord) -> Sequence[ChainedEntry]:
        """Return the entries that say that the back office here has a message safe."""
        return self._about(record, EvidenceType.CONFIRMED)

    def _about(self, record: MessageRecord, kind: EvidenceType) -> Sequence[ChainedEntry]:
        subject = f"{Direction.IN}/{record.sender}/{record.reference}"
        about = (chained for chained in self.evidence if chained.entry.subject == subject)
        return [chained for chained in about if chained.entry.type is kind]

    def told(self, record: MessageRecord) -> list[str]:
        """Return the events about a reference, in order."""
        return [event.type for event in self.events if event.reference == record.reference]


class House:
    """One gateway, its back office, and what may befall them."""

    def __init__(self, side: Side, disk: Disk, line: Line) -> None:
        self.side = side
        self.disk = disk
        self.fate = Fate()
        self.clock = FakeClock()
        self.claimed: list[Work] = []
        self.late = 0
        self._line = line
        side.ports = replace(side.ports, unit_of_work=self._unit_of_work, clock=self.clock, channel=self)

    def _unit_of_work(self) -> UnitOfWork:
        # It has every collection of the one inside, whatever their names.
        return cast("UnitOfWork", MortalUnitOfWork(self.disk.unit_of_work(), self.fate))

    async def post(self, agreement: Agreement, content_type: str, body: bytes | Stream) -> Answer | None:
        """Be the way out of this gateway."""
        receiver = agreement.partner.party_id.oin
        octets = Octets(sender=self.side.party.oin, receiver=receiver, content_type=content_type, body=whole(body))
        return await self._line.post(octets)

    async def receive(self, octets: Octets) -> Answer | None:
        """Be the partner door; a signal about what has ended must change nothing, and be recorded (E-51)."""
        received = Received(
            body=octets.body,
            content_type=octets.content_type,
            soap_action='"ebXML"',
            partner=octets.sender,
            at=self.clock.now(),
        )
        ended = await self._ended(received)
        before = await self._count_recorded()
        taken = await receive(received, self.side.ports)
        if ended is not None:
            self.late += 1
            assert await self._found(ended) == ended
            assert await self._count_recorded() > before
        return taken.answer

    async def _ended(self, received: Received) -> MessageRecord | None:
        """Return the message that a signal contradicts the end of, if that is what these octets are."""
        try:
            address = ebms2.parse(received).address
        except PartnerError:
            return None
        if address.refers_to is None or address.kind not in _SAYS:
            return None
        async with self.disk.unit_of_work() as uow:
            record = await uow.messages.find_by_message_id(address.refers_to)
        if record is None or record.state not in FINAL_STATES or record.state is _SAYS[address.kind]:
            return None
        return record

    async def _found(self, record: MessageRecord) -> MessageRecord | None:
        async with self.disk.unit_of_work() as uow:
            return await uow.messages.find(record.direction, record.reference, record.sender)

    async def _count_recorded(self) -> int:
        async with self.disk.unit_of_work() as uow:
            entries = await uow.evidence.list_after(0, _ALL)
        return sum(chained.entry.type in _RECORDED_BY for chained in entries)

    async def work(self) -> None:
        """Do what is due, as a relay does: what fails comes back."""
        async with self.side.ports.unit_of_work() as uow:
            claimed = await uow.outbox.claim(self.clock.now(), _LEASE, in_hand=(), per_partner=_ALL, limit=_ALL)
        self.claimed += claimed
        for work in claimed:
            await self.attempt(work)

    async def attempt(self, work: Work) -> None:
        """Make one attempt."""
        with contextlib.suppress(SchakelError):
            await self.side.attempt(work)

    async def collect(self) -> None:
        """Be a back office that takes what it did not have, and confirms it."""
        async with self.side.ports.unit_of_work() as uow:
            waiting = await uow.messages.list_waiting(_ALL)
        for record in waiting:
            command = Collect(client="kantoor", sender=record.sender, reference=record.reference)
            message = await take_message(command, self.side.ports)
            assert message.header.reference == record.reference
            await confirm_message(command, self.side.ports)

    async def look(self) -> Seen:
        """Return what stands in the store."""
        async with self.disk.unit_of_work() as uow:
            events = await uow.events.list_after(0, _ALL)
            return Seen(
                await uow.messages.list_recent(_ALL),
                await uow.evidence.list_after(0, _ALL),
                [event for _, event in events],
            )

    async def waiting(self) -> Sequence[Work]:
        """Return the deliveries that are still to be done."""
        async with self.disk.unit_of_work() as uow:
            records = await uow.messages.list_recent(_ALL)
            found = [await uow.outbox.find(WorkKind.DELIVER, str(record.reference)) for record in records]
        return [work for work in found if work is not None]

    async def left(self) -> int:
        """Count everything that would ever become due; what it takes it does not give back."""
        async with self.disk.unit_of_work() as uow:
            year = self.clock.now() + timedelta(days=365)
            return len(await uow.outbox.claim(year, _LEASE, in_hand=(), per_partner=_ALL, limit=_ALL))

    async def restart(self, *, died: bool) -> None:
        """Stop in order, or not, and begin again with what is on the disk."""
        self.fate.arm(0)
        self.side.at_step("none", lambda: None)
        await self.disk.restart(died=died)


class Pair:
    """The police and Veilig Thuis."""

    def __init__(self, profile: Profile, reply: SyncReply, disk: Callable[[str], Disk], runner: Runner) -> None:
        self.runner = runner
        self.reliable = profile.reliable
        self.line = Line(self.arrive)
        self.offsets = {party.oin: timedelta() for party in PARTIES}
        self._true = NOON
        world = World(profile, ((POLITIE, VEILIG_THUIS),))
        for side in world.sides.values():
            side.agree_to(sync_reply=reply)
        self.houses = {oin: House(side, disk(side.party.name), self.line) for oin, side in world.sides.items()}

    @property
    def police(self) -> House:
        """The gateway that hands in reports."""
        return self.houses[POLITIE.oin]

    @property
    def now(self) -> datetime:
        """What time it really is."""
        return self._true

    def move(self, by: timedelta) -> None:
        """Let time pass for both."""
        self._true += by
        for oin, house in self.houses.items():
            house.clock.set(self._true + self.offsets[oin])

    def set_offset(self, oin: Oin, offset: timedelta) -> None:
        """Put one clock right or wrong: it jumps, perhaps back."""
        self.offsets[oin] = offset
        self.move(timedelta())

    async def arrive(self, octets: Octets) -> Answer | None:
        """Bring a request to its receiver; what its sender hears of errors and deaths is what HTTP lets it hear."""
        house = self.houses[octets.receiver]
        try:
            return await house.receive(octets)
        except SchakelError:
            raise PartnerUnreachableError("http-500") from None
        except DiedError:
            await house.restart(died=True)
            raise PartnerUnreachableError("disconnected") from None

    async def arrive_late(self, number: int, *, copied: bool) -> None:
        """Let one of the requests in flight arrive, whose sender waits no longer."""
        in_flight = self.line.in_flight
        if in_flight:
            octets = in_flight[number % len(in_flight)] if copied else in_flight.pop(number % len(in_flight))
            with contextlib.suppress(SchakelError):
                await self.arrive(octets)

    def go(self, house: House, flow: Coroutine[Any, Any, object]) -> None:
        """Run a flow of a gateway as its door does; if it dies of it, it begins again."""

        async def until_death() -> None:
            try:
                with contextlib.suppress(SchakelError):
                    await flow
            except DiedError:
                await house.restart(died=True)

        self.runner.go(until_death())
        house.fate.arm(0)

    def close(self) -> None:
        """Take everything away."""
        for house in self.houses.values():
            self.runner.go(house.disk.close())
        self.runner.close()
