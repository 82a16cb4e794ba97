"""stuurgegevens, the head of every StUF message: identifiers, parties and the moment."""

from typing import Final

from gateway.domain.identifiers import ConversationId
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
_MOMENT: Final = Form(read_moment, write_moment)


def _system(name: str, *, organisation: str) -> Shape:
    return branch(
        name,
        leaf(organisation, text(200)),
        leaf("StUF:applicatie", text(50, shortest=3), constant=APPLICATION),
        leaf("StUF:administratie?", text(50)),
        leaf("StUF:gebruiker?", text(100)),
    )


def _head(name: str, code: str, *, organisation: str, last: Part) -> Shape:
    return branch(
        name,
        leaf("StUF:berichtcode", constant=code),
        _system("StUF:zender", organisation=organisation),
        _system("StUF:ontvanger", organisation=organisation),
        leaf("StUF:referentienummer", text(40)),
        leaf("StUF:tijdstipBericht", form(r"\d{8,17}")),
        last,
    )


def di01(root: str, content: Shape) -> Shape:
    """Return the shape of a message: head and one object."""
    head = _head(
        "JZ:stuurgegevens",
        "Di01",
        organisation="StUF:organisatie",
        last=leaf("StUF:functie", constant=root),
    )
    return branch(f"JZ:{root}", head, content)


def answer(code: str, *content: Part) -> Shape:
    """Return the shape of an acknowledgement or fault: head with the reference of what it answers, and content."""
    head = _head(
        "StUF:stuurgegevens",
        code,
        organisation="StUF:organisatie?",
        last=leaf("StUF:crossRefnummer", text(40), needed="crossReference"),
    )
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
DI01_HEAD: Final = _table(
    "JZ:stuurgegevens",
    extra_row("JZ:object", "crossRefnummer", "cross_reference", REFERENCE),
    extra_row("JZ:object", "doel", "purpose"),
    extra_row("JZ:object", "grondslag", "basis"),
    extra_row("JZ:object", "urgentie", "urgency", URGENCY),
)
ANSWER_HEAD: Final = _table(
    "StUF:stuurgegevens", row("StUF:stuurgegevens/StUF:crossRefnummer", "cross_reference", REFERENCE)
)
# Without these there is no header: the fault, and where it is found below the root.
_DEMANDED: Final = (
    ("sender", _UNKNOWN_SENDER, "zender/organisatie"),
    ("receiver", _UNKNOWN_RECEIVER, "ontvanger/organisatie"),
    ("reference", NOT_CONFORMING, "referentienummer"),
    ("created_at", NOT_CONFORMING, "tijdstipBericht"),
)


def read_header(table: Table, root: Element, kind: MessageType, reading: Reading) -> Header:
    """Return the header; raise ContentRefusedError when the head names no known sort of party, reference or moment.

    The conversation is that of the message it refers to, and else begins here: StUF itself has none.
    """
    seen: list[Element] = []
    values = read_values(table, root, seen)
    for name, fault, path in _DEMANDED:
        if name not in values:
            raise ContentRefusedError(fault, (_place(root, path),))
    reading.tell(seen)
    origin = values.get("cross_reference") or values["reference"]
    return Header(type=kind, conversation=ConversationId(str(origin)), **values)


def write_header(table: Table, root: Node, header: Header, writing: Writing) -> None:
    """Write the head of a message."""
    write_record(table, root, header, writing, "")


def _place(root: Element, path: str) -> str:
    found = root.find("{*}stuurgegevens/" + "/".join(f"{{{STUF}}}{step}" for step in path.split("/")))
    name = path.rpartition("/")[2]
    return f"element {name}" if found is None else place_of(found, name)
