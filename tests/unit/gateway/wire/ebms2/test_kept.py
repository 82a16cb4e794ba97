from typing import Final

import pytest

from gateway.domain.agreement import Profile
from gateway.errors import PartnerError, SecurityRefusedError
from gateway.wire.ebms2 import endpoint
from gateway.wire.ebms2.kept import read_kept
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import EnvelopeKind, Sealed
from tests.kit.ebms2_messages import (
    AT,
    MESSAGE_ID,
    OTHER_ID,
    as_they_see_it,
    make_agreement,
    outgoing,
    received,
    sealed_by,
)
from tests.kit.signed_messages import changed, find, resigned
from tests.kit.wire_keys import wire_key

THEIRS: Final = wire_key("zij").certificate


def exchanged(profile: Profile) -> tuple[Sealed, Sealed]:
    """Return a message of theirs and our receipt."""
    we = make_agreement(profile, signed_with_keys=True)
    sent = sealed_by("zij", endpoint.compose(outgoing(), as_they_see_it(we), AT))
    covered = endpoint.verify(endpoint.parse(received(sent)), we, AT)
    keys = tuple(wire_key("wij").unwrap(wrapped) for wrapped in endpoint.wrapped_keys(covered, we))
    proven = endpoint.prove(covered, we, keys, AT)
    return sent, sealed_by("wij", endpoint.compose_receipt(proven, we, OTHER_ID, AT))


@pytest.fixture(scope="module")
def message() -> Sealed:
    """Return a signed message."""
    return exchanged(Profile.RM_S)[0]


@pytest.mark.parametrize("profile", [Profile.RM_S, Profile.RM_E])
def test_a_signed_message_is_proved_without_its_parts(profile: Profile) -> None:
    sent, _ = exchanged(profile)
    kept = read_kept(sent.soap, THEIRS)
    assert kept.signed
    assert kept.references == sent.references
    assert kept.address.message_id == MESSAGE_ID
    assert kept.acknowledged == ()


def test_a_receipt_returns_what_the_message_signed() -> None:
    sent, answer = exchanged(Profile.RM_S)
    kept = read_kept(answer.soap, wire_key("wij").certificate)
    assert kept.address.kind is EnvelopeKind.ACKNOWLEDGMENT
    assert kept.address.refers_to == MESSAGE_ID
    assert kept.acknowledged == sent.references


def test_an_unsigned_message_proves_nothing_by_itself_and_says_so() -> None:
    sent, answer = exchanged(Profile.RM)
    for soap in (sent.soap, answer.soap):
        kept = read_kept(soap, b"")
        assert (kept.signed, kept.references, kept.acknowledged) == (False, (), ())


def test_another_key_proves_nothing(message: Sealed) -> None:
    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_VALUE):
        read_kept(message.soap, wire_key("wij").certificate)


def test_a_changed_header_is_not_what_was_signed(message: Sealed) -> None:
    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_DIGEST):
        read_kept(message.soap.replace(b"ONTVANGER", b"ONTVANGES"), THEIRS)


@pytest.mark.parametrize("name", ["CanonicalizationMethod", "SignatureMethod", "DigestMethod"])
@pytest.mark.parametrize("algorithm", ["http://www.w3.org/2000/09/xmldsig#sha1", "", None])
def test_an_algorithm_outside_the_closed_lists_is_refused(message: Sealed, name: str, algorithm: str | None) -> None:
    """Algorithm confusion: the message names its own algorithms here, and may only name strong ones."""

    def change(root: Element) -> None:
        element = find(root, name)
        element.attrib.pop("Algorithm")
        if algorithm is not None:
            element.set("Algorithm", algorithm)

    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_ALGORITHM):
        read_kept(resigned(message.soap, wire_key("zij"), change), THEIRS)


def test_a_signature_in_another_place_is_refused(message: Sealed) -> None:
    """Signature wrapping: only the signature of the header itself counts."""

    def move(root: Element) -> None:
        signature = find(root, "Signature")
        root[1].append(signature)

    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_MISSING):
        read_kept(changed(message.soap, move), THEIRS)


def test_a_reference_left_out_or_added_breaks_the_signature(message: Sealed) -> None:
    def drop(root: Element) -> None:
        find(root, "SignedInfo").remove(find(root, "Reference", 1))

    with pytest.raises(SecurityRefusedError):
        read_kept(changed(message.soap, drop), THEIRS)


def test_a_message_without_a_reference_to_its_envelope_is_refused(message: Sealed) -> None:
    def drop(root: Element) -> None:
        find(root, "SignedInfo").remove(find(root, "Reference", 0))

    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_REFERENCES):
        read_kept(resigned(message.soap, wire_key("zij"), drop), THEIRS)


def test_cut_short_at_any_octet_it_is_refused(message: Sealed) -> None:
    for length in range(0, len(message.soap), 37):
        with pytest.raises(PartnerError):
            read_kept(message.soap[:length], THEIRS)


def test_every_octet_of_a_signed_message_counts(message: Sealed) -> None:
    """A changed octet is refused, or means nothing (in KeyInfo), or there is no signature left, and that is said."""
    whole = read_kept(message.soap, THEIRS)
    for place in range(0, len(message.soap), 11):
        spoiled = bytearray(message.soap)
        spoiled[place] ^= 1
        try:
            kept = read_kept(bytes(spoiled), THEIRS)
        except PartnerError:
            continue
        assert kept == whole or not kept.signed
