"""A working day in the chain, from hand to hand in memory: the messages that are shipped, through every room."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.chain import require_chain
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.flows.collect import Collect, confirm_message, take_message
from gateway.tracking import expected_layers
from tests.kit.world import ALL_PAIRS, Side, World

_DAY: Final = Path(__file__).parents[4] / "deploy" / "day"
# The Raad answers in weeks, and what follows is about faults.
STEPS: Final[list[dict[str, Any]]] = tomllib.loads((_DAY / "dag.toml").read_text(encoding="utf-8"))["stap"][:11]


def _refers_to(file: str) -> str:
    """Return the name of the step that a message is about."""
    return str(json.loads((_DAY / file).read_text(encoding="utf-8")).get("crossReference", "")).removeprefix("@")


class Day:
    """Everybody's gateway, and what was sent by the name of its step."""

    def __init__(self, profile: Profile) -> None:
        self.world = World(profile, ALL_PAIRS)
        self.sides = {side.party.name: side for side in self.world.sides.values()}
        self.sent: dict[str, tuple[Side, ReferenceNumber]] = {}

    async def step(self, name: str, sender: str, file: str) -> None:
        """Send one message, let it arrive, and let the back office there collect it."""
        side, changes = self.sides[sender], {}
        if about := _refers_to(file):
            earlier, reference = self.sent[about]
            changes = {
                "crossReference": str(reference),
                "conversation": str(earlier.sent(reference).conversation),
            }
        self.sent[name] = side, await side.submit(file, **changes)
        await self.world.settle()
        await self._collect(side, self.sent[name][1])

    async def _collect(self, sender: Side, reference: ReferenceNumber) -> None:
        receiver = self.world.sides[Oin(str(sender.sent(reference).receiver))]
        assert receiver.waiting() == [reference]
        command = Collect(client="kantoor", sender=sender.party.oin, reference=reference)
        message = await take_message(command, receiver.ports)
        assert message.header.conversation == sender.sent(reference).conversation
        await confirm_message(command, receiver.ports)


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_E])
async def test_a_working_day_ends_with_every_layer_of_every_message_complete(profile: Profile) -> None:
    day = Day(profile)
    for step in STEPS:
        await day.step(step["naam"], step["van"], step["bericht"])
    for name, (side, reference) in day.sent.items():
        record = side.sent(reference)
        assert (name, record.state) == (name, "delivered")
        assert isinstance(record.type, MessageType)
        assert (name, side.layers(reference)) == (name, "".join(expected_layers(record.type)))
    for side in day.sides.values():
        assert side.waiting() == []
        assert side.store.tables.outbox == {}
        last = require_chain(side.store.tables.evidence)
        assert last is not None
        assert last.sequence == len(side.store.tables.evidence)


def test_the_day_has_a_message_of_every_organisation_there() -> None:
    assert {step["van"] for step in STEPS} == {"politie", "veiligthuis", "gemeente", "buurregio"}
