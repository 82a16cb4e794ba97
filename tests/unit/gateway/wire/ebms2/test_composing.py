from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Agreement, Canonicalization, ContentCipher, Profile
from gateway.domain.octets import whole
from gateway.errors import NoRouteError, NotAMessageError
from gateway.wire.ebms2 import mime, xml
from gateway.wire.ebms2.addressing import to_address
from gateway.wire.ebms2.composing import (
    SIGNED_PARTS_LIMIT,
    Draft,
    compose,
    compose_pong,
    compose_receipt,
    compose_refusal,
    compose_status,
    seal,
)
from gateway.wire.ebms2.model import (
    Acknowledgment,
    AckRequested,
    ErrorList,
    Manifest,
    PartyElement,
    SoapMessage,
    StatusResponse,
)
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.vocabulary import Actor, MessageStatus, Severity
from gateway.wire.stages import (
    ContentKey,
    Envelope,
    EnvelopeKind,
    ErrorItem,
    Part,
    Proven,
    ReferenceDigest,
)
from tests.kit.ebms2_messages import (
    AT,
    MESSAGE_ID,
    OTHER_ID,
    PART,
    as_they_see_it,
    make_agreement,
    make_header,
    outgoing,
    sealed_by,
)
from tests.kit.wire_keys import wire_key

DIGEST: Final = ReferenceDigest(uri="", algorithm="http://www.w3.org/2001/04/xmlenc#sha256", digest=bytes(range(32)))
ERROR: Final = ErrorItem(code="Inconsistent", location="//Header", severity="Error")
KEY: Final = ContentKey(key=bytes(32), nonce=bytes(12))
# The sender is "zij" in these tests, the receiver "wij".
UNSIGNED: Final = as_they_see_it(make_agreement(Profile.RM))


def _signed(*profiles: Profile) -> Agreement:
    return as_they_see_it(make_agreement(*profiles, signed_with_keys=True))


def _read(draft: Draft) -> SoapMessage:
    return read_message(draft.envelope)


def _proven(agreement: Agreement, *, signed: bool) -> Proven:
    address = replace(to_address(make_header()), action=agreement.actions[0].action)
    return Proven(address=address, soap=b"", parts=(), references=(DIGEST,), receipt_wanted=True, receipt_signed=signed)


def _parts(count: int) -> tuple[Part, ...]:
    return tuple(Part(content_id=f"deel-{number}", media_type="text/plain", content=b"") for number in range(count))


def test_a_reliable_message_says_what_was_agreed() -> None:
    message = _read(compose(replace(outgoing(), refers_to=OTHER_ID), UNSIGNED, AT + timedelta(microseconds=7)))
    assert message == SoapMessage(
        header=replace(make_header(), refers_to=OTHER_ID),
        ack_requested=AckRequested(signed=False, actor=Actor.TO_PARTY_MSH),
        manifest=Manifest((f"cid:{PART.content_id}",)),
    )


def test_best_effort_asks_for_nothing() -> None:
    message = _read(compose(outgoing(), as_they_see_it(make_agreement(Profile.BE)), AT))
    assert (message.ack_requested, message.header.time_to_live) == (None, None)
    assert not message.header.duplicate_elimination


@pytest.mark.parametrize("profile", Profile)
def test_the_profile_decides_what_the_doors_must_do(profile: Profile) -> None:
    draft = compose(outgoing(PART, *_parts(1)), _signed(profile), AT)
    assert (draft.signing_input is not None) == profile.signed
    assert (draft.content_keys_wanted, draft.key_length) == ((2, 32) if profile.encrypted else (0, 0))


def test_the_agreed_cipher_decides_how_long_a_key_is() -> None:
    agreement = _signed(Profile.RM_E)
    actions = tuple(replace(action, cipher=ContentCipher.AES128_GCM) for action in agreement.actions)
    assert compose(outgoing(), replace(agreement, actions=actions), AT).key_length == 16


