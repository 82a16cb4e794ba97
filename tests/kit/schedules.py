"""Schedules of everything that can happen to two gateways, and who plays them."""

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from hypothesis import strategies as st

from gateway.errors import SchakelError
from tests.kit.interleavings import PARTIES, House, Pair
from tests.kit.mortal import die
from tests.kit.rough_line import Passage

# The agreed time is forty minutes, the interval ten.
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (0, 0, 0, 0.1, 1, 4, 4, 11, 11, 11, 30, 60))
# Together they stay within the five minutes that clocks may differ.
OFFSETS: Final = tuple(timedelta(seconds=seconds) for seconds in (0, -120, -3, 3, 120))
STEPS: Final = (
    *("in.07-parsed", "in.11-proven", "in.19-before-commit", "in.21-committed"),
    *("ack.01-proven", "ack.02-before-commit", "ack.03-committed", "ack.05-signal-sent"),
    *("out.10-sealed", "out.10-sealed-committed", "out.12-attempt-noted", "out.14-posted"),
)
# A good line is the commonest.
_KINDLY: Final = 3
_MOST_REPORTS: Final = 6
_REPORT: Final = "01-politiemelding.json"


class Kind(StrEnum):
    """What happens next."""

    SUBMIT = "the police hands in a report"
    WORK = "a relay does what is due"
    WORK_AGAIN = "a relay does work that it claimed long ago: its lease was too short"
    ARRIVE = "something arrives whose sender waits no longer"
    RACE = "one thing has read and hangs before it commits; another begins and ends meanwhile"
    LOSE = "something never arrives"
    COLLECT = "a back office collects"
    RESTART = "a gateway begins again, its clock put right or wrong"


class Incident(StrEnum):
    """What befalls a gateway meanwhile."""

    NOTHING = "nothing"
    DEATH_AT_STEP = "it dies at a step"
    DEATH_AT_COMMIT = "it dies around a commit"
    HANG_AT_STEP = "it hangs at a step, and others go on"
    HANG_AT_COMMIT = "it hangs around a commit, and others go on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that happens, with what befalls whom; the numbers choose among what there is by then."""

    kind: Kind
    who: int
    pause: timedelta
    fates: tuple[int, ...]
    number: int
    incident: Incident
    whom: int
    commits: int
    after: bool
    step: str
    flows: tuple[str, str]
    offset: timedelta


_FLOWS: Final = st.sampled_from(["arrive", "work", "collect"])
_WEIGHED: Final = (
    *(Kind.WORK,) * 6,
    *(Kind.ARRIVE,) * 3,
    *(Kind.RACE,) * 3,
    *(Kind.SUBMIT,) * 3,
    *(Kind.WORK_AGAIN, Kind.LOSE, Kind.COLLECT, Kind.RESTART),
)
_MOVES: Final = st.builds(
    Move,
    kind=st.sampled_from(_WEIGHED),
    who=st.integers(0, 1),
    pause=st.sampled_from(PAUSES),
    fates=st.tuples(*(st.integers(0, 99) for _ in range(3))),
    number=st.integers(0, 99),
    incident=st.sampled_from([Incident.NOTHING, *Incident]),
    whom=st.integers(0, 1),
    commits=st.integers(1, 4),
    after=st.booleans(),
    step=st.sampled_from(STEPS),
    flows=st.tuples(_FLOWS, _FLOWS),
    offset=st.sampled_from(OFFSETS),
)
SCHEDULES: Final = st.lists(_MOVES, min_size=15, max_size=30)


