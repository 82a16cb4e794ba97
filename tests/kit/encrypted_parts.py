"""Parts as they travel encrypted, and documents around them that should not exist."""

import base64
import os
from collections.abc import Callable
from typing import Final

from lxml import etree

from gateway.domain.agreement import ContentCipher, KeyTransport
from gateway.domain.octets import whole
from gateway.strict_xml import Element
from gateway.wire.ebms2 import encryption
from gateway.wire.stages import ContentKey, Part
from tests.kit.wire_keys import WireKey, content_key

XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"

CIPHER: Final = ContentCipher.AES256_GCM
TRANSPORT: Final = KeyTransport.RSA_OAEP_MGF1P
PLAIN: Final = Part(
    content_id="een@voorbeeld.example", media_type="text/xml", content=b"<a>\r\n&#233;</a>\x00\xff", file_name="a.xml"
)

Change = Callable[[Element], object]


def encrypted(
    key: WireKey,
    part: Part = PLAIN,
    cipher: ContentCipher = CIPHER,
    transport: KeyTransport = TRANSPORT,
    fresh: ContentKey | None = None,
) -> Part:
    """Return the part as our own code encrypts it."""
    return encryption.encrypt(part, fresh or content_key(cipher), key.certificate, cipher, transport)


def changed(part: Part, change: Change) -> Part:
    """Return the part with its document changed."""
    root = etree.fromstring(whole(part.content))
    change(root)
    return with_content(part, etree.tostring(root))


def with_content(part: Part, content: bytes) -> Part:
    """Return the part with another document."""
    return Part(content_id=part.content_id, media_type=part.media_type, content=content, file_name=part.file_name)


def with_sealed(part: Part, sealed: bytes) -> Part:
    """Return the part with other octets for IV, ciphertext and tag."""

    def change(root: Element) -> None:
        values = list(root.iter(f"{{{XENC}}}CipherValue"))
        values[-1].text = base64.b64encode(sealed).decode()

    return changed(part, change)


def sealed_of(part: Part) -> bytes:
    """Return IV, ciphertext and tag of a part."""
    values = list(etree.fromstring(whole(part.content)).iter(f"{{{XENC}}}CipherValue"))
    return base64.b64decode(values[-1].text or "")


def lines(octets: bytes) -> str:
    """Return base64 in lines, as other implementations write it."""
    return base64.encodebytes(octets).decode()


def random_octets(length: int) -> bytes:
    """Return octets nobody can compress or guess."""
    return os.urandom(length)
