"""Group E (111 to 134), what no model of ours can say: the text of an envelope changed, and signed as it stands."""

from collections.abc import Callable
from typing import Final

from gateway.errors import HeaderRefusedError, PartnerError
from gateway.wire.ebms2 import render, xml
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.correspondent import Letter
from tests.kit.http import CANARY
from tests.kit.posting import Posting

VNR: Final = ErrorCode.VALUE_NOT_RECOGNIZED
INC: Final = ErrorCode.INCONSISTENT
NS: Final = ErrorCode.NOT_SUPPORTED
L = Location

Text = Callable[[str], str]


def _between(name: str) -> Text:
    """Return what takes an element with all its content away."""
    return lambda soap: soap[: soap.index(f"<eb:{name}")] + soap[soap.index(f"</eb:{name}>") + len(name) + 6 :]


def _text(name: str, text: str) -> Text:
    def change(soap: str) -> str:
        start = soap.index(">", soap.index(f"<eb:{name}")) + 1
        return soap[:start] + text + soap[soap.index(f"</eb:{name}>", start) :]

    return change


def _more(old: str, new: str) -> Text:
    def change(soap: str) -> str:
        assert old in soap
        return soap.replace(old, new, 1)

    return change


def _again(soap: str) -> str:
    header = soap[soap.index("<eb:MessageHeader") : soap.index("</eb:MessageHeader>") + len("</eb:MessageHeader>")]
    return soap.replace(header, header * 2)


_DATA: Final = f"{L.MESSAGE_HEADER}/MessageData"
# Nobody can be answered: what says who sent which message is not readable.
_UNREADABLE: Final[dict[str, tuple[Text, ErrorCode, str]]] = {
    "111-no-header": (_between("MessageHeader"), INC, L.MESSAGE_HEADER),
    "111-two-headers": (_again, INC, L.MESSAGE_HEADER),
    "111-no-party-in-from": (_between("PartyId"), INC, f"{L.MESSAGE_HEADER}/From/PartyId"),
    "111-no-from": (_between("From"), INC, f"{L.MESSAGE_HEADER}/From"),
    "111-no-to": (_between("To"), INC, f"{L.MESSAGE_HEADER}/To"),
    "111-no-agreement": (_between("CPAId"), INC, f"{L.MESSAGE_HEADER}/CPAId"),
    "111-no-conversation": (_between("ConversationId"), INC, f"{L.MESSAGE_HEADER}/ConversationId"),
    "111-no-service": (_between("Service"), INC, f"{L.MESSAGE_HEADER}/Service"),
    "111-no-action": (_between("Action"), INC, f"{L.MESSAGE_HEADER}/Action"),
    "111-no-message-data": (_between("MessageData"), INC, f"{L.MESSAGE_HEADER}/MessageData"),
    "123-no-must-understand": (
        _more(' soap:mustUnderstand="1"', ""),
        VNR,
        f"{L.MESSAGE_HEADER}/@mustUnderstand",
    ),
    "126-empty-party": (_text("PartyId", ""), VNR, L.FROM_PARTY),
    "126-markup-in-a-party": (_text("PartyId", f"<b>{CANARY}</b>"), VNR, L.FROM_PARTY),
    "126-party-of-10-kilobytes": (_text("PartyId", "0" * 10_240), VNR, L.FROM_PARTY),
    "128-no-message-id": (_between("MessageId"), INC, f"{_DATA}/MessageId"),
    "128-empty": (_text("MessageId", ""), VNR, L.MESSAGE_ID),
    "128-10-kilobytes": (_text("MessageId", "a" * 10_240 + "@x.example"), VNR, L.MESSAGE_ID),
    "128-line-end": (_text("MessageId", "a&#13;&#10;X: y@x.example"), VNR, L.MESSAGE_ID),
    "128-quote": (_text("MessageId", '";--@x.example'), VNR, L.MESSAGE_ID),
    "128-path": (_text("MessageId", "../../x@../x"), VNR, L.MESSAGE_ID),
    "129-no-timestamp": (_between("Timestamp"), INC, f"{_DATA}/Timestamp"),
    "129-1970": (_text("Timestamp", "1970-01-01T00:00:00Z"), VNR, L.TIMESTAMP),
    "129-no-zone": (_text("Timestamp", "2026-11-23T09:00:00"), VNR, L.TIMESTAMP),
    "129-year-10000": (_text("Timestamp", "10000-01-01T00:00:00Z"), VNR, L.TIMESTAMP),
    "134-sync-reply-of-another-version": (
        _more("</eb:MessageHeader>", '</eb:MessageHeader><eb:SyncReply eb:version="1.0" soap:mustUnderstand="1"/>'),
        NS,
        f"{L.SYNC_REPLY}/@version",
    ),
}
_BLOCK: Final = '</eb:MessageHeader><eb:{} eb:version="2.0" soap:mustUnderstand="1"/>'
# Readable, with a block that no agreement of ours has.
_BLOCKS: Final[dict[str, tuple[Text, ErrorCode, Location]]] = {
    "134-sync-reply": (_more("</eb:MessageHeader>", _BLOCK.format("SyncReply")), INC, L.SYNC_REPLY),
    "134-message-order": (_more("</eb:MessageHeader>", _BLOCK.format("MessageOrder")), NS, L.MESSAGE_ORDER),
}


def texted(bench: Bench, letter: Letter, change: Text) -> Posting:
    """Return the letter with the text of its envelope changed before it is signed."""
    text = change(render.to_octets(render.render_message(letter.message)).decode())
    soap = bench.partner.sign_element(xml.parse(text.encode()), letter.parts)
    return bench.partner.pack(soap, bench.partner.lock(letter.parts), letter.message_id)


def _case(change: Text, outcome: Outcome, error: PartnerError) -> Case:
    return Case(make=lambda bench: texted(bench, bench.partner.letter(), change), outcome=outcome, error=error)


CASES: Final[dict[str, Case]] = {
    **{
        number: _case(change, Outcome.FAULT, HeaderRefusedError(code, location))
        for number, (change, code, location) in _UNREADABLE.items()
    },
    **{
        number: _case(change, Outcome.REFUSED, HeaderRefusedError(code, location))
        for number, (change, code, location) in _BLOCKS.items()
    },
}
