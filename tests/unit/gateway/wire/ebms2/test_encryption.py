"""What travels encrypted, and the bad inputs 167 to 172 and 178 to 182: refused alike, whatever failed."""

from dataclasses import replace
from itertools import product

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from gateway.domain.agreement import ContentCipher, KeyTransport
from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2 import encryption
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.stages import ContentKey, Part
from tests.kit.encrypted_parts import (
    CIPHER,
    DS,
    PLAIN,
    TRANSPORT,
    XENC,
    XENC11,
    Change,
    changed,
    encrypted,
    random_octets,
    sealed_of,
    with_content,
    with_sealed,
)
from tests.kit.wire_keys import content_key, elliptic_certificate, wire_key

Element = etree._Element  # noqa: SLF001 - lxml has no public name for its elements

RECEIVER = wire_key("ontvanger")
OTHER = wire_key("ander")
FRESH = ContentKey(key=bytes(range(32)), nonce=bytes(range(12)))
SHA1 = f"{DS}sha1"
SHA256 = f"{XENC}sha256"
MGF1_SHA1 = f"{XENC11}mgf1sha1"
MGF1_SHA256 = f"{XENC11}mgf1sha256"


def _opened(part: Part, cipher: ContentCipher = CIPHER, transport: KeyTransport = TRANSPORT) -> Part:
    """Do what a receiver does: read the key, have the door unwrap it, decrypt."""
    return encryption.decrypt(part, RECEIVER.unwrap(encryption.wrapped_key(part, cipher, transport)), cipher)


def _refusal(part: Part, cipher: ContentCipher = CIPHER, transport: KeyTransport = TRANSPORT) -> str:
    with pytest.raises(SecurityRefusedError) as caught:
        _opened(part, cipher, transport)
    return caught.value.reason


def _unopened(part: Part, key: bytes = FRESH.key) -> str:
    with pytest.raises(SecurityRefusedError) as caught:
        encryption.decrypt(part, key, CIPHER)
    # One face: nothing but the reason, and no trace of the library's own error.
    assert caught.value.__suppress_context__
    assert caught.value.args == ("security-refused: decryption",)
    return caught.value.reason


@pytest.mark.parametrize(("cipher", "transport"), list(product(ContentCipher, KeyTransport)))
def test_what_is_encrypted_is_decrypted(cipher: ContentCipher, transport: KeyTransport) -> None:
    assert _opened(encrypted(RECEIVER, PLAIN, cipher, transport), cipher, transport) == PLAIN


@pytest.mark.parametrize("content", [b"", b"x", random_octets(300_000)], ids=["empty", "one octet", "large"])
def test_content_is_octets(content: bytes) -> None:
    assert _opened(encrypted(RECEIVER, with_content(PLAIN, content))).content == content


def test_an_encrypted_part_keeps_its_names_and_tells_its_type_inside() -> None:
    part = encrypted(RECEIVER)
    assert (part.content_id, part.file_name, part.media_type) == (PLAIN.content_id, "a.xml", "application/xml")
    root = etree.fromstring(whole(part.content))
    assert dict(root.attrib) == {"MimeType": "text/xml"}
    assert whole(PLAIN.content) not in whole(part.content)


def test_the_key_name_is_the_subject_as_java_writes_it() -> None:
    root = etree.fromstring(whole(encrypted(RECEIVER).content))
    name = next(root.iter(f"{{{DS}}}KeyName")).text
    assert name == "CN=ontvanger.example, SERIALNUMBER=00000099000000010000, O=Voorbeeld & Zoon ontvanger, C=NL"


def test_a_media_type_is_escaped() -> None:
    part = encrypted(RECEIVER, replace(PLAIN, media_type='a/b;c="<&>"'))
    assert etree.fromstring(whole(part.content)).get("MimeType") == 'a/b;c="<&>"'
    assert _opened(part).media_type == "a/b"


def test_the_same_key_gives_the_same_content_but_never_the_same_wrapping() -> None:
    one, two = (encrypted(RECEIVER, fresh=FRESH) for _ in range(2))
    assert sealed_of(one) == sealed_of(two)
    assert sealed_of(one) == FRESH.nonce + AESGCM(FRESH.key).encrypt(FRESH.nonce, whole(PLAIN.content), None)
    assert encryption.wrapped_key(one, CIPHER, TRANSPORT) != encryption.wrapped_key(two, CIPHER, TRANSPORT)


