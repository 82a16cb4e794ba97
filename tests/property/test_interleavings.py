"""Whatever the line, the clocks and deaths do: one final state on either side, and no message seen twice (issue 4).

Every variant plays against the store in memory, and some against the real one, of which a death leaves only the files.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import Phase, given, settings

from gateway.domain.agreement import Profile, SyncReply
from gateway.domain.chain import require_chain
from gateway.domain.delivery import DELIVERY_STEPS, FINAL_STATES, DeliveryState, ReceptionState
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.errors import StepNotAllowedError
from gateway.ports import MessageRecord
from gateway.wire.stages import EnvelopeKind
from tests.kit.interleavings import Pair, Seen
from tests.kit.mortal import AtOnce, Disk, FileDisk, MemoryDisk, OnLoops
from tests.kit.rough_line import Passage
from tests.kit.schedules import SCHEDULES, Move, Player
from tests.kit.seeded_defects import DEFECTS
from tests.kit.world_doors import facts_of

# How many times as much as `make check` this run does: a hundred under `make fuzz`.
TIMES: Final = settings().max_examples // settings.get_profile("check").max_examples
# Thousands of messages: on a busy machine more than three minutes.
pytestmark = pytest.mark.timeout(600 * max(1, TIMES))
# Everything that stands in the way of a message is gone by then: the agreed time is forty minutes.
LONG_ENOUGH: Final = timedelta(hours=3)
# Longer than every pause between two attempts and the lease of a relay that died.
SOON: Final = timedelta(minutes=25)
ENDINGS: Final = {"delivered", "refused-by-partner", "delivery-failed", "delivery-expired"}
# Messages about messages end in the gateway: no back office hears of them.
FOR_THE_GATEWAY: Final = {MessageType.TEC_02, MessageType.TEC_04}
# Of best effort only what a connection can do, for a 2xx is its receipt.
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
_COLLECTED: Final = (ReceptionState.WAITING, ReceptionState.TAKEN, ReceptionState.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What was agreed, and what the line can do."""

    profile: Profile
    passages: Sequence[Passage]
    reply: SyncReply = SyncReply.NONE
    # What must have happened in enough examples, or they would prove nothing.
    happens: Sequence[str] = ()

    def in_memory(self, disk: Callable[[], Disk] = MemoryDisk) -> Pair:
        """Return two gateways on stores in memory."""
        return Pair(self.profile, self.reply, lambda _: disk(), AtOnce())

    def on_disk(self) -> Pair:
        """Return two gateways on the real store."""
        return Pair(self.profile, self.reply, FileDisk, OnLoops())


@dataclass
class Watch:
    """What was seen of a pair so far; every look must fit it."""

    player: Player
    stood: dict[tuple[Oin, str], DeliveryState] = field(default_factory=dict)
    collected: dict[str, int] = field(default_factory=dict)

    @property
    def pair(self) -> Pair:
        """The gateways."""
        return self.player.pair

    def look(self) -> dict[Oin, Seen]:
        """Look into both, and check what must hold at every moment."""
        looks = {oin: self.pair.runner.go(house.look()) for oin, house in self.pair.houses.items()}
        for record in (record for seen in looks.values() for record in seen.sent()):
            self._check_state(record)
            self._check_arrivals(record, arrivals(record, looks[record.receiver]))
        for seen in looks.values():
            self._check_collected(seen)
        return looks

    def _check_state(self, record: MessageRecord) -> None:
        """States move by the table alone; and so what has ended stays as it ended."""
        key, state = (record.sender, str(record.reference)), DeliveryState(record.state)
        assert state in REACHABLE[self.stood.get(key, DeliveryState.QUEUED)]
        self.stood[key] = state

    def _check_arrivals(self, record: MessageRecord, times: int) -> None:
        """Never twice; delivered says exactly once, refused says never as long as nobody spoiled octets or clocks."""
        assert times <= 1
        if record.state is DeliveryState.DELIVERED:
            assert times == 1
        if record.state is DeliveryState.REFUSED and not (self.player.spoiled or self.player.went_back):
            assert times == 0

    def _check_collected(self, seen: Seen) -> None:
        """What was taken never waits again, and is confirmed once, with however many hands a back office collects."""
        for record in seen.received():
            stands = _COLLECTED.index(ReceptionState(record.state))
            assert stands >= self.collected.get(record.subject, 0)
            self.collected[record.subject] = stands
            assert len(seen.confirmed(record)) <= (record.state is ReceptionState.CONFIRMED)

    def heal(self) -> set[ReferenceNumber]:
        """Let everything arrive for as long as anybody may try, and return what must then be delivered."""
        self.pair.line.passages.clear()
        for oin, house in self.pair.houses.items():
            self.pair.set_offset(oin, timedelta())
            # What was to befall it at a step, and has not yet, does no more.
            house.side.at_step("none", lambda: None)
        in_time = self._in_time()
        until = self.pair.now + LONG_ENOUGH
        while self.pair.now < until:
            for house in self.pair.houses.values():
                self.pair.go(house, house.work())
                while self.pair.line.in_flight:
                    self.pair.go(house, self.pair.arrive_late(0, copied=False))
                self.pair.go(house, house.collect())
            self.pair.move(timedelta(minutes=11))
        return in_time

    def _in_time(self) -> set[ReferenceNumber]:
        """Return the messages for which at least one more try will come, and its receipt in time."""
        if self.player.spoiled or not self.pair.reliable:
            return set()
        waiting = [work for house in self.pair.houses.values() for work in self.pair.runner.go(house.waiting())]
        return {
            ReferenceNumber(work.subject)
            for work in waiting
            if work.due_at + timedelta(minutes=12) < work.expires_at > self.pair.now + SOON
        }

    def check_end(self, in_time: set[ReferenceNumber]) -> None:
        """Every message ended in one way, both sides know how, and nothing is left to do."""
        looks = self.look()
        for oin, seen in looks.items():
            require_chain(seen.evidence)
            assert self.pair.runner.go(self.pair.houses[oin].left()) == 0
            for record in seen.sent():
                assert record.state in FINAL_STATES
                assert len([told for told in seen.told(record) if told in ENDINGS]) == 1
                assert seen.told(record).count("delivery-contradicted") == len(_news(record, seen))
                assert record.state is DeliveryState.DELIVERED or record.reference not in in_time
                _check_received(record, looks[record.receiver])


