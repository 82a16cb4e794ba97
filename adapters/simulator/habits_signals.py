"""Signals as a careless message handler writes them: other digests, no signature, an agreement that nobody made."""

import re
from dataclasses import dataclass, replace
from typing import Final

from gateway.domain.agreement import Agreement
from gateway.domain.octets import whole
from gateway.ports import Signer
from gateway.wire.ebms2 import mime, render, signature, xml
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.stages import EnvelopeKind, Part

_CPA_ID: Final = re.compile(rb"(<eb:CPAId>)[^<]*(</eb:CPAId>)")
_NOBODYS: Final = rb"\g<1>Bestaat_niet\g<2>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Octets on their way out, taken apart once."""

    content_type: str
    body: bytes
    soap: bytes
    parts: tuple[Part, ...]
    message: SoapMessage

    @classmethod
    def open(cls, content_type: str, body: bytes) -> "Parcel":
        """Take apart what our own rooms made."""
        soap, parts = mime.split(content_type, body)
        return cls(content_type=content_type, body=body, soap=soap, parts=parts, message=read_message(xml.parse(soap)))

    @property
    def kind(self) -> EnvelopeKind:
        """Whether it is a message or which signal."""
        action = self.message.header.action
        return EnvelopeKind(action) if action in set(EnvelopeKind) else EnvelopeKind.MESSAGE

    def holding(self, soap: bytes) -> "Parcel":
        """Return a parcel with another envelope around the same parts."""
        content_type, body = mime.join(soap, self.parts, str(self.message.header.message_id))
        return replace(self, content_type=content_type, body=whole(body), soap=soap)


def without_signature(parcel: Parcel) -> Parcel:
    """Leave the signature out; everything else stays."""
    return parcel.holding(render.to_octets(render.render_message(parcel.message)))


def under_another_agreement(parcel: Parcel) -> Parcel:
    """Name an agreement that does not exist; no receiver gets as far as the signature, so that stays as it was."""
    return parcel.holding(_CPA_ID.sub(_NOBODYS, parcel.soap))


async def with_other_digests(parcel: Parcel, agreement: Agreement, signer: Signer) -> Parcel:
    """Acknowledge other octets than those that came, under a signature that is right."""
    acknowledgment = parcel.message.acknowledgment
    action = next((each for each in agreement.actions if each.profile.signed), None)
    if acknowledgment is None or action is None:
        return parcel
    spoiled = tuple(replace(each, digest=each.digest[::-1]) for each in acknowledgment.references)
    message = replace(parcel.message, acknowledgment=replace(acknowledgment, references=spoiled))
    envelope = render.render_message(message, action.canonicalization)
    algorithms = Algorithms.agreed(action)
    drafted = signature.draft(envelope, (), algorithms)
    certificate = agreement.own.signing_certificate
    value = await signer.sign(drafted.signing_input, algorithms.signature_method, certificate)
    return parcel.holding(signature.place(drafted, value, certificate))
