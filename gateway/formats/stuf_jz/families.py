"""Every message of StUF-Jeugdzorg that we speak: its root element, type, tree, and both ways through it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gateway.domain.content import Content
from gateway.domain.kinds import MessageType
from gateway.formats.stuf_jz import acknowledgements, gm, notificatie, vt, vto, vv, vv_answers, zorgmelding
from gateway.formats.stuf_jz.gm_shapes import MELDING_GENERIEK, UITKOMST_MELDING_GENERIEK
from gateway.formats.stuf_jz.notificatie_shapes import NOTIFICATIE, NOTIFICATIEJR
from gateway.formats.stuf_jz.rows import Reading, Table
from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.stuurgegevens import ANSWER_HEAD, DI01_HEAD, NO_HEAD, REFERRING_HEAD
from gateway.formats.stuf_jz.tree import Node, Writing
from gateway.formats.stuf_jz.vt_shapes import VT_MELDING, VT_TERUGKOPPELING
from gateway.formats.stuf_jz.vto_shapes import VTO
from gateway.formats.stuf_jz.vv_shapes import UCI, UCOB, VCI, VCOB
from gateway.formats.stuf_jz.zorgmelding_shapes import ZORGMELDING, ZORGMELDING_TERUGKOPPELING
from gateway.strict_xml import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One root element: its type, its tree, and both ways between its parts and the content.

    Of a type with several root elements each `carries` other contents.
    """

    type: MessageType
    shape: Shape
    head: Table
    read: Callable[[Element, Reading], Content]
    write: Callable[[Node, Content, Writing], None]
    prepare: Callable[[Content], Content] = lambda content: content
    carries: Callable[[Content], bool] = lambda _: True

    @property
    def answers(self) -> bool:
        """Whether it is a receipt or a fault, and not a message with an object of its own."""
        return self.head is ANSWER_HEAD or self.head is NO_HEAD


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
        "vcobDi01": Family(
            type=MessageType.MSG_13,
            shape=VCOB,
            head=DI01_HEAD,
            read=vv.read_check,
            write=vv.write_check,
        ),
        "ucobDi01": Family(
            type=MessageType.MSG_14,
            shape=UCOB,
            head=REFERRING_HEAD,
            read=vv_answers.read_outcome,
            write=vv_answers.write_outcome,
            prepare=vv_answers.prepare_outcome,
        ),
        "vciDi01": Family(
            type=MessageType.MSG_15,
            shape=VCI,
            head=DI01_HEAD,
            read=vv.read_question,
            write=vv.write_question,
        ),
        "uciDi01": Family(
            type=MessageType.MSG_16,
            shape=UCI,
            head=REFERRING_HEAD,
            read=vv_answers.read_information,
            write=vv_answers.write_information,
            prepare=vv_answers.prepare_information,
        ),
        "meldingGeneriekDi01": Family(
            type=MessageType.MSG_03,
            shape=MELDING_GENERIEK,
            head=DI01_HEAD,
            read=gm.read_melding,
            write=gm.write_melding,
        ),
        "uitkomstMeldingGeneriekDi01": Family(
            type=MessageType.MSG_11,
            shape=UITKOMST_MELDING_GENERIEK,
            head=DI01_HEAD,
            read=gm.read_uitkomst,
            write=gm.write_uitkomst,
        ),
        "vtoDi01": Family(
            type=MessageType.MSG_51,
            shape=VTO,
            head=DI01_HEAD,
            read=vto.read_vto,
            write=vto.write_vto,
            prepare=vto.prepare_vto,
        ),
        "notificatieDi01": Family(
            type=MessageType.MSG_53,
            shape=NOTIFICATIE,
            head=DI01_HEAD,
            read=notificatie.read_notificatie,
            write=notificatie.write_notificatie,
        ),
        "notificatiejrDi01": Family(
            type=MessageType.JZ_03,
            shape=NOTIFICATIEJR,
            head=DI01_HEAD,
            read=notificatie.read_notificatiejr,
            write=notificatie.write_notificatiejr,
        ),
        "zorgmeldingDi01": Family(
            type=MessageType.JZ_01,
            shape=ZORGMELDING,
            head=DI01_HEAD,
            read=zorgmelding.read_zorgmelding,
            write=zorgmelding.write_zorgmelding,
        ),
        "zorgmeldingTerugkoppelingDi01": Family(
            type=MessageType.JZ_02,
            shape=ZORGMELDING_TERUGKOPPELING,
            head=DI01_HEAD,
            read=zorgmelding.read_terugkoppeling,
            write=zorgmelding.write_terugkoppeling,
        ),
        "Bv01Bericht": Family(
            type=MessageType.TEC_02,
            shape=acknowledgements.BV01,
            head=ANSWER_HEAD,
            read=acknowledgements.read_receipt,
            write=acknowledgements.write_receipt,
        ),
        "Bv03Bericht": Family(
            type=MessageType.TEC_01,
            shape=acknowledgements.BV03,
            head=ANSWER_HEAD,
            read=acknowledgements.read_checked,
            write=acknowledgements.write_confirmation,
            carries=acknowledgements.is_checked,
        ),
        "Bv04Bericht": Family(
            type=MessageType.TEC_01,
            shape=acknowledgements.BV04,
            head=ANSWER_HEAD,
            read=acknowledgements.read_unchecked,
            write=acknowledgements.write_confirmation,
            carries=acknowledgements.is_unchecked,
        ),
        "Fo01Bericht": Family(
            type=MessageType.TEC_04,
            shape=acknowledgements.FO01,
            head=ANSWER_HEAD,
            read=acknowledgements.read_fault,
            write=acknowledgements.write_fault,
            prepare=acknowledgements.prepare_fault,
            carries=acknowledgements.is_asynchronous,
        ),
        "Fo02Bericht": Family(
            type=MessageType.TEC_04,
            shape=acknowledgements.FO02,
            head=NO_HEAD,
            read=acknowledgements.read_synchronous_fault,
            write=acknowledgements.write_fault,
            prepare=acknowledgements.prepare_fault,
            carries=acknowledgements.is_synchronous,
        ),
        "Fo03Bericht": Family(
            type=MessageType.TEC_03,
            shape=acknowledgements.FO03,
            head=ANSWER_HEAD,
            read=acknowledgements.read_fault,
            write=acknowledgements.write_fault,
            prepare=acknowledgements.prepare_fault,
        ),
    }
)
