"""Records what ebms-core puts on the wire: `python -m tests.vectors.ebms_core.build_recordings` (Java and Maven)."""

import shutil
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from adapters.simulator.chain import PARTNER_PATH
from gateway.domain.identifiers import MessageId
from gateway.wire.ebms2.cpa_create import AgreementForm
from gateway.wire.stages import EnvelopeKind
from tests.interop.contents import BINARY, hand_in, part
from tests.interop.java_peer import PeerPart
from tests.interop.java_program import PEER, build
from tests.interop.pair import Pair, Program
from tests.interop.units import BE, FRONT_RM_S
from tests.kit.correspondent import Correspondent
from tests.kit.questions import question

HERE: Final = Path(__file__).parent
TEXT: Final = PeerPart(name="tekst.xml", media_type="application/xml", content="<a>\r\n Größe €\n</a>".encode())
BLOB: Final = PeerPart(name="beeld.bin", media_type="application/octet-stream", content=BINARY)
EMPTY: Final = PeerPart(name="leeg.txt", media_type="text/plain", content=b"")


class Recorder:
    """Writes what comes to the front."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair

    def write(self, name: str, mark: str) -> None:
        """Wait for the request with that text in it and write it."""
        posted = self._pair.front.wait_for(mark)
        self.put(name, posted.content_type, posted.body)

    @staticmethod
    def put(name: str, content_type: str, body: bytes) -> None:
        """Write one request."""
        (HERE / f"{name}.http").write_bytes(f"{content_type}\n\n".encode() + body)


def _record(pair: Pair) -> None:
    (HERE / "recorded_at.txt").write_text(f"{pair.at.isoformat()}\n", encoding="ascii")
    (HERE / "agreement-signed.xml").write_bytes(pair.agreements[FRONT_RM_S])
    (HERE / "agreement-best-effort.xml").write_bytes(pair.agreements[BE])
    recorder, wire = Recorder(pair), pair.wire(FRONT_RM_S)
    for name, unit, parts in (
        ("message-signed", FRONT_RM_S, (TEXT, BLOB)),
        ("message-best-effort", BE, (TEXT, BLOB, EMPTY)),
    ):
        with pair.differing(unit, partial(_to_front, f"https://{pair.own.host}:{pair.front_port}{PARTNER_PATH}")):
            message_id = hand_in(pair.peer(unit), unit, pair.own, *parts)
            recorder.write(name, f"<eb:MessageId>{message_id}<")
    _record_answers(recorder, wire)


def _to_front(endpoint: str, form: AgreementForm) -> AgreementForm:
    partner, own = form.parties
    return replace(form, parties=(partner, replace(own, endpoint=endpoint)))


def _record_answers(recorder: Recorder, wire: Correspondent) -> None:
    sent = wire.seal(wire.compose([part(1, TEXT.content)]))
    recorder.put("sent", sent.content_type, sent.body)
    wire.post(sent)
    recorder.write("acknowledgment", f"<eb:RefToMessageId>{sent.message_id}<")
    other = wire.seal(wire.compose([part(1, b"<inhoud>echt</inhoud>")]))
    wire.post(replace(other, body=other.body.replace(b">echt<", b">vals<")))
    recorder.write("message-error", f"<eb:RefToMessageId>{other.message_id}<")
    for name, kind in (("pong", EnvelopeKind.PING), ("status-response", EnvelopeKind.STATUS_REQUEST)):
        asked = question(wire, kind, MessageId.parse(sent.message_id))
        wire.post(wire.write(asked, None))
        recorder.write(name, f"<eb:RefToMessageId>{asked.header.message_id}<")


def main() -> None:
    """Record everything."""
    maven, java = shutil.which("mvn"), shutil.which("java")
    assert maven
    assert java
    program = Program(class_path=build(PEER, Path(maven)), java=Path(java))
    with tempfile.TemporaryDirectory() as folder, Pair(Path(folder), program) as pair:
        _record(pair)


if __name__ == "__main__":
    main()