def test_a_key_has_the_length_of_its_cipher() -> None:
    assert {len(content_key(cipher).key) == encryption.KEY_BYTES[cipher] for cipher in ContentCipher} == {True}


@pytest.mark.parametrize(
    ("transport", "digest", "mgf"),
    [(KeyTransport.RSA_OAEP_MGF1P, SHA1, SHA1), (KeyTransport.RSA_OAEP, SHA256, SHA256)],
)
def test_the_wrapped_key_tells_the_door_all_it_needs(transport: KeyTransport, digest: str, mgf: str) -> None:
    wrapped = encryption.wrapped_key(encrypted(RECEIVER, transport=transport, fresh=FRESH), CIPHER, transport)
    assert (wrapped.content_id, wrapped.cipher, wrapped.transport) == (PLAIN.content_id, CIPHER, transport)
    assert (wrapped.oaep_digest, wrapped.mgf_digest) == (digest, mgf)
    assert RECEIVER.unwrap(wrapped) == FRESH.key


def test_only_an_rsa_certificate_receives() -> None:
    with pytest.raises(SecurityRefusedError):
        encryption.encrypt(PLAIN, FRESH, elliptic_certificate(), CIPHER, TRANSPORT)


# --- algorithms ------------------------------------------------------------------------------------------------------


def _algorithm(name: str, value: str | None, position: int = 0) -> Change:
    def change(root: Element) -> None:
        found = list(root.iter(f"{{*}}{name}"))
        if value is None:
            method = found[position].getparent()
            assert method is not None
            method.remove(found[position])
        elif found:
            found[position].set("Algorithm", value)
        else:
            etree.SubElement(list(root.iter(f"{{{XENC}}}EncryptionMethod"))[1], name).set("Algorithm", value)

    return change


ALGORITHMS: list[tuple[str, Change]] = [
    ("167 rsa-1_5", _algorithm("EncryptionMethod", f"{XENC}rsa-1_5", 1)),
    ("167 the other OAEP", _algorithm("EncryptionMethod", KeyTransport.RSA_OAEP, 1)),
    ("167 key wrap", _algorithm("EncryptionMethod", f"{XENC}kw-aes256", 1)),
    ("168 digest sha512", _algorithm("DigestMethod", f"{XENC}sha512")),
    ("168 digest md5", _algorithm("DigestMethod", "http://www.w3.org/2001/04/xmldsig-more#md5")),
    ("168 a mask function where none belongs", _algorithm(f"{{{XENC11}}}MGF", MGF1_SHA256)),
    ("169 aes256-cbc", _algorithm("EncryptionMethod", f"{XENC}aes256-cbc")),
    ("169 aes128-cbc", _algorithm("EncryptionMethod", f"{XENC}aes128-cbc")),
    ("170 tripledes-cbc", _algorithm("EncryptionMethod", f"{XENC}tripledes-cbc")),
    ("170 aes192-gcm", _algorithm("EncryptionMethod", f"{XENC11}aes192-gcm")),
    ("170 the other GCM", _algorithm("EncryptionMethod", ContentCipher.AES128_GCM)),
    ("170 empty", _algorithm("EncryptionMethod", "")),
]


@pytest.mark.parametrize("change", [case[1] for case in ALGORITHMS], ids=[case[0] for case in ALGORITHMS])
def test_what_was_not_agreed_is_never_handed_to_the_door(change: Change) -> None:
    part = changed(encrypted(RECEIVER), change)
    with pytest.raises(SecurityRefusedError) as caught:
        encryption.wrapped_key(part, CIPHER, TRANSPORT)
    assert caught.value.reason == Refusal.ENCRYPTION_ALGORITHM


@pytest.mark.parametrize("mgf", [None, MGF1_SHA1, ""])
def test_168_rsa_oaep_names_its_mask_function(mgf: str | None) -> None:
    part = changed(encrypted(RECEIVER, transport=KeyTransport.RSA_OAEP), _algorithm("MGF", mgf))
    assert _refusal(part, transport=KeyTransport.RSA_OAEP) == Refusal.ENCRYPTION_ALGORITHM


@pytest.mark.parametrize("digest", [None, SHA1])
def test_168_rsa_oaep_uses_no_sha_1(digest: str | None) -> None:
    part = changed(encrypted(RECEIVER, transport=KeyTransport.RSA_OAEP), _algorithm("DigestMethod", digest))
    assert _refusal(part, transport=KeyTransport.RSA_OAEP) == Refusal.ENCRYPTION_ALGORITHM


