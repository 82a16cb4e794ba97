"""Messages to sign, and messages that the right key signed although they should not exist."""

from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives import hashes
from lxml import etree

from gateway.domain.agreement import Canonicalization
from gateway.wire.ebms2 import signature, xml
from gateway.wire.ebms2.key_material import to_base64
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import Part, ReferenceDigest
from tests.kit.wire_keys import SIGNATURE_HASHES, WireKey

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
EB: Final = "http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
NEXT_MSH: Final = "urn:oasis:names:tc:ebxml-msg:actor:nextMSH"
NEXT: Final = "http://schemas.xmlsoap.org/soap/actor/next"
AGREED: Final = Algorithms()

ENVELOPE: Final = f"""\
<soap:Envelope xmlns:soap="{SOAP}" xmlns:eb="{EB}" xmlns:xlink="http://www.w3.org/1999/xlink">
  <soap:Header>
    <eb:MessageHeader eb:version="2.0" soap:mustUnderstand="1">
      <eb:CPAId>voorbeeld_1</eb:CPAId>
      <eb:ConversationId>gesprek-1 &amp; “meer”</eb:ConversationId>
    </eb:MessageHeader>
    <eb:SyncReply eb:version="2.0" soap:mustUnderstand="1" soap:actor="{NEXT}"/>
    <eb:AckRequested eb:version="2.0" eb:signed="true" soap:mustUnderstand="1"/>
  </soap:Header>
  <soap:Body>
    <eb:Manifest eb:version="2.0">
      <eb:Reference xlink:type="simple" xlink:href="cid:een@voorbeeld.example"/>
    </eb:Manifest>
  </soap:Body>
</soap:Envelope>"""

PARTS: Final = (
    Part(content_id="een@voorbeeld.example", media_type="application/xml", content=b"<a>\r\n</a>", file_name="a.xml"),
    Part(content_id="twee@voorbeeld.example", media_type="application/pdf", content=bytes(range(256)) * 5),
)

Change = Callable[[Element], object]


def signed(
    key: WireKey,
    parts: tuple[Part, ...] = PARTS,
    algorithms: Algorithms = AGREED,
    envelope: str = ENVELOPE,
    algorithm: type[hashes.HashAlgorithm] | None = None,
) -> bytes:
    """Return the envelope as our own code signs it; with another hash than it says, if one is given."""
    draft = signature.draft(xml.parse(envelope.encode()), parts, algorithms)
    hashed = algorithm or SIGNATURE_HASHES[draft.method]
    return signature.place(draft, key.sign(draft.signing_input, hashed), key.certificate)


def append_reference(parent: Element, reference: ReferenceDigest, canonicalization: Canonicalization) -> None:
    """Append a ds:Reference as an acknowledgement of ours returns it."""
    text = signature.render_reference(reference, canonicalization)
    parent.append(etree.fromstring(f'<x xmlns:ds="{DS}" xmlns:soap="{SOAP}">{text}</x>')[0])


def changed(soap: bytes, change: Change) -> bytes:
    """Return the message as somebody on the way changed it."""
    root = etree.fromstring(soap)
    change(root)
    return etree.tostring(root)


def resigned(soap: bytes, key: WireKey, change: Change, algorithm: type[hashes.HashAlgorithm] = hashes.SHA256) -> bytes:
    """Return the message changed, and SignedInfo signed anew: only the shape can be wrong then."""
    root = etree.fromstring(soap)
    change(root)
    if not list(root.iter(f"{{{DS}}}SignedInfo")):
        return etree.tostring(root)
    signed_info = find(root, "SignedInfo")
    values = list(root.iter(f"{{{DS}}}SignatureValue"))
    for value in values[:1]:
        value.text = to_base64(key.sign(etree.tostring(signed_info, method="c14n"), algorithm))
    return etree.tostring(root)


def find(root: Element, name: str, position: int = 0) -> Element:
    """Return an XML-DSig element by its local name."""
    return list(root.iter(f"{{{DS}}}{name}"))[position]
