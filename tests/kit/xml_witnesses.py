"""Two general XML signature libraries as witnesses: what each says of a message with its parts, and nothing else.

python-xmlsec brings libxmlsec1 1.3 and a canonicalisation of its own; signxml shares lxml's. Neither reads a request.
"""

import io
from typing import Final

import xmlsec
from lxml import etree
from signxml.verifier import SignatureConfiguration, XMLVerifier

from gateway.domain.octets import whole
from gateway.strict_xml import Element
from gateway.wire.stages import Part
from tests.kit.signed_messages import DS, find
from tests.kit.wire_keys import WireKey

_PEM: Final = xmlsec.constants.KeyDataFormatPem
_CERT_PEM: Final = xmlsec.constants.KeyDataFormatCertPem


class CidStore:
    """Gives xmlsec our parts by their cid: address and nothing else; to raise here would end the process."""

    def __init__(self) -> None:
        self._found: dict[str, bytes] = {}

    def hold(self, parts: tuple[Part, ...]) -> None:
        """Let only these be found."""
        self._found = {f"cid:{part.content_id}": whole(part.content) for part in parts}

    def register(self) -> None:
        """Take the place of everything by which the library would fetch."""
        xmlsec.cleanup_callbacks()
        xmlsec.register_callbacks(lambda _uri: True, self._open, _read, lambda _file: None)

    def _open(self, uri: bytes) -> io.BytesIO | None:
        content = self._found.get(uri.decode(errors="replace"))
        return None if content is None else io.BytesIO(content)


def _read(file: io.BytesIO | None, buffer: memoryview) -> int:
    return -1 if file is None else file.readinto(buffer)


class Witnesses:
    """Both libraries, with one partner's key."""

    def __init__(self, key: WireKey) -> None:
        self._key = key
        self._store = CidStore()
        self._store.register()

    def xmlsec_verifies(self, soap: bytes, parts: tuple[Part, ...]) -> bool:
        """Tell whether python-xmlsec verifies the first signature it finds."""
        self._store.hold(parts)
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(self._key.certificate_pem, _CERT_PEM)
        try:
            context.verify(find(etree.fromstring(soap), "Signature"))
        except (xmlsec.Error, etree.XMLSyntaxError, IndexError):
            return False
        return True

    def signxml_verifies(self, soap: bytes, parts: tuple[Part, ...]) -> bool:
        """Tell whether signxml verifies the first signature it finds, over however many references."""
        contents = {f"cid:{part.content_id}": part.content for part in parts}
        configuration = SignatureConfiguration(expect_references=True, location=".//")
        try:
            XMLVerifier().verify(
                soap,
                x509_cert=self._key.certificate_pem.decode(),
                uri_resolver=contents.get,
                expect_config=configuration,
            )
        except Exception:  # noqa: BLE001 - it has no one error: whatever it raises, it does not verify
            return False
        return True

    def sign(self, soap: bytes, parts: tuple[Part, ...]) -> bytes | None:
        """Return the message digested and signed by python-xmlsec, whatever it says; None when it will not."""
        self._store.hold(parts)
        root = etree.fromstring(soap)
        _empty(root)
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(self._key.private_pem, _PEM)
        try:
            context.sign(find(root, "Signature"))
        except (xmlsec.Error, IndexError):
            return None
        return etree.tostring(root, encoding="UTF-8")


def _empty(root: Element) -> None:
    for name in ("SignatureValue", "DigestValue"):
        for element in root.iter(f"{{{DS}}}{name}"):
            element.text = None
