"""stuurgegevens, the head of every StUF message: identifiers, parties and the moment."""

from typing import Final
from uuid import UUID, uuid5

from gateway.domain.identifiers import ConversationId, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz.forms import OIN, REFERENCE, URGENCY, Form
from gateway.formats.stuf_jz.moments import read_moment, write_moment
from gateway.formats.stuf_jz.names import STUF
from gateway.formats.stuf_jz.rows import (
    NOT_CONFORMING,
    Reading,
    Row,
    Table,
    extra_row,
    find_all,
    place_of,
    read_values,
    row,
    write_record,
)
from gateway.formats.stuf_jz.shapes import Part, Shape, branch, form, leaf, text
from gateway.formats.stuf_jz.tree import Node, Writing
from gateway.strict_xml import Element

# A partner's own name for its system has no place in the domain; ours is always this one.
APPLICATION: Final = "Schakel"
REFERENCE_PATH: Final = f"{{*}}stuurgegevens/{{{STUF}}}referentienummer"
# CL21: the combination of receiving (010) or sending (013) organisation, application and administration is unknown.
_UNKNOWN_RECEIVER: Final = "StUF010"
_UNKNOWN_SENDER: Final = "StUF013"
# CL21: unknown cross-reference; a document that names no message is known by nothing else.
_UNKNOWN_CROSS_REFERENCE: Final = "StUF043"
# A name space of our own for references that follow from another (RFC 9562, 5.5).
_ANSWERS: Final = UUID("6f1f9c1e-5a0b-4c3a-9d6e-2b7c4f0a8e51")
_MOMENT: Final = Form(read_moment, write_moment)


def _system(name: str, *, organisation: str) -> Shape:
    return branch(
        name,
        leaf(organisation, text(200)),
        leaf("StUF:applicatie", text(50, shortest=3), constant=APPLICATION),
        leaf("StUF:administratie?", text(50)),
        leaf("StUF:gebruiker?", text(100)),
    )


def _head(name: str, code: str, *last: Part, organisation: str) -> Shape:
    return branch(
        name,
        leaf("StUF:berichtcode", constant=code),
        _system("StUF:zender", organisation=organisation),
        _system("StUF:ontvanger", organisation=organisation),
        leaf("StUF:referentienummer", text(40)),
        leaf("StUF:tijdstipBericht", form(r"\d{8,17}")),
        *last,
    )


# The reference of the message that this one is about.
_CROSS_REFERENCE: Final = leaf("StUF:crossRefnummer", text(40), needed="crossReference")


def di01(root: str, content: Shape, *, refers: bool = False) -> Shape:
    """Return the shape of a message: head and object; one that `refers` names in its head what it is about."""
    function = leaf("StUF:functie", constant=root)
    last = (_CROSS_REFERENCE, function) if refers else (function,)
    return branch(f"JZ:{root}", _head("JZ:stuurgegevens", "Di01", *last, organisation="StUF:organisatie"), content)


def answer(code: str, *content: Part) -> Shape:
    """Return the shape of an acknowledgement or fault: head with the reference of what it answers, and content."""
    head = _head(
        "StUF:stuurgegevens",
        code,
        _CROSS_REFERENCE,
        organisation="StUF:organisatie?",
    )
    return branch(f"StUF:{code}Bericht", head, *content)


def nameless_answer(code: str, *content: Part) -> Shape:
    """Return the shape of an answer in the same exchange, whose head names no message and nobody."""
    head = branch("StUF:stuurgegevens", leaf("StUF:berichtcode", constant=code), filled=True)
    return branch(f"StUF:{code}Bericht", head, *content)


