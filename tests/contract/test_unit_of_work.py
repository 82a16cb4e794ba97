import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from gateway.domain.chain import require_chain
from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.evidence import EvidenceEntry, EvidenceType, decryption_of
from gateway.domain.identifiers import ConversationId, MessageId, PayloadId, ReferenceNumber
from gateway.domain.kinds import Layer
from gateway.domain.message import Direction
from gateway.domain.octets import read, size_of, whole
from gateway.errors import AlreadyRecordedError, ConcurrencyError, NotFoundError, TamperedError
from gateway.ports import SentReferences, UnitOfWork, WorkKind
from gateway.wire.stages import ReferenceDigest
from tests.kit.store_records import (
    AT,
    COUNCIL,
    OWN,
    POLICE,
    a_layer,
    a_message,
    a_parked_message,
    a_submission,
    an_entry,
    an_inbound_message,
    an_inbox_record,
)
from tests.kit.streams import Broken, Scattered

Units = Callable[[], UnitOfWork]


@asynccontextmanager
async def committed(units: Units) -> AsyncIterator[UnitOfWork]:
    """Give a unit of work and commit it."""
    async with units() as uow:
        yield uow
        await uow.commit()


async def test_what_was_not_committed_was_never_there(units: Units) -> None:
    record = a_message()
    async with units() as uow:
        uow.messages.record(record)
    async with units() as uow:
        assert await uow.messages.find(Direction.OUT, record.reference) is None


async def test_a_write_is_not_seen_before_its_commit(units: Units) -> None:
    record = a_message()
    async with units() as uow:
        uow.messages.record(record)
        assert await uow.messages.find(Direction.OUT, record.reference) is None
        await uow.commit()
        assert await uow.messages.find(Direction.OUT, record.reference) == record


async def test_writes_left_behind_by_an_error_are_forgotten(units: Units) -> None:
    record, uow = a_message(), units()

    async def fail() -> None:
        async with uow:
            uow.messages.record(record)
            await uow.payloads.open(PayloadId.parse("niets"))

    with pytest.raises(NotFoundError):
        await fail()
    async with uow:
        await uow.commit()
        assert await uow.messages.find(Direction.OUT, record.reference) is None


async def test_an_empty_commit_does_nothing(units: Units) -> None:
    async with committed(units):
        pass


async def test_a_commit_is_all_or_nothing(units: Units) -> None:
    inbox = an_inbox_record()
    async with committed(units) as uow:
        uow.inbox.record(inbox)
    message, payload = an_inbound_message(), PayloadId.parse("inhoud-van-dubbel")
    async with units() as uow:
        uow.messages.record(message)
        uow.payloads.put(payload, b"x")
        uow.evidence.append(an_entry())
        uow.inbox.record(inbox)
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()
    async with units() as uow:
        assert await uow.messages.find(Direction.IN, message.reference, POLICE) is None
        assert list(await uow.evidence.list_of("out/x/ref-1")) == []
        with pytest.raises(NotFoundError):
            await uow.payloads.open(payload)


async def test_a_conflict_names_its_collection(units: Units) -> None:
    inbox = an_inbox_record()
    async with committed(units) as uow:
        uow.inbox.record(inbox)
    async with units() as uow:
        uow.inbox.record(inbox)
        with pytest.raises(AlreadyRecordedError) as caught:
            await uow.commit()
    assert caught.value.what == "inbox"


async def test_a_failed_commit_leaves_nothing_for_the_next(units: Units) -> None:
    inbox, message = an_inbox_record(), a_message()
    async with committed(units) as uow:
        uow.inbox.record(inbox)
    async with units() as uow:
        uow.inbox.record(inbox)
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()
        uow.messages.record(message)
        await uow.commit()
        assert await uow.messages.find(Direction.OUT, message.reference) == message


