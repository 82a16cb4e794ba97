from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.case import CaseEntry, CaseFact, Exchanged
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.employees import EmployeeId
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Header
from gateway.domain.party import Party, PartyKind
from gateway.flows.history import history_of
from gateway.policy import History, Known
from gateway.ports import LayerRecord, MessageRecord
from tests.kit.books import FakeParties
from tests.kit.policy_cases import DIRECT_HANDOVER, LOCAL_FIELD, VT, message
from tests.kit.store import FakeStore
from tests.kit.store_records import AT, COUNCIL, OWN, POLICE, a_message, a_parked_message, an_inbound_message

HEADER: Final = message(MessageType.MSG_34, DIRECT_HANDOVER, VT, LOCAL_FIELD).header
PARTIES: Final = FakeParties(
    Party(oin=OWN, name="Veilig Thuis", kinds=frozenset({PartyKind.VT})),
    Party(oin=POLICE, name="Politie", kinds=frozenset({PartyKind.POLITIE})),
)
REFERENCE: Final = ReferenceNumber("ref-eerder")


async def _known(store: FakeStore, other: Oin = POLICE, reference: ReferenceNumber | None = REFERENCE) -> Known:
    header = replace(HEADER, cross_reference=reference)
    async with store.unit_of_work() as uow:
        return (await history_of(header, other, PARTIES, uow)).cross_reference_known


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


async def _history(store: FakeStore, header: Header = HEADER, other: Oin = COUNCIL) -> History:
    async with store.unit_of_work() as uow:
        return await history_of(header, other, PARTIES, uow)


def _in_case(record: MessageRecord, kind: MessageType) -> MessageRecord:
    return replace(record, type=kind, conversation=HEADER.conversation)


async def test_what_was_exchanged_in_the_conversation_is_all_there_the_newest_first() -> None:
    sent = replace(_in_case(a_message(receiver=POLICE), MessageType.MSG_13), recorded_at=AT - timedelta(days=1))
    came = _in_case(an_inbound_message(cross_reference=sent.reference), MessageType.MSG_14)
    store = await _store(sent, came, a_message(), an_inbound_message())
    assert (await _history(store)).exchanged == (
        Exchanged(
            type=MessageType.MSG_14,
            direction=Direction.IN,
            reference=came.reference,
            other=POLICE,
            other_kinds=frozenset({PartyKind.POLITIE}),
            other_name="Politie",
            at=came.recorded_at,
            cross_reference=sent.reference,
        ),
        Exchanged(
            type=MessageType.MSG_13,
            direction=Direction.OUT,
            reference=sent.reference,
            other=POLICE,
            other_kinds=frozenset({PartyKind.POLITIE}),
            other_name="Politie",
            at=sent.recorded_at,
        ),
    )


async def test_who_left_the_register_is_of_no_kind_and_name_any_more() -> None:
    store = await _store(_in_case(a_message(receiver=COUNCIL), MessageType.MSG_34))
    assert [(each.other_kinds, each.other_name) for each in (await _history(store)).exchanged] == [(frozenset(), "")]


async def _handed_over(kind: MessageType, *, layer: Layer | None = None, refused: bool = False) -> FakeStore:
    """Return a store with one handover, of which that layer came in."""
    record = _in_case(a_message(), kind)
    store = await _store(record)
    async with store.unit_of_work() as uow:
        for each in CATALOGUE[kind].layers:
            uow.layers.expect(LayerRecord(reference=record.reference, direction=Direction.OUT, layer=each))
        await uow.commit()
    if layer is not None:
        async with store.unit_of_work() as uow:
            expected = LayerRecord(reference=record.reference, direction=Direction.OUT, layer=layer)
            uow.layers.complete(replace(expected, completed_at=AT, by="ref", refused=refused))
            await uow.commit()
    return store


