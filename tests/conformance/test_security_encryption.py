"""Assertions 77 to 82: what an encrypted payload is opened with, and what becomes of one that was touched."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import pytest
from lxml import etree

from gateway.domain.agreement import (
    AnyCipher,
    AnyTransport,
    ContentCipher,
    KeyTransport,
    LegacyCipher,
    LegacyTransport,
)
from gateway.domain.octets import whole
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2 import mime, render
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.vocabulary import ErrorCode
from gateway.wire.stages import Outgoing, Part
from tests.kit.conformance import Exchange, accepted, insecure, locked
from tests.kit.conformance_terms import CIPHERS, Terms, spoken, under
from tests.kit.corpus import Bench
from tests.kit.correspondent import read_key
from tests.kit.encrypted_parts import PLAIN, XENC, XENC11, encrypted, sealed_of, with_sealed
from tests.kit.legacy_parts import weakly_encrypted
from tests.kit.oracle import LOCKS, Target, envelope, faces, figures, measure_flow
from tests.kit.oracle_figures import told_apart
from tests.kit.posting import Posting
from tests.kit.wire_keys import wire_key
from tests.kit.world import POLITIE, VEILIG_THUIS, World

LEGACY: Final = "CBC under RSA 1.5"
# Of a difference in time: certain beyond a doubt, and large enough to be one (G9).
CERTAIN, LARGE_MS = 1e-6, 0.2
# What differs from one MessageError to the next, whatever it is about.
_OWN: Final = re.compile(
    rb"<(eb:ConversationId|eb:MessageId|eb:Timestamp|eb:RefToMessageId|ds:DigestValue|ds:SignatureValue)>[^<]*"
)


def _algorithms(content: bytes) -> list[str]:
    """Return what an encrypted part says it is encrypted with: content, then key."""
    methods = etree.fromstring(content).iter(f"{{{XENC}}}EncryptionMethod")
    return [str(method.get("Algorithm")) for method in methods]


@pytest.mark.parametrize("terms", CIPHERS, ids=lambda terms: f"{terms.cipher.name}-{terms.key_transport.name}")
def test_a077_aes_128_and_256_in_gcm_decrypt_under_both_forms_of_oaep(bench: Bench, terms: Terms) -> None:
    posting = spoken(under(bench, terms))
    _, (part,) = mime.split(posting.content_type, posting.body)
    assert _algorithms(whole(part.content)) == [terms.cipher, terms.key_transport]
    accepted(bench, lambda _: posting)


def _flipped(part: Part, position: int) -> Part:
    octets = bytearray(sealed_of(part))
    octets[position] ^= 1
    return with_sealed(part, bytes(octets))


def test_a078_a_changed_tag_or_iv_fails_and_always_with_the_same_face(bench: Bench) -> None:
    # The first and last octet of the IV, of the ciphertext, of the tag.
    for position in (0, 11, 12, -17, -16, -1):
        insecure(bench, locked(partial(_flipped, position=position)), Refusal.DECRYPTION)
    refusals = [each for each in bench.partner.mailbox.arrived if each.errors]
    assert len(refusals) >= 6
    assert {code for each in refusals for code, _ in each.errors} == {ErrorCode.SECURITY_FAILURE}
    assert len({_OWN.sub(rb"<\1>", each.body) for each in refusals}) == 1
    bench.check_good()


def _weak(bench: Bench, cipher: AnyCipher, transport: AnyTransport) -> Posting:
    """Return an honest message, encrypted to the gateway's own certificate in a weaker way."""
    letter, key = bench.partner.letter(), read_key(bench.home / "keys", "encryption")
    parts = (weakly_encrypted(key, cipher, transport, letter.parts[0]),)
    return bench.partner.pack(bench.partner.sign(letter), parts, letter.message_id)


@pytest.mark.parametrize(
    ("cipher", "transport"),
    [
        (LegacyCipher.AES128_CBC, KeyTransport.RSA_OAEP_MGF1P),
        (LegacyCipher.AES256_CBC, KeyTransport.RSA_OAEP_MGF1P),
        (LegacyCipher.TRIPLEDES_CBC, KeyTransport.RSA_OAEP_MGF1P),
        (ContentCipher.AES256_GCM, LegacyTransport.RSA_1_5),
        (LegacyCipher.AES256_CBC, LegacyTransport.RSA_1_5),
    ],
)
def test_a079_cbc_and_rsa_1_5_are_refused_without_an_exception(
    bench: Bench, cipher: AnyCipher, transport: AnyTransport
) -> None:
    insecure(bench, partial(_weak, cipher=cipher, transport=transport), Refusal.ENCRYPTION_ALGORITHM)
    accepted(bench, partial(_weak, cipher=bench.partner.action.cipher, transport=bench.partner.action.key_transport))