async def test_of_fifty_at_once_with_the_same_key_exactly_one_is_recorded(units: Units) -> None:
    inbox = an_inbox_record()

    async def race(number: int) -> bool:
        async with units() as uow:
            uow.inbox.record(inbox)
            uow.evidence.append(an_entry(subject=f"race-{number}"))
            try:
                await uow.commit()
            except AlreadyRecordedError:
                return False
        return True

    won = await asyncio.gather(*(race(number) for number in range(50)))
    assert sum(won) == 1
    async with units() as uow:
        left = [number for number in range(50) if await uow.evidence.list_of(f"race-{number}")]
    assert left == [won.index(True)]


async def test_a_message_comes_back_as_it_was_recorded(units: Units) -> None:
    out = a_message(cross_reference=ReferenceNumber.parse("eerder"), reason="x", soap=PayloadId.parse("s"))
    inbound = an_inbound_message()
    async with committed(units) as uow:
        uow.messages.record(out)
        uow.messages.record(inbound)
    async with units() as uow:
        assert await uow.messages.find(Direction.OUT, out.reference) == out
        assert await uow.messages.find(Direction.OUT, out.reference, OWN) == out
        assert await uow.messages.find(Direction.IN, inbound.reference, POLICE) == inbound
        assert await uow.messages.find(Direction.IN, out.reference) is None
        assert await uow.messages.find(Direction.OUT, out.reference, COUNCIL) is None


async def test_a_moment_comes_back_in_utc_to_the_microsecond(units: Units) -> None:
    record = a_message(recorded_at=AT.astimezone(timezone(timedelta(hours=2))))
    async with committed(units) as uow:
        uow.messages.record(record)
    async with units() as uow:
        found = await uow.messages.find(Direction.OUT, record.reference)
    assert found is not None
    assert found.recorded_at == AT
    assert found.recorded_at.utcoffset() in {timedelta(0), timedelta(hours=2)}


async def test_two_senders_may_use_one_reference(units: Units) -> None:
    reference = ReferenceNumber.parse("1001")
    ours = [an_inbound_message(reference=reference, sender=sender) for sender in (POLICE, COUNCIL)]
    async with committed(units) as uow:
        for record in ours:
            uow.messages.record(record)
    async with units() as uow:
        assert await uow.messages.find(Direction.IN, reference, POLICE) == ours[0]
        assert await uow.messages.find(Direction.IN, reference, COUNCIL) == ours[1]
        assert await uow.messages.find(Direction.IN, reference) is None, "nobody can say which one is meant"


@pytest.mark.parametrize("inbound", [True, False])
async def test_one_sender_uses_a_reference_once(units: Units, *, inbound: bool) -> None:
    record = an_inbound_message() if inbound else a_message()
    async with committed(units) as uow:
        uow.messages.record(record)
    async with units() as uow:
        uow.messages.record(
            an_inbound_message(reference=record.reference) if inbound else a_message(reference=record.reference)
        )
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()


async def test_an_outbound_message_is_found_by_its_message_id(units: Units) -> None:
    out = a_message()
    async with committed(units) as uow:
        uow.messages.record(out)
        uow.messages.record(an_inbound_message(message_id=out.message_id))
    async with units() as uow:
        assert await uow.messages.find_by_message_id(out.message_id) == out
        assert await uow.messages.find_by_message_id(MessageId.parse("niets@vt.example")) is None


async def test_two_outbound_messages_never_share_a_message_id(units: Units) -> None:
    out = a_message()
    async with units() as uow:
        uow.messages.record(out)
        uow.messages.record(a_message(message_id=out.message_id))
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()


async def test_messages_come_oldest_first_until_they_are_confirmed(units: Units) -> None:
    waiting = [an_inbound_message() for _ in range(4)]
    for record in waiting:
        async with committed(units) as uow:
            uow.messages.record(record)
            uow.messages.record(a_message())
    async with committed(units) as uow:
        uow.messages.move(waiting[0], ReceptionState.TAKEN)
        uow.messages.move(waiting[1], ReceptionState.CONFIRMED)
    async with units() as uow:
        taken = replace(waiting[0], state=ReceptionState.TAKEN)
        assert list(await uow.messages.list_waiting(10)) == [taken, waiting[2], waiting[3]]
        assert list(await uow.messages.list_waiting(2)) == [taken, waiting[2]]


