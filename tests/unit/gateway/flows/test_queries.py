import pytest

from gateway.domain.delivery import ReceptionState
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.kinds import Layer
from gateway.domain.message import Direction
from gateway.errors import NotFoundError
from gateway.flows.queries import PAGE, follow, list_events, list_recent, list_waiting
from tests.kit.store_records import an_inbound_message
from tests.kit.world import POLITIE, VEILIG_THUIS, World


async def test_the_back_office_sees_what_waits_oldest_first() -> None:
    world = World()
    references = [await world.side(POLITIE).submit("01-politiemelding.json") for _ in range(3)]
    await world.settle()
    found = await list_waiting(world.side(VEILIG_THUIS).ports)
    assert [record.reference for record in found] == references


async def test_a_list_is_one_page_at_most() -> None:
    world = World()
    store = world.side(VEILIG_THUIS).store
    async with store.unit_of_work() as uow:
        for _ in range(PAGE + 1):
            uow.messages.record(an_inbound_message(state=ReceptionState.WAITING))
        await uow.commit()
    assert len(await list_waiting(world.side(VEILIG_THUIS).ports)) == PAGE
    assert len(await list_recent(world.side(VEILIG_THUIS).ports)) == PAGE


async def test_the_console_sees_the_newest_of_both_directions_first() -> None:
    world = World()
    await world.side(POLITIE).submit("01-politiemelding.json")
    await world.settle()
    found = await list_recent(world.side(VEILIG_THUIS).ports)
    assert [(record.direction, record.type) for record in found] == [
        (Direction.OUT, "TEC-02"),
        (Direction.IN, "MSG-01"),
    ]


async def test_events_continue_after_the_last_number_seen() -> None:
    world = World()
    await world.side(POLITIE).submit("01-politiemelding.json")
    await world.settle()
    ports = world.side(POLITIE).ports
    first, *others = await list_events(0, ports)
    assert await list_events(first[0], ports) == others
    assert await list_events(others[-1][0], ports) == []


async def test_following_a_message_shows_its_record_its_layers_and_its_evidence() -> None:
    world = World()
    reference = await world.side(POLITIE).submit("01-politiemelding.json")
    await world.settle()
    followed = await follow(Direction.OUT, reference, POLITIE.oin, world.side(POLITIE).ports)
    assert followed.record == world.side(POLITIE).sent(reference)
    arrived = {layer.layer for layer in followed.layers if layer.completed_at is not None}
    assert arrived == {Layer.TECHNICAL, Layer.RECEIPT}
    assert {chained.entry.subject for chained in followed.evidence} == {followed.record.subject}
    assert [chained.entry.type for chained in followed.evidence] == [
        "policy-decided",
        "submitted",
        "sealed",
        "attempted",
        "receipt-received",
        "layer-completed",
        "layer-completed",
    ]


async def test_what_is_not_there_cannot_be_followed() -> None:
    world = World()
    with pytest.raises(NotFoundError):
        await follow(Direction.IN, ReferenceNumber("ref-1"), POLITIE.oin, world.side(VEILIG_THUIS).ports)
