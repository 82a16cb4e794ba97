"""What our own records say about a message, as facts for the gate; rules never reach out themselves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gateway.domain.case import Exchanged
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Header
from gateway.policy import History, Known
from gateway.ports import MessageRecord, ParkedRecord, Parties, UnitOfWork

# R061: of these it matters how far they came.
_HANDOVERS: Final = frozenset(row.type for row in CATALOGUE.values() if MessageType.MSG_33 in row.accepted_by)
# Of a long conversation the newest messages say where it stands.
_NEWEST: Final = 1_000


async def history_of(header: Header, other: Oin, parties: Parties, uow: UnitOfWork) -> History:
    """Return the history of a message exchanged with that organisation."""
    arrives = header.sender == other
    sent, got = await _sent_to(header, other, uow), await _got_from(header, other, uow)
    # Who answers has got what it answers (R142).
    answered = sent if arrives else got
    referring = History(
        cross_reference_known=_known(header, sent or got),
        cross_reference_type=_type_of(answered),
        cross_reference_at=answered.recorded_at if answered else None,
    )
    if arrives:
        return replace(referring, reference_used=await _reference_used(header, uow))
    records = await uow.messages.list_of_conversation(header.conversation, _NEWEST)
    return replace(
        referring,
        case=tuple(await uow.cases.list_of(header.conversation)),
        exchanged=await _exchanged(records, parties, uow),
        waiting=await _waiting(header, parties, uow),
    )


async def _sent_to(header: Header, other: Oin, uow: UnitOfWork) -> MessageRecord | None:
    reference = header.cross_reference
    record = None if reference is None else _message(await uow.messages.find(Direction.OUT, reference))
    return record if record is not None and record.receiver == other else None


def _message(record: MessageRecord | None) -> MessageRecord | None:
    """What is carried unread answers nothing, and nothing answers it."""
    return None if _type_of(record) is None else record


def _type_of(record: MessageRecord | None) -> MessageType | None:
    return record.type if record is not None and isinstance(record.type, MessageType) else None


async def _got_from(header: Header, other: Oin, uow: UnitOfWork) -> MessageRecord | None:
    reference = header.cross_reference
    return None if reference is None else _message(await uow.messages.find(Direction.IN, reference, other))


def _known(header: Header, earlier: MessageRecord | None) -> Known:
    if header.cross_reference is None:
        return Known.UNKNOWN
    return Known.NO if earlier is None else Known.YES


async def _reference_used(header: Header, uow: UnitOfWork) -> Known:
    """Only what arrives has a reference number that somebody else gave (R141)."""
    used = await uow.messages.find(Direction.IN, header.reference, header.sender)
    return Known.NO if used is None else Known.YES


async def _exchanged(records: Sequence[MessageRecord], parties: Parties, uow: UnitOfWork) -> tuple[Exchanged, ...]:
    typed = [(kind, record) for record in records if (kind := _type_of(record)) is not None]
    return tuple([await _one_exchanged(kind, record, parties, uow) for kind, record in typed])


async def _one_exchanged(kind: MessageType, record: MessageRecord, parties: Parties, uow: UnitOfWork) -> Exchanged:
    leaves = record.direction is Direction.OUT
    other = record.receiver if leaves else record.sender
    party = parties.find(other)
    return Exchanged(
        type=kind,
        direction=record.direction,
        reference=record.reference,
        other=other,
        other_kinds=frozenset() if party is None else party.kinds,
        other_name="" if party is None else party.name,
        at=record.recorded_at,
        cross_reference=record.cross_reference,
        reached=await _reached(record, uow) if leaves else frozenset(),
    )


async def _waiting(header: Header, parties: Parties, uow: UnitOfWork) -> tuple[Exchanged, ...]:
    """Return the other messages of the conversation that wait for a person."""
    records = await uow.parked.list_of_conversation(header.conversation)
    return tuple(_one_waiting(record, parties) for record in records if record.reference != header.reference)


def _one_waiting(record: ParkedRecord, parties: Parties) -> Exchanged:
    party = parties.find(record.receiver)
    return Exchanged(
        type=record.type,
        direction=Direction.OUT,
        reference=record.reference,
        other=record.receiver,
        other_kinds=frozenset() if party is None else party.kinds,
        other_name="" if party is None else party.name,
        at=record.parked_at,
    )


async def _reached(record: MessageRecord, uow: UnitOfWork) -> frozenset[Layer]:
    if record.type not in _HANDOVERS:
        return frozenset()
    layers = await uow.layers.list_of(Direction.OUT, record.reference)
    return frozenset(each.layer for each in layers if each.completed_at is not None and not each.refused)