async def test_recent_messages_come_newest_first_in_both_directions(units: Units) -> None:
    records = [a_message(), an_inbound_message(), a_message()]
    for record in records:
        async with committed(units) as uow:
            uow.messages.record(record)
    async with units() as uow:
        assert list(await uow.messages.list_recent(10)) == records[::-1]
        assert list(await uow.messages.list_recent(1)) == [records[2]]


async def test_the_messages_of_a_conversation_come_newest_first_in_both_directions(units: Units) -> None:
    conversation = ConversationId.parse("gesprek-van-een-zaak")
    records = [a_message(conversation=conversation), an_inbound_message(conversation=conversation)]
    for record in (*records, a_message()):
        async with committed(units) as uow:
            uow.messages.record(record)
    async with units() as uow:
        assert list(await uow.messages.list_of_conversation(conversation, 10)) == records[::-1]
        assert list(await uow.messages.list_of_conversation(conversation, 1)) == [records[1]]
        assert list(await uow.messages.list_of_conversation(ConversationId.parse("ander-gesprek"), 10)) == []


@pytest.mark.parametrize("recorded", [0, 1])
async def test_a_conversation_that_others_went_on_with_fails_the_commit(units: Units, recorded: int) -> None:
    conversation = ConversationId.parse("gesprek-van-een-zaak")
    for _ in range(recorded):
        async with committed(units) as uow:
            uow.messages.record(a_message(conversation=conversation))
    ours = a_message(conversation=conversation)
    async with units() as uow:
        await uow.messages.require_unchanged(conversation)
        uow.messages.record(ours)
        async with committed(units) as other:
            other.messages.record(a_message(conversation=conversation))
        with pytest.raises(ConcurrencyError):
            await uow.commit()
    async with units() as uow:
        assert await uow.messages.find(Direction.OUT, ours.reference) is None


async def test_a_conversation_that_nobody_else_went_on_with_lets_its_commit_be(units: Units) -> None:
    conversation = ConversationId.parse("gesprek-van-een-zaak")
    ours = [a_message(conversation=conversation), a_message(conversation=conversation)]
    async with units() as uow:
        await uow.messages.require_unchanged(conversation)
        for record in ours:
            uow.messages.record(record)
        async with committed(units) as other:
            other.messages.record(a_message())
        await uow.commit()
    async with committed(units) as uow:
        await uow.messages.require_unchanged(conversation)
        uow.messages.move(ours[0], DeliveryState.FAILED)
    async with units() as uow:
        assert len(await uow.messages.list_of_conversation(conversation, 10)) == len(ours)


async def test_of_ten_at_once_in_one_conversation_one_is_first(units: Units) -> None:
    conversation = ConversationId.parse("gesprek-van-een-zaak")

    async def go_on() -> bool:
        async with units() as uow:
            await uow.messages.require_unchanged(conversation)
            uow.messages.record(a_message(conversation=conversation))
            await asyncio.sleep(0)
            try:
                await uow.commit()
            except ConcurrencyError:
                return False
            return True

    assert sum(await asyncio.gather(*(go_on() for _ in range(10)))) == 1


async def test_a_message_moves_from_the_state_it_was_read_in(units: Units) -> None:
    record = a_message()
    async with committed(units) as uow:
        uow.messages.record(record)
    async with committed(units) as uow:
        uow.messages.move(record, DeliveryState.EXPIRED, reason="ttl")
    async with units() as uow:
        found = await uow.messages.find(Direction.OUT, record.reference)
        assert found is not None
        assert (found.state, found.reason) == (DeliveryState.EXPIRED, "ttl")
        uow.messages.move(record, DeliveryState.FAILED)
        with pytest.raises(ConcurrencyError):
            await uow.commit()
    async with units() as uow:
        assert await uow.messages.find(Direction.OUT, record.reference) == found