def _table(head: str, *rows: Row) -> Table:
    return Table(
        record=Header,
        rows=(
            row(f"{head}/StUF:zender/StUF:organisatie", "sender", OIN),
            row(f"{head}/StUF:zender/StUF:administratie", "sender_unit"),
            row(f"{head}/StUF:ontvanger/StUF:organisatie", "receiver", OIN),
            row(f"{head}/StUF:ontvanger/StUF:administratie", "receiver_unit"),
            row(f"{head}/StUF:referentienummer", "reference", REFERENCE),
            row(f"{head}/StUF:tijdstipBericht", "created_at", _MOMENT),
            *rows,
        ),
    )


# What a Di01 has no room for in its head travels as extra elements of its object.
_BESIDE: Final = (
    extra_row("JZ:object", "doel", "purpose"),
    extra_row("JZ:object", "grondslag", "basis"),
    extra_row("JZ:object", "urgentie", "urgency", URGENCY),
    extra_row("JZ:object", "namens", "mandate_of", OIN),
)
DI01_HEAD: Final = _table(
    "JZ:stuurgegevens", extra_row("JZ:object", "crossRefnummer", "cross_reference", REFERENCE), *_BESIDE
)
REFERRING_HEAD: Final = _table(
    "JZ:stuurgegevens", row("JZ:stuurgegevens/StUF:crossRefnummer", "cross_reference", REFERENCE), *_BESIDE
)
ANSWER_HEAD: Final = _table(
    "StUF:stuurgegevens", row("StUF:stuurgegevens/StUF:crossRefnummer", "cross_reference", REFERENCE)
)
NO_HEAD: Final = Table(record=Header, rows=())
# Without these there is no header: the fault, and where it is found below the root.
_DEMANDED: Final = (
    ("sender", _UNKNOWN_SENDER, "zender/organisatie"),
    ("receiver", _UNKNOWN_RECEIVER, "ontvanger/organisatie"),
    ("reference", NOT_CONFORMING, "referentienummer"),
    ("created_at", NOT_CONFORMING, "tijdstipBericht"),
)


def read_header(
    table: Table, root: Element, kind: MessageType, reading: Reading, about: Header | None = None
) -> Header:
    """Return the header; raise ContentRefusedError when the head names no known sort of party, reference or moment.

    The conversation is that of the message it refers to, and else begins here: StUF itself has none. A head that names
    nobody mirrors that of the message it is `about`.
    """
    if table is NO_HEAD:
        return _mirrored(about, kind)
    seen: list[Element] = []
    values = read_values(table, root, seen)
    for name, fault, path in _DEMANDED:
        if name not in values:
            raise ContentRefusedError(fault, (_place(root, path),))
    reading.tell(seen)
    origin = values.get("cross_reference") or values["reference"]
    return Header(type=kind, conversation=ConversationId(str(origin)), **values)


def _mirrored(about: Header | None, kind: MessageType) -> Header:
    """Return the header of an answer in the same exchange: it came back from who was asked.

    Nothing gives it a reference, so that follows from the message it is about: one message has one such answer.
    """
    if about is None:
        raise ContentRefusedError(_UNKNOWN_CROSS_REFERENCE, ("element stuurgegevens", "about"))
    return Header(
        reference=ReferenceNumber(str(uuid5(_ANSWERS, f"{about.sender} {about.reference}"))),
        type=kind,
        sender=about.receiver,
        receiver=about.sender,
        conversation=about.conversation,
        created_at=about.created_at,
        cross_reference=about.reference,
        sender_unit=about.receiver_unit,
        receiver_unit=about.sender_unit,
    )


def write_header(table: Table, root: Node, header: Header, writing: Writing) -> None:
    """Write the head of a message."""
    write_record(table, root, header, writing, "")


def _place(root: Element, path: str) -> str:
    name = path.rpartition("/")[2]
    steps = "/".join(f"StUF:{step}" for step in path.split("/"))
    heads = (f"{prefix}:stuurgegevens/{steps}" for prefix in ("JZ", "StUF"))
    found = next((element for head in heads for element in find_all(root, head)), None)
    return f"element {name}" if found is None else place_of(found, name)
