"""A valid, fictional message of every type that travels, made from the catalogue and the shape of the content."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.content import Content
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message
from gateway.domain.moments import IncompleteDate
from gateway.errors import NotAMessageError
from gateway.formats.shape import Field, Leaf, fields_of

SENDER: Final = Oin("00000099000000001000")
RECEIVER: Final = Oin("00000099000000002000")
_REFERENCE: Final = ReferenceNumber("3f0f6a34-8f5b-4a5e-9d1c-6a1f0c2b7d01")
_REFERS_TO: Final = ReferenceNumber("9b2f1c55-2d7c-4f0e-8a77-1d0f5b9e4c02")
_CONVERSATION: Final = ConversationId("5c7e1b9a-6d0c-4b5e-9a3f-2e8d7c6b5a03")
# Where any text will not do; everything fictional, the BSN a public test number.
_TEXTS: Final[Mapping[str, object]] = {
    "bsn": "999990019",
    "rol": "kind",
    "kenmerk": "kind-1",
    "kenmerk_moeder": "kind-1",
    "voorvoegsel": "van",
    "postcode": "1234AB",
    "huisletter": "A",
    "huisnummertoevoeging": "bis",
    "telefoonnummer": "0900-0000",
    "emailadres": "team@voorbeeld.example",
    "sash_niveau": "laag",
    "status": "uitkomst veiligheidsbeoordeling",
    "uitkomst": "overdracht",
    "soort": "Verzoek tot onderzoek RvdK",
    "naam": "Voorbeeld",
    "mime": "application/pdf",
    "wijze": "telefonisch",
    "besluit": "lokaal veld",
    "veiligheid": "geen acute of structurele onveiligheid",
}
_LEAVES: Final[Mapping[Leaf, object]] = {
    Leaf.TEXT: "Voorbeeld",
    Leaf.BOOLEAN: True,
    Leaf.INTEGER: 1,
    Leaf.DATE: date(2026, 3, 2),
    Leaf.MOMENT: datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    Leaf.INCOMPLETE_DATE: IncompleteDate(2015, 4, 1),
    Leaf.IDENTIFIER: SENDER,
    Leaf.OCTETS: b"%PDF-1.4\n% fictief\n",
}


def sample_message(kind: MessageType, at: datetime) -> Message:
    """Return a message with everything its row calls mandatory; raise NotAMessageError if it never travels."""
    entry = CATALOGUE[kind]
    if not entry.travels:
        raise NotAMessageError((f"{kind}: does not travel between organisations",))
    header = Header(
        reference=_REFERENCE,
        type=kind,
        sender=SENDER,
        receiver=RECEIVER,
        conversation=_CONVERSATION,
        created_at=at,
        cross_reference=_REFERS_TO if entry.refers else None,
    )
    return Message(header=header, content=sample_content(entry))


def sample_content(entry: CatalogueEntry) -> Content:
    """Return the mandatory elements, and of each choice the first."""
    paths = (*entry.mandatory, *(choice[0] for choice in entry.one_of))
    content: Content = _record(Content, [path.replace("[]", "").split(".") for path in paths])
    return content


def _record(record: type, paths: list[list[str]]) -> Any:  # noqa: ANN401 - an instance of whichever record
    """Return a record with its required fields and those that a path names."""
    wanted = {path[0] for path in paths if path}
    values = {
        field.name: _value(field, [path[1:] for path in paths if path and path[0] == field.name])
        for field in fields_of(record)
        if field.required or field.name in wanted
    }
    return record(**values)


def _value(field: Field, paths: list[list[str]]) -> object:
    one = _record(field.kind, paths) if field.leaf is None else _leaf(field)
    return (one,) if field.many else one


def _leaf(field: Field) -> object:
    if field.leaf is Leaf.CODE:
        return next(iter(field.kind))  # type: ignore[call-overload]  # the leaf table lets only StrEnums in
    if field.kind is ReferenceNumber:
        return _REFERS_TO
    if field.leaf is Leaf.TEXT:
        return _TEXTS.get(field.name, _LEAVES[Leaf.TEXT])
    return _LEAVES[field.leaf] if field.leaf is not None else None
