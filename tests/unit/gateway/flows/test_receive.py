from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Agreement, Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.domain.octets import whole
from gateway.errors import (
    AlreadyRecordedError,
    MimeRefusedError,
    UnknownAgreementError,
    UnprovenRefusalError,
    XmlRefusedError,
)
from gateway.flows.dispatch import sha256
from gateway.flows.parcel import unpack
from gateway.flows.receive import content_digest
from gateway.ports import WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.model import MessageHeader, PartyElement, SoapMessage, StatusRequest, TypedValue
from gateway.wire.ebms2.render import render_message, to_octets
from gateway.wire.ebms2.vocabulary import PARTY_TYPE, SIGNAL_SERVICE, VERSION
from gateway.wire.stages import Sealed
from gateway.wire.trust import Purpose
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World, received
from tests.kit.world_doors import KeySigner, at_once, facts_of

REPORT: Final = "01-politiemelding.json"
ACTION: Final = "vtMeldingDi01"


class Meeting:
    """The police with a report that was posted, and Veilig Thuis that has not received it yet."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.world = World(profile)
        self.police: Side = self.world.side(POLITIE)
        self.vt: Side = self.world.side(VEILIG_THUIS)

    async def post(self) -> "Meeting":
        """Hand in the report and make one attempt."""
        self.reference = await self.police.submit(REPORT)
        await self.police.work()
        [(_, self.content_type, self.body)] = self.police.wire.take()
        return self

    async def receive(self, sealed: Sealed | None = None) -> None:
        """Let octets of the police arrive; those of the report unless others are given."""
        content_type, body = (sealed.content_type, sealed.body) if sealed else (self.content_type, self.body)
        await self.world.carry(POLITIE, content_type, body, VEILIG_THUIS.oin)

    async def forge(self, content: bytes | None = None, message_id: MessageId | None = None) -> Sealed:
        """Seal a payload, that of the report unless another is given, past every rule of the police."""
        record = self.police.sent(self.reference)
        octets = content or self.police.store.tables.payloads[record.content]
        return await self.police.seal(VEILIG_THUIS, ACTION, octets, message_id=message_id)

    def signals(self) -> list[bytes]:
        """Return the octets of our signals that wait for the police."""
        tables = self.vt.store.tables
        waiting = (work.subject for work in tables.outbox.values() if work.kind is WorkKind.SEND_SIGNAL)
        octets = {str(name): payload for name, payload in tables.payloads.items()}
        return [whole(unpack(octets[subject])[1]) for subject in waiting]

    def refusal(self) -> tuple[str, str]:
        """Return the code and reason of the one refusal that is evidence; nothing else was kept of it."""
        [entry] = self.vt.evidence(EvidenceType.SECURITY_REFUSED)
        assert entry.subject.startswith(f"wire/{POLITIE.oin}/")
        facts = facts_of(entry)
        assert len(facts["soap-sha256"]) == 64
        return facts["code"], facts["reason"]

    def nothing_kept(self) -> bool:
        """Tell whether nothing of any message was stored."""
        tables = self.vt.store.tables
        return not (tables.messages or tables.inbox or tables.events)


@pytest.fixture
async def meeting() -> Meeting:
    return await Meeting().post()


async def test_an_accepted_message_its_receipt_and_its_functional_receipt_are_in_one_commit(meeting: Meeting) -> None:
    await meeting.receive()
    tables = meeting.vt.store.tables
    assert meeting.vt.store.commits == 1
    assert meeting.vt.waiting() == [meeting.reference]
    assert [record.type for record in tables.messages.values()] == ["MSG-01", "TEC-02"]
    assert sorted(work.kind for work in tables.outbox.values()) == ["deliver", "send-signal"]
    [signal] = meeting.signals()
    assert b":Acknowledgment " in signal
    assert meeting.vt.wire.posted == []
    assert meeting.vt.steps.names == [
        "in.04-body-complete",
        "in.07-parsed",
        "in.11-proven",
        "in.19-before-commit",
        "in.21-committed",
    ]


async def test_what_was_answered_is_remembered_under_sender_and_message_id(meeting: Meeting) -> None:
    await meeting.receive()
    [(key, record)] = meeting.vt.store.tables.inbox.items()
    assert key == (POLITIE.oin, meeting.police.sent(meeting.reference).message_id)
    assert record.subject == f"in/{POLITIE.oin}/{meeting.reference}"
    assert record.agreement_id == meeting.vt.agreement_with(POLITIE).agreement_id
    assert record.recorded_at == meeting.world.clock.now()


async def test_f1_dying_before_the_commit_leaves_nothing_and_after_it_everything(meeting: Meeting) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    for step, kept in (("in.11-proven", 0), ("in.19-before-commit", 0), ("in.21-committed", 1)):
        meeting.vt.at_step(step, die)
        with pytest.raises(KeyboardInterrupt):
            await meeting.receive()
        assert len(meeting.vt.waiting()) == kept
        assert len(meeting.signals()) == kept
    await meeting.world.settle()
    assert meeting.police.state(meeting.reference) == "delivered"


# Duplicates


async def test_215_the_same_message_again_gets_the_same_octets_and_has_no_second_effect(meeting: Meeting) -> None:
    await meeting.receive()
    await meeting.vt.work()
    meeting.world.clock.move(timedelta(seconds=1))
    await meeting.receive()
    await meeting.vt.work()
    first, *_, second = [posted for posted in meeting.vt.wire.posted if b":Acknowledgment " in posted[2]]
    assert first == second
    assert meeting.vt.waiting() == [meeting.reference]
    assert len(meeting.vt.store.tables.messages) == 2
    [entry] = meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)
    assert entry.subject == f"in/{POLITIE.oin}/{meeting.reference}"


async def test_a_copy_that_comes_while_the_answer_waits_adds_no_second_answer(meeting: Meeting) -> None:
    for _ in range(3):
        await meeting.receive()
    assert len(meeting.signals()) == 1
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 2


async def test_219_of_two_copies_at_once_one_has_effect_and_both_have_its_answer(meeting: Meeting) -> None:
    meeting.vt.at_step("in.19-before-commit", lambda: at_once(meeting.receive()))
    await meeting.receive()
    assert meeting.vt.waiting() == [meeting.reference]
    assert len(meeting.signals()) == 1
    assert len(meeting.vt.evidence(EvidenceType.RECEIVED)) == 1
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


async def test_219_two_copies_that_ask_for_the_stored_answer_at_once_both_get_it(meeting: Meeting) -> None:
    await meeting.receive()
    await meeting.vt.work()
    meeting.vt.store.loss = AlreadyRecordedError("outbox")
    meeting.vt.store.losses = 1
    await meeting.receive()
    assert len(meeting.signals()) == 1
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


async def test_a_message_that_always_meets_another_is_given_back_without_an_answer(meeting: Meeting) -> None:
    meeting.vt.store.loss = AlreadyRecordedError("inbox")
    meeting.vt.store.losses = 100
    with pytest.raises(AlreadyRecordedError):
        await meeting.receive()
    assert meeting.nothing_kept()
    assert meeting.signals() == []


async def test_218_the_same_message_id_with_other_content_is_refused_and_the_first_stays(meeting: Meeting) -> None:
    await meeting.receive()
    await meeting.world.settle()
    first = meeting.vt.got(meeting.reference, POLITIE)
    record = meeting.police.sent(meeting.reference)
    other = meeting.police.store.tables.payloads[record.content].replace(b"Voorbeeld", b"Andersom")
    await meeting.receive(await meeting.forge(other, record.message_id))
    assert meeting.refusal() == ("inconsistent-duplicate", "")
    [signal] = meeting.signals()
    assert b"Inconsistent" in signal
    assert meeting.vt.got(meeting.reference, POLITIE) == first
    await meeting.world.settle()
    assert meeting.police.state(meeting.reference) == "delivered"
    assert len(meeting.police.evidence(EvidenceType.CONTRADICTED)) == 1


async def test_218_other_content_in_the_same_moment_is_refused_too(meeting: Meeting) -> None:
    forged = await meeting.forge(message_id=meeting.police.sent(meeting.reference).message_id)
    meeting.vt.at_step("in.19-before-commit", lambda: at_once(meeting.receive()))
    await meeting.receive(forged)
    assert meeting.refusal() == ("inconsistent-duplicate", "")
    assert len(meeting.signals()) == 2
    assert len(meeting.vt.evidence(EvidenceType.RECEIVED)) == 1


async def test_two_messages_with_one_reference_in_the_same_moment_are_answered_each_for_itself(
    meeting: Meeting,
) -> None:
    forged = await meeting.forge()
    meeting.vt.at_step("in.19-before-commit", lambda: at_once(meeting.receive()))
    await meeting.receive(forged)
    accepted, refused = meeting.vt.evidence(EvidenceType.RECEIVED)
    assert "refused" not in facts_of(accepted)
    assert facts_of(refused)["refused"] == "StUF016"
    assert len(meeting.signals()) == 2
    assert meeting.vt.waiting() == [meeting.reference]


async def test_221_a_copy_after_its_time_to_live_gets_the_answer_that_was_stored(meeting: Meeting) -> None:
    await meeting.receive()
    meeting.world.clock.move(timedelta(days=2))
    await meeting.receive()
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1
    assert meeting.vt.evidence(EvidenceType.SECURITY_REFUSED) == []
    [signal] = meeting.signals()
    assert b":Acknowledgment " in signal


async def test_a_message_that_first_comes_after_its_time_to_live_is_refused(meeting: Meeting) -> None:
    meeting.world.clock.move(timedelta(hours=1))
    await meeting.receive()
    assert meeting.nothing_kept()
    assert meeting.refusal()[0] == "header-refused"
    [signal] = meeting.signals()
    assert b"TimeToLiveExpired" in signal


async def test_217_two_partners_may_use_the_same_message_id(meeting: Meeting) -> None:
    await meeting.receive()
    message_id = meeting.police.sent(meeting.reference).message_id
    town = meeting.world.side(GEMEENTE)
    sealed = await town.seal(VEILIG_THUIS, "startbericht", b"<x/>", message_id=message_id)
    await meeting.world.carry(GEMEENTE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)
    assert set(meeting.vt.store.tables.inbox) == {(POLITIE.oin, message_id), (GEMEENTE.oin, message_id)}


async def test_without_a_receipt_agreed_none_is_given_neither_to_a_copy() -> None:
    meeting = await Meeting(Profile.BE_S).post()
    await meeting.receive()
    await meeting.receive()
    assert meeting.vt.waiting() == [meeting.reference]
    assert meeting.signals() == []
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


# What cannot be identified


async def test_112_to_114_unknown_ended_and_foreign_agreements_look_the_same(meeting: Meeting) -> None:
    police_agreement = meeting.vt.agreement_with(POLITIE)
    texts: set[str] = set()
    for book in ((), (replace(police_agreement, end=meeting.world.clock.now() - timedelta(seconds=1)),)):
        meeting.vt.agree(*book)
        with pytest.raises(UnknownAgreementError) as caught:
            await meeting.receive()
        texts.add(str(caught.value))
    meeting.vt.agree(police_agreement)
    with pytest.raises(UnknownAgreementError) as caught:
        await meeting.world.carry(GEMEENTE, meeting.content_type, meeting.body, VEILIG_THUIS.oin)
    texts.add(str(caught.value))
    assert len(texts) == 1
    assert meeting.nothing_kept()
    assert meeting.vt.store.commits == 0


async def test_octets_that_are_no_message_are_refused_without_a_trace(meeting: Meeting) -> None:
    broken = meeting.body.replace(b":MessageHeader", b":Kop", 1)
    for content_type, body, error in (
        ("text/plain", meeting.body, MimeRefusedError),
        (meeting.content_type, broken, XmlRefusedError),
    ):
        with pytest.raises(error):
            await meeting.world.carry(POLITIE, content_type, body, VEILIG_THUIS.oin)
    assert meeting.vt.store.commits == 0


# What proves nothing


def _signed_by(side: Side, name: str) -> Side:
    side.ports = replace(side.ports, signer=KeySigner(name))
    return side


def _as(profile: Profile, agreement: Agreement) -> Agreement:
    return replace(agreement, actions=tuple(replace(action, profile=profile) for action in agreement.actions))


async def test_a_signature_of_somebody_else_is_refused_with_a_message_error(meeting: Meeting) -> None:
    _signed_by(meeting.police, GEMEENTE.name)
    await meeting.receive(await meeting.forge())
    assert meeting.nothing_kept()
    assert meeting.refusal()[0] == "security-refused"
    [signal] = meeting.signals()
    assert b"SecurityFailure" in signal
    assert b"SignatureValue" in signal


async def test_the_sender_of_a_refused_message_hears_that_it_was_refused(meeting: Meeting) -> None:
    [agreement] = meeting.vt.agreements[:1]
    partner = replace(agreement.partner, signing_certificate=agreement.own.signing_certificate)
    meeting.vt.agree(replace(agreement, partner=partner))
    meeting.world.trust.holders[agreement.own.signing_certificate] = POLITIE.oin
    await meeting.receive()
    meeting.world.trust.holders[agreement.own.signing_certificate] = VEILIG_THUIS.oin
    await meeting.world.settle()
    assert meeting.police.state(meeting.reference) == "refused"
    assert meeting.police.told(meeting.reference) == ["refused-by-partner"]


async def test_an_altered_part_is_refused() -> None:
    meeting = await Meeting(Profile.RM_S).post()
    altered = meeting.body.replace(b"hulpgeroep", b"gelach", 1)
    assert altered != meeting.body
    meeting.body = altered
    await meeting.receive()
    assert meeting.nothing_kept()
    assert meeting.refusal()[0] == "security-refused"


async def test_134_an_unsigned_message_is_refused_where_signatures_were_agreed(meeting: Meeting) -> None:
    meeting.police.agree(_as(Profile.RM, meeting.police.agreements[0]))
    await meeting.receive(await meeting.forge())
    assert meeting.nothing_kept()
    assert len(meeting.signals()) == 1


async def test_a_signed_message_in_clear_is_refused_where_encryption_was_agreed(meeting: Meeting) -> None:
    meeting.police.agree(_as(Profile.RM_S, meeting.police.agreements[0]))
    await meeting.receive(await meeting.forge())
    assert meeting.nothing_kept()
    assert meeting.refusal()[0] == "security-refused"


async def test_a_signing_certificate_that_was_revoked_proves_nothing(meeting: Meeting) -> None:
    certificate = meeting.vt.agreement_with(POLITIE).partner.signing_certificate
    meeting.world.trust.distrusted.add((certificate, Purpose.SIGNING))
    await meeting.receive()
    assert meeting.nothing_kept()
    assert meeting.refusal() == ("certificate-refused", "revoked")


async def test_a_signing_certificate_of_somebody_else_proves_nothing(meeting: Meeting) -> None:
    certificate = meeting.vt.agreement_with(POLITIE).partner.signing_certificate
    meeting.world.trust.holders[certificate] = GEMEENTE.oin
    await meeting.receive()
    assert meeting.nothing_kept()
    assert meeting.refusal() == ("security-refused", "signing-certificate")


@pytest.mark.parametrize("profile", [Profile.BE, Profile.RM])
async def test_where_nothing_is_signed_the_channel_is_what_proves(profile: Profile) -> None:
    meeting = await Meeting(profile).post()
    assert meeting.vt.agreement_with(POLITIE).partner.signing_certificate == b""
    await meeting.receive()
    await meeting.world.settle()
    assert meeting.vt.waiting() == [meeting.reference]
    assert meeting.police.state(meeting.reference) == "delivered"


async def test_216_a_known_message_id_without_a_valid_signature_gets_no_stored_answer(meeting: Meeting) -> None:
    await meeting.receive()
    await meeting.vt.work()
    _signed_by(meeting.police, GEMEENTE.name)
    await meeting.receive(await meeting.forge(message_id=meeting.police.sent(meeting.reference).message_id))
    [signal] = meeting.signals()
    assert b":Acknowledgment " not in signal
    assert b"SecurityFailure" in signal
    assert meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED) == []


# Signals


async def _unsigned(meeting: Meeting, kind: str) -> Sealed:
    """Return a signal of Veilig Thuis about the report that nobody signed."""
    agreement = _as(Profile.RM, meeting.vt.agreement_with(POLITIE))
    at, message_id = meeting.world.clock.now(), meeting.vt.ports.randomness.new_message_id()
    if kind == "receipt":
        proven = await meeting.vt.prove(meeting.content_type, meeting.body, POLITIE)
        return ebms2.seal(ebms2.compose_receipt(proven, agreement, message_id, at), None, ())
    envelope = ebms2.parse(received(meeting.content_type, meeting.body, POLITIE, at))
    error = ebms2.error_item(UnknownAgreementError())
    return ebms2.seal(ebms2.compose_refusal(envelope, agreement, error, message_id, at), None, ())


@pytest.mark.parametrize("kind", ["receipt", "refusal"])
async def test_223_an_unsigned_signal_changes_nothing_and_is_not_answered(meeting: Meeting, kind: str) -> None:
    signal = await _unsigned(meeting, kind)
    # The door is told of a refusal, so that an operator sees it; nobody else hears anything.
    with pytest.raises(UnprovenRefusalError) if kind == "refusal" else nullcontext():
        await meeting.world.carry(VEILIG_THUIS, signal.content_type, signal.body, POLITIE.oin)
    assert meeting.police.state(meeting.reference) == "awaiting-receipt"
    [entry] = meeting.police.evidence(EvidenceType.SECURITY_REFUSED)
    assert facts_of(entry)["soap-sha256"] == sha256(signal.soap)
    assert meeting.police.work_on(meeting.reference) is not None
    assert len(meeting.police.store.tables.outbox) == 1


async def test_a_signed_receipt_settles_what_it_is_about(meeting: Meeting) -> None:
    await meeting.receive()
    await meeting.world.settle()
    assert meeting.police.state(meeting.reference) == "delivered"
    assert meeting.police.evidence(EvidenceType.SECURITY_REFUSED) == []


def _to_the_gateway(meeting: Meeting, action: str) -> MessageHeader:
    """Return the header of a question of the police to the gateway of Veilig Thuis."""
    agreement = meeting.police.agreements[0]
    return MessageHeader(
        version=VERSION,
        sender=PartyElement((TypedValue(str(agreement.own.party_id), PARTY_TYPE),)),
        receiver=PartyElement((TypedValue(str(agreement.partner.party_id), PARTY_TYPE),)),
        agreement_id=agreement.agreement_id,
        conversation_id=meeting.police.ports.randomness.new_conversation(),
        service=TypedValue(SIGNAL_SERVICE),
        action=action,
        message_id=meeting.police.ports.randomness.new_message_id(),
        timestamp=meeting.world.clock.now(),
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (None, b"<eb:Action>Pong</eb:Action>"),
        (StatusRequest(MessageId("ref@politie.schakel.test")), b'eb:messageStatus="UnAuthorized"'),
    ],
)
async def test_e09_a_question_to_the_gateway_itself_is_answered_once(
    meeting: Meeting, question: StatusRequest | None, answer: bytes
) -> None:
    header = _to_the_gateway(meeting, "StatusRequest" if question else "Ping")
    soap = to_octets(render_message(SoapMessage(header=header, status_request=question)))
    await meeting.world.carry(POLITIE, "text/xml; charset=UTF-8", soap, VEILIG_THUIS.oin)
    [signal] = meeting.signals()
    assert answer in signal
    assert meeting.vt.store.tables.messages == {}


async def test_e09_the_sender_of_a_message_hears_when_it_was_received(meeting: Meeting) -> None:
    await meeting.receive()
    proven = await meeting.vt.prove(meeting.content_type, meeting.body, POLITIE)
    question = StatusRequest(proven.address.message_id)
    soap = to_octets(
        render_message(SoapMessage(header=_to_the_gateway(meeting, "StatusRequest"), status_request=question))
    )
    await meeting.world.carry(POLITIE, "text/xml; charset=UTF-8", soap, VEILIG_THUIS.oin)
    assert any(b'eb:messageStatus="Received"' in signal for signal in meeting.signals())


async def test_content_is_recognised_by_envelope_and_parts_together(meeting: Meeting) -> None:
    proven = await meeting.vt.prove(meeting.content_type, meeting.body, POLITIE)
    [part] = proven.parts
    others = [
        proven,
        replace(proven, soap=proven.soap + b" "),
        replace(proven, parts=()),
        replace(proven, parts=(part, part)),
        replace(proven, parts=(replace(part, content=whole(part.content) + b" "),)),
        replace(proven, parts=(replace(part, content_id="anders"),)),
    ]
    assert len({content_digest(each) for each in others}) == len(others)
    assert content_digest(proven) == content_digest(replace(proven, references=()))
