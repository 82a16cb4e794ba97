"""Accepted from a partner under an agreement that is over: its receipt still leaves, and a copy gets it again."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Agreement, Profile, SyncReply
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.domain.octets import Octets, whole
from gateway.errors import UnknownAgreementError
from gateway.flows.late import find_held_open
from gateway.ports import Work, WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Answer, Proven
from gateway.wire.trust import Purpose
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, World, received
from tests.kit.world_doors import KeySigner, facts_of

SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)


class Owed:
    """A report of the police that Veilig Thuis accepted, in the second after which their agreement is over."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.world = World(profile)
        self.police, self.vt = self.world.side(POLITIE), self.world.side(VEILIG_THUIS)

    async def accept(self) -> "Owed":
        """Let the report arrive, and then the agreement end at Veilig Thuis."""
        self.reference = await self.police.submit("01-politiemelding.json")
        await self.police.work()
        [(_, self.content_type, self.body)] = self.police.wire.take()
        self.first = await self.come()
        self.end()
        return self

    def end(self) -> None:
        """Let the agreement be over since a second."""
        self.agreed = self.vt.agreement_with(POLITIE)
        self.world.clock.move(MINUTE)
        self.ended = replace(self.agreed, end=self.world.clock.now() - SECOND)
        self.vt.agree(self.ended)

    async def come(self) -> Answer | None:
        """Let the report arrive, for the first time or once more; return what is answered at once."""
        return await self.world.carry(POLITIE, self.content_type, self.body, VEILIG_THUIS.oin)

    def signals(self) -> list[Work]:
        """Return the signals that wait."""
        return [work for work in self.vt.store.tables.outbox.values() if work.kind is WorkKind.SEND_SIGNAL]

    async def send(self) -> tuple[str, list[str]]:
        """Send the one signal that waits; return how that ended, and to whom it went."""
        [work] = self.signals()
        outcome = await self.vt.attempt(work)
        return outcome, [str(receiver) for receiver, _, _ in self.vt.wire.posted]

    def copies(self) -> int:
        """Tell how many copies got the stored answer again."""
        return len(self.vt.evidence(EvidenceType.DUPLICATE_RECEIVED))


class NotedChannel:
    """Takes everything, and notes where it would have gone."""

    def __init__(self) -> None:
        self.endpoints: list[str] = []

    async def post(self, agreement: Agreement, content_type: str, body: Octets) -> Answer | None:
        """Take the octets."""
        self.endpoints.append(agreement.partner.endpoint)
        return None


@pytest.fixture
async def owed() -> Owed:
    return await Owed().accept()


# --- what waits to leave ----------------------------------------------------------------------------------------------


async def test_a_receipt_that_waits_when_its_agreement_ends_still_settles_the_message(owed: Owed) -> None:
    assert await owed.send() == ("posted", [str(POLITIE.oin)])
    await owed.world.carry_all(VEILIG_THUIS)
    assert owed.police.state(owed.reference) == "delivered"
    assert owed.signals() == []


async def test_a_refusal_that_waits_when_its_agreement_ends_still_leaves() -> None:
    owed = Owed()
    owed.police.ports = replace(owed.police.ports, signer=KeySigner(GEMEENTE.name))
    await owed.accept()
    assert owed.vt.evidence(EvidenceType.SECURITY_REFUSED)
    assert await owed.send() == ("posted", [str(POLITIE.oin)])


async def test_its_patience_is_what_it_was(owed: Owed) -> None:
    [work] = owed.signals()
    owed.world.clock.set(work.expires_at)
    assert await owed.send() == ("expired", [])
    assert owed.signals() == []


async def test_the_version_that_counts_now_says_where_it_goes(owed: Owed) -> None:
    newer = replace(owed.agreed.partner, endpoint="https://new.politie.test/ebms")
    owed.vt.agree(owed.ended, replace(owed.agreed, digest="f" * 64, start=owed.ended.end, partner=newer))
    channel = NotedChannel()
    owed.vt.ports = replace(owed.vt.ports, channel=channel)
    await owed.send()
    assert channel.endpoints == ["https://new.politie.test/ebms"]


