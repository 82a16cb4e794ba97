"""Whatever the line, the clocks and deaths do: one final state on either side, and no message seen twice (issue 4).

Every variant plays against the store in memory, and some against the real one, of which a death leaves only the files.
"""

import contextlib
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, ClassVar, Final

import pytest
from hypothesis import Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gateway.domain.agreement import Profile, SyncReply
from gateway.domain.chain import require_chain
from gateway.domain.delivery import DELIVERY_STEPS, FINAL_STATES, DeliveryState, ReceptionState
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import Party
from gateway.errors import SchakelError
from gateway.ports import MessageRecord
from tests.kit.interleavings import PARTIES, House, Pair, Seen
from tests.kit.mortal import AtOnce, FileDisk, MemoryDisk, OnLoops, die
from tests.kit.rough_line import Passage
from tests.kit.seeded_defects import DEFECTS
from tests.kit.world_doors import facts_of

PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (0.02, 1, 6, 11, 60))
# Together they stay within the five minutes that clocks may differ.
OFFSETS: Final = tuple(timedelta(seconds=seconds) for seconds in (-120, -3, 0, 3, 120))
# Everything that stands in the way of a message is gone by then: the agreed time is forty minutes.
LONG_ENOUGH: Final = timedelta(hours=3)
# Longer than every pause between two attempts and the lease of a relay that died.
SOON: Final = timedelta(minutes=25)
ENDINGS: Final = {"delivered", "refused-by-partner", "delivery-failed", "delivery-expired"}
STEPS: Final = (
    *("in.07-parsed", "in.11-proven", "in.19-before-commit", "in.21-committed"),
    *("ack.01-proven", "ack.02-before-commit", "ack.03-committed", "ack.05-signal-sent"),
    *("out.10-sealed", "out.10-sealed-committed", "out.12-attempt-noted", "out.14-posted"),
)
# Messages about messages end in the gateway: no back office hears of them.
FOR_THE_GATEWAY: Final = {MessageType.TEC_02, MessageType.TEC_04}
FLOWS: Final = st.sampled_from(["arrive", "work", "collect"])
HANGS: Final = st.sampled_from([timedelta(), timedelta(hours=1)])
NUMBERS: Final = st.integers(0, 99)
# What is not THROUGH can happen to any request; of best effort only what a connection can do, for a 2xx is its receipt.
ROUGH: Final = tuple(Passage)
CONNECTED: Final = tuple(passage for passage in Passage if passage not in {Passage.KEPT, Passage.FLIPPED})
UNSIGNED: Final = tuple(passage for passage in Passage if passage is not Passage.FLIPPED)


def _reachable() -> dict[DeliveryState, set[DeliveryState]]:
    """Return the states that can follow each state, in any number of steps."""
    after = {state: {state} for state in DeliveryState}
    for _ in DeliveryState:
        for known in after.values():
            known.update(other for (state, _), other in DELIVERY_STEPS.items() if state in known)
    return after


REACHABLE: Final = _reachable()