def test_a079_neither_is_ever_written(bench: Bench, exchanged: Exchange) -> None:
    _, (part,) = mime.split(exchanged.feedback.content_type, exchanged.feedback.body)
    action = bench.partner.action
    assert _algorithms(whole(part.content)) == [action.cipher, action.key_transport]
    # Whatever an agreement may say: these are all that we can write with.
    written = {tuple(_algorithms(whole(encrypted(wire_key("zij"), PLAIN, *each).content))) for each in _writable()}
    assert written == {(str(cipher), str(transport)) for cipher, transport in _writable()}
    assert {cipher for cipher, _ in written} == {f"{XENC11}aes128-gcm", f"{XENC11}aes256-gcm"}
    assert {transport for _, transport in written} == {f"{XENC}rsa-oaep-mgf1p", f"{XENC11}rsa-oaep"}


def _writable() -> list[tuple[ContentCipher, KeyTransport]]:
    return [(cipher, transport) for cipher in ContentCipher for transport in KeyTransport]


async def test_a079_with_an_exception_both_are_opened() -> None:
    lock = LOCKS[LEGACY]
    with ThreadPoolExecutor(1) as signers:
        target = Target(lock, signers)
        status, answer = await target.post(*envelope(await target.sign(), lock.close()))
    assert (status, b"eb:Acknowledgment" in answer) == (200, True)


@pytest.mark.alone
async def test_a080_padding_errors_under_an_exception_look_and_last_the_same() -> None:
    told = await measure_flow(LOCKS[LEGACY], 40)
    assert len(faces(told)) == 1
    certain = [each for each in told_apart(figures(told)) if each.chance < CERTAIN]
    assert [str(each) for each in certain if abs(each.difference_ms) >= LARGE_MS] == []


async def test_a081_a_decrypted_part_has_its_own_type_and_name_again(exchanged: Exchange) -> None:
    part = Part(content_id="bijlage-1@politie", media_type="application/pdf", content=b"%PDF-", file_name="a.pdf")
    world = World()
    police, vt = world.side(POLITIE), world.side(VEILIG_THUIS)
    agreement, random = police.agreement_with(VEILIG_THUIS), police.ports.randomness
    action = next(each for each in agreement.actions if each.outbound)
    outgoing = Outgoing(
        message_id=random.new_message_id(),
        conversation_id=random.new_conversation(),
        service=action.service,
        action=action.action,
        parts=(part,),
    )
    sealed = await police.finish(ebms2.compose(outgoing, agreement, world.clock.now()))
    _, (travelled,) = mime.split(sealed.content_type, sealed.body)
    assert (travelled.media_type, travelled.content_id) == ("application/xml", part.content_id)
    assert whole(part.content) not in whole(sealed.body)
    proven = await vt.prove(sealed.content_type, sealed.body, POLITIE)
    assert [(each.media_type, each.content_id, each.content) for each in proven.parts] == [
        (part.media_type, part.content_id, part.content)
    ]
    # And over the wire, from the gateway.
    (received,) = exchanged.feedback.proven.parts
    _, (wired,) = mime.split(exchanged.feedback.content_type, exchanged.feedback.body)
    assert (wired.content_id, wired.media_type) == (received.content_id, "application/xml")
    assert whole(received.content).startswith(b"<")


def test_a082_the_signature_holds_for_the_plaintext_alone(bench: Bench) -> None:
    def make(bench: Bench) -> Posting:
        """Sign what is encrypted, instead of encrypting what is signed."""
        letter = bench.partner.letter()
        parts = bench.partner.lock(letter.parts)
        soap = bench.partner.sign_element(render.render_message(letter.message), parts)
        return bench.partner.pack(soap, parts, letter.message_id)

    insecure(bench, make, Refusal.SIGNATURE_DIGEST)
    bench.check_good()
