"""A back office that collects with several hands at once gets everything, in the real store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.database.unit_of_work import Database
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.octets import whole
from gateway.flows.collect import confirm_message, take_message
from gateway.flows.unload import confirm_shipment, take_enclosure
from tests.kit.carriage import Carriage
from tests.kit.store_files import opened
from tests.kit.world import POLITIE, VEILIG_THUIS

HANDS = 8


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Return an empty store."""
    async with opened(tmp_path / "store.sqlite3") as database:
        yield database


@pytest.fixture
def carriage(database: Database) -> Carriage:
    """Return the police and Veilig Thuis, of whom the latter keeps everything in the real store."""
    carriage = Carriage()
    carriage.receiver.ports = replace(carriage.receiver.ports, unit_of_work=database.unit_of_work)
    return carriage


async def arrive(carriage: Carriage) -> None:
    """Let what the police queued arrive."""
    await carriage.sender.work()
    for _, content_type, body in carriage.sender.wire.take():
        await carriage.world.carry(POLITIE, content_type, body, VEILIG_THUIS.oin)


async def handled(database: Database, reference: ReferenceNumber) -> Counter[EvidenceType]:
    """Count how often evidence says that it was taken and confirmed."""
    async with database.unit_of_work() as uow:
        entries = [each.entry for each in await uow.evidence.list_of(f"in/{POLITIE.oin}/{reference}")]
    return Counter(each.type for each in entries if each.type in {EvidenceType.TAKEN, EvidenceType.CONFIRMED})


async def test_all_payloads_of_a_shipment_are_taken_and_confirmed_at_once(
    carriage: Carriage, database: Database
) -> None:
    contents = [b"deel %d" % number for number in range(HANDS)]
    reference = await carriage.ship(*contents)
    await arrive(carriage)
    command, ports = carriage.collect(reference), carriage.receiver.ports
    unloaded = await asyncio.gather(*(take_enclosure(command, number + 1, ports) for number in range(HANDS)))
    assert [whole(each.content) for each in unloaded] == contents
    await asyncio.gather(*(confirm_shipment(command, ports) for _ in range(HANDS)))
    assert await handled(database, reference) == {EvidenceType.TAKEN: HANDS, EvidenceType.CONFIRMED: 1}


async def test_a_message_is_taken_and_confirmed_at_once(carriage: Carriage, database: Database) -> None:
    reference = await carriage.sender.submit("01-politiemelding.json")
    await arrive(carriage)
    command, ports = carriage.collect(reference), carriage.receiver.ports
    messages = await asyncio.gather(*(take_message(command, ports) for _ in range(HANDS)))
    assert [message.header.reference for message in messages] == [reference] * HANDS
    await asyncio.gather(*(confirm_message(command, ports) for _ in range(HANDS)))
    assert await handled(database, reference) == {EvidenceType.TAKEN: HANDS, EvidenceType.CONFIRMED: 1}


async def test_an_empty_shipment_is_confirmed_at_once(carriage: Carriage, database: Database) -> None:
    reference = await carriage.ship()
    await arrive(carriage)
    command, ports = carriage.collect(reference), carriage.receiver.ports
    await asyncio.gather(*(confirm_shipment(command, ports) for _ in range(HANDS)))
    assert await handled(database, reference) == {EvidenceType.CONFIRMED: 1}
