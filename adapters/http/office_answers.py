"""What the back office door answers: our records as JSON, without content."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from aiohttp import web

from adapters.http.problems import HEADERS
from gateway.domain.delivery import DeliveryState
from gateway.domain.events import BackOfficeEvent
from gateway.flows.queries import Followed
from gateway.ports import LayerRecord, MessageRecord
from gateway.tracking import LayerProgress, LayerState, Progress, summary

JSON: Final = "application/json"
ZIP: Final = "application/zip"
_ENDED_BADLY: Final = frozenset({DeliveryState.REFUSED, DeliveryState.FAILED, DeliveryState.EXPIRED})


def json_answer(document: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Answer with a document of ours."""
    return octets_answer(json.dumps(document, ensure_ascii=False).encode(), JSON, status)


def octets_answer(octets: bytes, media_type: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Answer with octets as they are, in pieces: what a slow reader leaves behind then counts as not yet sent."""
    return web.Response(status=status, body=io.BytesIO(octets), content_type=media_type, headers=HEADERS)


def empty_answer() -> web.Response:
    """Answer that it is noted."""
    return web.Response(status=HTTPStatus.NO_CONTENT, headers=HEADERS)


def summary_of(record: MessageRecord) -> dict[str, object]:
    """Return what may be seen of a message in a list."""
    return {
        "direction": record.direction,
        "reference": str(record.reference),
        "type": record.type,
        "sender": str(record.sender),
        "receiver": str(record.receiver),
        "conversation": str(record.conversation),
        "crossReference": str(record.cross_reference) if record.cross_reference else None,
        "state": record.state,
        "reason": record.reason,
        "recordedAt": moment(record.recorded_at),
    }


def followed_as_json(followed: Followed) -> dict[str, object]:
    """Return everything known about one message but its content."""
    return summary_of(followed.record) | {
        "layers": [_layer(layer) for layer in followed.layers],
        "verdict": _verdict(followed),
        "evidence": [
            {"type": item.entry.type, "at": moment(item.entry.at), "sequence": item.sequence}
            for item in followed.evidence
        ],
    }


def events_as_json(events: Sequence[tuple[int, BackOfficeEvent]]) -> dict[str, object]:
    """Return numbered events."""
    return {
        "events": [
            {
                "number": number,
                "type": event.type,
                "reference": str(event.reference),
                "at": moment(event.at),
                "explanation": event.explanation,
            }
            for number, event in events
        ]
    }


def _layer(layer: LayerRecord) -> dict[str, object]:
    return {"layer": layer.layer, "completedAt": moment(layer.completed_at) if layer.completed_at else None}


def _verdict(followed: Followed) -> LayerState:
    """Say what state and layers add up to: what ended badly will not be completed by waiting."""
    if followed.record.state in _ENDED_BADLY:
        return LayerState.REFUSED
    return summary(Progress(tuple(map(_progress, followed.layers)))).state


def _progress(layer: LayerRecord) -> LayerProgress:
    arrived = LayerState.REFUSED if layer.refused else LayerState.COMPLETE
    state = LayerState.OPEN if layer.completed_at is None else arrived
    return LayerProgress(layer=layer.layer, state=state, at=layer.completed_at, by=layer.by)


def moment(at: datetime) -> str:
    """Return a moment as JSON writes it, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
