from dataclasses import replace
from typing import Final

import pytest

from gateway.domain.agreement import Agreement
from gateway.domain.identifiers import ConversationId, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message
from gateway.domain.party import Party
from gateway.errors import ContentRefusedError
from gateway.flows.replies import RefusedContent, queue_fault, queue_receipt
from gateway.formats import interpreter
from gateway.formats.stuf_jz import Version, service_of
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World

ABOUT: Final = ReferenceNumber("ref-ontvangen")
CONVERSATION: Final = ConversationId("gesprek-1")


def _about(kind: MessageType, side: Side, agreement: Agreement) -> Header:
    """Return the header of a message that came in under an agreement."""
    return Header(
        reference=ABOUT,
        type=kind,
        sender=agreement.partner.party_id.oin,
        receiver=side.party.oin,
        conversation=CONVERSATION,
        created_at=side.ports.clock.now(),
    )


async def _receipt(side: Side, kind: MessageType, agreement: Agreement, service: str = "") -> None:
    service = service or interpreter.ways_of(kind)[0].service
    async with side.ports.unit_of_work() as uow:
        queue_receipt(_about(kind, side, agreement), service, agreement, side.ports, uow)
        await uow.commit()


async def _fault(side: Side, kind: MessageType, agreement: Agreement, service: str = "") -> None:
    service = service or interpreter.ways_of(kind)[0].service
    error = ContentRefusedError("StUF055", ("line 3 object", "type"))
    refused = RefusedContent(error=error, reference=ABOUT, conversation=CONVERSATION, service=service)
    async with side.ports.unit_of_work() as uow:
        queue_fault(refused, agreement, side.ports, uow)
        await uow.commit()


def _queued(side: Side) -> Message:
    [record] = side.store.tables.messages.values()
    assert side.work_on(record.reference) is not None
    message = interpreter.reread(record.action, side.store.tables.payloads[record.content])
    return replace(message, header=replace(message.header, conversation=record.conversation))


@pytest.mark.parametrize(
    ("party", "partner", "kind", "root"),
    [
        (VEILIG_THUIS, POLITIE, MessageType.MSG_01, "Bv01Bericht"),
        (GEMEENTE, VEILIG_THUIS, MessageType.MSG_34, "functioneleOntvangst"),
    ],
)
async def test_a_receipt_travels_in_the_format_and_conversation_of_what_it_is_about(
    party: Party, partner: Party, kind: MessageType, root: str
) -> None:
    side = World().side(party)
    await _receipt(side, kind, side.agreement_with(partner))
    [record] = side.store.tables.messages.values()
    assert (record.type, record.action) == (MessageType.TEC_02, root)
    header = _queued(side).header
    assert (header.cross_reference, header.conversation) == (ABOUT, CONVERSATION)
    assert (header.sender, header.receiver) == (record.sender, record.receiver)
    assert header.sender == side.party.oin


@pytest.mark.parametrize(
    ("party", "partner", "kind", "root"),
    [
        (VEILIG_THUIS, POLITIE, MessageType.MSG_01, "Fo01Bericht"),
        (GEMEENTE, VEILIG_THUIS, MessageType.MSG_34, "functioneleFout"),
    ],
)
async def test_a_fault_names_its_code_and_places_and_nothing_of_what_was_said(
    party: Party, partner: Party, kind: MessageType, root: str
) -> None:
    side = World().side(party)
    await _fault(side, kind, side.agreement_with(partner))
    [record] = side.store.tables.messages.values()
    assert (record.type, record.action) == (MessageType.TEC_04, root)
    message = _queued(side)
    fault = message.content.fout
    assert fault is not None
    assert (fault.code, fault.plaatsen) == ("StUF055", ("line 3 object", "type"))
    assert (message.header.cross_reference, message.header.conversation) == (ABOUT, CONVERSATION)


async def test_where_the_agreement_has_no_place_for_a_reply_none_is_queued() -> None:
    side = World().side(VEILIG_THUIS)
    bare = replace(side.agreement_with(POLITIE), actions=())
    await _receipt(side, MessageType.MSG_01, bare)
    await _fault(side, MessageType.MSG_01, bare)
    assert (side.store.tables.messages, side.store.tables.outbox) == ({}, {})


def _in_both_versions(side: Side, partner: Party) -> Agreement:
    """Return the agreement with every action of 1.0.9 in 1.0.7 as well."""
    agreement = side.agreement_with(partner)
    older = service_of(Version.V1_0_7)
    doubled = (replace(each, service=older) for each in agreement.actions if each.service == interpreter.STUF_SERVICE)
    return replace(agreement, actions=(*agreement.actions, *doubled))


@pytest.mark.parametrize("version", Version)
async def test_a_receipt_and_a_fault_travel_in_the_version_of_what_they_are_about(version: Version) -> None:
    for answer, root in ((_receipt, "Bv01Bericht"), (_fault, "Fo01Bericht")):
        side = World().side(VEILIG_THUIS)
        await answer(side, MessageType.MSG_01, _in_both_versions(side, POLITIE), service_of(version))
        [record] = side.store.tables.messages.values()
        assert (record.service, record.action) == (service_of(version), root)


async def test_r147_a_version_we_do_not_speak_is_answered_in_one_that_we_do() -> None:
    side = World().side(VEILIG_THUIS)
    await _fault(side, MessageType.MSG_01, side.agreement_with(POLITIE), "VNG:Jeugdzorg:1:0:6")
    [record] = side.store.tables.messages.values()
    assert (record.service, record.action) == (interpreter.STUF_SERVICE, "Fo01Bericht")


async def test_an_answer_never_travels_in_a_version_that_was_not_agreed() -> None:
    side = World().side(VEILIG_THUIS)
    await _fault(side, MessageType.MSG_01, side.agreement_with(POLITIE), service_of(Version.V1_0_7))
    assert side.store.tables.messages == {}
