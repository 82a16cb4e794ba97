import pytest

from gateway.errors import NotAMessageError
from gateway.flows.route import route_message
from tests.kit.world import POLITIE, Side, World

REPORT = "01-politiemelding.json"


@pytest.fixture
def police() -> Side:
    return World().side(POLITIE)


async def test_a_message_with_a_way_out_is_queued_in_this_commit(police: Side) -> None:
    message = police.draft(REPORT)
    async with police.ports.unit_of_work() as uow:
        await route_message(message, police.ports, uow)
        assert police.store.tables.messages == {}
        await uow.commit()
    assert police.state(message.header.reference) == "queued"


async def test_what_is_refused_leaves_nothing_in_the_commit(police: Side) -> None:
    police.schemas.places = ("line 3 object",)
    async with police.ports.unit_of_work() as uow:
        with pytest.raises(NotAMessageError):
            await route_message(police.draft(REPORT), police.ports, uow)
        await uow.commit()
    tables = police.store.tables
    assert (tables.messages, tables.outbox, tables.payloads, tables.evidence) == ({}, {}, {}, [])
