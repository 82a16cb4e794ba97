"""What comes back from the peer, and how the table says it."""

import re
from typing import Final

from gateway.wire.ebms2 import mime, xml
from gateway.wire.ebms2.parse import read_message
from gateway.wire.stages import Proven
from tests.interop.pair import Pair
from tests.kit.correspondent import Correspondent
from tests.kit.posting import Answer, Posting

_FAULT_TEXT: Final = re.compile(rb"<(?:\w+:)?faultstring[^>]*>([^<]*)<")
_MESSAGE_ID: Final = re.compile(r"[0-9a-f-]{36}(?:@[a-z.-]+)?")


def answered(pair: Pair, wire: Correspondent, message_id: str) -> Proven:
    """Return the signal about a message that came to the front, proven under the agreement."""
    return wire.prove(_about(pair, message_id))


def refused(pair: Pair, message_id: str) -> str:
    """Return the MessageError about a message that came to the front, in the words of the table.

    Nothing of it is proven: the library signs no MessageError, whatever was agreed.
    """
    posted = _about(pair, message_id)
    return told_errors(mime.split(posted.content_type, posted.body)[0])


def told_errors(soap: bytes) -> str:
    """Return a MessageError in the words of the table."""
    message = read_message(xml.parse(soap))
    assert message.error_list is not None
    errors = ", ".join(f"`{error.code}` at `{_steady(error.location)}`" for error in message.error_list.errors)
    signed = "signed" if b":Signature" in soap else "unsigned"
    return f"MessageError {errors}, {signed}"


def _about(pair: Pair, message_id: str) -> Posting:
    return pair.front.wait_for(f"<eb:RefToMessageId>{message_id}<")


def told_fault(answer: Answer) -> str:
    """Return a SOAP Fault in the words of the table."""
    found = _FAULT_TEXT.search(answer.body)
    return f"HTTP {answer.status}, Fault `{_steady(found[1].decode())}`" if found else f"HTTP {answer.status}, no Fault"


def _steady(text: str) -> str:
    """What differs from run to run has no place in the table."""
    return _MESSAGE_ID.sub("...", text).strip()
