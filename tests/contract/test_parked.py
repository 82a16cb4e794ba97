"""What Parked and Cases promise: messages that wait for a person with their steps, and the case book."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.case import CaseEntry, CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.identifiers import ConversationId, Oin, PayloadId, ReferenceNumber
from gateway.domain.parking import ParkingState, StepTaken
from gateway.errors import AlreadyRecordedError, ConcurrencyError
from gateway.ports import ParkedRecord, StepRecord, UnitOfWork
from tests.kit.store_records import AT, COUNCIL, POLICE, a_parked_message, a_step

Units = Callable[[], UnitOfWork]
SOMEBODY = Employee(EmployeeId("m-17"), StaffRole.BEHANDELAAR)


async def _record(units: Units, *records: ParkedRecord) -> None:
    async with units() as uow:
        for record in records:
            uow.parked.record(record)
        await uow.commit()


async def _change(units: Units, before: ParkedRecord, after: ParkedRecord) -> None:
    async with units() as uow:
        uow.parked.change(before, after)
        await uow.commit()


@pytest.mark.parametrize("author", [None, SOMEBODY])
async def test_a_parked_message_comes_back_as_it_was_recorded(units: Units, author: Employee | None) -> None:
    record = a_parked_message(author=author)
    await _record(units, record)
    async with units() as uow:
        assert await uow.parked.find(record.reference) == record
        assert await uow.parked.find(ReferenceNumber("nergens")) is None


async def test_a_reference_waits_once(units: Units) -> None:
    record = a_parked_message()
    await _record(units, record)
    with pytest.raises(AlreadyRecordedError):
        await _record(units, a_parked_message(reference=record.reference))


async def test_what_waits_comes_with_the_first_term_first_until_it_ends(units: Units) -> None:
    late, early = a_parked_message(expires_at=AT + timedelta(days=2)), a_parked_message()
    ended = a_parked_message(state=ParkingState.EXPIRED)
    await _record(units, late, early, ended)
    async with units() as uow:
        assert list(await uow.parked.list_waiting(10)) == [early, late]
        assert list(await uow.parked.list_waiting(1)) == [early]
    await _change(units, early, replace(early, state=ParkingState.RELEASED, wanted=()))
    async with units() as uow:
        assert list(await uow.parked.list_waiting(10)) == [late]


async def test_of_a_conversation_comes_what_still_waits(units: Units) -> None:
    first, second = a_parked_message(), a_parked_message(state=ParkingState.REFUSED)
    third = a_parked_message(conversation=first.conversation, expires_at=AT)
    await _record(units, first, replace(second, conversation=first.conversation), third, a_parked_message())
    async with units() as uow:
        assert list(await uow.parked.list_of_conversation(first.conversation)) == [first, third]
        assert list(await uow.parked.list_of_conversation(ConversationId("leeg"))) == []


async def test_a_change_counts_on_the_message_as_it_was_read(units: Units) -> None:
    before = a_parked_message()
    await _record(units, before)
    after = replace(before, receiver=COUNCIL, wanted=before.wanted[:1], expires_at=AT + timedelta(days=3))
    await _change(units, before, after)
    async with units() as uow:
        assert await uow.parked.find(before.reference) == replace(after, changes=1)
    with pytest.raises(ConcurrencyError):
        await _change(units, before, replace(before, state=ParkingState.WITHDRAWN))
    with pytest.raises(ConcurrencyError):
        await _change(units, a_parked_message(), after)


async def test_a_step_goes_with_the_change_it_makes_or_not_at_all(units: Units) -> None:
    record = a_parked_message()
    await _record(units, record)
    async with units() as uow:
        uow.parked.add_step(a_step(record))
        uow.parked.change(replace(record, changes=7), record)
        with pytest.raises(ConcurrencyError):
            await uow.commit()
    async with units() as uow:
        assert list(await uow.parked.list_steps(record.reference)) == []


async def test_steps_come_back_in_their_order_and_without_their_justification(units: Units) -> None:
    record = a_parked_message()
    first = a_step(record, justification=PayloadId("motivering-1"))
    second = StepRecord(
        reference=record.reference,
        number=2,
        step=StepTaken(rule="R082", effect=Effect.ROUTE, by=SOMEBODY, at=AT, receiver=POLICE),
    )
    third = replace(
        second, number=3, step=replace(second.step, effect=Effect.COPY, receiver=None, reference=ReferenceNumber("r"))
    )
    async with units() as uow:
        for step in (third, first, second):
            uow.parked.add_step(step)
        uow.parked.add_step(a_step(a_parked_message()))
        await uow.commit()
        assert list(await uow.parked.list_steps(record.reference)) == [first, second, third]


async def test_a_step_has_a_number_of_its_own(units: Units) -> None:
    record = a_parked_message()
    async with units() as uow:
        uow.parked.add_step(a_step(record))
        uow.parked.add_step(a_step(record))
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()


async def test_the_case_book_keeps_every_entry_in_order(units: Units) -> None:
    case = ConversationId("zaak-1")
    first = CaseEntry(
        conversation=case, fact=CaseFact.CLOSED, holds=True, at=AT, by=SOMEBODY.id, about=str(Oin("0" * 20))
    )
    second = replace(first, holds=False)
    async with units() as uow:
        for entry in (first, second, replace(first, conversation=ConversationId("zaak-2"))):
            uow.cases.record(entry)
        await uow.commit()
        assert list(await uow.cases.list_of(case)) == [first, second]
        assert list(await uow.cases.list_of(ConversationId("zaak-3"))) == []
