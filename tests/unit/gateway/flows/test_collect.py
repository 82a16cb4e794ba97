from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.errors import ConcurrencyError, NotFoundError, StepNotAllowedError
from gateway.flows.collect import Collect, confirm_message, take_message
from gateway.ports import Ports
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World


class Waiting:
    """A police report that waits for the back office of Veilig Thuis."""

    def __init__(self, world: World, reference: ReferenceNumber) -> None:
        self.side: Side = world.side(VEILIG_THUIS)
        self.command = Collect(client="zaaksysteem", sender=POLITIE.oin, reference=reference)

    def state(self) -> str:
        """Return where the message stands."""
        record = self.side.got(self.command.reference, POLITIE)
        return "absent" if record is None else record.state

    def evidence(self) -> list[tuple[str, str]]:
        """Return what is known of who read it."""
        wanted = {EvidenceType.TAKEN, EvidenceType.CONFIRMED}
        return [(entry.type, entry.actor) for entry in self.side.evidence() if entry.type in wanted]


@pytest.fixture
async def waiting() -> Waiting:
    world = World()
    reference = await world.side(POLITIE).submit("01-politiemelding.json")
    await world.settle()
    return Waiting(world, reference)


async def test_a_message_is_taken_and_then_confirmed_with_evidence_of_both(waiting: Waiting) -> None:
    message = await take_message(waiting.command, waiting.side.ports)
    assert message.header.reference == waiting.command.reference
    assert message.content.melding is not None
    assert waiting.state() == "taken"
    await confirm_message(waiting.command, waiting.side.ports)
    assert waiting.state() == "confirmed"
    assert waiting.evidence() == [("taken", "back-office/zaaksysteem"), ("confirmed", "back-office/zaaksysteem")]


async def test_taking_again_gives_the_same_message_and_every_reading_is_known(waiting: Waiting) -> None:
    first = await take_message(waiting.command, waiting.side.ports)
    other = replace(waiting.command, client="tweede-systeem")
    assert await take_message(other, waiting.side.ports) == first
    await confirm_message(waiting.command, waiting.side.ports)
    assert await take_message(waiting.command, waiting.side.ports) == first
    assert waiting.state() == "confirmed"
    assert [actor for kind, actor in waiting.evidence() if kind == "taken"] == [
        "back-office/zaaksysteem",
        "back-office/tweede-systeem",
        "back-office/zaaksysteem",
    ]


async def test_confirming_twice_is_confirming_once(waiting: Waiting) -> None:
    await take_message(waiting.command, waiting.side.ports)
    await confirm_message(waiting.command, waiting.side.ports)
    await confirm_message(waiting.command, waiting.side.ports)
    assert [kind for kind, _ in waiting.evidence()] == ["taken", "confirmed"]


async def test_what_nobody_took_cannot_be_confirmed(waiting: Waiting) -> None:
    with pytest.raises(StepNotAllowedError):
        await confirm_message(waiting.command, waiting.side.ports)
    assert waiting.state() == "waiting"
    assert waiting.evidence() == []


@pytest.mark.parametrize("flow", [take_message, confirm_message])
async def test_237_a_message_is_not_found_under_another_sender_or_reference(
    waiting: Waiting, flow: Callable[[Collect, Ports], Awaitable[object]]
) -> None:
    for other in (
        replace(waiting.command, sender=GEMEENTE.oin),
        replace(waiting.command, reference=ReferenceNumber("ref-anders")),
    ):
        with pytest.raises(NotFoundError):
            await flow(other, waiting.side.ports)


async def test_e35_the_message_names_the_conversation_that_its_envelope_was_part_of(waiting: Waiting) -> None:
    message = await take_message(waiting.command, waiting.side.ports)
    record = waiting.side.got(waiting.command.reference, POLITIE)
    assert record is not None
    assert message.header.conversation == record.conversation
    assert str(record.conversation) != str(record.reference)


async def test_who_meets_somebody_else_collects_after_them(waiting: Waiting) -> None:
    for flow in (take_message, confirm_message):
        waiting.side.store.losses = 2
        await flow(waiting.command, waiting.side.ports)
    assert waiting.state() == "confirmed"
    assert [kind for kind, _ in waiting.evidence()] == ["taken", "confirmed"]


async def test_who_always_meets_somebody_else_is_asked_to_come_back(waiting: Waiting) -> None:
    waiting.side.store.losses = 32
    with pytest.raises(ConcurrencyError):
        await take_message(waiting.command, waiting.side.ports)
    assert (waiting.state(), waiting.evidence()) == ("waiting", [])
