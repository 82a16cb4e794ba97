"""Reports as partners send them, of any size: several persons, texts, and what the domain does not model."""

from dataclasses import replace
from datetime import date
from typing import Final

from gateway.domain.content import Betrokkene, Contact, Content, Informering
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz import render
from tests.kit.stuf_messages import ADDRESS, CHILD, PARENT, REPORT, message

_SENTENCE: Final = "Getuige hoorde geschreeuw in de woning en zag twee kinderen; één had het over “papa”. "
_CONTACT: Final = Contact(naam="Afdeling Zorg", organisatie="Politie Eenheid Voorbeeld", telefoonnummer="0900-0000")
_UNKNOWN_NATIONALITY: Final = b'<BG:nationaliteit xsi:nil="true" StUF:noValue="waardeOnbekend"/><BG:taal>'


def report(*, persons: int, text: int) -> bytes:
    """Return a report with so many persons, of each of whom it tells so many characters."""
    told = replace(
        REPORT,
        omschrijving=_told(2 * text),
        zorgelijke_situatie=_told(text),
        geinformeerden=REPORT.geinformeerden[:1],
        relevante_registraties=(),
        contact_verdieping=_CONTACT,
        ingediend_door=_CONTACT,
    )
    content = Content(betrokkenen=tuple(_person(number, text) for number in range(persons)), melding=told)
    octets = render(message(MessageType.MSG_01, content))
    # The sender's own application, and an element that says that it says nothing.
    return octets.replace(b">Schakel<", b">BVH<", 1).replace(b"<BG:taal>", _UNKNOWN_NATIONALITY)


def _person(number: int, text: int) -> Betrokkene:
    like = CHILD if number % 2 else PARENT
    return replace(
        like,
        kenmerk=f"persoon-{number}",
        adres=replace(ADDRESS, huisnummer=number + 1),
        geboortedatum=IncompleteDate(1980 + number % 40, 1 + number % 12, 1 + number % 28),
        gezag=None,
        status_in_zaak=None,
        informering=Informering(geinformeerd=True, datum=date(2026, 3, 2)),
        aanvullende_informatie=_told(text),
    )


def _told(length: int) -> str:
    return (_SENTENCE * (length // len(_SENTENCE) + 1))[:length]


def small() -> bytes:
    """Return a usual report, of 5 kB."""
    return report(persons=2, text=40)


def large() -> bytes:
    """Return a report that hardly anybody writes, of 1 MB."""
    return report(persons=320, text=1900)
