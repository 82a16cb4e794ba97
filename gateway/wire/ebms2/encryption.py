"""XML Encryption as Digikoppeling narrows it: AES-GCM under RSA-OAEP, one EncryptedData per part (E-73 to E-77)."""

import re
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from html import escape
from typing import Final, TypeVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.x509 import load_der_x509_certificate
from cryptography.x509.oid import NameOID

from gateway.domain.agreement import (
    AnyCipher,
    AnyTransport,
    ContentCipher,
    KeyTransport,
    LegacyDecryption,
)
from gateway.domain.octets import Keep, Octets, keep_in_memory, pieces_of
from gateway.wire.ebms2 import content_ciphers
from gateway.wire.ebms2 import encryption_shape as shape
from gateway.wire.ebms2.key_material import Refusal, public_key, refuse, to_base64
from gateway.wire.ebms2.vocabulary import DS
from gateway.wire.stages import ContentKey, Part, WrappedKey

_Algorithm = TypeVar("_Algorithm", bound=StrEnum)

# The media type of a part that is encrypted (E-77), and of one that does not tell.
ENCRYPTED_MEDIA_TYPE: Final = "application/xml"
_OCTETS_MEDIA_TYPE: Final = "application/octet-stream"

KEY_BYTES: Final = content_ciphers.KEY_BYTES

SHA1: Final = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_HASHES: Final[Mapping[str, type[hashes.HashAlgorithm]]] = {SHA1: hashes.SHA1, SHA256: hashes.SHA256}
_MGF1_SHA256: Final = "http://www.w3.org/2009/xmlenc11#mgf1sha256"

_MEDIA_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}")
_RECIPIENTS_KEPT: Final = 1024
_CIPHER_DATA: Final = "<xenc:CipherData>\n<xenc:CipherValue>"
_CIPHER_DATA_END: Final = "</xenc:CipherValue>\n</xenc:CipherData>\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Oaep:
    """The hashes of one OAEP, by their URIs; `mgf_uri` is None where the document names no mask function."""

    digest: str
    mgf: str
    mgf_uri: str | None

    @property
    def padding(self) -> OAEP:
        return OAEP(MGF1(_HASHES[self.mgf]()), _HASHES[self.digest](), None)


# The agreement names the transport, but CPA 2.0 has no word for its hashes; so they are fixed here, and the first of
# each is what we send. rsa-oaep-mgf1p is bound to MGF1 with SHA-1 (E-74); we send SHA-1 as its digest too, because
# peers built on xmlsec 1.2 know no other. OAEP needs no collision resistance, so SHA-1 does not weaken it; who wants
# SHA-256 throughout agrees on xmlenc11#rsa-oaep, which those peers lack.
_OAEPS: Final[Mapping[KeyTransport, tuple[_Oaep, ...]]] = {
    KeyTransport.RSA_OAEP_MGF1P: (
        _Oaep(digest=SHA1, mgf=SHA1, mgf_uri=None),
        _Oaep(digest=SHA256, mgf=SHA1, mgf_uri=None),
    ),
    KeyTransport.RSA_OAEP: (_Oaep(digest=SHA256, mgf=SHA256, mgf_uri=_MGF1_SHA256),),
}


def encrypt(
    part: Part,
    key: ContentKey,
    certificate: bytes,
    cipher: ContentCipher,
    transport: KeyTransport,
    keep: Keep = keep_in_memory,
) -> Part:
    """Return the part as xenc:EncryptedData for the holder of the certificate (DER); Content-ID and file name stay.

    The one place in the room with chance of its own: OAEP draws its seed inside the library.
    """
    oaep = _OAEPS[transport][0]
    wrapped = public_key(certificate).encrypt(key.key, oaep.padding)
    head = "".join(
        [
            f'<xenc:EncryptedData xmlns:xenc="{shape.XENC}" MimeType="{escape(part.media_type)}">\n',
            f'<xenc:EncryptionMethod Algorithm="{cipher}"/>\n<ds:KeyInfo xmlns:ds="{DS}">\n',
            f"<xenc:EncryptedKey>\n{_method(transport, oaep)}\n",
            f"<ds:KeyInfo>\n<ds:KeyName>{_key_name(certificate)}</ds:KeyName>\n</ds:KeyInfo>\n",
            f"{_CIPHER_DATA}{to_base64(wrapped)}{_CIPHER_DATA_END}</xenc:EncryptedKey>\n</ds:KeyInfo>\n{_CIPHER_DATA}",
        ]
    )
    document = keep(_written(head.encode(), _in_base64(_sealed(key, part.content))))
    return replace(part, media_type=ENCRYPTED_MEDIA_TYPE, content=document)