class Player:
    """Plays schedules on a pair of gateways, over a line that knows these passages."""

    def __init__(self, pair: Pair, passages: Sequence[Passage]) -> None:
        self.pair = pair
        self.reports = 0
        self.spoiled = False
        self.went_back = False
        self._passages = [*passages, *[Passage.THROUGH] * _KINDLY]
        self._plays: dict[Kind, Callable[[Move], None]] = {
            Kind.SUBMIT: self._submit,
            Kind.WORK: self._work,
            Kind.WORK_AGAIN: self._work_again,
            Kind.ARRIVE: self._arrive,
            Kind.RACE: self._race,
            Kind.LOSE: self._lose,
            Kind.COLLECT: lambda move: self._go(self._house(move.who), self._house(move.who).collect()),
            Kind.RESTART: self._restart,
        }

    def submit(self) -> None:
        """Put a message on its way."""
        self.reports += 1
        self._go(self.pair.police, self.pair.police.side.submit(_REPORT))

    def play(self, move: Move) -> None:
        """Let it happen."""
        chosen = [self._passages[fate % len(self._passages)] for fate in move.fates]
        self.pair.line.passages = chosen
        self.spoiled = self.spoiled or Passage.FLIPPED in chosen
        if move.kind is not Kind.RACE:
            self._befall(self._house(move.whom), move)
        self._plays[move.kind](move)

    def _submit(self, move: Move) -> None:
        if self.reports < _MOST_REPORTS:
            self.submit()

    def _work(self, move: Move) -> None:
        self.pair.move(move.pause)
        self._go(self._house(move.who), self._house(move.who).work())

    def _work_again(self, move: Move) -> None:
        house = self._house(move.who)
        if house.claimed:
            self._go(house, house.attempt(house.claimed[move.number % len(house.claimed)]))

    def _arrive(self, move: Move) -> None:
        self._go(self._house(move.who), self.pair.arrive_late(move.number, copied=move.after))

    def _race(self, move: Move) -> None:
        house = self._receiver_of(move.number)
        first, second = (self._flow(house, name, move.number) for name in move.flows)

        def meanwhile() -> None:
            self.pair.move(move.pause)
            self.pair.runner.aside(_without_errors(second()))

        house.fate.arm(1 + move.commits % 2, strike=meanwhile)
        self._go(house, first())

    def _lose(self, move: Move) -> None:
        in_flight = self.pair.line.in_flight
        if in_flight:
            in_flight.pop(move.number % len(in_flight))

    def _restart(self, move: Move) -> None:
        house, oin = self._house(move.who), PARTIES[move.who].oin
        self.went_back = self.went_back or move.offset < self.pair.offsets[oin]
        self.pair.set_offset(oin, move.offset)
        self._go(house, house.restart(died=move.after))

    def _go(self, house: House, flow: Coroutine[Any, Any, object]) -> None:
        self.pair.go(house, flow)

    def _house(self, number: int) -> House:
        return self.pair.houses[PARTIES[number].oin]

    def _receiver_of(self, number: int) -> House:
        """Return the gateway for which octets are in flight, or that of the police when none are."""
        in_flight = self.pair.line.in_flight
        return self.pair.houses[in_flight[number % len(in_flight)].receiver] if in_flight else self.pair.police

    def _flow(self, house: House, name: str, number: int) -> Callable[[], Coroutine[Any, Any, None]]:
        if name == "arrive":
            return lambda: self.pair.arrive_late(number, copied=True)
        return house.work if name == "work" else house.collect

    def _befall(self, house: House, move: Move) -> None:
        def meanwhile() -> None:
            self.pair.move(move.pause)
            self.pair.runner.aside(self._others(house, move.number))

        dies = move.incident in {Incident.DEATH_AT_STEP, Incident.DEATH_AT_COMMIT}
        strike = die if dies else meanwhile
        if move.incident in {Incident.DEATH_AT_COMMIT, Incident.HANG_AT_COMMIT}:
            house.fate.arm(move.commits, after=move.after, strike=strike)
        elif move.incident is not Incident.NOTHING:
            house.side.at_step(move.step, strike)

    async def _others(self, house: House, number: int) -> None:
        """Let the same gateway do other things: a copy arrives, another relay works, its back office collects."""
        await self.pair.arrive_late(number, copied=True)
        await _without_errors(house.work())
        await _without_errors(house.collect())


async def _without_errors(flow: Coroutine[Any, Any, None]) -> None:
    """Run a flow as its door does."""
    with contextlib.suppress(SchakelError):
        await flow
