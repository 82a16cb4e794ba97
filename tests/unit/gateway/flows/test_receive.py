from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.agreement import Agreement, Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.errors import (
    MimeRefusedError,
    UnknownAgreementError,
    UnprovenRefusalError,
    XmlRefusedError,
)
from gateway.flows.dispatch import sha256
from gateway.flows.receive import receive
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.model import MessageHeader, PartyElement, SoapMessage, StatusRequest, TypedValue
from gateway.wire.ebms2.render import render_message, to_octets
from gateway.wire.ebms2.vocabulary import PARTY_TYPE, SIGNAL_SERVICE, VERSION
from gateway.wire.stages import Sealed
from gateway.wire.trust import Purpose
from tests.kit.meeting import Meeting
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, received
from tests.kit.world_doors import KeySigner, facts_of

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


# A newer version of the agreement began while it was on its way


def _follow_up(meeting: Meeting, begin: timedelta) -> None:
    """Let a new version begin so long from now, on both sides; the first one stays in force."""
    start = meeting.world.clock.now() + begin
    for side, party in ((meeting.police, VEILIG_THUIS), (meeting.vt, POLITIE)):
        side.agree(replace(side.agreement_with(party), digest="f" * 64, start=start), *side.agreements)


async def test_f57_a_message_that_was_made_under_the_version_before_is_accepted_under_that(meeting: Meeting) -> None:
    meeting.world.clock.move(timedelta(minutes=1))
    first = meeting.vt.agreement_with(POLITIE).digest
    _follow_up(meeting, timedelta(0))
    meeting.world.clock.move(timedelta(minutes=10))
    await meeting.police.work()
    [(_, meeting.content_type, meeting.body)] = meeting.police.wire.take()
    await meeting.receive()
    assert meeting.vt.waiting() == [meeting.reference]
    [entry] = meeting.vt.evidence(EvidenceType.RECEIVED)
    assert facts_of(entry)["agreement"] == first
    await meeting.world.settle()
    assert meeting.police.state(meeting.reference) == "delivered"


async def test_a_message_by_a_clock_that_is_behind_is_accepted_when_a_version_just_began(meeting: Meeting) -> None:
    _follow_up(meeting, timedelta(minutes=1))
    meeting.world.clock.move(timedelta(minutes=2))
    await meeting.receive()
    assert meeting.vt.waiting() == [meeting.reference]


async def test_nobody_chooses_the_version_before_by_saying_that_a_message_is_old(meeting: Meeting) -> None:
    agreed = meeting.vt.agreement_with(POLITIE).actions[0].reliability
    # The copy of the sender lets it try for days; what counts is how long ours does.
    meeting.police.agree_to(reliability=replace(agreed, retries=1000))
    first, second = [await meeting.forge() for _ in range(2)]
    meeting.world.clock.move(timedelta(minutes=1))
    _follow_up(meeting, timedelta(0))
    meeting.world.clock.move(agreed.horizon - timedelta(minutes=1))
    await meeting.receive(first)
    assert len(meeting.vt.evidence(EvidenceType.RECEIVED)) == 1
    meeting.world.clock.move(timedelta(seconds=1))
    await meeting.receive(second)
    assert meeting.refusal()[0] == "header-refused"
    assert len(meeting.vt.evidence(EvidenceType.RECEIVED)) == 1


async def test_f57_what_ended_since_does_not_come_back_with_the_version_before(meeting: Meeting) -> None:
    agreed = meeting.vt.agreement_with(POLITIE)
    meeting.world.clock.move(timedelta(minutes=1))
    now = meeting.world.clock.now()
    meeting.vt.agree(replace(agreed, digest="f" * 64, start=now), replace(agreed, end=now))
    meeting.world.clock.move(timedelta(minutes=1))
    await meeting.receive()
    assert meeting.refusal()[0] == "header-refused"
    assert meeting.vt.waiting() == []


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


@pytest.mark.parametrize("hours", [3, -3], ids=["to come", "long over"])
async def test_221_whose_clock_is_wrong_is_judged_by_ours_also_under_a_known_message_id(
    hours: int, meeting: Meeting
) -> None:
    await meeting.receive()
    meeting.world.clock.move(timedelta(hours=hours))
    sealed = await meeting.forge(message_id=meeting.police.sent(meeting.reference).message_id)
    meeting.world.clock.move(timedelta(hours=-hours))
    await meeting.receive(sealed)
    assert meeting.refusal()[0] == "header-refused"


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
    at = meeting.world.clock.now()
    taken = await receive(received(signal.content_type, signal.body, VEILIG_THUIS, at), meeting.police.ports)
    assert taken.answer is None
    # The door is told of a refusal, so that an operator sees it; nobody else hears anything.
    assert isinstance(taken.refusal, UnprovenRefusalError) == (kind == "refusal")
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