def test_what_nobody_agreed_has_no_route() -> None:
    with pytest.raises(NoRouteError):
        compose(replace(outgoing(), action="anders"), UNSIGNED, AT)
    with pytest.raises(NoRouteError):
        compose(outgoing(), make_agreement(Profile.RM), AT)


def test_a_signed_message_has_at_most_29_parts() -> None:
    agreement = _signed(Profile.RM_S)
    assert len(compose(outgoing(*_parts(SIGNED_PARTS_LIMIT)), agreement, AT).parts) == 29
    with pytest.raises(NotAMessageError):
        compose(outgoing(*_parts(SIGNED_PARTS_LIMIT + 1)), agreement, AT)
    assert len(compose(outgoing(*_parts(SIGNED_PARTS_LIMIT + 1)), UNSIGNED, AT).parts) == 30


def test_no_two_parts_have_the_same_name() -> None:
    with pytest.raises(NotAMessageError):
        compose(outgoing(PART, replace(PART, content_id=PART.content_id.upper())), UNSIGNED, AT)


def test_an_unsigned_message_is_sealed_as_it_stands() -> None:
    sealed = seal(compose(outgoing(), UNSIGNED, AT), None, ())
    assert mime.split(sealed.content_type, sealed.body) == (sealed.soap, (PART,))
    assert (sealed.message_id, sealed.references) == (MESSAGE_ID, ())


def test_sealing_twice_gives_the_same_octets() -> None:
    draft = compose(outgoing(), _signed(Profile.RM_S), AT)
    assert sealed_by("zij", draft) == sealed_by("zij", draft)


def test_a_signed_message_is_sealed_with_what_it_covers() -> None:
    sealed = sealed_by("zij", compose(outgoing(), _signed(Profile.RM_S), AT))
    assert [reference.uri for reference in sealed.references] == ["", f"cid:{PART.content_id}"]
    assert b"<ds:SignatureValue>" in sealed.soap
    assert mime.split(sealed.content_type, sealed.body)[0] == sealed.soap


def test_an_encrypted_message_hides_its_parts() -> None:
    sealed = sealed_by("zij", compose(outgoing(PART, *_parts(1)), _signed(Profile.RM_E), AT))
    _, parts = mime.split(sealed.content_type, sealed.body)
    assert whole(PART.content) not in whole(sealed.body)
    assert [(part.content_id, part.media_type) for part in parts] == [
        (PART.content_id, "application/xml"),
        ("deel-0", "application/xml"),
    ]


def test_a_message_without_parts_goes_plain() -> None:
    draft = compose(replace(outgoing(), parts=()), UNSIGNED, AT)
    assert seal(draft, None, ()).content_type == "text/xml; charset=UTF-8"


def test_nothing_leaves_unsigned_that_should_be_signed() -> None:
    with pytest.raises(NotAMessageError):
        seal(compose(outgoing(), _signed(Profile.RM_S), AT), None, ())


def test_nothing_leaves_signed_that_should_not_be() -> None:
    with pytest.raises(NotAMessageError):
        seal(compose(outgoing(), UNSIGNED, AT), b"x", ())


def test_nothing_leaves_without_a_key_for_each_part() -> None:
    draft = compose(outgoing(), _signed(Profile.RM_E), AT)
    assert draft.signing_input is not None
    signature = wire_key("zij").sign(draft.signing_input)
    for keys in ((), (KEY, KEY)):
        with pytest.raises(NotAMessageError):
            seal(draft, signature, keys)


def test_a_receipt_says_what_was_received() -> None:
    agreement = make_agreement(Profile.RM)
    draft = compose_receipt(_proven(agreement, signed=False), agreement, OTHER_ID, AT)
    message = _read(draft)
    we = PartyElement(make_header().receiver.party_ids)
    assert message.acknowledgment == Acknowledgment(
        timestamp=AT, refers_to=MESSAGE_ID, sender=we, actor=Actor.TO_PARTY_MSH
    )
    header = message.header
    assert (header.message_id, header.refers_to, header.action) == (OTHER_ID, MESSAGE_ID, "Acknowledgment")
    assert (header.sender.role, header.receiver.role, header.service.type) == (None, None, None)
    assert (header.time_to_live, header.duplicate_elimination, message.ack_requested) == (None, False, None)
    assert (draft.signing_input, draft.content_keys_wanted) == (None, 0)