class Interleavings(RuleBasedStateMachine):
    """Two gateways, and everything that can come between them."""

    profile: ClassVar = Profile.RM
    reply: ClassVar = SyncReply.NONE
    on_disk: ClassVar = False
    passages: ClassVar[tuple[Passage, ...]] = UNSIGNED
    memory: ClassVar[Callable[[], MemoryDisk]] = MemoryDisk

    def __init__(self) -> None:
        super().__init__()
        self.pair = self.new_pair()
        self.stood: dict[tuple[Oin, str], DeliveryState] = {}
        self.strict = True
        self.spoiled = False
        self.submitted = 0

    def new_pair(self) -> Pair:
        """Return fresh gateways."""
        if self.on_disk:
            return Pair(self.profile, self.reply, FileDisk, OnLoops())
        return Pair(self.profile, self.reply, lambda _: self.memory(), AtOnce())

    @initialize()
    def begin(self) -> None:
        """Start with one message on its way."""
        self.submit(0, after=False)

    @precondition(lambda self: self.submitted < 3)
    @rule(commits=st.integers(0, 1), after=st.booleans())
    def submit(self, commits: int, after: bool) -> None:  # noqa: FBT001 - where a death strikes
        """The police hands in a report."""
        self.submitted += 1
        self.pair.police.fate.arm(commits, after=after)
        self.pair.go(self.pair.police, self.pair.police.side.submit("01-politiemelding.json"))

    @rule(party=st.sampled_from(PARTIES), chosen=st.lists(NUMBERS, max_size=3), incident=st.data())
    def work(self, party: Party, chosen: list[int], incident: st.DataObject) -> None:
        """A relay does what is due."""
        house = self._house(party)
        self._choose(chosen)
        self._befall(self._house(incident.draw(st.sampled_from(PARTIES))), incident)
        self.pair.go(house, house.work())

    @rule(party=st.sampled_from(PARTIES), number=NUMBERS, chosen=st.lists(NUMBERS, max_size=1))
    def work_again(self, party: Party, number: int, chosen: list[int]) -> None:
        """A relay does work that it claimed long ago: its lease was too short."""
        house = self._house(party)
        if house.claimed:
            self._choose(chosen)
            self.pair.go(house, house.attempt(house.claimed[number % len(house.claimed)]))

    @precondition(lambda self: self.pair.line.in_flight)
    @rule(number=NUMBERS, copied=st.booleans(), incident=st.data())
    def arrive(self, number: int, copied: bool, incident: st.DataObject) -> None:  # noqa: FBT001 - the line's choice
        """Something arrives late, perhaps not for the last time."""
        octets = self.pair.line.in_flight[number % len(self.pair.line.in_flight)]
        house = self.pair.houses[octets.receiver]
        self._befall(house, incident)
        self.pair.go(house, self.pair.arrive_late(number, copied=copied))

    @rule(flows=st.tuples(FLOWS, FLOWS), numbers=st.tuples(NUMBERS, NUMBERS), commits=st.integers(1, 2), pause=HANGS)
    def race(self, flows: tuple[str, str], numbers: tuple[int, int], commits: int, pause: timedelta) -> None:
        """One thing of a gateway has read and hangs before it commits; another begins and ends meanwhile."""
        house = self._receiver_of(numbers[0])
        first, second = (self._flow(house, each, number) for each, number in zip(flows, numbers, strict=True))

        def meanwhile() -> None:
            self.pair.move(pause)
            self.pair.runner.aside(_without_errors(second()))

        house.fate.arm(commits, strike=meanwhile)
        self.pair.go(house, first())

    @precondition(lambda self: self.pair.line.in_flight)
    @rule(number=NUMBERS)
    def lose(self, number: int) -> None:
        """Something never arrives."""
        self.pair.line.in_flight.pop(number % len(self.pair.line.in_flight))

    @rule(pause=st.sampled_from(PAUSES))
    def wait(self, pause: timedelta) -> None:
        """Time passes."""
        self.pair.move(pause)

    @rule(party=st.sampled_from(PARTIES), offset=st.sampled_from(OFFSETS))
    def set_clock(self, party: Party, offset: timedelta) -> None:
        """A clock is put right or wrong; it may go back."""
        self.strict = False
        self.pair.set_offset(party.oin, offset)

    @rule(party=st.sampled_from(PARTIES), commits=st.integers(0, 3), after=st.booleans())
    def collect(self, party: Party, commits: int, after: bool) -> None:  # noqa: FBT001 - where a death strikes
        """A back office collects, and perhaps its gateway dies meanwhile."""
        house = self._house(party)
        house.fate.arm(commits, after=after)
        self.pair.go(house, house.collect())

    @rule(party=st.sampled_from(PARTIES), died=st.booleans())
    def restart(self, party: Party, died: bool) -> None:  # noqa: FBT001 - in order, or not
        """A gateway begins again."""
        house = self._house(party)
        self.pair.go(house, house.restart(died=died))

    @invariant()
    def states_only_move_by_the_table(self) -> None:
        """And so what has ended stays as it ended."""
        for seen in self._looks().values():
            for record in seen.sent():
                key, state = (record.sender, str(record.reference)), DeliveryState(record.state)
                assert state in REACHABLE[self.stood.get(key, DeliveryState.QUEUED)]
                self.stood[key] = state

    @invariant()
    def nothing_is_seen_twice_and_what_is_delivered_is_seen_once(self) -> None:
        """Delivered says exactly once; refused says never, as long as nobody spoiled octets or clocks."""
        looks = self._looks()
        for record in (record for seen in looks.values() for record in seen.sent()):
            times = self._arrivals(record, looks[record.receiver])
            assert times <= 1
            assert self.pair.houses[record.receiver].handed_over[record.sender, str(record.reference)] <= times
            if record.state is DeliveryState.DELIVERED:
                assert times == 1
            if record.state is DeliveryState.REFUSED and self.strict:
                assert times == 0

    def teardown(self) -> None:
        """Heal everything: every message ends in one way, both sides know how, and nothing is left to do."""
        try:
            in_time = self._heal()
            self._check_end(in_time)
            self._tell()
        finally:
            self.pair.close()

    def _heal(self) -> set[ReferenceNumber]:
        """Let everything arrive for as long as anybody may try, and return what must then be delivered."""
        self.pair.line.passages.clear()
        for party in PARTIES:
            self.pair.set_offset(party.oin, timedelta())
        in_time = self._in_time()
        until = self.pair.now + LONG_ENOUGH
        while self.pair.now < until:
            for party in PARTIES:
                house = self._house(party)
                self.pair.go(house, house.work())
                while self.pair.line.in_flight:
                    self.pair.go(house, self.pair.arrive_late(0, copied=False))
                self.pair.go(house, house.collect())
            self.pair.move(timedelta(minutes=6))
        return in_time

    def _in_time(self) -> set[ReferenceNumber]:
        """Return the messages for which at least one more try will come, and its receipt in time."""
        now = self.pair.now
        waiting = [work for party in PARTIES for work in self.pair.runner.go(self._house(party).waiting())]
        return {
            ReferenceNumber(work.subject)
            for work in waiting
            if self.pair.reliable and not self.spoiled
            if work.due_at + timedelta(minutes=12) < work.expires_at > now + SOON
        }

    def _check_end(self, in_time: set[ReferenceNumber]) -> None:
        self.states_only_move_by_the_table()
        self.nothing_is_seen_twice_and_what_is_delivered_is_seen_once()
        looks = self._looks()
        for oin, seen in looks.items():
            require_chain(seen.evidence)
            assert self.pair.runner.go(self.pair.houses[oin].left()) == 0
            for record in seen.sent():
                assert record.state in FINAL_STATES
                assert len([told for told in seen.told(record) if told in ENDINGS]) == 1
                assert record.state is DeliveryState.DELIVERED or record.reference not in in_time
                self._check_received(record, looks[record.receiver])

    def _tell(self) -> None:
        """Let the statistics show that the interesting things do happen."""
        late = sum(house.late for house in self.pair.houses.values())
        event(f"a signal after the end: {late > 0}")
        for state in sorted(set(self.stood.values())):
            event(f"something ends {state}")

    def _check_received(self, record: MessageRecord, seen: Seen) -> None:
        """What arrived ended on the other side too, once, and said there what its sender said here."""
        kept = [each for each in seen.records if (each.sender, each.reference) == (record.sender, record.reference)]
        assert len(kept) == self._arrivals(record, seen)
        for each in kept:
            assert each.direction is Direction.IN
            assert each.state is ReceptionState.CONFIRMED
            assert seen.told(each).count("message-waiting") == (each.type not in FOR_THE_GATEWAY)

    def _arrivals(self, record: MessageRecord, seen: Seen) -> int:
        accepted = seen.accepted(record)
        assert all("refused" not in facts_of(chained.entry) for chained in accepted)
        return len(accepted)

    def _looks(self) -> dict[Oin, Seen]:
        return {oin: self.pair.runner.go(house.look()) for oin, house in self.pair.houses.items()}

    def _receiver_of(self, number: int) -> House:
        """Return the gateway for which octets are in flight, or that of the police when none are."""
        in_flight = self.pair.line.in_flight
        return self.pair.houses[in_flight[number % len(in_flight)].receiver] if in_flight else self.pair.police

    def _flow(self, house: House, name: str, number: int) -> Callable[[], Coroutine[Any, Any, None]]:
        """Return something that a gateway can do."""
        if name == "arrive":
            return lambda: self.pair.arrive_late(number, copied=True)
        return house.work if name == "work" else house.collect

    def _house(self, party: Party) -> House:
        return self.pair.houses[party.oin]

    def _choose(self, chosen: list[int]) -> None:
        self.pair.line.passages = [self.passages[number % len(self.passages)] for number in chosen]
        if Passage.FLIPPED in self.pair.line.passages:
            self.strict, self.spoiled = False, True

    def _befall(self, house: House, incident: st.DataObject) -> None:
        """Let nothing happen, or at a step or around a commit a death, or a pause in which others go on."""
        if incident.draw(st.booleans()):
            return
        number, pause = incident.draw(NUMBERS), incident.draw(st.sampled_from((timedelta(), *PAUSES)))

        def meanwhile() -> None:
            self.pair.move(pause)
            self.pair.runner.aside(self._others(house, number))

        strike = incident.draw(st.sampled_from([die, meanwhile]))
        if incident.draw(st.booleans()):
            house.fate.arm(incident.draw(st.integers(1, 5)), after=incident.draw(st.booleans()), strike=strike)
        else:
            house.side.at_step(incident.draw(st.sampled_from(STEPS)), strike)

    async def _others(self, house: House, number: int) -> None:
        """Let the same gateway do other things: a copy arrives, another relay works, its back office collects."""
        await self.pair.arrive_late(number, copied=True)
        await _without_errors(house.work())
        await _without_errors(house.collect())


