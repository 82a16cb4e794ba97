"""Office JSON <-> domain message; every mistake is named at once, by place and kind, never by value."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from gateway.domain.content import Content
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message, Urgency
from gateway.errors import NotAMessageError
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.formats.shape import Field, Leaf, fields_of, read, write

Record = TypeVar("Record")
# Our deepest message nests 6; a document that goes deeper is not ours, and recursion stays bounded.
_DEEPEST: Final = 32
# Each part of a document costs a hundred times its octets; a report about 320 persons has 20,000, commas in texts
# included, which nothing tells from those between parts before it is read.
_MOST_PARTS: Final = 100_000
_BEFORE_A_PART: Final = (b",", b"[", b"{")
# More than any number of ours has.
_MOST_DIGITS: Final = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a back office says of a message; the gateway adds what it left out."""

    type: MessageType
    receiver: Oin
    content: Content
    reference: ReferenceNumber | None = None
    conversation: ConversationId | None = None
    cross_reference: ReferenceNumber | None = None
    urgency: Urgency = Urgency.NORMAAL
    purpose: str | None = None
    basis: str | None = None
    sender_unit: str | None = None
    receiver_unit: str | None = None
    mandate_of: Oin | None = None

    def complete(
        self, *, sender: Oin, at: datetime, reference: ReferenceNumber, conversation: ConversationId
    ) -> Message:
        """Return the message, with the given identifiers where the draft names none."""
        header = Header(
            reference=self.reference or reference,
            type=self.type,
            sender=sender,
            receiver=self.receiver,
            conversation=self.conversation or conversation,
            created_at=at,
            cross_reference=self.cross_reference,
            urgency=self.urgency,
            purpose=self.purpose,
            basis=self.basis,
            sender_unit=self.sender_unit,
            receiver_unit=self.receiver_unit,
            mandate_of=self.mandate_of,
        )
        return Message(header=header, content=self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole(Draft):
    """A message with everything a gateway adds: what `render` writes."""

    sender: Oin
    created_at: datetime


def parse(octets: bytes) -> Draft:
    """Read what a back office hands in; raise NotAMessageError with every mistake."""
    return parse_record(Draft, octets)


def parse_record(kind: type[Record], octets: bytes) -> Record:
    """Read a document that is one record of that kind; raise NotAMessageError with every mistake."""
    return read_record(kind, load(octets))


def read_record(kind: type[Record], document: object) -> Record:
    """Read one record of that kind from a document; raise NotAMessageError with every mistake."""
    mistakes: list[str] = []
    found = _read_record(kind, document, "", mistakes)
    if mistakes or not isinstance(found, kind):
        raise NotAMessageError(tuple(mistakes) or ("not an object",))
    return found


def reread(octets: bytes) -> Message:
    """Read a message that `render` wrote; it is the message that was written."""
    whole = parse_record(_Whole, octets)
    if whole.reference is None or whole.conversation is None:
        raise NotAMessageError(("reference, conversation: missing",))
    return whole.complete(
        sender=whole.sender, at=whole.created_at, reference=whole.reference, conversation=whole.conversation
    )


def render(message: Message) -> bytes:
    """Write a message for the back office."""
    return json.dumps(document_of(message), ensure_ascii=False, separators=(",", ":")).encode()


def document_of(message: Message) -> dict[str, object]:
    """Return what `render` writes, before it is octets."""
    document = _write_record(message.header)
    document["content"] = _write_record(message.content)
    return document


def load(octets: bytes) -> object:
    """Return a document without repeated names or fractions, and not too large or deep; raise NotAMessageError."""
    if len(octets) > PAYLOAD_LIMITS.octets:
        raise NotAMessageError((f"larger than {PAYLOAD_LIMITS.octets} octets",))
    if sum(map(octets.count, _BEFORE_A_PART)) > _MOST_PARTS:
        raise NotAMessageError((f"more than {_MOST_PARTS} parts",))
    try:
        document = json.loads(
            octets.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=_integer,
            parse_constant=_no_constant,
            parse_float=_no_constant,
        )
    except RecursionError:
        raise NotAMessageError(("nested too deep",)) from None
    except ValueError:
        # The decoder's own text quotes the input (bad input 256), so it goes no further.
        raise NotAMessageError(("not JSON in UTF-8, or a name stands twice",)) from None
    if _depth(document) > _DEEPEST:
        raise NotAMessageError(("nested too deep",))
    return document


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError
    return document


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError
    return int(digits)


def _no_constant(_: str) -> object:
    raise ValueError


def _depth(document: object) -> int:
    depth, layer = 0, [document]
    while layer and depth <= _DEEPEST:
        depth += 1
        layer = [child for item in layer for child in _children(item)]
    return depth


def _children(item: object) -> list[object]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []


def _read_record(record: type, document: object, place: str, mistakes: list[str]) -> object | None:
    if not isinstance(document, dict):
        mistakes.append(f"{place or 'message'}: must be an object")
        return None
    known = {field.label: field for field in fields_of(record)}
    # A name from outside may itself be personal data, so it is counted, not repeated.
    if unknown := len(document.keys() - known.keys()):
        mistakes.append(f"{place or 'message'}: {unknown} unknown name(s)")
    values: dict[str, Any] = {}
    for label, field in known.items():
        where = f"{place}.{label}" if place else label
        if label in document:
            values[field.name] = _read_value(field, document[label], where, mistakes)
        elif field.required:
            mistakes.append(f"{where}: missing")
    return None if mistakes else record(**values)


def _read_value(field: Field, value: object, place: str, mistakes: list[str]) -> object | None:
    if not field.many:
        return _read_one(field, value, place, mistakes)
    if not isinstance(value, list):
        mistakes.append(f"{place}: must be a list")
        return None
    return tuple(_read_one(field, item, f"{place}[{number}]", mistakes) for number, item in enumerate(value))


def _read_one(field: Field, value: object, place: str, mistakes: list[str]) -> object | None:
    if field.leaf is None:
        return _read_record(field.kind, value, place, mistakes)
    text = _text_of(field, value)
    found = None if text is None else read(field, text)
    if found is None:
        mistakes.append(f"{place}: not a valid {field.leaf}")
    return found


def _text_of(field: Field, value: object) -> str | None:
    """Booleans and integers are themselves in JSON; everything else is a string."""
    if field.leaf is Leaf.BOOLEAN:
        return str(value).lower() if isinstance(value, bool) else None
    if field.leaf is Leaf.INTEGER:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
    return value if isinstance(value, str) else None


def _write_record(record: object) -> dict[str, object]:
    """Leave out what is absent or empty: it reads back the same."""
    document: dict[str, object] = {}
    for field in fields_of(type(record)):
        value = getattr(record, field.name)
        if value is not None and value != ():
            document[field.label] = (
                [_write_one(field, item) for item in value] if field.many else _write_one(field, value)
            )
    return document


def _write_one(field: Field, value: object) -> object:
    if field.leaf is None:
        return _write_record(value)
    return value if field.leaf in {Leaf.BOOLEAN, Leaf.INTEGER} else write(field, value)
