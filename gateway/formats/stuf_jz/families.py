"""Every message of StUF-Jeugdzorg that we speak: its root element, type, tree, and both ways through it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gateway.domain.content import Content
from gateway.domain.kinds import MessageType
from gateway.formats.stuf_jz import acknowledgements, vt, vto
from gateway.formats.stuf_jz.rows import Reading, Table
from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.stuurgegevens import ANSWER_HEAD, DI01_HEAD
from gateway.formats.stuf_jz.tree import Node, Writing
from gateway.formats.stuf_jz.vt_shapes import VT_MELDING, VT_TERUGKOPPELING
from gateway.formats.stuf_jz.vto_shapes import VTO
from gateway.strict_xml import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One root element: its type, its tree, and both ways between its parts and the content."""

    type: MessageType
    shape: Shape
    head: Table
    read: Callable[[Element, Reading], Content]
    write: Callable[[Node, Content, Writing], None]
    prepare: Callable[[Content], Content] = lambda content: content


FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        "vtMeldingDi01": Family(
            type=MessageType.MSG_01,
            shape=VT_MELDING,
            head=DI01_HEAD,
            read=vt.read_melding,
            write=vt.write_melding,
        ),
        "vtTerugkoppelingDi01": Family(
            type=MessageType.MSG_08,
            shape=VT_TERUGKOPPELING,
            head=DI01_HEAD,
            read=vt.read_terugkoppeling,
            write=vt.write_terugkoppeling,
        ),
        "vtoDi01": Family(
            type=MessageType.MSG_51,
            shape=VTO,
            head=DI01_HEAD,
            read=vto.read_vto,
            write=vto.write_vto,
            prepare=vto.prepare_vto,
        ),
        "Bv01Bericht": Family(
            type=MessageType.TEC_02,
            shape=acknowledgements.BV01,
            head=ANSWER_HEAD,
            read=acknowledgements.read_receipt,
            write=acknowledgements.write_receipt,
        ),
        "Fo01Bericht": Family(
            type=MessageType.TEC_04,
            shape=acknowledgements.FO01,
            head=ANSWER_HEAD,
            read=acknowledgements.read_fault,
            write=acknowledgements.write_fault,
            prepare=acknowledgements.prepare_fault,
        ),
    }
)