async def test_f57_it_never_goes_to_whom_the_next_version_is_with(owed: Owed) -> None:
    stranger = replace(owed.agreed.partner, party_id=PartyId(str(GEMEENTE.oin)))
    owed.vt.agree(owed.ended, replace(owed.agreed, digest="f" * 64, start=owed.ended.end, partner=stranger))
    assert await owed.send() == ("posted", [str(POLITIE.oin)])


# --- a copy of what was accepted --------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S, Profile.RM_E])
async def test_a_copy_after_the_end_gets_the_stored_answer_again(profile: Profile) -> None:
    owed = await Owed(profile).accept()
    await owed.send()
    await owed.come()
    await owed.send()
    first, again = owed.vt.wire.posted
    assert first == again
    assert (owed.copies(), owed.vt.waiting()) == (1, [owed.reference])


async def test_a_copy_whose_receipt_still_waits_queues_no_second_one(owed: Owed) -> None:
    await owed.come()
    assert len(owed.signals()) == 1


async def test_where_signals_go_back_at_once_a_copy_gets_the_same_octets_there() -> None:
    owed = Owed()
    for side in (owed.police, owed.vt):
        side.agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY)
    await owed.accept()
    assert owed.first is not None
    assert await owed.come() == owed.first


async def test_a_copy_whose_time_to_live_is_over_gets_it_too(owed: Owed) -> None:
    await owed.send()
    owed.world.clock.move(timedelta(days=2))
    await owed.come()
    assert (owed.copies(), len(owed.signals())) == (1, 1)


async def test_a_copy_by_a_clock_that_was_ahead_gets_it_too() -> None:
    owed = Owed()
    owed.world.clock.move(3 * MINUTE)
    owed.reference = await owed.police.submit("01-politiemelding.json")
    await owed.police.work()
    [(_, owed.content_type, owed.body)] = owed.police.wire.take()
    owed.world.clock.move(-3 * MINUTE)
    await owed.come()
    owed.end()
    await owed.come()
    assert owed.copies() == 1


async def test_a_message_that_was_recorded_just_after_the_end_is_known_by_its_own_moment() -> None:
    owed = Owed()
    agreed = owed.vt.agreement_with(POLITIE)
    owed.vt.agree(replace(agreed, end=owed.world.clock.now()))
    owed.vt.at_step("in.11-proven", lambda: owed.world.clock.move(SECOND))
    owed.reference = await owed.police.submit("01-politiemelding.json")
    await owed.police.work()
    [(_, owed.content_type, owed.body)] = owed.police.wire.take()
    await owed.come()
    await owed.come()
    assert owed.copies() == 1


async def test_a_copy_is_known_when_the_next_version_is_in_force_and_names_another_certificate(owed: Owed) -> None:
    newer = replace(owed.agreed.partner, signing_certificate=owed.agreed.own.signing_certificate)
    owed.vt.agree(owed.ended, replace(owed.agreed, digest="f" * 64, start=owed.ended.end, partner=newer))
    await owed.come()
    assert owed.copies() == 1
    assert not owed.vt.evidence(EvidenceType.SECURITY_REFUSED)


# --- nothing else -----------------------------------------------------------------------------------------------------


async def _other_content(owed: Owed) -> None:
    """Let other content come under the MessageId of the report."""
    proven = await _proven(owed)
    content = whole(proven.parts[0].content) + b" "
    action, message_id = proven.address.action, proven.address.message_id
    sealed = await owed.police.seal(VEILIG_THUIS, action, content, message_id=message_id)
    await owed.world.carry(POLITIE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)


async def _proven(owed: Owed) -> Proven:
    owed.vt.agree(owed.agreed)
    proven = await owed.vt.prove(owed.content_type, owed.body, POLITIE)
    owed.vt.agree(owed.ended)
    return proven


