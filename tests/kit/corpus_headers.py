"""Group E (111 to 134): headers that say what nobody agreed, all signed by the right key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from gateway.domain.identifiers import AgreementId, MessageId
from gateway.errors import HeaderRefusedError, PartnerError, SecurityRefusedError, UnknownAgreementError
from gateway.wire.ebms2.header_rules import IdentityRefusal
from gateway.wire.ebms2.model import AckRequested, Manifest, PartyElement, TypedValue
from gateway.wire.ebms2.vocabulary import PARTY_TYPE, Actor, ErrorCode, Location
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.corpus_agreements import add_agreement
from tests.kit.correspondent import Letter

VNR: Final = ErrorCode.VALUE_NOT_RECOGNIZED
INC: Final = ErrorCode.INCONSISTENT
NS: Final = ErrorCode.NOT_SUPPORTED
MIME: Final = ErrorCode.MIME_PROBLEM
L = Location

Change = Callable[[Letter, Bench], Letter]
DAY: Final = timedelta(days=1)
# Agreements beside those of the chain, put into the gateway's book by `add_agreements`.
NOT_YET: Final = "Keten_nog_niet"
NO_LONGER: Final = "Keten_niet_meer"


def _header(**changes: Any) -> Change:  # noqa: ANN401 - fields have many types
    return lambda letter, _: letter.with_header(**changes)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _moments(sent: timedelta, until: timedelta) -> Change:
    return lambda letter, _: letter.with_header(timestamp=_now() + sent, time_to_live=_now() + until)


def _sender(letter: Letter, *, text: str = "", kind: str | None = PARTY_TYPE, role: str | None = "POLITIE") -> Letter:
    value = TypedValue(text or letter.message.header.sender.party_ids[0].text, kind)
    return letter.with_header(sender=PartyElement((value,), role))


def _receiver(letter: Letter, *, text: str = "", kind: str | None = PARTY_TYPE, role: str | None = None) -> Letter:
    held = letter.message.header.receiver
    value = TypedValue(text or held.party_ids[0].text, kind)
    return letter.with_header(receiver=PartyElement((value,), role or held.role))


def _twice(letter: Letter, _: Bench) -> Letter:
    held = letter.message.header.sender
    return letter.with_header(sender=PartyElement(held.party_ids * 2, held.role))


def _twice_to(letter: Letter, _: Bench) -> Letter:
    held = letter.message.header.receiver
    return letter.with_header(receiver=PartyElement(held.party_ids * 2, held.role))


def _one_more_part(letter: Letter, _: Bench) -> Letter:
    """119: a part that is signed and encrypted like the other, and that no manifest names."""
    (part,) = letter.parts
    return replace(letter, parts=(part, replace(part, content_id="tweede@x.example")))


def _swapped(letter: Letter, _: Bench) -> Letter:
    header = letter.message.header
    return letter.with_header(sender=header.receiver, receiver=header.sender)


def _service(text: str | None = None, kind: str | None = "urn:osb:services") -> Change:
    return lambda letter, _: letter.with_header(service=TypedValue(text or letter.message.header.service.text, kind))


def _hrefs(change: Callable[[str, Bench], tuple[str, ...]]) -> Change:
    def changed(letter: Letter, bench: Bench) -> Letter:
        assert letter.message.manifest is not None
        hrefs = change(letter.message.manifest.hrefs[0], bench)
        return letter.with_block(manifest=Manifest(hrefs) if hrefs else None)

    return changed


def _ack(**changes: Any) -> Change:  # noqa: ANN401 - fields have many types
    asked = AckRequested(signed=True, actor=Actor.TO_PARTY_MSH)
    return lambda letter, _: letter.with_block(ack_requested=replace(asked, **changes))


# Identified, and refused with this code at this place.
_REFUSED: Final[dict[str, tuple[Change, ErrorCode, Location]]] = {
    "115-from-and-to-swapped": (_swapped, VNR, L.TO_PARTY),
    "115-to-somebody-else": (
        lambda letter, bench: _receiver(letter, text=str(bench.neighbour.own.party_id)),
        VNR,
        L.TO_PARTY,
    ),
    "115-to-our-production": (
        lambda letter, bench: _receiver(letter, text=str(bench.partner.other.oin)),
        VNR,
        L.TO_PARTY,
    ),
    "116-from-their-production": (
        lambda letter, bench: _sender(letter, text=str(bench.partner.own.oin)),
        VNR,
        L.FROM_PARTY,
    ),
    "117-sender-of-another-type": (lambda letter, _: _sender(letter, kind="urn:x"), VNR, L.FROM_PARTY),
    "117-untyped-receiver": (lambda letter, _: _receiver(letter, kind=None), INC, L.TO_PARTY),
    "117-untyped-sender": (lambda letter, _: _sender(letter, kind=None), INC, L.FROM_PARTY),
    "117-receiver-of-another-type": (lambda letter, _: _receiver(letter, kind="urn:x"), VNR, L.TO_PARTY),
    "118-manifest-to-the-web": (_hrefs(lambda _, bench: (bench.trap.web,)), MIME, L.MANIFEST),
    "118-manifest-to-a-file": (_hrefs(lambda _, bench: (bench.trap.file,)), MIME, L.MANIFEST),
    "118-manifest-to-an-ftp-server": (_hrefs(lambda _, bench: (f"ftp://{bench.trap.place}",)), MIME, L.MANIFEST),
    "119-no-manifest": (_hrefs(lambda _, __: ()), MIME, L.MANIFEST),
    "119-part-that-is-not-there": (_hrefs(lambda href, _: (href, "cid:elders@x.example")), MIME, L.MANIFEST),
    "119-part-that-nobody-names": (_one_more_part, MIME, L.MANIFEST),
    "120-named-twice": (_hrefs(lambda href, _: (href, href)), MIME, L.MANIFEST),
    "120-named-in-other-case": (_hrefs(lambda href, _: (href.replace("inhoud", "Inhoud"),)), MIME, L.MANIFEST),
    "120-named-with-percent": (_hrefs(lambda href, _: (href.replace("@", "%40"),)), MIME, L.MANIFEST),
    "121-role-not-agreed": (lambda letter, _: _sender(letter, role="BAAS"), VNR, L.FROM_ROLE),
    "121-no-role": (lambda letter, _: _sender(letter, role=None), INC, L.FROM_ROLE),
    "121-role-of-the-other": (lambda letter, _: _receiver(letter, role="POLITIE"), VNR, L.TO_ROLE),
    "122-service-not-agreed": (_service("anders"), VNR, L.ACTION),
    "122-untyped-service": (_service(kind=None), INC, L.SERVICE),
    "122-action-not-agreed": (_header(action="vtoDi01"), VNR, L.ACTION),
    "122-action-of-ours": (_header(action="vtTerugkoppelingDi01"), VNR, L.ACTION),
    "122-service-with-a-space": (
        lambda letter, bench: _service(f"{bench.partner.action.service} ")(letter, bench),
        VNR,
        L.ACTION,
    ),
    "122-action-behind-a-space": (_header(action=" vtMeldingDi01"), VNR, L.ACTION),
    "122-action-with-a-space": (_header(action="vtMeldingDi01 "), VNR, L.ACTION),
    "122-action-with-a-zero-width-space": (_header(action="vtMeldingDi01\u200b"), VNR, L.ACTION),
    "123-version-1.0": (_header(version="1.0"), INC, L.VERSION),
    "123-version-3.0": (_header(version="3.0"), INC, L.VERSION),
    "124-two-senders": (_twice, INC, L.FROM_PARTY),
    "124-two-receivers": (_twice_to, INC, L.TO_PARTY),
    "127-reference-to-itself": (
        lambda letter, _: letter.with_header(refers_to=MessageId(letter.message_id)),
        VNR,
        L.REFERS_TO,
    ),
    "129-a-day-ahead": (_moments(DAY, 2 * DAY), VNR, L.TIMESTAMP),
    "129-1-second-past-the-skew": (_moments(timedelta(minutes=5, seconds=20), DAY), VNR, L.TIMESTAMP),
    "129-before-the-agreement": (_moments(-2 * DAY, DAY), INC, L.AGREEMENT_PERIOD),
    "129-time-to-live-over": (
        _moments(timedelta(hours=-2), timedelta(hours=-1)),
        ErrorCode.TIME_TO_LIVE_EXPIRED,
        L.TIME_TO_LIVE,
    ),
    "129-time-to-live-before-the-timestamp": (_moments(timedelta(0), timedelta(minutes=-1)), VNR, L.TIME_TO_LIVE),
    "134-signed-false": (_ack(signed=False), INC, L.ACK_SIGNED),
    "134-next-msh": (_ack(actor=Actor.NEXT_MSH), NS, L.ACK_ACTOR),
    "134-no-ack-requested": (lambda letter, _: letter.with_block(ack_requested=None), INC, L.ACK_REQUESTED),
    "134-no-duplicate-elimination": (_header(duplicate_elimination=False), INC, L.DUPLICATE_ELIMINATION),
}


def _agreement(name: Callable[[Bench], str]) -> Change:
    return lambda letter, bench: letter.with_header(agreement_id=AgreementId(name(bench)))


# One answer for everything, so that nobody learns which agreements there are (112 to 114).
_UNKNOWN: Final[dict[str, Change]] = {
    "112-unknown": _agreement(lambda _: "Keten_onbekend"),
    "113-not-yet-in-force": _agreement(lambda _: NOT_YET),
    "113-no-longer-in-force": _agreement(lambda _: NO_LONGER),
    "114-of-the-neighbour": _agreement(lambda bench: str(bench.neighbour.agreement.agreement_id)),
}
_ACCEPTED: Final[dict[str, Change]] = {
    "129-within-the-skew": _moments(timedelta(minutes=4), DAY),
    "129-sent-hours-ago": _moments(timedelta(hours=-6), DAY),
}


def _lettered(change: Change, outcome: Outcome, error: PartnerError | None = None) -> Case:
    return Case(
        make=lambda bench: bench.partner.seal(change(bench.partner.letter(), bench)), outcome=outcome, error=error
    )


CASES: Final[dict[str, Case]] = {
    **{
        number: _lettered(change, Outcome.REFUSED, HeaderRefusedError(code, location))
        for number, (change, code, location) in _REFUSED.items()
    },
    "116-from-the-neighbour": _lettered(
        lambda letter, bench: _sender(letter, text=str(bench.neighbour.own.party_id)),
        Outcome.REFUSED,
        SecurityRefusedError(IdentityRefusal.NOT_THE_SENDER),
    ),
    **{number: _lettered(change, Outcome.FAULT, UnknownAgreementError()) for number, change in _UNKNOWN.items()},
    **{number: _lettered(change, Outcome.ACCEPTED) for number, change in _ACCEPTED.items()},
}


def add_agreements(bench: Bench) -> None:
    """Put agreements with the police into the gateway's book that are not in force today."""
    at = _now()
    add_agreement(bench, NOT_YET, at + 10 * DAY, at + 20 * DAY)
    add_agreement(bench, NO_LONGER, at - 20 * DAY, at - timedelta(minutes=10))