async def test_only_the_message_that_is_meant_moves(units: Units) -> None:
    reference = ReferenceNumber.parse("1002")
    ours, theirs = (an_inbound_message(reference=reference, sender=sender) for sender in (POLICE, COUNCIL))
    out = a_message(reference=reference)
    async with committed(units) as uow:
        for record in (ours, theirs, out):
            uow.messages.record(record)
    async with committed(units) as uow:
        uow.messages.move(theirs, ReceptionState.TAKEN)
    async with units() as uow:
        assert await uow.messages.find(Direction.IN, reference, POLICE) == ours
        assert await uow.messages.find(Direction.OUT, reference) == out


async def test_a_message_that_is_not_there_does_not_move(units: Units) -> None:
    async with units() as uow:
        uow.messages.move(a_message(), DeliveryState.FAILED)
        with pytest.raises(ConcurrencyError):
            await uow.commit()


async def test_a_queued_message_is_sealed_once(units: Units) -> None:
    record = a_message()
    soap, wire = PayloadId.parse("soap-1"), PayloadId.parse("wire-1")
    async with committed(units) as uow:
        uow.messages.record(record)
    async with committed(units) as uow:
        uow.messages.seal(record, soap, wire)
    async with units() as uow:
        found = await uow.messages.find(Direction.OUT, record.reference)
        assert found is not None
        assert (found.state, found.soap, found.wire) == (DeliveryState.SEALED, soap, wire)
        uow.messages.seal(record, PayloadId.parse("soap-2"), PayloadId.parse("wire-2"))
        with pytest.raises(ConcurrencyError):
            await uow.commit()


async def test_the_first_arrival_of_a_layer_stands(units: Units) -> None:
    message = a_message()
    expected = [a_layer(message, layer) for layer in (Layer.TECHNICAL, Layer.BUSINESS)]
    first = a_layer(message, completed_at=AT, by="bericht-1@politie.example", refused=True)
    async with committed(units) as uow:
        for layer in expected:
            uow.layers.expect(layer)
    async with committed(units) as uow:
        uow.layers.complete(first)
    async with committed(units) as uow:
        uow.layers.complete(a_layer(message, completed_at=AT + timedelta(days=1), by="later"))
    async with units() as uow:
        found = await uow.layers.list_of(Direction.OUT, message.reference)
        assert set(found) == {first, expected[1]}
        assert list(await uow.layers.list_of(Direction.IN, message.reference)) == []


async def test_a_layer_that_was_not_expected_changes_nothing(units: Units) -> None:
    message = a_message()
    async with committed(units) as uow:
        uow.layers.complete(a_layer(message, completed_at=AT, by="x"))
    async with units() as uow:
        assert list(await uow.layers.list_of(Direction.OUT, message.reference)) == []


async def test_a_layer_is_expected_once(units: Units) -> None:
    layer = a_layer(a_message())
    async with units() as uow:
        uow.layers.expect(layer)
        uow.layers.expect(layer)
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()


@pytest.mark.parametrize("answer", [PayloadId.parse("antwoord"), None])
async def test_the_inbox_remembers_what_was_answered(units: Units, answer: PayloadId | None) -> None:
    record = an_inbox_record(answer=answer)
    async with committed(units) as uow:
        uow.inbox.record(record)
    async with units() as uow:
        assert await uow.inbox.find(POLICE, record.message_id) == record
        assert await uow.inbox.find(COUNCIL, record.message_id) is None


async def test_two_senders_may_use_one_message_id(units: Units) -> None:
    record = an_inbox_record()
    async with committed(units) as uow:
        uow.inbox.record(record)
        uow.inbox.record(an_inbox_record(sender=COUNCIL, message_id=record.message_id))


async def test_a_client_key_leads_to_what_it_led_to(units: Units) -> None:
    record = a_submission()
    async with committed(units) as uow:
        uow.submissions.record(record)
    async with units() as uow:
        assert await uow.submissions.find(record.client, record.key) == record
        assert await uow.submissions.find("ander-systeem", record.key) is None
        assert await uow.submissions.find(record.client, "sleutel-2") is None
        uow.submissions.record(a_submission(digest="e" * 64, reference=ReferenceNumber("ref-2")))
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()


