"""A receipt or a refusal whose agreement is over tells of the message that was sent under it, and of nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Agreement, Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import AgreementId, MessageId, PartyId
from gateway.domain.octets import Octets
from gateway.errors import UnknownAgreementError
from gateway.flows.late import find_held_open
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import EnvelopeKind, ErrorItem, Sealed
from gateway.wire.trust import Purpose
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, World, received
from tests.kit.world_doors import KeySigner, facts_of

FAULT: Final = ErrorItem(code="DeliveryFailure", location="", severity="Error")
SECOND: Final = timedelta(seconds=1)


class Late:
    """A report of the police that is under way, in the second after which the agreement is over."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.world = World(profile)
        self.police, self.vt = self.world.side(POLITIE), self.world.side(VEILIG_THUIS)

    async def post(self) -> "Late":
        """Hand in the report, make one attempt, and let the agreement of the police end."""
        self.reference = await self.police.submit("01-politiemelding.json")
        await self.police.work()
        [(_, self.content_type, self.body)] = self.police.wire.take()
        self.agreed = self.police.agreement_with(VEILIG_THUIS)
        self.world.clock.move(timedelta(minutes=1))
        self.ended = replace(self.agreed, end=self.world.clock.now() - SECOND)
        self.police.agree(self.ended)
        return self

    async def signal(self, error: ErrorItem | None = None, about: MessageId | None = None) -> Sealed:
        """Return the signed receipt of Veilig Thuis, or its refusal, made now."""
        at, message_id = self.world.clock.now(), self.vt.ports.randomness.new_message_id()
        agreement = self.vt.agreement_with(POLITIE)
        if error is None:
            proven = await self.vt.prove(self.content_type, self.body, POLITIE)
            address = replace(proven.address, message_id=about or proven.address.message_id)
            return await self.vt.finish(
                ebms2.compose_receipt(replace(proven, address=address), agreement, message_id, at)
            )
        envelope = ebms2.parse(received(self.content_type, self.body, POLITIE, at))
        return await self.vt.finish(ebms2.compose_refusal(envelope, agreement, error, message_id, at))

    async def carry(self, sealed: Sealed) -> None:
        """Let it arrive at the police."""
        await self.world.carry(VEILIG_THUIS, sealed.content_type, sealed.body, POLITIE.oin)

    def state(self) -> str:
        """Return where the report stands."""
        return self.police.state(self.reference)

    def last(self) -> tuple[str, str]:
        """Return type and reason of the last entry about the report."""
        entry = self.police.evidence(subject=self.police.sent(self.reference).subject)[-1]
        return entry.type, facts_of(entry).get("reason", "")


def _octets(sealed: Sealed) -> tuple[str, Octets]:
    return sealed.content_type, sealed.body


@pytest.fixture
async def late() -> Late:
    return await Late().post()


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S, Profile.RM_E])
async def test_a_receipt_after_the_end_settles_a_delivery_that_has_not_ended(profile: Profile) -> None:
    late = await Late(profile).post()
    await late.carry(await late.signal())
    assert late.state() == "delivered"
    assert late.police.work_on(late.reference) is None
    assert late.police.evidence(EvidenceType.RECEIPT_RECEIVED)


async def test_a_refusal_after_the_end_ends_a_delivery_that_has_not_ended(late: Late) -> None:
    await late.carry(await late.signal(FAULT))
    assert late.state() == "refused"


async def test_once_the_relay_has_ended_it_a_late_receipt_is_evidence_and_moves_nothing(late: Late) -> None:
    late.world.clock.move(timedelta(minutes=10))
    assert await late.police.work() == ["agreement-ended"]
    await late.carry(await late.signal())
    assert (late.state(), late.last()) == ("failed", ("contradicted", "step-not-allowed"))
    assert late.police.told(late.reference) == ["delivery-failed", "delivery-contradicted"]


async def test_a_receipt_by_a_clock_that_is_ahead_of_ours_settles_in_the_last_minutes(late: Late) -> None:
    late.police.agree(replace(late.agreed, end=late.world.clock.now() + SECOND))
    late.world.clock.move(timedelta(minutes=1))
    sealed = await late.signal()
    late.world.clock.move(timedelta(minutes=-1))
    await late.carry(sealed)
    assert late.state() == "delivered"


def _next(late: Late, **changes: object) -> Agreement:
    """Return the version that begins where the one of the report ends."""
    newer = replace(late.agreed, digest="f" * 64, start=late.ended.end)
    return replace(newer, partner=replace(newer.partner, **changes))  # type: ignore[arg-type]  # fields of many types


