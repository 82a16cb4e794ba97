import pytest

from gateway.domain.carried import Enclosure
from gateway.domain.identifiers import PayloadId
from gateway.errors import NotFoundError
from gateway.flows.packing import read_list, write_list
from tests.kit.carriage import Carriage

LIST = (
    Enclosure(
        payload=PayloadId("p-1"),
        content_id="deel-1@x",
        media_type="image/png",
        file_name="é.png",
        size=3,
        sha256="0" * 64,
    ),
    Enclosure(
        payload=PayloadId("p-2"), content_id="deel-2@x", media_type="a/b", file_name=None, size=0, sha256="1" * 64
    ),
)


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_a_list_is_read_as_it_was_written(count: int) -> None:
    carriage = Carriage()
    reference = await carriage.ship(b"x")
    record = carriage.sender.sent(reference)
    carriage.sender.store.tables.payloads[record.content] = write_list(LIST[:count])
    async with carriage.sender.ports.unit_of_work() as uow:
        assert await read_list(record, uow) == LIST[:count]


async def test_a_list_that_was_purged_is_not_found() -> None:
    carriage = Carriage()
    record = carriage.sender.sent(await carriage.ship(b"x"))
    del carriage.sender.store.tables.payloads[record.content]
    async with carriage.sender.ports.unit_of_work() as uow:
        with pytest.raises(NotFoundError):
            await read_list(record, uow)
