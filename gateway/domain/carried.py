"""What is carried for a partner without being read: shipments, of any number of payloads of any type."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from gateway.domain.identifiers import PayloadId
from gateway.domain.kinds import MessageType


class CarriedKind(StrEnum):
    """What stands where a message of the catalogue has its type."""

    SHIPMENT = "zending"


RecordedType: TypeAlias = MessageType | CarriedKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """One payload of a shipment as it is kept: what it is called, how large it is, and its digest (hex SHA-256)."""

    payload: PayloadId
    content_id: str
    media_type: str
    file_name: str | None
    size: int
    sha256: str
