"""A shipment as a back office hands it in: multipart/form-data, read as strictly as what partners send."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.domain.identifiers import ConversationId, Identifier, Oin
from gateway.domain.octets import Octets, cut, pieces_of, read, size_of
from gateway.errors import MimeRefusedError, NotAMessageError
from gateway.flows.ship import Enclosed
from gateway.wire.ebms2 import mime
from gateway.wire.ebms2.mime_header import HEADER_LIMIT, parse_media_type, parse_parameters, read_fields

FORM: Final = "multipart/form-data"
_ORDER: Final = "shipment"
_PART: Final = "part"
_JSON: Final = "application/json"
_OCTETS: Final = "application/octet-stream"
# Five short members; what is longer is something else.
_ORDER_LIMIT: Final = 16 * 1024
_FILE_NAME_LIMIT: Final = 255
_TEXT_LIMIT: Final = 255
_REQUIRED: Final = ("receiver", "service", "action")
_KNOWN: Final = frozenset({*_REQUIRED, "conversation"})
_IDENTITIES: Final = frozenset({"7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a back office asks: to whom, under which service and action, in which conversation."""

    receiver: Oin
    service: str
    action: str
    conversation: ConversationId | None
    enclosed: tuple[Enclosed, ...]
    digest: str


def read_order(content_type: str, body: Octets) -> Order:
    """Return the shipment; raise NotAMessageError. Reading a large body takes long, so it belongs on the workbench."""
    try:
        fields = [_read_field(piece) for piece in _pieces(content_type, body)]
    except MimeRefusedError as error:
        raise NotAMessageError((f"body: {error.reason}",)) from None
    if not fields or fields[0].name != _ORDER or fields[0].media_type != _JSON:
        raise NotAMessageError((f"body: the first field must be {_ORDER}, in {_JSON}",))
    if any(each.name != _PART for each in fields[1:]):
        raise NotAMessageError((f"body: every field behind the first must be called {_PART}",))
    if size_of(fields[0].content) > _ORDER_LIMIT:
        raise NotAMessageError((f"{_ORDER}: too large",))
    enclosed = tuple(_enclosed(each) for each in fields[1:])
    return _order(read(fields[0].content, 0, _ORDER_LIMIT), enclosed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    media_type: str
    file_name: str | None
    content: Octets


def _pieces(content_type: str, body: Octets) -> list[Octets]:
    media_type, parameters = parse_media_type(content_type)
    if media_type != FORM:
        raise NotAMessageError((f"header Content-Type: must be {FORM}",))
    return mime.cut_parts(body, mime.boundary_of(parameters))


def _read_field(piece: Octets) -> _Field:
    head = read(piece, 0, min(HEADER_LIMIT, size_of(piece)))
    fields, rest = read_fields(head)
    kind, separator, more = fields.get("content-disposition", "").partition(";")
    parameters = parse_parameters(separator + more, extended_allowed=True)
    if kind.strip().lower() != "form-data" or fields.get("content-transfer-encoding", "binary") not in _IDENTITIES:
        raise NotAMessageError(("body: every field must be form-data, as it is",))
    # Essence only: a parameter, such as a character set, has no place in the header of a part that is encrypted.
    media_type, _ = parse_media_type(fields.get("content-type", _OCTETS))
    return _Field(
        name=parameters.get("name", ""),
        media_type=media_type,
        file_name=_file_name(parameters.get("filename", "")),
        content=cut(piece, len(head) - len(rest), size_of(piece)),
    )


def _file_name(given: str) -> str | None:
    # HTML, 4.10.21.8: a browser writes a quote in a name as %22, and a line end as %0D%0A.
    name = given.replace("%22", '"')
    if len(name) > _FILE_NAME_LIMIT:
        raise NotAMessageError((f"file name: longer than {_FILE_NAME_LIMIT} characters",))
    return name or None


def _enclosed(field: _Field) -> Enclosed:
    digest = hashlib.sha256()
    for piece in pieces_of(field.content):
        digest.update(piece)
    return Enclosed(
        media_type=field.media_type,
        file_name=field.file_name,
        content=field.content,
        size=size_of(field.content),
        sha256=digest.hexdigest(),
    )


def _order(octets: bytes, enclosed: tuple[Enclosed, ...]) -> Order:
    members = _members(octets)
    # A name from outside may itself be personal data, so it is counted, not repeated.
    unknown = len(members.keys() - _KNOWN)
    mistakes = [f"{_ORDER}: {unknown} unknown name(s)"] if unknown else []
    mistakes += [f"{_ORDER}.{name}: is missing" for name in _REQUIRED if name not in members]
    texts = {name: value for name, value in members.items() if _is_text(value)}
    mistakes += [f"{_ORDER}.{name}: must be a text" for name in members if name in _KNOWN and name not in texts]
    mistakes += _misfits(texts)
    if mistakes:
        raise NotAMessageError(tuple(mistakes))
    conversation = texts.get("conversation")
    return Order(
        receiver=Oin(texts["receiver"]),
        service=texts["service"],
        action=texts["action"],
        conversation=None if conversation is None else ConversationId(conversation),
        enclosed=enclosed,
        digest=_digest(texts, enclosed),
    )


def _members(octets: bytes) -> dict[str, Any]:  # Any: what JSON holds
    try:
        members = json.loads(octets, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise NotAMessageError((f"{_ORDER}: is not JSON in UTF-8, with each name once",)) from None
    if not isinstance(members, dict):
        raise NotAMessageError((f"{_ORDER}: must be an object",))
    return members


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= _TEXT_LIMIT and value.isprintable()


def _misfits(texts: Mapping[str, str]) -> list[str]:
    kinds: tuple[tuple[str, type[Identifier]], ...] = (("receiver", Oin), ("conversation", ConversationId))
    given = ((name, kind) for name, kind in kinds if name in texts)
    return [f"{_ORDER}.{name}: is no {kind.__name__}" for name, kind in given if not kind.fits(texts[name])]


def _digest(texts: Mapping[str, str], enclosed: tuple[Enclosed, ...]) -> str:
    """Return what recognises the same shipment, whatever boundary its form had this time."""
    said = [sorted(texts.items()), [(each.media_type, each.file_name, each.sha256) for each in enclosed]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
