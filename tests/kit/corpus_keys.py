"""Group G (167 to 182): what the wrapped key and the sealed content really are, whatever the document calls them."""

import base64
import os
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.x509 import load_der_x509_certificate
from lxml import etree

from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError
from gateway.strict_xml import Element
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.stages import Part
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.correspondent import Letter
from tests.kit.encrypted_parts import DS, XENC, XENC11, Change, changed, sealed_of, with_sealed
from tests.kit.posting import Posting

# What the partner, or whoever stands in its place, makes of one part that was encrypted as agreed.
Spoil = Callable[[Bench, Part, Part], Part]
R = Refusal

_SHA1, _SHA256 = hashes.SHA1, hashes.SHA256
_AES_BLOCK, _DES_BLOCK = 16, 8


def _oaep(mask: type[hashes.HashAlgorithm] = _SHA1, label: bytes | None = None) -> OAEP:
    """Return the agreed padding, with another mask or a label."""
    return OAEP(MGF1(mask()), _SHA1(), label)


def find(root: Element, name: str, position: int = 0) -> Element:
    """Return an element of XML Encryption by its local name."""
    return list(root.iter(f"{{{XENC}}}{name}", f"{{{DS}}}{name}", f"{{{XENC11}}}{name}"))[position]


def recipient(bench: Bench) -> rsa.RSAPublicKey:
    """Return the key for which the partner encrypts."""
    key = load_der_x509_certificate(bench.partner.agreement.partner.encryption_certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def named(cipher: str | None = None, transport: str | None = None) -> Change:
    """Return what names other algorithms."""

    def change(root: Element) -> None:
        for position, algorithm in enumerate((cipher, transport)):
            if algorithm is not None:
                find(root, "EncryptionMethod", position).set("Algorithm", algorithm)

    return change


def with_wrapped(part: Part, wrapped: bytes) -> Part:
    """Return the part with other octets for its wrapped key."""
    return changed(part, lambda root: setattr(find(root, "CipherValue"), "text", base64.b64encode(wrapped).decode()))


def _wrapped_anew(padding: AsymmetricPadding, transport: str | None = None) -> Spoil:
    """Seal the content under a fresh key, which is wrapped otherwise than agreed."""

    def spoil(bench: Bench, sealed: Part, plain: Part) -> Part:
        key, nonce = os.urandom(32), os.urandom(12)
        fresh = with_sealed(sealed, nonce + AESGCM(key).encrypt(nonce, whole(plain.content), None))
        wrapped = with_wrapped(fresh, recipient(bench).encrypt(key, padding))
        return changed(wrapped, named(transport=transport))

    return spoil


def _in_blocks(name: str, algorithm: Callable[[bytes], AES | TripleDES], key_octets: int, block: int) -> Spoil:
    """Seal the content in CBC, as XML Encryption did before it had GCM; everything else is as agreed."""

    def spoil(bench: Bench, sealed: Part, plain: Part) -> Part:
        key, nonce = os.urandom(key_octets), os.urandom(block)
        padding = block - len(whole(plain.content)) % block
        encryptor = Cipher(algorithm(key), CBC(nonce)).encryptor()
        padded = whole(plain.content) + os.urandom(padding - 1) + bytes([padding])
        octets = encryptor.update(padded) + encryptor.finalize()
        fresh = with_wrapped(with_sealed(sealed, nonce + octets), recipient(bench).encrypt(key, _oaep()))
        return changed(fresh, named(cipher=f"{XENC}{name}"))

    return spoil


def _key_of(length: int) -> Spoil:
    """179: a key of another length than the cipher's, wrapped as it should be."""
    return lambda bench, sealed, _: with_wrapped(sealed, recipient(bench).encrypt(bytes(length), _oaep()))


def _block(make: Callable[[int], bytes]) -> Spoil:
    """176, 177: no padding of ours; the block itself, as who searches an oracle makes it."""

    def spoil(bench: Bench, sealed: Part, _: Part) -> Part:
        key = recipient(bench)
        size = key.key_size // 8
        number = pow(int.from_bytes(make(size)), key.public_numbers().e, key.public_numbers().n)
        return with_wrapped(sealed, number.to_bytes(size))

    return spoil


def _sealed(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda _, sealed, __: with_sealed(sealed, change(sealed_of(sealed)))


def _shaped(change: Change) -> Spoil:
    return lambda _, sealed, __: changed(sealed, change)


def _label(root: Element) -> None:
    parameters = etree.Element(f"{{{XENC}}}OAEPparams")
    parameters.text = base64.b64encode(b"label").decode()
    find(root, "EncryptionMethod", 1).insert(0, parameters)


def _mask(root: Element) -> None:
    mask = etree.SubElement(find(root, "EncryptionMethod", 1), f"{{{XENC11}}}MGF")
    mask.set("Algorithm", f"{XENC11}mgf1sha256")


def _names_itself(root: Element) -> None:
    """173: a key that is for the content in which it stands, and a content whose key stands in the key."""
    root.set("Id", "inhoud")
    key = find(root, "EncryptedKey")
    listed = etree.SubElement(key, f"{{{XENC}}}ReferenceList")
    etree.SubElement(listed, f"{{{XENC}}}DataReference").set("URI", "#inhoud")


def _fetched_from_itself(root: Element) -> None:
    find(root, "EncryptedKey").set("Id", "sleutel")
    method = etree.Element(f"{{{DS}}}RetrievalMethod", URI="#sleutel")
    find(root, "KeyInfo", 1).insert(0, method)


def _conforming(size: int) -> bytes:
    filler = bytes(1 + octet % 255 for octet in os.urandom(size - 35))
    return b"\x00\x02" + filler + b"\x00" + os.urandom(32)


_SPOILED: Final[dict[str, tuple[Spoil, Refusal]]] = {
    "167-rsa-1.5-in-fact": (_wrapped_anew(PKCS1v15(), f"{XENC}rsa-1_5"), R.ENCRYPTION_ALGORITHM),
    "167-rsa-1.5-under-the-agreed-name": (_wrapped_anew(PKCS1v15()), R.DECRYPTION),
    "168-label": (_shaped(_label), R.ENCRYPTION_SHAPE),
    "168-label-in-fact": (_wrapped_anew(_oaep(label=b"label")), R.DECRYPTION),
    "168-mask": (_shaped(_mask), R.ENCRYPTION_ALGORITHM),
    "168-mask-in-fact": (_wrapped_anew(_oaep(_SHA256)), R.DECRYPTION),
    "169-aes-128-cbc-in-fact": (_in_blocks("aes128-cbc", AES, 16, _AES_BLOCK), R.ENCRYPTION_ALGORITHM),
    "169-aes-256-cbc-in-fact": (_in_blocks("aes256-cbc", AES, 32, _AES_BLOCK), R.ENCRYPTION_ALGORITHM),
    "170-triple-des-in-fact": (_in_blocks("tripledes-cbc", TripleDES, 24, _DES_BLOCK), R.ENCRYPTION_ALGORITHM),
    "173-key-for-what-it-stands-in": (_shaped(_names_itself), R.ENCRYPTION_SHAPE),
    "173-key-that-is-in-itself": (_shaped(_fetched_from_itself), R.ENCRYPTION_SHAPE),
    "176-conforming-block": (_block(_conforming), R.DECRYPTION),
    "176-block-without-a-separator": (_block(lambda size: b"\x00\x02" + b"\x01" * (size - 2)), R.DECRYPTION),
    "176-block-of-another-type": (_block(lambda size: b"\x00\x01" + b"\xff" * (size - 2)), R.DECRYPTION),
    "176-random-block": (_block(lambda size: b"\x00" + os.urandom(size - 1)), R.DECRYPTION),
    "177-first-octet-not-zero": (_block(lambda size: b"\x01" + os.urandom(size - 1)), R.DECRYPTION),
    "177-block-of-zeros": (_block(bytes), R.DECRYPTION),
    "177-block-of-one": (_block(lambda size: bytes(size - 1) + b"\x01"), R.DECRYPTION),
    **{f"179-key-of-{length}": (_key_of(length), R.DECRYPTION) for length in (0, 1, 15, 16, 17, 24, 31, 33, 64)},
    **{
        f"180-{length}-octets": (_sealed(lambda octets, length=length: octets[:length]), R.DECRYPTION)  # type: ignore[misc]  # mypy does not see the default
        for length in (0, 1, 11, 12, 13, 27, 28)
    },
}


def spoiled(spoil: Spoil) -> Callable[[Bench], Posting]:
    """Return what makes a message whose signature is right and whose part is not."""

    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        sealed = bench.partner.lock(letter.parts)
        parts = tuple(spoil(bench, each, plain) for each, plain in zip(sealed, letter.parts, strict=True))
        return bench.partner.pack(bench.partner.sign(letter), parts, letter.message_id)

    return make


def _empty(bench: Bench) -> Letter:
    return bench.partner.letter(b"")


def _called(name: str) -> Spoil:
    return _shaped(lambda root: root.set("MimeType", name))


CASES: Final[dict[str, Case]] = {
    **{
        number: Case(make=spoiled(spoil), outcome=Outcome.REFUSED, error=SecurityRefusedError(reason))
        for number, (spoil, reason) in _SPOILED.items()
    },
    # Nothing, signed and sealed as agreed: no fault of the encryption, and no message.
    "180-28-octets-that-are-right": Case(
        make=lambda bench: bench.partner.seal(_empty(bench)), outcome=Outcome.CONTENT, code="StUF055"
    ),
    # What the content is called stands outside every signature: a name, and no more.
    "182-another-media-type": Case(make=spoiled(_called("text/html")), outcome=Outcome.ACCEPTED),
    "182-no-media-type": Case(make=spoiled(_called("../../x\u202e")), outcome=Outcome.ACCEPTED),
}
