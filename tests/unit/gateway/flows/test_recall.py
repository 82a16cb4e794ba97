from dataclasses import replace

import pytest

from gateway.domain.identifiers import PayloadId
from gateway.domain.kinds import MessageType
from gateway.errors import (
    ConfigError,
    NotFoundError,
    SchakelError,
    StorageUnavailableError,
    TamperedError,
    XmlRefusedError,
)
from gateway.flows.recall import Recalled, recall
from gateway.formats import office
from tests.kit.policy_cases import CONVERSATION, DIRECT_HANDOVER, EMPLOYEE, message
from tests.kit.store_records import a_parked_message, a_step
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World

HANDED_IN = message(MessageType.MSG_34, DIRECT_HANDOVER, VEILIG_THUIS, GEMEENTE)
SUBJECT = f"out/{VEILIG_THUIS.oin}/{HANDED_IN.header.reference}"


async def _recall(subject: str, side: Side) -> Recalled | None:
    async with side.ports.unit_of_work() as uow:
        return await recall(subject, side.ports, uow)


async def _park(side: Side, *, purged: bool = False) -> None:
    record = a_parked_message(reference=HANDED_IN.header.reference, author=EMPLOYEE, conversation=CONVERSATION)
    async with side.ports.unit_of_work() as uow:
        uow.parked.record(record)
        uow.parked.add_step(a_step(record))
        if not purged:
            uow.payloads.put(record.content, office.render(HANDED_IN))
        await uow.commit()


async def test_a_message_that_left_is_recalled_as_it_travelled() -> None:
    world = World()
    police = world.side(POLITIE)
    draft = police.draft("01-politiemelding.json")
    await police.hand_in(draft)
    found = await _recall(f"out/{POLITIE.oin}/{draft.header.reference}", police)
    assert found is not None
    assert found.message is not None
    assert found.message.header.conversation == draft.header.conversation
    assert found.message.content.melding == draft.content.melding
    assert (found.type, found.author, found.steps) == (MessageType.MSG_01, None, ())


async def test_a_message_that_arrived_is_recalled_too() -> None:
    world = World()
    police, vt = world.side(POLITIE), world.side(VEILIG_THUIS)
    reference = await police.submit("01-politiemelding.json")
    await police.work()
    await world.carry_all(POLITIE)
    found = await _recall(f"in/{POLITIE.oin}/{reference}", vt)
    assert found is not None
    assert found.type is MessageType.MSG_01


async def test_a_message_that_waited_is_recalled_as_it_was_handed_in_with_its_steps() -> None:
    vt = World().side(VEILIG_THUIS)
    await _park(vt)
    found = await _recall(SUBJECT, vt)
    assert found is not None
    assert found.message is not None
    assert found.message.content == DIRECT_HANDOVER
    assert found.author == EMPLOYEE
    assert [step.rule for step in found.steps] == ["R049"]


async def test_of_what_was_purged_only_its_type_is_left() -> None:
    vt = World().side(VEILIG_THUIS)
    await _park(vt, purged=True)
    assert await _recall(SUBJECT, vt) == Recalled(type=MessageType.MSG_34, message=None)
    police = World().side(POLITIE)
    reference = await police.submit("01-politiemelding.json")
    key = next(iter(police.store.tables.messages))
    police.store.tables.messages[key] = replace(police.store.tables.messages[key], content=PayloadId("weg"))
    found = await _recall(f"out/{POLITIE.oin}/{reference}", police)
    assert found == Recalled(type=MessageType.MSG_01, message=None)


@pytest.mark.parametrize(
    ("error", "unreadable"),
    [
        (NotFoundError("payload"), False),
        (ConfigError("key-encryption key kek-1 is not configured"), False),
        (TamperedError("payload p-1"), True),
        (XmlRefusedError("depth"), True),
    ],
)
async def test_what_cannot_be_opened_or_read_counts_as_gone(error: SchakelError, *, unreadable: bool) -> None:
    """A key-encryption key that was destroyed erases what it sealed; damage is told apart from it."""
    vt, police = World().side(VEILIG_THUIS), World().side(POLITIE)
    await _park(vt)
    reference = await police.submit("01-politiemelding.json")
    for side, subject, kind in (
        (vt, SUBJECT, MessageType.MSG_34),
        (police, f"out/{POLITIE.oin}/{reference}", MessageType.MSG_01),
    ):
        side.store.locked = dict.fromkeys(side.store.tables.payloads, error)
        assert await _recall(subject, side) == Recalled(type=kind, message=None, unreadable=unreadable)


async def test_what_is_no_message_any_more_counts_as_unreadable() -> None:
    police = World().side(POLITIE)
    reference = await police.submit("01-politiemelding.json")
    police.store.tables.payloads = dict.fromkeys(police.store.tables.payloads, b"geen bericht")
    found = await _recall(f"out/{POLITIE.oin}/{reference}", police)
    assert found == Recalled(type=MessageType.MSG_01, message=None, unreadable=True)


async def test_a_store_that_is_away_is_no_message_that_is_gone() -> None:
    vt = World().side(VEILIG_THUIS)
    await _park(vt)
    vt.store.locked = dict.fromkeys(vt.store.tables.payloads, StorageUnavailableError())
    with pytest.raises(StorageUnavailableError):
        await _recall(SUBJECT, vt)


@pytest.mark.parametrize("subject", ["wire/00000099000000003000/abc", "case/x", "out/kort", SUBJECT])
async def test_nothing_is_recalled_of_what_is_no_message_or_was_never_kept(subject: str) -> None:
    assert await _recall(subject, World().side(VEILIG_THUIS)) is None