async def test_a_reference_is_handed_in_once_whether_it_leaves_or_waits(units: Units) -> None:
    async with committed(units) as uow:
        uow.submissions.record(a_submission())
        uow.messages.record(a_message(reference=a_submission().reference, direction=Direction.OUT))
    async with units() as uow:
        uow.submissions.record(a_submission(client="ander-systeem", key="sleutel-2"))
        uow.parked.record(a_parked_message(reference=a_submission().reference))
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()
        assert await uow.parked.find(a_submission().reference) is None


async def test_sent_references_come_back_in_order(units: Units) -> None:
    references = tuple(
        ReferenceDigest(uri=uri, algorithm="http://www.w3.org/2001/04/xmlenc#sha256", digest=bytes([number]) * 32)
        for number, uri in enumerate(("", "cid:twee@vt.example", "cid:een@vt.example"))
    )
    sent = SentReferences(
        message_id=MessageId.parse("b@vt.example"), reference=ReferenceNumber.parse("ref"), references=references
    )
    async with committed(units) as uow:
        uow.sent.record(sent)
    async with units() as uow:
        assert await uow.sent.find(sent.message_id) == sent
        assert await uow.sent.find(MessageId.parse("c@vt.example")) is None
        uow.sent.record(sent)
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()


async def test_evidence_is_chained_in_the_order_of_appending(units: Units) -> None:
    entries = [an_entry(facts=(("number", str(number)),)) for number in range(5)]
    async with committed(units) as uow:
        for entry in entries[:3]:
            uow.evidence.append(entry)
    async with committed(units) as uow:
        for entry in entries[3:]:
            uow.evidence.append(entry)
    async with units() as uow:
        chained = await uow.evidence.list_of("out/x/ref-1")
    assert [each.entry for each in chained] == entries
    assert [each.sequence for each in chained] == [1, 2, 3, 4, 5]
    assert require_chain(chained) == chained[-1]


async def test_evidence_of_many_at_once_makes_one_chain_without_gaps(units: Units) -> None:
    async def append(number: int) -> None:
        async with committed(units) as uow:
            uow.evidence.append(an_entry(subject=f"s-{number}"))
            uow.evidence.append(an_entry(subject="all", actor=str(number)))

    await asyncio.gather(*(append(number) for number in range(40)))
    async with units() as uow:
        of_all = await uow.evidence.list_of("all")
        alone = [each for number in range(40) for each in await uow.evidence.list_of(f"s-{number}")]
    chained = sorted([*of_all, *alone], key=lambda each: each.sequence)
    assert len(chained) == 80
    require_chain(chained)


async def test_the_whole_chain_is_read_on_from_a_place(units: Units) -> None:
    async with committed(units) as uow:
        for number in range(5):
            uow.evidence.append(an_entry(subject=f"s-{number}"))
    async with units() as uow:
        assert [each.sequence for each in await uow.evidence.list_after(0, 10)] == [1, 2, 3, 4, 5]
        assert [each.sequence for each in await uow.evidence.list_after(2, 2)] == [3, 4]
        assert list(await uow.evidence.list_after(5, 10)) == []


async def test_the_last_entry_is_the_end_of_the_chain(units: Units) -> None:
    async with units() as uow:
        assert await uow.evidence.last() is None
    async with committed(units) as uow:
        for number in range(3):
            uow.evidence.append(an_entry(subject=f"s-{number}"))
    async with units() as uow:
        last = await uow.evidence.last()
        assert last is not None
        assert (last.sequence, last.entry.subject) == (3, "s-2")


