"""The packing list of a shipment: which payloads it has, as one sealed payload; names of files may be personal data."""

import json
from collections.abc import Sequence

from gateway.domain.carried import Enclosure
from gateway.domain.identifiers import PayloadId
from gateway.domain.octets import whole
from gateway.ports import MessageRecord, UnitOfWork


def write_list(enclosures: Sequence[Enclosure]) -> bytes:
    """Return the packing list as it is stored."""
    return json.dumps([_entry(each) for each in enclosures], ensure_ascii=False).encode()


async def read_list(record: MessageRecord, uow: UnitOfWork) -> tuple[Enclosure, ...]:
    """Return the packing list of a shipment; raise NotFoundError when it was purged."""
    entries = json.loads(whole(await uow.payloads.open(record.content)))
    return tuple(Enclosure(**{**entry, "payload": PayloadId(entry["payload"])}) for entry in entries)


def _entry(each: Enclosure) -> dict[str, object]:
    return {
        "payload": str(each.payload),
        "content_id": each.content_id,
        "media_type": each.media_type,
        "file_name": each.file_name,
        "size": each.size,
        "sha256": each.sha256,
    }
