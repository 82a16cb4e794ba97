"""All texts of a message, and what is made of each to search in."""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from gateway.domain.message import Message
from gateway.policy.elements import walk
from gateway.policy.scan.mark import letters

# What NFKD leaves as it is: letters of their own, typographic signs, and signs that nobody sees.
_APOSTROPHES: Final = "\u2018\u2019\u02bc\u00b4`"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014"
_UNSEEN: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_LETTERS: Final = {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "ß": "ss"}
_SIGNS: Final = str.maketrans(
    _LETTERS | dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_UNSEEN, "")
)
# Any blank but a single space.
_BLANKS: Final = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
_NO_DIGIT: Final = re.compile(r"[^0-9]+")
_ASCII_NO_DIGIT: Final = {code: None for code in range(128) if not chr(code).isdigit()}
_HEADER: Final = ("reference", "cross_reference", "conversation", "purpose", "basis", "sender_unit", "receiver_unit")


def plain(text: str) -> str:
    """Return the text without accents, with single blanks; case and punctuation stay: they tell names from words."""
    if not text.isascii():
        bare = unicodedata.normalize("NFKD", text.translate(_SIGNS)).translate(_SIGNS)
        text = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _BLANKS.sub(" ", text)


def readable(text: str) -> str:
    """Return what a fragment of XML or a link says to who reads it."""
    if "&" in text:
        text = html.unescape(text)
    return unquote(text) if "%" in text else text


class Text:
    """One text in the three forms that a search asks for, each made once."""

    __slots__ = ("digits", "letters", "plain")

    def __init__(self, raw: str) -> None:
        self.plain = plain(readable(raw))
        self.letters = letters(self.plain)
        bare = self.plain.translate(_ASCII_NO_DIGIT)
        self.digits = bare if bare.isascii() else _NO_DIGIT.sub("", bare)


def texts_of(message: Message) -> Iterator[tuple[str, str]]:
    """Yield every text that leaves with the message, by its path: envelope, content, names and texts of attachments."""
    for name in _HEADER:
        yield f"header.{name}", str(getattr(message.header, name) or "")
    for path, value in walk(message.content):
        if type(value) is str:
            yield path, value
        elif isinstance(value, bytes):
            yield path, text_of(value) or ""


def text_of(octets: bytes) -> str | None:
    """Return what a document says when it is plain text; None when nobody can tell here."""
    if b"\0" in octets or octets.startswith(b"%PDF"):
        return None
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return None
