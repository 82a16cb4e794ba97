from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.carried import CarriedKind
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ConversationId
from gateway.errors import (
    AlreadyRecordedError,
    KeyReusedError,
    NoRouteError,
    NotAMessageError,
    PolicyRefusedError,
    RouteGuardError,
)
from gateway.flows.packing import read_list
from gateway.flows.ship import ship
from gateway.formats import interpreter
from gateway.wire.trust import Purpose
from tests.kit.carriage import ACTION, SERVICE, Carriage, order
from tests.kit.world import POLITIE, VEILIG_THUIS
from tests.kit.world_doors import at_once, facts_of

CONVERSATION = ConversationId("gesprek-7")


async def test_a_shipment_is_queued_with_its_list_its_payloads_and_evidence() -> None:
    carriage = Carriage()
    reference = await carriage.ship(b"een", b"", conversation=CONVERSATION)
    side = carriage.sender
    record = side.sent(reference)
    assert (record.type, record.state, record.service, record.action) == (
        CarriedKind.SHIPMENT,
        "queued",
        SERVICE,
        ACTION,
    )
    assert (record.receiver, record.conversation, record.cross_reference) == (VEILIG_THUIS.oin, CONVERSATION, None)
    async with side.ports.unit_of_work() as uow:
        enclosures = await read_list(record, uow)
    assert [side.store.tables.payloads[each.payload] for each in enclosures] == [b"een", b""]
    assert [each.file_name for each in enclosures] == ["foto é.jpg"] * 2
    assert len({each.content_id for each in enclosures}) == 2
    assert side.work_on(reference) is not None
    assert side.layers(reference) == ""
    (entry,) = side.evidence(EvidenceType.SUBMITTED)
    assert facts_of(entry)["part-1-sha256"] == enclosures[0].sha256
    assert "foto" not in str(entry)


async def test_its_receiver_can_call_it_as_we_do() -> None:
    carriage = Carriage()
    record = carriage.sender.sent(await carriage.ship(b"x"))
    assert str(record.message_id).startswith(f"{record.reference}@")


async def test_without_a_conversation_it_begins_one() -> None:
    carriage = Carriage()
    first, second = await carriage.ship(b"x"), await carriage.ship(b"x", key="sleutel-2")
    assert carriage.sender.sent(first).conversation != carriage.sender.sent(second).conversation


async def test_the_same_call_has_one_effect() -> None:
    carriage = Carriage()
    assert await carriage.ship(b"x") == await carriage.ship(b"x")
    assert len(carriage.sender.store.tables.messages) == 1
    with pytest.raises(KeyReusedError):
        await carriage.ship(b"x", digest="anders")


async def test_the_same_call_in_the_same_moment_has_one_effect() -> None:
    carriage = Carriage()
    first = []
    carriage.sender.at_step(
        "out.05-before-commit", lambda: first.append(at_once(ship(order(b"x"), carriage.sender.ports)))
    )
    assert [await carriage.ship(b"x")] == first


async def test_a_store_that_always_has_it_already_is_said_so() -> None:
    carriage = Carriage()
    carriage.sender.store.losses = 2
    carriage.sender.store.loss = AlreadyRecordedError("messages")
    with pytest.raises(AlreadyRecordedError):
        await carriage.ship(b"x")


async def test_h4c_what_the_settings_do_not_name_is_refused_with_evidence() -> None:
    carriage = Carriage()
    carriage.sender.carried.named.clear()
    with pytest.raises(PolicyRefusedError) as refused:
        await carriage.ship(b"x")
    assert refused.value.rules == ("H4C",)
    (entry,) = carriage.sender.evidence(EvidenceType.POLICY_DECIDED)
    assert facts_of(entry) == {"type": "zending", "outcome": "refused", "rules": "H4C"}
    assert not carriage.sender.store.tables.messages


@pytest.mark.parametrize(
    ("service", "action"),
    [(interpreter.STUF_SERVICE, "iets"), (interpreter.KETEN_SERVICE, "x"), (SERVICE, "vtMeldingDi01")],
)
async def test_h4c_what_belongs_to_the_chain_is_never_carried_unread(service: str, action: str) -> None:
    carriage = Carriage()
    carriage.sender.carried.named.add((VEILIG_THUIS.oin, service))
    with pytest.raises(PolicyRefusedError):
        await carriage.ship(b"x", service=service, action=action)


async def test_without_an_agreement_there_is_no_way() -> None:
    carriage = Carriage()
    carriage.sender.agree()
    with pytest.raises(NoRouteError):
        await carriage.ship(b"x")


async def test_more_parts_than_a_signature_takes_are_refused_before_anything_is_kept() -> None:
    carriage = Carriage(Profile.RM_S)
    await carriage.ship(*[b"x"] * 29)
    with pytest.raises(NotAMessageError):
        await carriage.ship(*[b"x"] * 30, key="sleutel-2")
    assert len(carriage.sender.store.tables.messages) == 1


async def test_unsigned_there_may_be_more() -> None:
    carriage = Carriage(Profile.RM)
    await carriage.ship(*[b"x"] * 199)
    with pytest.raises(NotAMessageError):
        await carriage.ship(*[b"x"] * 200, key="sleutel-2")


async def test_nothing_leaves_when_the_addresses_do_not_agree() -> None:
    carriage = Carriage()
    agreement = carriage.sender.agreement_with(VEILIG_THUIS)
    carriage.world.trust.distrusted.add((agreement.partner.encryption_certificate, Purpose.ENCRYPTION))
    with pytest.raises(RouteGuardError):
        await carriage.ship(b"x")


@pytest.mark.parametrize("profile", [Profile.BE, Profile.RM, Profile.RM_S, Profile.RM_E])
async def test_it_is_delivered_as_a_message_is(profile: Profile) -> None:
    carriage = Carriage(profile)
    reference = await carriage.ship(b"een", b"twee")
    await carriage.world.settle()
    assert carriage.sender.state(reference) == "delivered"
    assert carriage.sender.told(reference)[-1] == "delivered"


async def test_it_expires_as_a_message_does() -> None:
    carriage = Carriage()
    reference = await carriage.ship(b"x")
    carriage.world.clock.move(timedelta(days=2))
    await carriage.sender.work()
    assert carriage.sender.state(reference) == "expired"
    assert carriage.sender.told(reference) == ["delivery-expired"]


async def test_large_payloads_travel_as_streams_and_come_out_the_same() -> None:
    carriage = Carriage(large=0)
    contents = [bytes([number]) * 10_000 for number in range(3)]
    reference = await carriage.ship(*contents)
    await carriage.world.settle()
    record = carriage.receiver.got(reference, POLITIE)
    assert record is not None
    async with carriage.receiver.ports.unit_of_work() as uow:
        enclosures = await read_list(record, uow)
    assert [carriage.receiver.store.tables.payloads[each.payload] for each in enclosures] == contents
    assert [each.size for each in enclosures] == [10_000] * 3


async def test_the_same_octets_are_sent_at_every_attempt() -> None:
    carriage = Carriage(large=0)
    await carriage.ship(b"x" * 5_000)
    await carriage.sender.work()
    carriage.world.clock.move(timedelta(minutes=11))
    await carriage.sender.work()
    first, second = carriage.sender.wire.take()
    assert first == second


async def test_a_receiver_that_nobody_knows_has_no_way() -> None:
    carriage = Carriage()
    stranger = replace(POLITIE.oin, text="00000099000000009000")
    carriage.sender.carried.named.add((stranger, SERVICE))
    with pytest.raises(NoRouteError):
        await carriage.ship(b"x", receiver=stranger)
