"""From octets to proof: what is accepted, and the attacks of groups E, F and I that only the whole road can refuse."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Agreement, Profile
from gateway.domain.identifiers import ConversationId
from gateway.errors import (
    HeaderRefusedError,
    MimeRefusedError,
    ReceiptRefusedError,
    SecurityRefusedError,
    XmlRefusedError,
)
from gateway.wire.ebms2 import mime, signature
from gateway.wire.ebms2.asking import compose_question
from gateway.wire.ebms2.composing import compose, compose_receipt, compose_refusal
from gateway.wire.ebms2.header_rules import IdentityRefusal
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.model import CoveredEnvelope
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.receiving import (
    ProofRefusal,
    ReceiptRefusal,
    check_header,
    check_receipt,
    claimed_errors,
    parse,
    prove,
    verify,
    wrapped_keys,
)
from gateway.wire.ebms2.render import render_message, to_octets
from gateway.wire.ebms2.vocabulary import SIGNAL_SERVICE, ErrorCode, Location
from gateway.wire.stages import (
    Envelope,
    EnvelopeKind,
    ErrorItem,
    Part,
    Proven,
    Received,
    ReferenceDigest,
    Sealed,
)
from tests.kit.ebms2_messages import (
    AT,
    MESSAGE_XML,
    OTHER_ID,
    PART,
    STRANGER,
    THEY,
    as_they_see_it,
    make_agreement,
    outgoing,
    received,
    sealed_by,
)
from tests.kit.legacy_parts import exception
from tests.kit.wire_keys import wire_key

SECOND: Final = Part(content_id="twee@zij.example", media_type="application/pdf", content=bytes(range(256)))
ERROR: Final = ErrorItem(code="Unknown", location="//Header", severity="Error")


def _agreed(profile: Profile) -> Agreement:
    return make_agreement(profile, signed_with_keys=True)


def _sent(agreement: Agreement, *parts: Part) -> Sealed:
    return sealed_by("zij", compose(outgoing(*parts), as_they_see_it(agreement), AT))


def _came(sealed: Sealed) -> Envelope:
    return parse(received(sealed))


def _covered(agreement: Agreement, *parts: Part) -> CoveredEnvelope:
    return verify(_came(_sent(agreement, *parts)), agreement, AT)


def _proved(envelope: Envelope, agreement: Agreement) -> Proven:
    covered = verify(envelope, agreement, AT)
    keys = tuple(wire_key("wij").unwrap(wrapped) for wrapped in wrapped_keys(covered, agreement))
    return prove(covered, agreement, keys, AT)


def _acknowledged(agreement: Agreement, sent: Sealed) -> Sealed:
    """Return our receipt for what they sent."""
    proven = _proved(_came(sent), agreement)
    return sealed_by("wij", compose_receipt(proven, agreement, OTHER_ID, AT))


def _receipt(sealed: Sealed, agreement: Agreement) -> Proven:
    """Return what they make of our receipt."""
    return _proved(_came(sealed), as_they_see_it(agreement))


def _reason(envelope: Envelope, agreement: Agreement) -> str:
    with pytest.raises(SecurityRefusedError) as caught:
        _proved(envelope, agreement)
    return caught.value.reason


def _refusal(envelope: Envelope, agreement: Agreement) -> tuple[str, str]:
    with pytest.raises(HeaderRefusedError) as caught:
        _proved(envelope, agreement)
    return caught.value.ebms_code, caught.value.location


def _changed(envelope: Envelope, old: str, new: str) -> Envelope:
    soap = envelope.soap.decode()
    assert old in soap
    octets = soap.replace(old, new, 1).encode()
    came = Received(body=octets, content_type="text/xml", soap_action="ebXML", partner=THEY.oin, at=AT)
    return replace(parse(came), parts=envelope.parts)


# --- parse ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ['"other"', "", "'ebXML'"])
def test_23_another_soap_action_is_refused(action: str) -> None:
    came = replace(received(_sent(make_agreement(Profile.RM))), soap_action=action)
    with pytest.raises(HeaderRefusedError) as caught:
        parse(came)
    assert caught.value.location == Location.SOAP_ACTION


def test_each_layer_refuses_in_its_own_name() -> None:
    came = received(_sent(make_agreement(Profile.RM)))
    with pytest.raises(MimeRefusedError):
        parse(replace(came, content_type="text/plain"))
    with pytest.raises(XmlRefusedError):
        parse(replace(came, content_type="text/xml"))
    with pytest.raises(HeaderRefusedError):
        parse(replace(came, content_type="text/xml", body=b"<a/>"))


def test_an_envelope_tells_its_address() -> None:
    sealed = _sent(make_agreement(Profile.RM))
    envelope = _came(sealed)
    assert (envelope.address.kind, envelope.soap, envelope.parts) == (EnvelopeKind.MESSAGE, sealed.soap, (PART,))


# --- check_header -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", Profile)
def test_a_header_as_agreed_has_its_action(profile: Profile) -> None:
    agreement = _agreed(profile)
    assert check_header(_came(_sent(agreement)), agreement, THEY.oin, AT) == agreement.actions[0]


def test_a_stored_envelope_is_read_again() -> None:
    agreement = make_agreement(Profile.RM)
    envelope = _came(_sent(agreement))
    stored = Envelope(address=envelope.address, soap=envelope.soap, parts=envelope.parts)
    assert check_header(stored, agreement, THEY.oin, AT) == agreement.actions[0]
    assert _proved(stored, agreement) == _proved(envelope, agreement)


def test_47_a_certificate_of_another_is_a_security_failure() -> None:
    agreement = make_agreement(Profile.RM)
    with pytest.raises(SecurityRefusedError):
        check_header(_came(_sent(agreement)), agreement, STRANGER, AT)


def test_a_header_not_as_agreed_is_refused() -> None:
    with pytest.raises(HeaderRefusedError):
        check_header(_came(_sent(make_agreement(Profile.BE))), make_agreement(Profile.RM), THEY.oin, AT)


# --- wrapped_keys -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [profile for profile in Profile if not profile.encrypted])
def test_no_key_travels_where_no_encryption_is_agreed(profile: Profile) -> None:
    agreement = _agreed(profile)
    assert wrapped_keys(_covered(agreement), agreement) == ()


def test_each_encrypted_part_has_a_key() -> None:
    agreement = _agreed(Profile.RM_E)
    keys = wrapped_keys(_covered(agreement, PART, SECOND), agreement)
    assert [key.content_id for key in keys] == [PART.content_id, SECOND.content_id]


def test_no_key_travels_for_what_nobody_agreed() -> None:
    agreement = _agreed(Profile.RM_E)
    assert wrapped_keys(_covered(agreement), replace(agreement, actions=())) == ()


def test_an_exception_counts_for_who_says_that_it_is_not_over() -> None:
    legacy = exception(wire_key("wij"))
    agreement = replace(_agreed(Profile.RM_E), legacy=legacy)
    covered = _covered(agreement)
    last = legacy.until - timedelta(microseconds=1)
    asked = [wrapped_keys(covered, agreement, at)[0].exception for at in (last, legacy.until, None)]
    assert asked == [legacy.key_id, None, None]


def test_what_a_message_error_claims_is_read_and_nothing_else_claims_anything() -> None:
    agreement = _agreed(Profile.RM_E)
    envelope = _came(_sent(agreement))
    error = ErrorItem(code="SecurityFailure", location="", severity="Error")
    theirs = as_they_see_it(agreement)
    refusal = _came(sealed_by("zij", compose_refusal(envelope, theirs, error, OTHER_ID, AT)))
    assert [each.code for each in claimed_errors(refusal)] == ["SecurityFailure"]
    assert claimed_errors(envelope) == ()


def test_181_a_part_in_clear_is_a_security_failure() -> None:
    agreement = _agreed(Profile.RM_E)
    covered = _covered(agreement, PART, SECOND)
    with pytest.raises(SecurityRefusedError):
        wrapped_keys(replace(covered, parts=(covered.parts[0], SECOND)), agreement)


# --- verify and prove -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", Profile)
def test_what_was_sent_is_what_is_proven(profile: Profile) -> None:
    agreement = _agreed(profile)
    sealed = _sent(agreement, PART, SECOND)
    envelope = _came(sealed)
    assert _proved(envelope, agreement) == Proven(
        address=envelope.address,
        soap=sealed.soap,
        parts=(PART, SECOND),
        references=sealed.references,
        receipt_wanted=profile.reliable,
        receipt_signed=profile.reliable and profile.signed,
        certificate=agreement.partner.signing_certificate if profile.signed else b"",
    )


def test_what_is_proven_can_be_proven_again() -> None:
    agreement = _agreed(Profile.RM_E)
    envelope = _came(_sent(agreement))
    assert _proved(envelope, agreement) == _proved(envelope, agreement)


def test_a_stored_envelope_is_filtered_before_it_is_proven() -> None:
    agreement = _agreed(Profile.RM_S)
    envelope = _came(_sent(agreement))
    stored = Envelope(address=envelope.address, soap=envelope.soap, parts=envelope.parts)
    assert _proved(stored, agreement) == _proved(envelope, agreement)
    hostile = replace(stored, soap=b"<!DOCTYPE a>" + envelope.soap)
    with pytest.raises(XmlRefusedError):
        _proved(hostile, agreement)


def test_a_message_without_parts_is_proven() -> None:
    for profile in (Profile.RM, Profile.RM_S, Profile.RM_E):
        agreement = _agreed(profile)
        sealed = sealed_by("zij", compose(replace(outgoing(), parts=()), as_they_see_it(agreement), AT))
        assert _proved(_came(sealed), agreement).parts == ()


def test_116_a_proven_message_still_comes_from_the_partner() -> None:
    agreement = make_agreement(Profile.RM)
    envelope = _came(_sent(agreement))
    strange = replace(agreement, partner=replace(agreement.partner, party_id=agreement.own.party_id))
    assert _reason(envelope, strange) == IdentityRefusal.NOT_THE_SENDER


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S])
def test_119_a_part_that_no_manifest_names_reaches_nobody(profile: Profile) -> None:
    agreement = _agreed(profile)
    draft = compose(outgoing(), as_they_see_it(agreement), AT)
    root = render_message(replace(read_message(draft.envelope), manifest=None))
    soap = to_octets(root)
    if profile.signed:
        # By the right key and with a reference to the part: only the Manifest is missing.
        signed = signature.draft(root, draft.parts, signature.Algorithms())
        key = wire_key("zij")
        soap = signature.place(signed, key.sign(signed.signing_input), key.certificate)
    content_type, body = mime.join(soap, draft.parts, str(draft.message_id))
    came = Received(body=body, content_type=content_type, soap_action="ebXML", partner=THEY.oin, at=AT)
    assert _refusal(parse(came), agreement) == (ErrorCode.MIME_PROBLEM, Location.MANIFEST)


def test_135_an_unsigned_message_in_a_signed_agreement_is_a_security_failure() -> None:
    envelope = _came(_sent(_agreed(Profile.RM)))
    assert _reason(envelope, _agreed(Profile.RM_S)) == Refusal.SIGNATURE_MISSING


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("overdragen", "overdragex"),
        ("5b3c0d0e", "5b3c0d0f"),
        ('href="cid:een', 'href="cid:Een'),
        ('eb:signed="true"', 'eb:signed="1"'),
    ],
)
def test_166_whatever_the_signature_covers_cannot_change(old: str, new: str) -> None:
    agreement = _agreed(Profile.RM_S)
    envelope = _changed(_came(_sent(agreement)), old, new)
    if envelope.address.action != "overdragen":
        agreement = replace(agreement, actions=tuple(replace(a, action=f"{a.action[:-1]}x") for a in agreement.actions))
    assert _reason(envelope, agreement) == Refusal.SIGNATURE_DIGEST


def test_141_a_part_added_on_the_way_is_a_security_failure() -> None:
    agreement = _agreed(Profile.RM_S)
    envelope = _came(_sent(agreement))
    assert _reason(replace(envelope, parts=(*envelope.parts, SECOND)), agreement) == Refusal.SIGNATURE_REFERENCES


def test_150_a_block_that_no_signature_covers_does_not_exist() -> None:
    agreement = _agreed(Profile.BE_S)
    block = '<eb:AckRequested eb:version="2.0" eb:signed="true" soap:mustUnderstand="1" soap:actor="{}"/>'
    for actor in ("urn:oasis:names:tc:ebxml-msg:actor:nextMSH", "http://schemas.xmlsoap.org/soap/actor/next"):
        envelope = _changed(_came(_sent(agreement)), "<ds:Signature>", f"{block.format(actor)}<ds:Signature>")
        assert not _proved(envelope, agreement).receipt_wanted


def test_166_an_address_that_the_signature_does_not_cover_is_a_security_failure() -> None:
    agreement = _agreed(Profile.RM_S)
    envelope = _came(_sent(agreement))
    other = replace(envelope, address=replace(envelope.address, message_id=OTHER_ID))
    assert _reason(other, agreement) == ProofRefusal.OTHER_ADDRESS


def test_a_proven_header_is_held_against_the_agreement_too() -> None:
    agreement = _agreed(Profile.RM_S)
    envelope = _came(_sent(agreement))
    with pytest.raises(HeaderRefusedError):
        verify(envelope, agreement, AT + timedelta(days=2))


def test_a_message_that_nobody_agreed_is_not_proven() -> None:
    agreement = make_agreement(Profile.RM)
    assert _refusal(_came(_sent(agreement)), replace(agreement, actions=())) == (
        ErrorCode.VALUE_NOT_RECOGNIZED,
        Location.ACTION,
    )


@pytest.mark.parametrize("keys", [(), (bytes(32), bytes(32))])
def test_each_part_needs_its_own_key(keys: tuple[bytes, ...]) -> None:
    agreement = _agreed(Profile.RM_E)
    with pytest.raises(SecurityRefusedError) as caught:
        prove(_covered(agreement), agreement, keys, AT)
    assert caught.value.reason == ProofRefusal.CONTENT_KEYS


def test_a_signature_that_does_not_hold_is_refused_before_there_is_a_key_to_unwrap() -> None:
    agreement = _agreed(Profile.RM_E)
    envelope = _changed(_came(_sent(agreement)), ">overdragen<", ">overdrogen<")
    unsigned = replace(envelope, address=_came(_sent(agreement)).address)
    with pytest.raises(SecurityRefusedError) as caught:
        verify(unsigned, agreement, AT)
    assert caught.value.reason == Refusal.SIGNATURE_DIGEST


def test_what_is_opened_must_be_what_was_signed() -> None:
    agreement = _agreed(Profile.RM_E)
    covered, other = _covered(agreement), _came(_sent(agreement, replace(PART, content=b"<anders/>")))
    swapped = replace(covered, parts=other.parts)
    keys = tuple(wire_key("wij").unwrap(wrapped) for wrapped in wrapped_keys(swapped, agreement))
    with pytest.raises(SecurityRefusedError) as caught:
        prove(swapped, agreement, keys, AT)
    assert caught.value.reason == Refusal.SIGNATURE_DIGEST


def test_178_a_wrong_key_opens_nothing() -> None:
    agreement = _agreed(Profile.RM_E)
    with pytest.raises(SecurityRefusedError) as caught:
        prove(_covered(agreement), agreement, (bytes(32),), AT)
    assert caught.value.reason == Refusal.DECRYPTION


# --- signals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S, Profile.RM_E])
def test_a_receipt_proves_receipt(profile: Profile) -> None:
    agreement = _agreed(profile)
    sent = _sent(agreement, PART, SECOND)
    receipt = _receipt(_acknowledged(agreement, sent), agreement)
    assert receipt.address.kind is EnvelopeKind.ACKNOWLEDGMENT
    assert receipt.address.refers_to == sent.message_id
    assert receipt.acknowledged == sent.references
    check_receipt(receipt, sent.references)


def test_132_an_unsigned_receipt_in_a_signed_agreement_is_a_security_failure() -> None:
    unsigned = _agreed(Profile.RM)
    envelope = _came(_acknowledged(unsigned, _sent(unsigned)))
    assert _reason(envelope, as_they_see_it(_agreed(Profile.RM_S))) == Refusal.SIGNATURE_MISSING


@pytest.mark.parametrize(
    "sent",
    [
        (ReferenceDigest(uri="", algorithm="x", digest=b"1"),),
        (ReferenceDigest(uri="", algorithm="x", digest=b"1"),) * 3,
        tuple(ReferenceDigest(uri=uri, algorithm="x", digest=b"2") for uri in ("", "cid:a")),
        tuple(ReferenceDigest(uri=uri, algorithm="x", digest=b"1") for uri in ("", "cid:b")),
    ],
)
def test_132_wrong_or_missing_digests_prove_no_receipt(sent: tuple[ReferenceDigest, ...]) -> None:
    agreement = make_agreement(Profile.RM)
    receipt = _receipt(_acknowledged(agreement, _sent(agreement)), agreement)
    returned = tuple(ReferenceDigest(uri=uri, algorithm="x", digest=b"1") for uri in ("", "cid:a"))
    with pytest.raises(ReceiptRefusedError) as caught:
        check_receipt(replace(receipt, acknowledged=returned), sent)
    assert caught.value.reason == ReceiptRefusal.REFERENCES


def test_a_receipt_returns_the_references_in_any_order_and_where_nothing_was_signed_any() -> None:
    agreement = make_agreement(Profile.RM)
    receipt = _receipt(_acknowledged(agreement, _sent(agreement)), agreement)
    returned = tuple(ReferenceDigest(uri=uri, algorithm="x", digest=b"1") for uri in ("", "cid:a"))
    check_receipt(replace(receipt, acknowledged=returned), tuple(reversed(returned)))
    check_receipt(replace(receipt, acknowledged=returned), ())


def test_224_only_a_receipt_is_a_receipt() -> None:
    agreement = make_agreement(Profile.RM)
    with pytest.raises(ReceiptRefusedError) as caught:
        check_receipt(_proved(_came(_sent(agreement)), agreement), ())
    assert caught.value.reason == ReceiptRefusal.NOT_A_RECEIPT


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S])
def test_a_refusal_reports_its_errors(profile: Profile) -> None:
    agreement = _agreed(profile)
    draft = compose_refusal(_came(_sent(agreement)), agreement, ERROR, OTHER_ID, AT)
    assert _receipt(sealed_by("wij", draft), agreement).errors == (ERROR,)


def test_223_an_unsigned_refusal_in_a_signed_agreement_is_a_security_failure() -> None:
    unsigned = _agreed(Profile.RM)
    draft = compose_refusal(_came(_sent(unsigned)), unsigned, ERROR, OTHER_ID, AT)
    envelope = _came(sealed_by("wij", draft))
    assert _reason(envelope, as_they_see_it(_agreed(Profile.RM_S))) == Refusal.SIGNATURE_MISSING


def test_a_ping_needs_no_signature() -> None:
    text, service = MESSAGE_XML, f"<eb:Service>{SIGNAL_SERVICE}</eb:Service>"
    for old, new in (
        (text[text.index("<eb:Service") : text.index("</eb:Action>")], f"{service}<eb:Action>Ping"),
        (text[text.index("<eb:AckRequested") : text.index("</soap:Header>")], ""),
        (text[text.index("<eb:Manifest") : text.index("</soap:Body>")], ""),
    ):
        text = text.replace(old, new)
    came = Received(body=text.encode(), content_type="text/xml", soap_action="ebXML", partner=THEY.oin, at=AT)
    agreement = _agreed(Profile.RM_S)
    assert check_header(parse(came), agreement, THEY.oin, AT) is None
    assert _proved(parse(came), agreement).address.kind is EnvelopeKind.PING


def test_a_ping_that_is_signed_all_the_same_must_be_signed_by_the_partner() -> None:
    agreement = _agreed(Profile.RM_S)
    draft = compose_question(None, as_they_see_it(agreement), OTHER_ID, ConversationId("vraag"), AT)
    came = _came(sealed_by("zij", draft))
    assert len(_proved(came, agreement).references) == 1
    assert _reason(_changed(came, ">vraag<", ">anders<"), agreement) == Refusal.SIGNATURE_DIGEST
    assert _proved(came, _agreed(Profile.RM)).references == ()
