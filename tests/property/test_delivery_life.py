"""The life of deliveries under loss, copies, delay, deaths and whatever happens in between (F1, F2, F33 to F37)."""

import contextlib
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gateway.domain.agreement import Profile
from gateway.domain.chain import require_chain
from gateway.domain.delivery import FINAL_STATES
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.party import Party
from gateway.errors import PartnerUnreachableError, SchakelError
from gateway.ports import MessageRecord, Work, WorkKind
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import at_once, facts_of

PARTIES: Final = (POLITIE, VEILIG_THUIS)
# Everything that stands in the way of a message is gone by then: the agreed time is forty minutes.
LONG_ENOUGH: Final = timedelta(hours=3)
RECEIVING: Final = (
    "in.07-parsed",
    "in.11-proven",
    "in.19-before-commit",
    "in.21-committed",
    "ack.01-proven",
    "ack.02-before-commit",
    "ack.03-committed",
)
SENDING: Final = (
    "out.10-sealed",
    "out.12-attempt-noted",
    "out.14-posted",
    "ack.05-signal-sent",
)
PAUSES: Final = (timedelta(seconds=1), timedelta(minutes=1), timedelta(minutes=11), timedelta(hours=1))
ENDINGS: Final = {"delivered", "refused-by-partner", "delivery-failed", "delivery-expired"}
NUMBERS: Final = st.integers(0, 99)
# A step, what happens when it is reached, and with which of the octets on the wire.
Incident = tuple[str, str, int]
NOTHING: Final[Incident] = ("none", "nothing", 0)
# Longer than every pause between two attempts and the lease of a relay that died.
SOON: Final = timedelta(minutes=25)


def incidents(steps: tuple[str, ...]) -> st.SearchStrategy[Incident]:
    """Return what may happen at one of these steps; often nothing does."""
    some = st.tuples(st.sampled_from(steps), st.sampled_from(("death", "others")), NUMBERS)
    return st.just(NOTHING) | some


class DiedError(BaseException):
    """The process ends here; what was not committed is gone."""


