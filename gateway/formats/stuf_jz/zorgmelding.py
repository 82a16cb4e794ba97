"""zorgmeldingDi01 (JZ-01) and zorgmeldingTerugkoppelingDi01 (JZ-02): what each element is in the domain."""

from typing import Final

from gateway.domain.content import Betrokkene, Bijlage, Content, Initiator, Zorgmelding, Zorgterugkoppeling
from gateway.formats.stuf_jz.case_rows import (
    NO_FUNCTION,
    OBJECT,
    PERSON,
    WAYS,
    beside,
    initiator,
    named,
    point_of_contact,
    reached,
    registered,
    registered_anywhere,
)
from gateway.formats.stuf_jz.documents import ROWS, read_documents, write_documents
from gateway.formats.stuf_jz.forms import DATE
from gateway.formats.stuf_jz.organisations import (
    CONCERNED,
    ESTABLISHED,
    WITH_CONTACT,
    read_organisations,
    write_organisations,
)
from gateway.formats.stuf_jz.persons import INFORMED, Relation
from gateway.formats.stuf_jz.rows import Group, Reading, Row, Table, extra_row, group, read_first, row, write_record
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.formats.stuf_jz.young_persons import (
    OTHER_ROLE,
    YoungPersons,
    read_young_persons,
    write_young_persons,
    young,
)
from gateway.strict_xml import Element

_NUMBER: Final = row("ZKN:kenmerk/ZKN:kenmerk", "kenmerk")


def _other(*rows: Row | Group) -> Relation:
    return Relation(
        name=CONCERNED,
        person=steps_of(PERSON),
        table=Table(record=Betrokkene, rows=(*rows, row("ZKN:omschrijving", "rol", OTHER_ROLE))),
        needs_person=True,
        needs_role=True,
    )


def _known(person: str) -> tuple[Row, ...]:
    """Return the rows of what feedback says of a person: no more than the receiver needs to know who it is."""
    return (
        row(f"{person}/BG:inp.bsn", "bsn"),
        row(f"{person}/BG:geslachtsnaam", "geslachtsnaam"),
        row(f"{person}/BG:geboortedatum", "geboortedatum", DATE),
        *beside(person),
    )


_ZORGMELDING: Final = Table(
    record=Zorgmelding,
    rows=(
        _NUMBER,
        extra_row("", "signaaltype", "signaal"),
        initiator(point_of_contact(NO_FUNCTION, *WAYS)),
    ),
    blank=frozenset({"kenmerk", "signaal"}),
)
_REPORTED: Final = YoungPersons(
    young=young(*named(""), registered(""), *reached(""), INFORMED),
    other=_other(*named(PERSON), registered_anywhere(PERSON), *reached(PERSON), INFORMED),
)
# It need not have a file name.
_BIJLAGE: Final = Table(record=Bijlage, rows=ROWS, blank=frozenset({"naam"}))
_TERUGKOPPELING: Final = Table(
    record=Zorgterugkoppeling,
    rows=(
        row("ZKN:identificatie", "identificatie"),
        _NUMBER,
        row("ZKN:resultaat/ZKN:omschrijving", "resultaat"),
        group(
            "ZKN:heeftAlsInitiator",
            "initiator",
            Table(record=Initiator, rows=(point_of_contact(NO_FUNCTION),)),
        ),
    ),
    blank=frozenset({"kenmerk"}),
)
_FED_BACK: Final = YoungPersons(young=young(*_known("")), other=_other(*_known(PERSON)))


def read_zorgmelding(root: Element, reading: Reading) -> Content:
    """Return what a zorgmelding says."""
    seen: list[Element] = []
    report = read_first(_ZORGMELDING, root, OBJECT, seen)
    reading.tell(seen)
    return Content(
        betrokkenen=read_young_persons(_REPORTED, root, reading),
        organisaties=tuple(read_organisations(ESTABLISHED, root, reading)),
        zorgmelding=report,
        bijlagen=tuple(read_documents(_BIJLAGE, root, reading)),
    )


def write_zorgmelding(root: Node, content: Content, writing: Writing) -> None:
    """Write a zorgmelding as far as the content goes."""
    if content.zorgmelding is not None:
        write_record(_ZORGMELDING, root.open(steps_of(OBJECT)), content.zorgmelding, writing, "zorgmelding")
    write_young_persons(_REPORTED, root, content, writing)
    write_organisations(ESTABLISHED, root, content, writing)
    write_documents(_BIJLAGE, root, content, writing)


def read_terugkoppeling(root: Element, reading: Reading) -> Content:
    """Return what a zorgmeldingTerugkoppeling says."""
    seen: list[Element] = []
    feedback = read_first(_TERUGKOPPELING, root, OBJECT, seen)
    reading.tell(seen)
    return Content(
        betrokkenen=read_young_persons(_FED_BACK, root, reading),
        organisaties=tuple(read_organisations(WITH_CONTACT, root, reading)),
        zorgterugkoppeling=feedback,
    )


def write_terugkoppeling(root: Node, content: Content, writing: Writing) -> None:
    """Write a zorgmeldingTerugkoppeling as far as the content goes."""
    feedback = content.zorgterugkoppeling
    if feedback is not None:
        write_record(_TERUGKOPPELING, root.open(steps_of(OBJECT)), feedback, writing, "zorgterugkoppeling")
    write_young_persons(_FED_BACK, root, content, writing)
    write_organisations(WITH_CONTACT, root, content, writing)