def _written(head: bytes, letters: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from letters
    yield f"{_CIPHER_DATA_END}</xenc:EncryptedData>".encode()


def _sealed(key: ContentKey, content: Octets) -> Iterator[bytes]:
    sealing = content_ciphers.Sealing(key)
    for piece in pieces_of(content):
        yield sealing.update(piece)
    yield sealing.finish()


def _in_base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield one base64 of all the pieces together."""
    rest = b""
    for piece in pieces:
        octets = rest + piece if rest else piece
        whole = len(octets) - len(octets) % 3
        yield b2a_base64(octets[:whole], newline=False)
        rest = octets[whole:]
    yield b2a_base64(rest, newline=False)


def wrapped_key(
    part: Part, cipher: ContentCipher, transport: KeyTransport, legacy: LegacyDecryption | None = None
) -> WrappedKey:
    """Return the content key as it travels, or raise SecurityRefusedError when it is not what was agreed.

    `legacy` is an exception in force: what it names is accepted too, and its key alone is asked for (D12).
    """
    found = shape.read_key(part.content)
    transports: tuple[AnyTransport, ...] = (transport,) if legacy is None else (transport, *legacy.transports)
    used = _accepted(found.transport, transports)
    digest, mgf = _hashes(found, used)
    return WrappedKey(
        content_id=part.content_id,
        cipher=_accepted(found.cipher, _ciphers(cipher, legacy)),
        transport=used,
        oaep_digest=digest,
        mgf_digest=mgf,
        wrapped=found.wrapped,
        exception=None if legacy is None else legacy.key_id,
    )


def decrypt(
    part: Part,
    content_key: bytes,
    cipher: ContentCipher,
    legacy: LegacyDecryption | None = None,
    keep: Keep = keep_in_memory,
) -> Part:
    """Return the part in clear; raise SecurityRefusedError, the same one whatever failed to open (D13).

    Under a legacy cipher it is in clear, or no longer what anybody signed: that the signature has to tell.
    """
    found = shape.read_content(part.content)
    used = _accepted(found.cipher, _ciphers(cipher, legacy))
    # Nobody sees any of it before its tag was checked: until then `keep` has nothing to return.
    content = keep(_opened(content_key, found.sealed, used))
    return replace(part, media_type=_media_type(found.mime_type), content=content)


def _ciphers(agreed: ContentCipher, legacy: LegacyDecryption | None) -> tuple[AnyCipher, ...]:
    return (agreed,) if legacy is None else (agreed, *legacy.ciphers)


def _accepted(found: str, accepted: Iterable[_Algorithm]) -> _Algorithm:
    for one in accepted:
        if one == found:
            return one
    return refuse(Refusal.ENCRYPTION_ALGORITHM)


def _hashes(found: shape.KeyShape, transport: AnyTransport) -> tuple[str, str]:
    """Return the digest and the mask of OAEP; the legacy transport has neither."""
    if isinstance(transport, KeyTransport):
        oaep = _agreed_oaep(found, transport)
        return oaep.digest, oaep.mgf
    if (found.oaep_digest, found.mgf) != (None, None):
        refuse(Refusal.ENCRYPTION_ALGORITHM)
    return "", ""


def _agreed_oaep(found: shape.KeyShape, transport: KeyTransport) -> _Oaep:
    # XML Encryption 1.1, 5.5.2: SHA-1 where no DigestMethod stands.
    digest_uri = found.oaep_digest or SHA1
    for oaep in _OAEPS[transport]:
        if (oaep.digest, oaep.mgf_uri) == (digest_uri, found.mgf):
            return oaep
    return refuse(Refusal.ENCRYPTION_ALGORITHM)


def _opened(content_key: bytes, sealed: Iterable[bytes], cipher: AnyCipher) -> Iterator[bytes]:
    content = content_ciphers.opening(cipher, content_key)
    for piece in sealed:
        yield content.update(piece)
    yield content.finish()


def _media_type(mime_type: str | None) -> str:
    """Return what the sender calls the content; no signature covers it, so it is a name and no more (bad input 182)."""
    essence = (mime_type or "").partition(";")[0].strip().lower()
    return essence if _MEDIA_TYPE.fullmatch(essence) else _OCTETS_MEDIA_TYPE


def _method(transport: KeyTransport, oaep: _Oaep) -> str:
    mgf = "" if oaep.mgf_uri is None else f'<xenc11:MGF xmlns:xenc11="{shape.XENC11}" Algorithm="{oaep.mgf_uri}"/>'
    digest = f'<ds:DigestMethod Algorithm="{oaep.digest}"/>'
    return f'<xenc:EncryptionMethod Algorithm="{transport}">{digest}{mgf}</xenc:EncryptionMethod>'


@lru_cache(maxsize=_RECIPIENTS_KEPT)
def _key_name(certificate: bytes) -> str:
    """Return the subject in Java's order and words: some peers find or even compare their key by it (E-77)."""
    words = {NameOID.SERIAL_NUMBER: "SERIALNUMBER", NameOID.EMAIL_ADDRESS: "EMAILADDRESS"}
    names = load_der_x509_certificate(certificate).subject.rdns
    subject = ", ".join(name.rfc4514_string(words) for name in reversed(names))
    return escape("".join(character if character.isprintable() else "?" for character in subject))