async def test_the_newest_entries_of_a_type_come_first(units: Units) -> None:
    async with committed(units) as uow:
        for number, kind in enumerate((EvidenceType.TAKEN, EvidenceType.SEALED) * 2):
            uow.evidence.append(an_entry(type=kind, subject=f"s-{number}"))
    async with units() as uow:
        found = await uow.evidence.list_newest(EvidenceType.TAKEN, 10)
        assert [each.entry.subject for each in found] == ["s-2", "s-0"]
        assert [each.entry.subject for each in await uow.evidence.list_newest(EvidenceType.SEALED, 1)] == ["s-3"]


async def test_who_failed_often_enough_since_then_is_named(units: Units) -> None:
    failed, hour = EvidenceType.DECRYPTION_FAILED, timedelta(hours=1)
    entries = [
        *(an_entry(type=failed, actor=str(POLICE), at=AT) for _ in range(3)),
        *(an_entry(type=failed, actor=str(COUNCIL), at=AT + hour) for _ in range(2)),
        *(an_entry(type=EvidenceType.SECURITY_REFUSED, actor=str(OWN), at=AT) for _ in range(5)),
    ]
    async with committed(units) as uow:
        for entry in entries:
            uow.evidence.append(entry)
    async with units() as uow:
        assert await uow.evidence.list_failing(AT - hour, 2) == sorted([str(POLICE), str(COUNCIL)])
        assert await uow.evidence.list_failing(AT - hour, 3) == [str(POLICE)]
        assert await uow.evidence.list_failing(AT - hour, 4) == []
        # After that moment, not at it.
        assert await uow.evidence.list_failing(AT, 1) == [str(COUNCIL)]


async def test_what_failed_before_its_last_resumption_counts_no_longer(units: Units) -> None:
    failed = EvidenceType.DECRYPTION_FAILED

    async def add(*entries: EvidenceEntry) -> None:
        async with committed(units) as uow:
            for entry in entries:
                uow.evidence.append(entry)

    def resumed(partner: object, **changes: Any) -> EvidenceEntry:  # noqa: ANN401 - fields of every type
        return an_entry(
            **{"type": EvidenceType.DECRYPTION_RESUMED, "subject": decryption_of(str(partner)), "at": AT, **changes}
        )

    async def failing(at_least: int) -> list[str]:
        async with units() as uow:
            return list(await uow.evidence.list_failing(AT - timedelta(hours=1), at_least))

    await add(*(an_entry(type=failed, actor=str(each), at=AT) for each in (POLICE, POLICE, COUNCIL, COUNCIL)))
    # By its place in the chain, whatever its moment; by its subject and type, whoever acts; and for that one alone.
    await add(resumed(POLICE, at=AT - timedelta(days=1)))
    await add(an_entry(type=EvidenceType.TAKEN, subject=decryption_of(str(COUNCIL))))
    await add(an_entry(type=EvidenceType.DECRYPTION_RESUMED, subject="x", actor=str(COUNCIL)))
    assert await failing(1) == [str(COUNCIL)]
    await add(an_entry(type=failed, actor=str(POLICE), at=AT))
    assert await failing(1) == sorted([str(POLICE), str(COUNCIL)])
    assert await failing(2) == [str(COUNCIL)]
    await add(resumed(POLICE), resumed(COUNCIL))
    assert await failing(1) == []