class DeliveryLife(RuleBasedStateMachine):
    """Two gateways, and between them a wire that loses, keeps, copies and reorders."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(Profile.RM_S, ((POLITIE, VEILIG_THUIS),))
        self.on_the_wire: list[tuple[Party, Oin, str, bytes]] = []
        self.ended: dict[tuple[Oin, str], str] = {}

    @initialize()
    def begin(self) -> None:
        """Start with one message on its way."""
        self.submit()

    @precondition(lambda self: len(self.world.side(POLITIE).store.tables.submissions) < 3)
    @rule()
    def submit(self) -> None:
        """The police hands in a report."""
        self._go(self.world.side(POLITIE).submit("01-politiemelding.json"))

    @rule(party=st.sampled_from(PARTIES), reached=st.booleans(), incident=incidents(SENDING))
    def work(self, party: Party, reached: bool, incident: Incident) -> None:  # noqa: FBT001 - a choice of the network
        """A relay does what is due, whether or not it reaches its partners."""
        side = self.world.side(party)
        side.wire.failure = None if reached else PartnerUnreachableError("connect")
        self._arm(side, incident)
        self._go(side.work())
        side.wire.failure = None

    @rule(party=st.sampled_from(PARTIES), number=NUMBERS)
    def claim_again(self, party: Party, number: int) -> None:
        """A relay does work that another one holds: its lease was too short."""
        waiting = list(self.world.side(party).store.tables.outbox.values())
        if waiting:
            self._go(self.world.side(party).attempt(waiting[number % len(waiting)]))

    @precondition(lambda self: self.on_the_wire)
    @rule(number=NUMBERS, copied=st.booleans(), incident=incidents(RECEIVING))
    def arrive(self, number: int, copied: bool, incident: Incident) -> None:  # noqa: FBT001 - a choice of the network
        """Some octets arrive, perhaps not for the last time."""
        receiver = self.on_the_wire[number % len(self.on_the_wire)][1]
        self._arm(self.world.sides[receiver], incident)
        self._go(self._carry(number, copied=copied))

    @precondition(lambda self: self.on_the_wire)
    @rule(number=NUMBERS)
    def lose(self, number: int) -> None:
        """Some octets never arrive."""
        self.on_the_wire.pop(number % len(self.on_the_wire))

    @rule(pause=st.sampled_from(PAUSES))
    def wait(self, pause: timedelta) -> None:
        """Time passes."""
        self.world.clock.move(pause)

    @invariant()
    def what_has_ended_stays_as_it_ended(self) -> None:
        """A final state never changes."""
        for record in self._sent():
            key = record.sender, str(record.reference)
            if record.state in FINAL_STATES:
                assert self.ended.setdefault(key, record.state) == record.state
            else:
                assert key not in self.ended

    @invariant()
    def nothing_arrives_twice_and_what_is_delivered_arrived(self) -> None:
        """The receiving back office has a message at most once: delivered says exactly once, and refused says never."""
        for record in self._sent():
            times = self._arrivals(record)
            assert times <= 1
            if record.state == "delivered":
                assert times == 1
            if record.state == "refused":
                assert times == 0

    def teardown(self) -> None:
        """Take away everything that stands in the way: every message ends in one way, and its sender hears of it."""
        in_time = self._in_time()
        until = self.world.clock.now() + LONG_ENOUGH
        while self.world.clock.now() < until and (self.on_the_wire or self._waiting()):
            for party in PARTIES:
                self.work(party, reached=True, incident=NOTHING)
            while self.on_the_wire:
                self.arrive(0, copied=False, incident=NOTHING)
            self.world.clock.move(timedelta(minutes=5))
        self._check_end()
        for record in self._sent():
            assert record.state == "delivered" or record.reference not in in_time

    def _in_time(self) -> set[ReferenceNumber]:
        """Return the messages for which at least one more try will come, and its receipt in time."""
        now = self.world.clock.now()
        return {
            ReferenceNumber(work.subject)
            for work in self._waiting()
            if work.kind is WorkKind.DELIVER and work.due_at + timedelta(minutes=10) < work.expires_at > now + SOON
        }

    def _waiting(self) -> list[Work]:
        return [work for side in self.world.sides.values() for work in side.store.tables.outbox.values()]

    def _check_end(self) -> None:
        for record in self._sent():
            side = self.world.sides[record.sender]
            assert record.state in FINAL_STATES
            endings = [told for told in side.told(record.reference) if told in ENDINGS]
            assert len(endings) == 1
        self.what_has_ended_stays_as_it_ended()
        self.nothing_arrives_twice_and_what_is_delivered_arrived()
        for party in PARTIES:
            tables = self.world.side(party).store.tables
            assert tables.outbox == {}
            require_chain(tables.evidence)

    def _sent(self) -> list[MessageRecord]:
        sides: list[Side] = list(self.world.sides.values())
        records = (record for side in sides for record in side.store.tables.messages.values())
        return [record for record in records if record.direction is Direction.OUT]

    def _arrivals(self, record: MessageRecord) -> int:
        receiver = self.world.sides[record.receiver]
        subject = f"in/{record.sender}/{record.reference}"
        accepted = [entry for entry in receiver.evidence(subject=subject) if entry.type == "received"]
        assert all("refused" not in facts_of(entry) for entry in accepted)
        kept = receiver.store.tables.messages.get((Direction.IN, record.reference, record.sender))
        assert (kept is not None) == bool(accepted)
        return len(accepted)

    async def _carry(self, number: int, *, copied: bool) -> None:
        place = number % len(self.on_the_wire)
        sender, receiver, content_type, body = self.on_the_wire[place]
        if not copied:
            self.on_the_wire.pop(place)
        await self.world.carry(sender, content_type, body, receiver)

    def _go(self, flow: Coroutine[Any, Any, object]) -> None:
        """Run a flow as a door does: what we raise on purpose is its answer, anything else is a bug."""
        with contextlib.suppress(SchakelError, DiedError):
            at_once(flow)
        for party in PARTIES:
            posted = self.world.side(party).wire.take()
            self.on_the_wire += [(party, receiver, content_type, body) for receiver, content_type, body in posted]

    def _arm(self, side: Side, incident: Incident) -> None:
        """Let something happen the first time that a step is reached: a death, or other octets and other work."""
        step, happening, number = incident

        def meanwhile() -> None:
            if happening == "death":
                raise DiedError
            if self.on_the_wire:
                self._go(self._carry(number, copied=True))
            self._go(side.work())

        side.at_step(step, meanwhile)


TestDeliveryLife = DeliveryLife.TestCase
TestDeliveryLife.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