@pytest.mark.parametrize(("digest", "expected"), [(None, SHA1), (SHA1, SHA1), (SHA256, SHA256)])
def test_rsa_oaep_mgf1p_comes_with_either_digest(digest: str | None, expected: str) -> None:
    part = changed(encrypted(RECEIVER), _algorithm("DigestMethod", digest))
    wrapped = encryption.wrapped_key(part, CIPHER, TRANSPORT)
    assert (wrapped.oaep_digest, wrapped.mgf_digest) == (expected, SHA1)


def test_169_the_cipher_is_compared_again_before_decryption() -> None:
    with pytest.raises(SecurityRefusedError) as caught:
        encryption.decrypt(encrypted(RECEIVER, fresh=FRESH), FRESH.key, ContentCipher.AES128_GCM)
    assert caught.value.reason == Refusal.ENCRYPTION_ALGORITHM


# --- one face for every failure --------------------------------------------------------------------------------------


def test_171_another_tag_or_nonce_length_is_a_failed_decryption() -> None:
    part = encrypted(RECEIVER, fresh=FRESH)
    sealed = sealed_of(part)
    tampered = [sealed[:-4], sealed[:8] + sealed[12:], sealed[:12] + bytes(4) + sealed[12:], sealed + b"\0"]
    for octets in tampered:
        assert _unopened(with_sealed(part, octets)) == Refusal.DECRYPTION


def test_172_a_key_for_another_recipient_is_a_failed_decryption() -> None:
    assert _refusal(encrypted(OTHER)) == Refusal.DECRYPTION


def test_178_every_bit_of_the_sealed_content_counts() -> None:
    part = encrypted(RECEIVER, fresh=FRESH)
    sealed = sealed_of(part)
    for position in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[position // 8] ^= 1 << position % 8
        assert _unopened(with_sealed(part, bytes(flipped))) == Refusal.DECRYPTION


def test_178_every_octet_of_the_wrapped_key_counts() -> None:
    part = encrypted(RECEIVER, fresh=FRESH)
    wrapped = encryption.wrapped_key(part, CIPHER, TRANSPORT)
    for position in range(0, len(wrapped.wrapped), 16):
        flipped = bytearray(wrapped.wrapped)
        flipped[position] ^= 1
        key = RECEIVER.unwrap(replace(wrapped, wrapped=bytes(flipped)))
        assert _unopened(part, key) == Refusal.DECRYPTION


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 24, 31, 33, 64])
def test_179_a_key_of_another_length_is_a_failed_decryption(length: int) -> None:
    assert _unopened(encrypted(RECEIVER, fresh=FRESH), bytes(length)) == Refusal.DECRYPTION


@pytest.mark.parametrize("length", [0, 16, 33])
def test_179_nobody_can_count_on_the_stand_in_for_such_a_key(length: int) -> None:
    zeros = encrypted(RECEIVER, fresh=ContentKey(key=bytes(32), nonce=bytes(12)))
    assert _unopened(zeros, bytes(length)) == Refusal.DECRYPTION


@pytest.mark.parametrize("length", range(28))
def test_180_content_too_short_for_nonce_and_tag_is_a_failed_decryption(length: int) -> None:
    part = encrypted(RECEIVER, fresh=FRESH)
    assert _unopened(with_sealed(part, sealed_of(part)[:length])) == Refusal.DECRYPTION


def test_181_a_part_in_clear_is_refused() -> None:
    assert _refusal(PLAIN) == Refusal.ENCRYPTION_SHAPE


MIME_TYPES = {
    None: "application/octet-stream",
    "": "application/octet-stream",
    "application/xml": "application/xml",
    "Text/XML; charset=UTF-8": "text/xml",
    " text/plain ": "text/plain",
    "tekst": "application/octet-stream",
    "a/b/c": "application/octet-stream",
    "text/\u0430": "application/octet-stream",
    "text/" + "a" * 200: "application/octet-stream",
    "a b/c": "application/octet-stream",
}


@pytest.mark.parametrize(("given", "expected"), list(MIME_TYPES.items()))
def test_182_the_media_type_is_only_what_the_sender_calls_it(given: str | None, expected: str) -> None:
    def change(root: Element) -> None:
        root.attrib.clear()
        if given is not None:
            root.set("MimeType", given)

    part = changed(encrypted(RECEIVER), change)
    assert _opened(part) == replace(PLAIN, media_type=expected)


def test_182_what_is_inside_is_not_looked_at() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a'
    assert _opened(encrypted(RECEIVER, with_content(PLAIN, bomb))).content == bomb