async def test_the_facts_of_an_entry_keep_their_order_and_their_repeats(units: Units) -> None:
    entry = an_entry(facts=(("b", "1"), ("a", "é“”\U0001f512"), ("b", "1")))
    async with committed(units) as uow:
        uow.evidence.append(entry)
        uow.evidence.append(an_entry(subject="ander", facts=()))
    async with units() as uow:
        assert [each.entry for each in await uow.evidence.list_of(entry.subject)] == [entry]
        assert (await uow.evidence.list_of("ander"))[0].entry.facts == ()


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 1025, 300_000])
async def test_octets_come_back_as_they_were_put(units: Units, size: int) -> None:
    payload, octets = PayloadId.parse("p"), bytes(range(256)) * (size // 256) + bytes(size % 256)
    async with committed(units) as uow:
        uow.payloads.put(payload, octets)
    async with units() as uow:
        assert whole(await uow.payloads.open(payload)) == octets


@pytest.mark.parametrize("size", [0, 100, 40_000])
async def test_a_stream_is_put_and_comes_back_the_same(units: Units, size: int) -> None:
    payload, octets = PayloadId.parse("p"), bytes(range(256)) * (size // 256) + bytes(size % 256)
    async with committed(units) as uow:
        uow.payloads.put(payload, Scattered(octets, 777))
    async with units() as uow:
        found = await uow.payloads.open(payload)
        assert (size_of(found), whole(found), whole(found)) == (size, octets, octets)
        assert read(found, 10, 90) == octets[10:90]
        assert read(found, size // 2, size) == octets[size // 2 :]


async def test_a_stream_that_breaks_off_leaves_nothing_of_its_commit(units: Units) -> None:
    async with units() as uow:
        uow.payloads.put(PayloadId.parse("voor"), b"voor")
        uow.payloads.put(PayloadId.parse("p"), Broken())
        with pytest.raises(TamperedError):
            await uow.commit()
    for name in ("voor", "p"):
        async with units() as uow:
            with pytest.raises(NotFoundError):
                await uow.payloads.open(PayloadId.parse(name))


async def test_octets_that_were_never_put_are_not_found(units: Units) -> None:
    async with units() as uow:
        with pytest.raises(NotFoundError):
            await uow.payloads.open(PayloadId.parse("p"))


async def test_a_name_of_octets_is_used_once(units: Units) -> None:
    payload = PayloadId.parse("p")
    async with committed(units) as uow:
        uow.payloads.put(payload, b"first")
    async with units() as uow:
        uow.payloads.put(payload, b"second")
        with pytest.raises(AlreadyRecordedError):
            await uow.commit()
        assert await uow.payloads.open(payload) == b"first"


async def test_events_come_in_order_after_the_number_that_was_seen(units: Units) -> None:
    events = [
        BackOfficeEvent(type=kind, reference=ReferenceNumber.parse(f"r-{number}"), at=AT, explanation=explanation)
        for number, (kind, explanation) in enumerate(
            [
                (EventType.MESSAGE_WAITING, ""),
                (EventType.DELIVERY_EXPIRED, "Bel de ontvanger; er kwam géén bevestiging."),
                (EventType.DELIVERED, ""),
            ]
        )
    ]
    for event in events:
        async with committed(units) as uow:
            uow.events.put(event)
    async with units() as uow:
        listed = await uow.events.list_after(0, 10)
        assert [event for _, event in listed] == events
        numbers = [number for number, _ in listed]
        assert numbers == sorted(set(numbers))
        assert list(await uow.events.list_after(numbers[0], 10)) == list(listed[1:])
        assert list(await uow.events.list_after(0, 2)) == list(listed[:2])
        assert list(await uow.events.list_after(numbers[-1], 10)) == []


async def test_an_acceptance_is_one_commit(units: Units) -> None:
    message, inbox = an_inbound_message(), an_inbox_record()
    async with committed(units) as uow:
        uow.inbox.record(inbox)
        uow.messages.record(message)
        uow.payloads.put(message.content, b"inhoud")
        uow.layers.expect(a_layer(message))
        uow.evidence.append(an_entry(subject=message.subject))
        uow.events.put(BackOfficeEvent(type=EventType.MESSAGE_WAITING, reference=message.reference, at=AT))
    async with units() as uow:
        assert await uow.inbox.find(POLICE, inbox.message_id) == inbox
        assert list(await uow.messages.list_waiting(10)) == [message]
        assert await uow.payloads.open(message.content) == b"inhoud"
        assert len(await uow.layers.list_of(Direction.IN, message.reference)) == 1
        assert len(await uow.evidence.list_of(message.subject)) == 1
        assert len(await uow.events.list_after(0, 10)) == 1
        assert await uow.outbox.find(WorkKind.SEND_SIGNAL, str(inbox.answer)) is None
