from dataclasses import replace
from typing import Final

from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.flows.history import history_of
from gateway.policy import Known
from gateway.ports import MessageRecord
from tests.kit.policy_cases import DIRECT_HANDOVER, LOCAL_FIELD, VT, message
from tests.kit.store import FakeStore
from tests.kit.store_records import COUNCIL, POLICE, a_message, an_inbound_message

HEADER: Final = message(MessageType.MSG_34, DIRECT_HANDOVER, VT, LOCAL_FIELD).header
REFERENCE: Final = ReferenceNumber("ref-eerder")


async def _known(store: FakeStore, other: Oin = POLICE, reference: ReferenceNumber | None = REFERENCE) -> Known:
    header = replace(HEADER, cross_reference=reference)
    async with store.unit_of_work() as uow:
        return (await history_of(header, other, uow)).cross_reference_known


async def _store(*records: MessageRecord) -> FakeStore:
    store = FakeStore()
    async with store.unit_of_work() as uow:
        for record in records:
            uow.messages.record(record)
        await uow.commit()
    return store


async def test_a_message_that_refers_to_nothing_leaves_it_unknown() -> None:
    assert await _known(await _store(), reference=None) is Known.UNKNOWN


async def test_a_message_of_that_organisation_is_known() -> None:
    assert await _known(await _store(an_inbound_message(reference=REFERENCE))) is Known.YES


async def test_a_message_to_that_organisation_is_known() -> None:
    assert await _known(await _store(a_message(reference=REFERENCE, receiver=POLICE))) is Known.YES


async def test_a_message_nobody_sent_is_not_known() -> None:
    assert await _known(await _store()) is Known.NO


async def test_127_a_message_exchanged_with_somebody_else_is_not_known() -> None:
    store = await _store(a_message(reference=REFERENCE, receiver=POLICE), an_inbound_message(reference=REFERENCE))
    assert await _known(store, COUNCIL) is Known.NO
