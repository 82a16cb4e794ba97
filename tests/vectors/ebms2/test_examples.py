"""The composed examples of this folder: read, written back, proven, and cut short at every octet."""

import base64
from pathlib import Path
from typing import Final

import pytest

from gateway.domain.agreement import Canonicalization, DigestMethod
from gateway.domain.identifiers import Oin
from gateway.domain.octets import whole
from gateway.errors import PartnerError, SecurityRefusedError
from gateway.wire.ebms2 import endpoint, mime, signature, xml
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.render import render_message, to_octets
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.ebms2.vocabulary import DS
from gateway.wire.stages import Envelope, EnvelopeKind, Part, Received
from tests.kit.ebms2_messages import AT

HERE: Final = Path(__file__).parent
KINDS: Final = {
    "data-signed": EnvelopeKind.MESSAGE,
    "acknowledgment-signed": EnvelopeKind.ACKNOWLEDGMENT,
    "acknowledgment-unsigned": EnvelopeKind.ACKNOWLEDGMENT,
    "message-error": EnvelopeKind.MESSAGE_ERROR,
    "ping": EnvelopeKind.PING,
    "pong": EnvelopeKind.PONG,
    "status-request": EnvelopeKind.STATUS_REQUEST,
    "status-response": EnvelopeKind.STATUS_RESPONSE,
}
SIGNED: Final = {"data-signed": 1, "acknowledgment-signed": 0}
PARTNER: Final = Oin.parse("00000001111111111000")


def _octets(name: str) -> bytes:
    return (HERE / f"{name}.xml").read_bytes()


def _parts(count: int) -> tuple[Part, ...]:
    payload = Part(
        content_id="9f1d6a52-0001@gemeente-a.example", media_type="application/xml", content=_octets("payload")
    )
    return (payload,)[:count]


def _certificate(octets: bytes) -> bytes:
    (element,) = xml.parse(octets).iter(f"{{{DS}}}X509Certificate")
    return base64.b64decode(element.text or "")


def _parse(content_type: str, body: bytes) -> Envelope:
    return endpoint.parse(Received(body=body, content_type=content_type, soap_action='"ebXML"', partner=PARTNER, at=AT))


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_an_example_is_read(name: str, kind: EnvelopeKind) -> None:
    envelope = _parse("text/xml; charset=UTF-8", _octets(name))
    assert (envelope.address.kind, envelope.soap) == (kind, _octets(name))


@pytest.mark.parametrize("name", KINDS)
def test_an_example_is_written_back(name: str) -> None:
    message = read_message(xml.parse(_octets(name)))
    assert read_message(xml.parse(to_octets(render_message(message)))) == message


@pytest.mark.parametrize(("name", "parts"), SIGNED.items())
def test_a_signed_example_is_proven(name: str, parts: int) -> None:
    octets = _octets(name)
    verified = signature.verify(octets, _parts(parts), _certificate(octets), Algorithms())
    assert len(verified.references) == 1 + parts
    assert read_message(xml.parse_canonical(verified.octets)) == read_message(xml.parse(octets))


@pytest.mark.parametrize(("name", "parts"), SIGNED.items())
def test_a_signed_example_is_not_what_else_could_have_been_agreed(name: str, parts: int) -> None:
    octets = _octets(name)
    with pytest.raises(SecurityRefusedError):
        signature.verify(octets, _parts(parts), _certificate(octets), Algorithms(digest_method=DigestMethod.SHA512))


@pytest.mark.parametrize(("name", "parts"), SIGNED.items())
def test_a_signed_example_is_proven_in_the_canonical_form_that_it_names(name: str, parts: int) -> None:
    octets = _octets(name)
    agreed = Algorithms(canonicalization=Canonicalization.EXCLUSIVE)
    verified = signature.verify(octets, _parts(parts), _certificate(octets), agreed)
    assert verified == signature.verify(octets, _parts(parts), _certificate(octets), Algorithms())


def test_the_signed_acknowledgment_returns_what_the_message_signed() -> None:
    data = _octets("data-signed")
    sent = signature.verify(data, _parts(1), _certificate(data), Algorithms()).references
    acknowledgment = read_message(xml.parse(_octets("acknowledgment-signed"))).acknowledgment
    assert acknowledgment is not None
    assert acknowledgment.references == sent


def _multipart() -> tuple[str, bytes]:
    content_type, body = mime.join(
        _octets("data-signed"), _parts(1), "0d1c9f44-6d3e-4f57-8a0b-3f0a4f6f1e01@gemeente-a.example"
    )
    return content_type, whole(body)


@pytest.mark.parametrize("name", [*KINDS, "multipart"])
def test_a_request_cut_short_at_any_octet_is_refused(name: str) -> None:
    content_type, body = _multipart() if name == "multipart" else ("text/xml", _octets(name))
    assert _parse(content_type, body).parts == (_parts(1) if name == "multipart" else ())
    # Only the line end behind the closing boundary may be missing.
    for end in range(len(body.removesuffix(b"\r\n"))):
        with pytest.raises(PartnerError):
            _parse(content_type, body[:end])