@pytest.mark.parametrize(
    ("kind", "layer", "reached"),
    [
        (MessageType.MSG_34, Layer.RECEIPT, {Layer.RECEIPT}),
        (MessageType.MSG_34, None, set()),
        (MessageType.MSG_35, Layer.ACCEPTANCE, {Layer.ACCEPTANCE}),
        (MessageType.MSG_60, Layer.RECEIPT, set()),
    ],
)
async def test_r061_the_layers_are_known_of_a_handover(
    kind: MessageType, layer: Layer | None, reached: set[Layer]
) -> None:
    assert [each.reached for each in (await _history(await _handed_over(kind, layer=layer))).exchanged] == [reached]


async def test_r061_a_layer_that_was_refused_is_not_reached() -> None:
    store = await _handed_over(MessageType.MSG_35, layer=Layer.ACCEPTANCE, refused=True)
    assert (await _history(store)).exchanged[0].reached == frozenset()


async def test_r061_of_a_message_that_came_to_us_no_layer_is_asked() -> None:
    store = await _store(_in_case(an_inbound_message(), MessageType.MSG_34))
    assert (await _history(store)).exchanged[0].reached == frozenset()


async def test_of_a_message_that_arrives_only_what_it_refers_to_and_its_reference_are_looked_up() -> None:
    store = await _store(_in_case(an_inbound_message(), MessageType.MSG_01))
    assert await _history(store, HEADER, HEADER.sender) == History(reference_used=Known.NO)


async def test_r141_a_reference_that_its_sender_gave_before_is_used() -> None:
    store = await _store(an_inbound_message(reference=HEADER.reference, sender=POLICE))
    used = replace(HEADER, sender=POLICE)
    assert (await _history(store, used, POLICE)).reference_used is Known.YES
    assert (await _history(store, HEADER, HEADER.sender)).reference_used is Known.NO
    assert (await _history(store, HEADER)).reference_used is Known.UNKNOWN


async def test_r142_only_a_message_that_went_the_other_way_can_be_answered() -> None:
    refers = replace(HEADER, cross_reference=REFERENCE)
    ours, theirs = a_message(reference=REFERENCE, receiver=POLICE), an_inbound_message(reference=REFERENCE)
    arrives, leaves = replace(refers, sender=POLICE), refers
    pairs = [(record, header) for record in (ours, theirs) for header in (arrives, leaves)]
    answered = [await _history(await _store(record), header, POLICE) for record, header in pairs]
    assert [each.cross_reference_known for each in answered] == [Known.YES] * 4
    assert [each.cross_reference_type for each in answered] == [ours.type, None, None, theirs.type]
    assert [each.cross_reference_at for each in answered] == [ours.recorded_at, None, None, theirs.recorded_at]


async def test_what_was_recorded_of_the_case_is_told() -> None:
    entry = CaseEntry(conversation=HEADER.conversation, fact=CaseFact.CLOSED, holds=True, at=AT, by=EmployeeId("m-17"))
    store = FakeStore()
    async with store.unit_of_work() as uow:
        uow.cases.record(entry)
        uow.cases.record(replace(entry, conversation=ConversationId("ander")))
        await uow.commit()
        history = await history_of(HEADER, POLICE, PARTIES, uow)
    assert history.case == (entry,)
    assert history.known(CaseFact.CLOSED) is Known.YES


async def test_what_waits_of_the_case_is_told_but_not_the_message_itself() -> None:
    other = a_parked_message(conversation=HEADER.conversation)
    unknown = a_parked_message(conversation=HEADER.conversation, receiver=COUNCIL)
    store = FakeStore()
    async with store.unit_of_work() as uow:
        for record in (other, unknown, a_parked_message(conversation=HEADER.conversation, reference=HEADER.reference)):
            uow.parked.record(record)
        await uow.commit()
        history = await history_of(HEADER, POLICE, PARTIES, uow)
    assert [(each.reference, each.other_kinds) for each in history.waiting] == [
        (other.reference, frozenset({PartyKind.POLITIE})),
        (unknown.reference, frozenset()),
    ]
    assert history.exchanged == ()