def test_a_signed_receipt_returns_what_was_signed() -> None:
    agreement = make_agreement(Profile.RM_S, signed_with_keys=True)
    draft = compose_receipt(_proven(agreement, signed=True), agreement, OTHER_ID, AT)
    sealed = sealed_by("wij", draft)
    message = read_message(xml.parse(sealed.soap))
    assert message.acknowledgment is not None
    assert message.acknowledgment.references == (DIGEST,)
    assert [reference.uri for reference in sealed.references] == [""]


def test_a_signed_receipt_repeats_the_agreed_transforms() -> None:
    agreement = make_agreement(Profile.RM_S, signed_with_keys=True)
    actions = tuple(replace(action, canonicalization=Canonicalization.EXCLUSIVE) for action in agreement.actions)
    agreement = replace(agreement, actions=actions)
    draft = compose_receipt(_proven(agreement, signed=True), agreement, OTHER_ID, AT)
    sealed = sealed_by("wij", draft)
    assert Canonicalization.INCLUSIVE not in {element.get("Algorithm") for element in xml.parse(sealed.soap).iter()}


def test_a_receipt_for_what_is_no_longer_agreed_is_still_given() -> None:
    agreement = make_agreement(Profile.RM)
    proven = _proven(agreement, signed=False)
    draft = compose_receipt(proven, replace(agreement, actions=()), OTHER_ID, AT)
    assert _read(draft).acknowledgment is not None


@pytest.mark.parametrize("ping_signed", [True, False])
def test_a_pong_says_which_ping_it_answers_and_is_signed_as_that_was(ping_signed: bool) -> None:  # noqa: FBT001 - two cases
    agreement = make_agreement(Profile.RM_S, signed_with_keys=True)
    asked = _proven(agreement, signed=False)
    asked = asked if ping_signed else replace(asked, references=())
    draft = compose_pong(asked, agreement, OTHER_ID, AT)
    header = _read(draft).header
    assert (header.action, header.message_id, header.refers_to) == ("Pong", OTHER_ID, MESSAGE_ID)
    assert (draft.signing_input is not None) is ping_signed


@pytest.mark.parametrize("known", [True, False])
def test_a_status_is_when_it_was_received_or_that_it_is_not_known(known: bool) -> None:  # noqa: FBT001 - two cases
    agreement = make_agreement(Profile.RM)
    proven = replace(_proven(agreement, signed=False), asked_about=OTHER_ID)
    received_at = AT if known else None
    draft = compose_status(proven, received_at, agreement, OTHER_ID, AT)
    message = _read(draft)
    status = MessageStatus.RECEIVED if known else MessageStatus.UNAUTHORIZED
    assert message.status_response == StatusResponse(status, OTHER_ID, received_at)
    assert (message.header.action, message.header.refers_to) == ("StatusResponse", MESSAGE_ID)


def test_there_is_no_status_of_nothing() -> None:
    agreement = make_agreement(Profile.RM)
    with pytest.raises(NotAMessageError):
        compose_status(_proven(agreement, signed=False), None, agreement, OTHER_ID, AT)


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S])
def test_a_refusal_is_signed_where_the_agreement_is(profile: Profile) -> None:
    agreement = make_agreement(profile, signed_with_keys=True)
    address = _proven(agreement, signed=profile.signed).address
    envelope = Envelope(address=address, soap=b"", parts=())
    draft = compose_refusal(envelope, agreement, ERROR, OTHER_ID, AT)
    message = _read(draft)
    assert message.error_list == ErrorList(Severity.ERROR, (ERROR,))
    assert (message.header.action, message.header.refers_to) == (EnvelopeKind.MESSAGE_ERROR, MESSAGE_ID)
    assert (draft.signing_input is not None) == profile.signed
    assert sealed_by("wij", draft).message_id == OTHER_ID
