"""What ebms-core put on the wire, proven anew: also where the library itself cannot be had."""

from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from gateway.domain.agreement import Agreement
from gateway.domain.identifiers import PartyId
from gateway.errors import PartnerError, ReceiptRefusedError, SecurityRefusedError
from gateway.wire.ebms2 import cpa, kept, mime
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import EnvelopeKind, Proven, Received
from tests.vectors.ebms_core.build_recordings import BLOB, EMPTY, TEXT

HERE: Final = Path(__file__).parent
AT: Final = datetime.fromisoformat((HERE / "recorded_at.txt").read_text(encoding="ascii").strip())
OWN: Final = PartyId.parse("00000099000000001000_T")
KINDS: Final = {
    "message-signed": EnvelopeKind.MESSAGE,
    "message-best-effort": EnvelopeKind.MESSAGE,
    "acknowledgment": EnvelopeKind.ACKNOWLEDGMENT,
    "pong": EnvelopeKind.PONG,
    "status-response": EnvelopeKind.STATUS_RESPONSE,
}


def _agreement(name: str) -> Agreement:
    kind = "best-effort" if name == "message-best-effort" else "signed"
    return cpa.parse((HERE / f"agreement-{kind}.xml").read_bytes(), OWN)


def _read(name: str) -> tuple[str, bytes]:
    content_type, _, body = (HERE / f"{name}.http").read_bytes().partition(b"\n\n")
    return content_type.decode(), body


def _prove(name: str, body: bytes) -> Proven:
    agreement, (content_type, _) = _agreement(name), _read(name)
    partner = agreement.partner.party_id.oin
    received = Received(body=body, content_type=content_type, soap_action='"ebXML"', partner=partner, at=AT)
    envelope = ebms2.parse(received)
    ebms2.check_header(envelope, agreement, partner, AT)
    return ebms2.prove(ebms2.verify(envelope, agreement, AT), agreement, (), AT)


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_recording_is_proven(name: str, kind: EnvelopeKind) -> None:
    assert _prove(name, _read(name)[1]).address.kind is kind


@pytest.mark.parametrize(
    ("name", "parts"), [("message-signed", (TEXT, BLOB)), ("message-best-effort", (TEXT, BLOB, EMPTY))]
)
def test_its_parts_are_read_as_it_was_given_them(name: str, parts: tuple[object, ...]) -> None:
    proven = _prove(name, _read(name)[1])
    assert [(each.file_name, each.media_type, each.content) for each in proven.parts] == [
        (each.name, each.media_type, each.content) for each in (TEXT, BLOB, EMPTY)[: len(parts)]
    ]


def _sent() -> tuple[Agreement, kept.Kept]:
    agreement = _agreement("sent")
    soap, _ = mime.split(*_read("sent"))
    return agreement, kept.read_kept(soap, agreement.own.signing_certificate)


def test_its_acknowledgement_returns_what_we_signed() -> None:
    _, sent = _sent()
    receipt = _prove("acknowledgment", _read("acknowledgment")[1])
    ebms2.check_receipt(receipt, sent.references)
    with pytest.raises(ReceiptRefusedError):
        ebms2.check_receipt(receipt, sent.references[:1])


def test_it_signs_no_message_error() -> None:
    with pytest.raises(SecurityRefusedError, match="signature-missing"):
        _prove("message-error", _read("message-error")[1])


def test_it_holds_the_message_that_we_asked_about() -> None:
    assert b'messageStatus="Received"' in _prove("status-response", _read("status-response")[1]).soap


@pytest.mark.parametrize("name", ["message-signed", "acknowledgment"])
@pytest.mark.parametrize("lost", range(1, 60, 7))
def test_a_signed_recording_that_is_cut_short_proves_nothing(name: str, lost: int) -> None:
    _, body = _read(name)
    with pytest.raises(PartnerError):
        _prove(name, body[: len(body) * lost // 60])


def test_a_spoiled_part_proves_nothing() -> None:
    _, body = _read("message-signed")
    assert body.count(BLOB.content) == 1
    with pytest.raises(SecurityRefusedError):
        _prove("message-signed", body.replace(BLOB.content, BLOB.content[::-1]))
