"""What comes back from the peer, and how the table says it."""

import re
from typing import Final

from gateway.wire.ebms2 import mime, xml
from gateway.wire.ebms2.parse import read_message
from gateway.wire.stages import Proven
from tests.interop.pair import Pair
from tests.interop.wire import Wire
from tests.kit.posting import Answer

_FAULT_TEXT: Final = re.compile(rb"<(?:\w+:)?faultstring[^>]*>([^<]*)<")
_MESSAGE_ID: Final = re.compile(r"[0-9a-f-]{36}(?:@[a-z.-]+)?")


def answered(pair: Pair, wire: Wire, message_id: str, count: int = 1) -> list[Proven]:
    """Return the signals about a message that came to the front, proven under the agreement."""
    tag = f"<eb:RefToMessageId>{message_id}<"
    posted = pair.front.wait_for(lambda each: each.mentions(tag), count)
    return [wire.prove(each.content_type, each.body) for each in posted]


def refused(pair: Pair, message_id: str) -> str:
    """Return the MessageError about a message that came to the front, in the words of the table.

    Nothing of it is proven: the library signs no MessageError, whatever was agreed.
    """
    tag = f"<eb:RefToMessageId>{message_id}<"
    (posted,) = pair.front.wait_for(lambda each: each.mentions(tag))
    soap, _ = mime.split(posted.content_type, posted.body)
    message = read_message(xml.parse(soap))
    assert message.error_list is not None
    errors = ", ".join(f"`{error.code}` at `{_steady(error.location)}`" for error in message.error_list.errors)
    signed = "signed" if b":Signature" in soap else "unsigned"
    return f"MessageError {errors}, {signed}"


def told_fault(answer: Answer) -> str:
    """Return a SOAP Fault in the words of the table."""
    found = _FAULT_TEXT.search(answer.body)
    return f"HTTP {answer.status}, Fault `{_steady(found[1].decode())}`" if found else f"HTTP {answer.status}, no Fault"


def _steady(text: str) -> str:
    """What differs from run to run has no place in the table."""
    return _MESSAGE_ID.sub("...", text).strip()
