"""Texts made comparable: without case, accents, punctuation and the ways in which people space them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

# From so many letters a word is known at the end of a longer one (`jeugdarts`, not `Zwarts`), and anywhere in it.
_AT_THE_END: Final = 4
_ANYWHERE: Final = 6
_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return the words of a text in lower case without accents, one space around each: ` jose de vries `."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return f" {' '.join(_WORD.findall(bare))} "


def speaks_of(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text has one of these words, at the end of a longer one (of four letters), or in it (of six).

    So `arts` is in `jeugdarts` and `ziekenhuis` in `kinderziekenhuis`; what is called by a name alone it does not know.
    """
    said = fold(text)
    return any(_is_said(_bare(word), said) for word in words)


@cache
def _bare(word: str) -> str:
    return fold(word).strip()


def _is_said(word: str, said: str) -> bool:
    if f" {word} " in said or (len(word) >= _ANYWHERE and word in said):
        return True
    return len(word) >= _AT_THE_END and re.search(rf"\w{{3}}{re.escape(word)} ", said) is not None
