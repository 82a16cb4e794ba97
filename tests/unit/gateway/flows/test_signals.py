import pytest

from gateway.domain.agreement import Profile
from gateway.domain.octets import whole
from gateway.flows.dispatch import sha256
from gateway.flows.parcel import unpack
from gateway.flows.signals import KeptSignal, answer_again, answer_with
from gateway.ports import WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Answer, Proven
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World


class Receiver:
    """Veilig Thuis, with a proven report for which it owes a receipt."""

    def __init__(self, side: Side, proven: Proven) -> None:
        self.side = side
        self.proven = proven
        self.agreement = side.agreement_with(POLITIE)

    async def queue(self) -> KeptSignal:
        """Queue the receipt in a commit of its own."""
        ports = self.side.ports
        draft = ebms2.compose_receipt(self.proven, self.agreement, ports.randomness.new_message_id(), ports.clock.now())
        async with ports.unit_of_work() as uow:
            queued = await answer_with(draft, self.proven.address, self.agreement, ports, uow)
            await uow.commit()
        return queued

    async def put(self, signal: KeptSignal) -> Answer | None:
        """Answer again with stored octets, in a commit of its own."""
        async with self.side.ports.unit_of_work() as uow:
            answer = await answer_again(signal.payload_id, self.proven.address, self.agreement, self.side.ports, uow)
            await uow.commit()
        return answer


async def _receiver(profile: Profile) -> Receiver:
    world = World(profile)
    await world.side(POLITIE).submit("01-politiemelding.json")
    await world.side(POLITIE).work()
    [(_, content_type, body)] = world.side(POLITIE).wire.take()
    side = world.side(VEILIG_THUIS)
    return Receiver(side, await side.prove(content_type, body, POLITIE))


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S, Profile.RM_E])
async def test_a_signal_is_signed_where_that_was_agreed_and_stored_as_it_will_travel(profile: Profile) -> None:
    receiver = await _receiver(profile)
    queued = await receiver.queue()
    content_type, body = unpack(receiver.side.store.tables.payloads[queued.payload_id])
    assert (b"SignatureValue" in whole(body)) is profile.signed
    assert content_type.startswith("text/xml")
    assert queued.soap_sha256 == sha256(body)


async def test_its_work_is_due_at_once_for_as_long_as_the_partner_may_ask_again() -> None:
    receiver = await _receiver(Profile.RM_E)
    queued = await receiver.queue()
    work = receiver.side.work_on(queued.payload_id, WorkKind.SEND_SIGNAL)
    at = receiver.side.ports.clock.now()
    assert work is not None
    assert (work.partner, work.due_at, work.attempts) == (POLITIE.oin, at, 0)
    assert work.expires_at == at + max(action.reliability.horizon for action in receiver.agreement.actions)


async def test_where_no_retries_were_agreed_a_signal_still_gets_its_try() -> None:
    receiver = await _receiver(Profile.BE_S)
    work = receiver.side.work_on((await receiver.queue()).payload_id, WorkKind.SEND_SIGNAL)
    assert work is not None
    assert work.expires_at > work.due_at


async def test_a_signal_that_waits_already_is_not_queued_twice() -> None:
    receiver = await _receiver(Profile.RM_E)
    queued = await receiver.queue()
    work = receiver.side.work_on(queued.payload_id, WorkKind.SEND_SIGNAL)
    await receiver.put(queued)
    assert receiver.side.work_on(queued.payload_id, WorkKind.SEND_SIGNAL) == work


async def test_a_signal_that_was_sent_can_be_queued_again_with_the_same_octets() -> None:
    receiver = await _receiver(Profile.RM_E)
    queued = await receiver.queue()
    await receiver.side.work()
    await receiver.put(queued)
    await receiver.side.work()
    first, second = receiver.side.wire.posted
    assert first == second