async def test_other_content_under_the_same_message_id_is_refused_and_changes_nothing(owed: Owed) -> None:
    owed.world.clock.move(-2 * SECOND)
    await _other_content(owed)
    [refused] = owed.vt.evidence(EvidenceType.SECURITY_REFUSED)
    assert facts_of(refused)["code"] == "inconsistent-duplicate"
    assert (owed.copies(), owed.vt.waiting()) == (0, [owed.reference])


async def test_113_another_message_after_the_end_is_of_no_agreement(owed: Owed) -> None:
    proven = await _proven(owed)
    sealed = await owed.police.seal(VEILIG_THUIS, proven.address.action, b"<anders/>")
    commits = owed.vt.store.commits
    with pytest.raises(UnknownAgreementError):
        await owed.world.carry(POLITIE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)
    assert owed.vt.store.commits == commits


async def test_113_a_copy_of_what_was_refused_is_of_no_agreement() -> None:
    owed = Owed()
    owed.police.ports = replace(owed.police.ports, signer=KeySigner(GEMEENTE.name))
    await owed.accept()
    with pytest.raises(UnknownAgreementError):
        await owed.come()


async def test_113_a_question_about_it_after_the_end_is_of_no_agreement(owed: Owed) -> None:
    about = (await _proven(owed)).address.message_id
    randomness = owed.police.ports.randomness
    question = ebms2.compose_question(
        about,
        owed.police.agreement_with(VEILIG_THUIS),
        randomness.new_message_id(),
        randomness.new_conversation(),
        owed.world.clock.now(),
    )
    sealed = await owed.police.finish(question)
    with pytest.raises(UnknownAgreementError):
        await owed.world.carry(POLITIE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)


async def test_a_copy_of_what_stands_under_another_agreement_is_of_no_agreement(owed: Owed) -> None:
    inbox = owed.vt.store.tables.inbox
    owed.vt.store.tables.inbox = {
        key: replace(each, agreement_id=AgreementId("Een_andere")) for key, each in inbox.items()
    }
    with pytest.raises(UnknownAgreementError):
        await owed.come()


async def _held_open(owed: Owed, agreement_id: AgreementId | None = None) -> Agreement | None:
    at = owed.world.clock.now()
    address = ebms2.parse(received(owed.content_type, owed.body, POLITIE, at)).address
    named = replace(address, agreement_id=agreement_id or address.agreement_id)
    return await find_held_open(named, at, owed.vt.ports)


async def test_an_agreement_that_ended_is_held_open_for_what_came_under_it_alone(owed: Owed) -> None:
    other = AgreementId("Een_andere")
    owed.vt.agree(owed.ended, replace(owed.ended, agreement_id=other))
    assert await _held_open(owed) is not None
    assert await _held_open(owed, agreement_id=other) is None


async def test_f57_no_version_with_another_partner_is_held_open(owed: Owed) -> None:
    stranger = replace(owed.agreed.partner, party_id=PartyId(str(GEMEENTE.oin)))
    owed.vt.agree(replace(owed.ended, partner=stranger))
    assert await _held_open(owed) is None


async def test_without_the_version_it_came_under_a_copy_is_of_no_agreement(owed: Owed) -> None:
    owed.vt.agree()
    with pytest.raises(UnknownAgreementError):
        await owed.come()


async def test_114_replay_whoever_else_brings_a_copy_is_told_nothing(owed: Owed) -> None:
    commits = owed.vt.store.commits
    with pytest.raises(UnknownAgreementError):
        await owed.world.carry(GEMEENTE, owed.content_type, owed.body, VEILIG_THUIS.oin)
    assert owed.vt.store.commits == commits


async def test_a_copy_by_a_certificate_that_proves_nothing_now_gets_no_answer_again(owed: Owed) -> None:
    owed.world.trust.distrusted.add((owed.ended.partner.signing_certificate, Purpose.SIGNING))
    await owed.come()
    assert owed.copies() == 0
    assert owed.vt.evidence(EvidenceType.SECURITY_REFUSED)
