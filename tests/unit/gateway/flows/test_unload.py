import pytest

from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import whole
from gateway.errors import NotFoundError, StepNotAllowedError
from gateway.flows.collect import confirm_message, take_message
from gateway.flows.queries import list_waiting
from gateway.flows.unload import confirm_shipment, list_shipments, open_shipment, take_enclosure
from tests.kit.carriage import Carriage
from tests.kit.world import POLITIE
from tests.kit.world_doors import facts_of


async def _arrived(*contents: bytes) -> tuple[Carriage, ReferenceNumber]:
    carriage = Carriage()
    reference = await carriage.ship(*contents)
    await carriage.world.settle()
    return carriage, reference


async def test_what_waits_is_listed_apart_from_messages() -> None:
    carriage, reference = await _arrived(b"x")
    report = await carriage.sender.submit("01-politiemelding.json")
    await carriage.world.settle()
    ports = carriage.receiver.ports
    assert [record.reference for record in await list_shipments(ports)] == [reference]
    assert [record.reference for record in await list_waiting(ports)] == [report]


async def test_a_shipment_is_shown_on_both_sides_without_its_content() -> None:
    carriage, reference = await _arrived(b"een", b"twee")
    for side, direction in ((carriage.sender, Direction.OUT), (carriage.receiver, Direction.IN)):
        shipment = await open_shipment(direction, reference, POLITIE.oin, side.ports)
        assert [each.media_type for each in shipment.enclosures] == ["image/jpeg"] * 2
        assert shipment.followed.record.reference == reference


async def test_each_payload_is_taken_by_its_number_and_every_reading_is_known() -> None:
    carriage, reference = await _arrived(b"een", b"twee")
    side, command = carriage.receiver, carriage.collect(reference)
    for number, content in ((2, b"twee"), (1, b"een"), (1, b"een")):
        unloaded = await take_enclosure(command, number, side.ports)
        assert (whole(unloaded.content), unloaded.enclosure.file_name) == (content, "foto é.jpg")
    taken = [facts_of(entry)["part"] for entry in side.evidence(EvidenceType.TAKEN)]
    assert taken == ["2", "1", "1"]
    assert side.waiting() == []


@pytest.mark.parametrize("number", [0, 2, -1])
async def test_another_number_names_nothing(number: int) -> None:
    carriage, reference = await _arrived(b"x")
    with pytest.raises(NotFoundError):
        await take_enclosure(carriage.collect(reference), number, carriage.receiver.ports)


async def test_it_is_confirmed_when_it_was_taken_and_once() -> None:
    carriage, reference = await _arrived(b"x")
    side, command = carriage.receiver, carriage.collect(reference)
    with pytest.raises(StepNotAllowedError):
        await confirm_shipment(command, side.ports)
    await take_enclosure(command, 1, side.ports)
    for _ in range(2):
        await confirm_shipment(command, side.ports)
    assert len(side.evidence(EvidenceType.CONFIRMED)) == 1
    assert list(await list_shipments(side.ports)) == []
    # It can be taken again: what is confirmed is not gone.
    assert whole((await take_enclosure(command, 1, side.ports)).content) == b"x"


async def test_who_meets_somebody_else_collects_after_them() -> None:
    carriage, reference = await _arrived(b"x")
    side, command = carriage.receiver, carriage.collect(reference)
    side.store.losses = 2
    assert whole((await take_enclosure(command, 1, side.ports)).content) == b"x"
    side.store.losses = 2
    await confirm_shipment(command, side.ports)
    assert len(side.evidence(EvidenceType.TAKEN)) == len(side.evidence(EvidenceType.CONFIRMED)) == 1


async def test_an_empty_shipment_is_confirmed_without_taking_what_is_not_there() -> None:
    carriage, reference = await _arrived()
    await confirm_shipment(carriage.collect(reference), carriage.receiver.ports)
    assert list(await list_shipments(carriage.receiver.ports)) == []


async def test_a_message_is_no_shipment_and_a_shipment_no_message() -> None:
    carriage, reference = await _arrived(b"x")
    report = await carriage.sender.submit("01-politiemelding.json")
    await carriage.world.settle()
    ports = carriage.receiver.ports
    with pytest.raises(NotFoundError):
        await open_shipment(Direction.IN, report, POLITIE.oin, ports)
    with pytest.raises(NotFoundError):
        await take_enclosure(carriage.collect(report), 1, ports)
    for flow in (take_message, confirm_message):
        with pytest.raises(NotFoundError):
            await flow(carriage.collect(reference), ports)