async def _without_errors(flow: Coroutine[Any, Any, None]) -> None:
    """Run a flow as its door does."""
    with contextlib.suppress(SchakelError):
        await flow


def _examples(number: int) -> settings:
    """Return that many examples as a rule; a hundred times as many, and a failure made small, under `make fuzz`."""
    factor = settings().max_examples / settings.get_profile("check").max_examples
    phases = [Phase.generate] if factor <= 1 else [Phase.generate, Phase.shrink]
    return settings(
        max_examples=max(1, round(number * factor)), stateful_step_count=30, phases=phases, report_multiple_bugs=False
    )


def machine(**fields: object) -> type[Interleavings]:
    """Return the machine with other circumstances."""
    return type("Interleavings", (Interleavings,), fields)


IN_MEMORY: Final = {
    "best effort": {"profile": Profile.BE, "passages": CONNECTED},
    "signed best effort": {"profile": Profile.BE_S, "passages": CONNECTED},
    "reliable": {"profile": Profile.RM},
    "reliable, answers at once": {"profile": Profile.RM, "reply": SyncReply.MSH_SIGNALS_ONLY},
    "signed": {"profile": Profile.RM_S, "passages": ROUGH},
    "signed, answers at once": {
        "profile": Profile.RM_S,
        "passages": ROUGH,
        "reply": SyncReply.MSH_SIGNALS_ONLY,
    },
}
ON_DISK: Final = ("best effort", "reliable", "signed", "signed, answers at once")


@pytest.mark.parametrize("circumstances", IN_MEMORY.values(), ids=IN_MEMORY)
def test_every_interleaving_ends_well_in_memory(circumstances: dict[str, object]) -> None:
    run_state_machine_as_test(machine(**circumstances), settings=_examples(40))


@pytest.mark.parametrize("name", ON_DISK)
def test_every_interleaving_ends_well_on_the_real_store(name: str) -> None:
    run_state_machine_as_test(machine(**IN_MEMORY[name], on_disk=True), settings=_examples(6))


@pytest.mark.parametrize("disk", DEFECTS.values(), ids=DEFECTS)
def test_a_seeded_defect_is_found(disk: Callable[[], MemoryDisk]) -> None:
    # Found is enough: the shortest way to it is for whoever has a real one.
    found_once = settings(_examples(400), phases=[Phase.generate])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine(memory=staticmethod(disk)), settings=found_once)
