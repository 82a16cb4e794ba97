"""Messages that wait for nothing but each other leave in one commit: none of them leaves without its copy."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.effect import Effect
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Message
from gateway.domain.parking import StepTaken
from gateway.flows.judge import Asked, foresee
from gateway.flows.parked import content_of, steps_about
from gateway.policy import Outcome
from gateway.ports import ParkedRecord, Ports, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A parked message as a step finds it: the message that was handed in, and the steps taken."""

    record: ParkedRecord
    message: Message
    steps: tuple[StepTaken, ...]

    @property
    def reference(self) -> ReferenceNumber:
        """Its reference number."""
        return self.record.reference

    def asked(self, client: str, *together: "Standing") -> Asked:
        """Return the question about it, when those leave in the same commit."""
        return Asked(
            message=self.message,
            client=client,
            author=self.record.author,
            steps=self.steps,
            together=frozenset(each.reference for each in together),
        )


async def stand(record: ParkedRecord, ports: Ports, uow: UnitOfWork) -> Standing:
    """Return how a parked message stands."""
    message, steps = await content_of(record, ports, uow), await steps_about(record, uow)
    return Standing(record=record, message=message, steps=steps)


async def companions(standing: Standing, client: str, ports: Ports, uow: UnitOfWork) -> tuple[Standing, ...]:
    """Return what leaves with this message as soon as it leaves: its copies that wait for nothing else.

    Only when one of them was named as a copy; then also what these wait for themselves, in the same conversation.
    """
    named = {step.reference for step in standing.steps if step.effect is Effect.COPY}
    at, waiting = ports.clock.now(), await uow.parked.list_of_conversation(standing.record.conversation)
    others = [each for each in waiting if each.reference != standing.reference and _lacks_copies(each, at)]
    if named.isdisjoint(each.reference for each in others):
        return ()
    found = await _ready([await stand(each, ports, uow) for each in others], standing, client, ports, uow)
    if named.isdisjoint(each.reference for each in found):
        return ()
    # What may be refused beside its copy is judged without it: nothing ends because of what did not leave.
    beside = await foresee(standing.asked(client, *found), ports, uow)
    return () if beside.outcome is Outcome.REFUSED else found


def _lacks_copies(record: ParkedRecord, at: datetime) -> bool:
    """Tell whether it still waits, for copies alone."""
    return record.expires_at > at and all(each.effect is Effect.COPY for each in record.wanted)


async def _ready(
    found: list[Standing], standing: Standing, client: str, ports: Ports, uow: UnitOfWork
) -> tuple[Standing, ...]:
    """Return those that would all pass if all of them left with this message."""
    while True:
        group = (standing, *found)
        passing = [each for each in found if (await foresee(each.asked(client, *group), ports, uow)).passes]
        if len(passing) == len(found):
            return tuple(found)
        found = passing
