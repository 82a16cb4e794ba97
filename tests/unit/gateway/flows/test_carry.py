from dataclasses import replace

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.carried import CarriedKind
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.domain.kinds import MessageType
from gateway.flows.history import history_of
from gateway.flows.layers import complete_layers
from gateway.flows.packing import read_list
from gateway.flows.recall import recall
from gateway.policy import Known
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Outgoing, Part
from tests.kit.carriage import ACTION, SERVICE, Carriage
from tests.kit.world import POLITIE, VEILIG_THUIS
from tests.kit.world_doors import facts_of

profiles = pytest.mark.parametrize("profile", [Profile.BE, Profile.RM, Profile.RM_S, Profile.RM_E])


@profiles
@pytest.mark.parametrize("count", [0, 1, 3, 29])
async def test_a_shipment_waits_with_everything_that_was_in_it(profile: Profile, count: int) -> None:
    carriage = Carriage(profile)
    contents = [bytes([number]) * number for number in range(count)]
    reference = await carriage.ship(*contents)
    await carriage.world.settle()
    record = carriage.receiver.got(reference, POLITIE)
    assert record is not None
    assert (record.type, record.state, record.service, record.action) == (
        CarriedKind.SHIPMENT,
        "waiting",
        SERVICE,
        ACTION,
    )
    async with carriage.receiver.ports.unit_of_work() as uow:
        enclosures = await read_list(record, uow)
    assert [carriage.receiver.store.tables.payloads[each.payload] for each in enclosures] == contents
    assert [(each.media_type, each.file_name) for each in enclosures] == [("image/jpeg", "foto é.jpg")] * count
    assert carriage.receiver.told(reference) == ["shipment-waiting"]


async def test_its_evidence_names_every_part_and_the_receipt() -> None:
    carriage = Carriage()
    await carriage.ship(b"een", b"twee")
    await carriage.world.settle()
    (entry,) = carriage.receiver.evidence(EvidenceType.RECEIVED)
    assert {"agreement", "soap-sha256", "part-1-sha256", "part-2-sha256", "receipt-sha256"} <= facts_of(entry).keys()
    assert "foto" not in str(entry)


async def test_a_duplicate_has_no_second_effect_and_the_same_answer() -> None:
    carriage = Carriage(large=0)
    reference = await carriage.ship(b"x" * 3_000)
    await carriage.sender.work()
    ((receiver, content_type, body),) = carriage.sender.wire.take()
    for _ in range(2):
        await carriage.world.carry(POLITIE, content_type, body, receiver)
    await carriage.receiver.work()
    assert carriage.receiver.told(reference) == ["shipment-waiting"]
    assert len(carriage.receiver.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


async def test_what_the_receiver_does_not_carry_goes_the_way_of_messages_and_is_refused() -> None:
    carriage = Carriage()
    carriage.receiver.carried.named.clear()
    reference = await carriage.ship(b"een", b"twee")
    await carriage.world.settle()
    assert carriage.receiver.waiting() == []
    assert carriage.receiver.got(reference, POLITIE) is None
    (entry,) = carriage.receiver.evidence(EvidenceType.RECEIVED)
    assert facts_of(entry)["places"] == "number of payloads"


@pytest.mark.parametrize("local", ["geen-uuid", "x" * 60, "12345678-1234-4234-8234-123456789abc"])
async def test_whatever_the_message_is_called_it_gets_a_reference_of_its_own(local: str) -> None:
    carriage = Carriage(Profile.RM)
    side = carriage.sender
    for domain in ("een.test", "twee.test"):
        outgoing = Outgoing(
            message_id=MessageId(f"{local}@{domain}"),
            conversation_id=side.ports.randomness.new_conversation(),
            service=SERVICE,
            action=ACTION,
            parts=(Part(content_id="deel@x", media_type="a/b", content=b"x"),),
        )
        agreement = side.agreement_with(VEILIG_THUIS)
        sealed = await side.finish(ebms2.compose(outgoing, agreement, side.ports.clock.now()))
        await carriage.world.carry(POLITIE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)
    assert len(set(carriage.receiver.waiting())) == 2


async def test_a_shipment_in_a_conversation_says_nothing_about_its_messages() -> None:
    carriage = Carriage()
    report = await carriage.sender.submit("01-politiemelding.json")
    conversation = carriage.sender.sent(report).conversation
    reference = await carriage.ship(b"x", conversation=conversation)
    await carriage.world.settle()
    side = carriage.receiver
    draft = side.draft("01-politiemelding.json")
    header = replace(draft.header, conversation=conversation, receiver=POLITIE.oin, cross_reference=reference)
    async with side.ports.unit_of_work() as uow:
        history = await history_of(header, POLITIE.oin, side.ports.parties, uow)
    assert MessageType.MSG_01 in {each.type for each in history.exchanged}
    assert reference not in {each.reference for each in history.exchanged}
    assert history.cross_reference_known is Known.NO


async def test_an_answer_to_a_shipment_completes_nothing() -> None:
    carriage = Carriage()
    reference = await carriage.ship(b"x")
    message = carriage.receiver.draft("01-politiemelding.json")
    header = replace(message.header, sender=VEILIG_THUIS.oin, cross_reference=reference)
    async with carriage.sender.ports.unit_of_work() as uow:
        await complete_layers(replace(message, header=header), carriage.sender.ports, uow)
        await uow.commit()
    assert carriage.sender.layers(reference) == ""


async def test_what_was_carried_is_not_recalled_as_a_message() -> None:
    carriage = Carriage()
    reference = await carriage.ship(b"x")
    async with carriage.sender.ports.unit_of_work() as uow:
        subject = carriage.sender.sent(reference).subject
        assert await recall(subject, carriage.sender.ports, uow) is None