def _news(record: MessageRecord, seen: Seen) -> set[str]:
    """Return the kinds of proven signals that contradict how a message ended here."""
    found = [facts_of(each.entry) for each in seen.evidence if each.entry.subject == record.subject]
    kinds = {facts["signal"] for facts in found if facts.get("reason") == StepNotAllowedError.code}
    news = EnvelopeKind.MESSAGE_ERROR if record.state is DeliveryState.DELIVERED else EnvelopeKind.ACKNOWLEDGMENT
    return kinds & {news}


def _check_received(record: MessageRecord, seen: Seen) -> None:
    """What arrived ended on the other side too, once, and its back office was told once."""
    kept = [each for each in seen.records if (each.sender, each.reference) == (record.sender, record.reference)]
    assert len(kept) == arrivals(record, seen)
    for each in kept:
        assert each.direction is Direction.IN
        assert each.state is ReceptionState.CONFIRMED
        assert seen.told(each).count("message-waiting") == (each.type not in FOR_THE_GATEWAY)


def arrivals(record: MessageRecord, seen: Seen) -> int:
    """Return how often a message was accepted; nothing here gives reason to refuse its content."""
    accepted = seen.accepted(record)
    assert all("refused" not in facts_of(chained.entry) for chained in accepted)
    return len(accepted)


def play(pair: Pair, passages: Sequence[Passage], schedule: Sequence[Move], tally: Counter[str]) -> None:
    """Play a schedule, heal everything, and check before, between and after."""
    try:
        watch = Watch(Player(pair, passages))
        watch.player.submit()
        for move in schedule:
            watch.player.play(move)
            watch.look()
        watch.check_end(watch.heal())
        tally["schedules"] += 1
        tally["moves"] += len(schedule)
        tally["requests"] += pair.line.carried
        tally["late signals"] += sum(house.late for house in pair.houses.values())
        tally.update(state.value for state in watch.stood.values())
    finally:
        pair.close()


def _examples(number: int) -> settings:
    """Return that many examples as a rule; a hundred times as many, and a failure made small, under `make fuzz`."""
    phases = [Phase.generate] if TIMES <= 1 else [Phase.generate, Phase.shrink]
    return settings(max_examples=number * max(1, TIMES), phases=phases, report_multiple_bugs=False)


CIRCUMSTANCES: Final = {
    "best effort": Circumstances(profile=Profile.BE, passages=CONNECTED),
    "signed best effort": Circumstances(profile=Profile.BE_S, passages=CONNECTED),
    "reliable": Circumstances(profile=Profile.RM, passages=UNSIGNED, happens=("late signals",)),
    "reliable, answers at once": Circumstances(profile=Profile.RM, passages=UNSIGNED, reply=SyncReply.MSH_SIGNALS_ONLY),
    "signed": Circumstances(profile=Profile.RM_S, passages=tuple(Passage), happens=("late signals", "refused")),
    "signed, answers at once": Circumstances(
        profile=Profile.RM_S, passages=tuple(Passage), reply=SyncReply.MSH_SIGNALS_ONLY, happens=("refused",)
    ),
}
ON_DISK: Final = ("best effort", "reliable", "signed", "signed, answers at once")


@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_every_interleaving_ends_well_in_memory(name: str) -> None:
    found, tally = CIRCUMSTANCES[name], Counter[str]()

    @_examples(40)
    @given(schedule=SCHEDULES)
    def ends_well(schedule: list[Move]) -> None:
        play(found.in_memory(), found.passages, schedule, tally)

    ends_well()
    print(f"\n{name}: {dict(tally)}")  # noqa: T201 - the figures of the run, for who asks with -s
    missing = {"delivered", "failed", "expired", *found.happens} - {each for each, count in tally.items() if count}
    assert not missing, "a line on which nothing goes wrong would prove nothing"


@pytest.mark.parametrize("name", ON_DISK)
def test_every_interleaving_ends_well_on_the_real_store(name: str) -> None:
    found, tally = CIRCUMSTANCES[name], Counter[str]()

    @_examples(6)
    @given(schedule=SCHEDULES)
    def ends_well(schedule: list[Move]) -> None:
        play(found.on_disk(), found.passages, schedule, tally)

    ends_well()
    print(f"\n{name}, on disk: {dict(tally)}")  # noqa: T201 - shown with -s
    assert tally["delivered"]


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_seeded_defect_is_found(defect: str) -> None:
    found = CIRCUMSTANCES["reliable"]

    # Found is enough: the shortest way to it is for whoever has a real one.
    @settings(_examples(400), phases=[Phase.generate])
    @given(schedule=SCHEDULES)
    def ends_well(schedule: list[Move]) -> None:
        play(found.in_memory(DEFECTS[defect]), found.passages, schedule, Counter())

    with pytest.raises(AssertionError):
        ends_well()
