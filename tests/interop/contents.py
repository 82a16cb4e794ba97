"""What the messages hold: a police report as StUF and as the peer sends it, and the feedback that answers it."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from adapters.simulator.chain import Organisation
from gateway.domain.identifiers import ConversationId, ReferenceNumber
from gateway.formats import interpreter, office
from gateway.wire.stages import Part
from tests.interop.java_peer import PeerPart, PeerUnit
from tests.interop.units import Unit
from tests.kit.chain import read_message

OIN_TYPE: Final = "urn:osb:oin"
SERVICE: Final = "VNG:Jeugdzorg:1:0:9"
REPORT: Final = "vtMeldingDi01"
BINARY: Final = bytes(range(256)) * 8
LARGE: Final = BINARY * (5 * 1024 * 1024 // len(BINARY))
SMALL: Final = PeerPart(name="a.xml", media_type="application/xml", content=b"<a/>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A police report: its reference, and the octets of its one payload."""

    reference: str
    content: bytes

    @property
    def part(self) -> PeerPart:
        """The payload as an application hands it to the peer."""
        return PeerPart(name="melding.xml", media_type="application/xml", content=self.content)


def report(unit: Unit) -> Report:
    """Return a report of the unit, with a reference of its own."""
    reference = str(uuid.uuid4())
    document = read_message("01-politiemelding.json")
    message = office.parse(json.dumps(document).encode()).complete(
        sender=unit.oin,
        at=datetime.now(UTC),
        reference=ReferenceNumber(reference),
        conversation=ConversationId("niet-in-stuf"),
    )
    return Report(reference=reference, content=interpreter.render(message).octets)


def feedback(unit: Unit, about: str, conversation: str) -> dict[str, Any]:
    """Return the feedback that our back office gives on a report."""
    message = read_message("05-terugkoppeling-politie.json")
    return message | {"receiver": str(unit.oin), "crossReference": about, "conversation": conversation}


def hand_in(
    peer: PeerUnit,
    unit: Unit,
    own: Organisation,
    *parts: PeerPart,
    conversation: str = "",
    way: tuple[str, str] = (SERVICE, REPORT),
) -> str:
    """Have the peer send a message to us, of that service and action; return its MessageId."""
    service, action = way
    return peer.send(
        parts,
        cpa=agreement_name(unit, own),
        role=unit.role,
        service=f"urn:osb:services:{service}",
        action=action,
        conversation=conversation or str(uuid.uuid4()),
        # Who sends and receives the same action must say to whom: the library takes the first that can receive it.
        to=party(own.party_id),
        toRole=own.name.upper(),
        **{"from": party(unit.party_id)},
    )


def agreement_name(unit: Unit, own: Organisation) -> str:
    """Return the CPAId."""
    return f"Proef_{unit.oin}_{own.oin}_1"


def party(party_id: object) -> str:
    """Return a party as the peer's application names it."""
    return f"{OIN_TYPE}:{party_id}"


def part(number: int, content: bytes, media_type: str = "application/xml") -> Part:
    """Return one payload of ours."""
    return Part(
        content_id=f"deel-{number}-{uuid.uuid4()}@veiligthuis.schakel.test",
        media_type=media_type,
        content=content,
        file_name=f"deel-{number}.xml",
    )
