"""What a kept SOAP part proves by itself: for evidence, long after, without agreement and without payloads."""

from dataclasses import dataclass

from gateway.wire.ebms2 import signature, xml
from gateway.wire.ebms2.addressing import to_address
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.signature_shape import SIGNATURE, named_algorithms
from gateway.wire.stages import Address, ReferenceDigest


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the part says; proven where `signed`, claimed where not.

    `references` are what its own signature covers, with the digests of parts as they were signed; `acknowledged` are
    those that it returns as an Acknowledgment.
    """

    address: Address
    signed: bool
    references: tuple[ReferenceDigest, ...]
    acknowledged: tuple[ReferenceDigest, ...]


def read_kept(soap: bytes, certificate: bytes) -> Kept:
    """Return what the part says, read from the octets that its signature covers when it has one.

    Raise SecurityRefusedError, XmlRefusedError or HeaderRefusedError.
    """
    root = xml.parse(soap)
    signed = next(root.iter(SIGNATURE), None) is not None
    references: tuple[ReferenceDigest, ...] = ()
    if signed:
        verified = signature.verify_envelope(soap, certificate, named_algorithms(root))
        root, references = xml.parse_canonical(verified.octets), verified.references
    message = read_message(root)
    acknowledgment = message.acknowledgment
    return Kept(
        address=to_address(message.header),
        signed=signed,
        references=references,
        acknowledged=() if acknowledgment is None else acknowledgment.references,
    )
