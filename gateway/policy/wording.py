"""Texts made comparable: without case, accents, punctuation and the ways in which people space them."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return the words of a text in lower case without accents, one space around each: ` jose de vries `."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return f" {' '.join(_WORD.findall(bare))} "