async def test_a_receipt_made_before_the_next_version_began_settles_after_that(late: Late) -> None:
    late.world.clock.move(-SECOND - SECOND)
    sealed = await late.signal()
    late.world.clock.move(SECOND + SECOND)
    late.police.agree(_next(late), late.ended)
    await late.carry(sealed)
    assert late.state() == "delivered"


async def test_f57_the_receiver_of_the_version_it_was_sent_under_acknowledges_it(late: Late) -> None:
    late.police.agree(_next(late, party_id=PartyId(str(GEMEENTE.oin))), late.ended)
    await late.carry(await late.signal())
    assert late.state() == "delivered"


# --- nothing else comes in under an agreement that is over ------------------------------------------------------------


async def test_113_a_business_message_after_the_end_is_of_no_agreement(late: Late) -> None:
    late.vt.agree(replace(late.vt.agreement_with(POLITIE), end=late.ended.end))
    with pytest.raises(UnknownAgreementError):
        await late.world.carry(POLITIE, late.content_type, late.body, VEILIG_THUIS.oin)
    assert late.vt.store.commits == 0


async def test_113_a_question_after_the_end_is_of_no_agreement(late: Late) -> None:
    at, agreement = late.world.clock.now(), late.vt.agreement_with(POLITIE)
    conversation, message_id = late.vt.ports.randomness.new_conversation(), late.vt.ports.randomness.new_message_id()
    ping = ebms2.compose_question(None, agreement, message_id, conversation, at)
    with pytest.raises(UnknownAgreementError):
        await late.carry(await late.vt.finish(ping))


async def test_113_a_receipt_for_nothing_we_sent_is_of_no_agreement_either(late: Late) -> None:
    sealed = await late.signal(about=MessageId("nooit-verstuurd@politie.schakel.test"))
    commits = late.police.store.commits
    with pytest.raises(UnknownAgreementError):
        await late.carry(sealed)
    assert late.police.store.commits == commits


async def test_113_a_signal_that_is_about_nothing_is_of_no_agreement(late: Late) -> None:
    address = ebms2.parse(received(late.content_type, late.body, POLITIE, late.world.clock.now())).address
    signal = replace(address, kind=EnvelopeKind.ACKNOWLEDGMENT, refers_to=None)
    assert await find_held_open(signal, late.world.clock.now(), late.police.ports) is None


async def test_132_a_receipt_under_another_agreement_than_the_message_is_of_no_agreement(late: Late) -> None:
    sealed = await late.signal()
    record = late.police.sent(late.reference)
    tables = late.police.store.tables
    moved = replace(record, agreement_id=AgreementId("Een_andere"))
    tables.messages = {key: moved if each == record else each for key, each in tables.messages.items()}
    with pytest.raises(UnknownAgreementError):
        await late.carry(sealed)


async def test_132_an_agreement_that_ended_is_held_open_for_its_own_messages_alone(late: Late) -> None:
    at = late.world.clock.now()
    receipt = ebms2.parse(received(*_octets(await late.signal()), VEILIG_THUIS, at)).address
    assert await find_held_open(receipt, at, late.police.ports) is not None
    other = AgreementId("Een_andere")
    late.police.agree(late.ended, replace(late.ended, agreement_id=other))
    assert await find_held_open(replace(receipt, agreement_id=other), at, late.police.ports) is None


async def test_without_the_version_it_was_sent_under_a_late_receipt_is_of_no_agreement(late: Late) -> None:
    late.police.agree()
    with pytest.raises(UnknownAgreementError):
        await late.carry(await late.signal())


async def test_114_whoever_else_brings_a_late_receipt_is_told_nothing(late: Late) -> None:
    sealed = await late.signal()
    with pytest.raises(UnknownAgreementError):
        await late.world.carry(GEMEENTE, sealed.content_type, sealed.body, POLITIE.oin)
    assert late.state() == "awaiting-receipt"


async def test_a_late_receipt_that_somebody_else_signed_settles_nothing() -> None:
    late = await Late(Profile.RM_S).post()
    late.vt.ports = replace(late.vt.ports, signer=KeySigner(GEMEENTE.name))
    await late.carry(await late.signal())
    assert late.state() == "awaiting-receipt"
    assert late.police.evidence(EvidenceType.SECURITY_REFUSED)


async def test_a_late_receipt_by_a_certificate_that_proves_nothing_now_settles_nothing(late: Late) -> None:
    late.world.trust.distrusted.add((late.ended.partner.signing_certificate, Purpose.SIGNING))
    await late.carry(await late.signal())
    assert late.state() == "awaiting-receipt"
