"""One limit of StUF-Jeugdzorg: what a place of a message may hold there, and the usual reasons why no more."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

# What neither XML nor our JSON can carry is left out.
OFFICE_CHARACTERS: Final = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\t\n\r"
)
LONGEST: Final = 300
Values = st.SearchStrategy[Any]
NEVER: Final[Values] = st.nothing()
_ALL: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a place may hold in the documents with these roots (none named: in all), and why no more.

    `demanded`: the standard does not let it be left out.
    """

    place: str
    values: Values
    reason: str
    roots: frozenset[str] = _ALL
    demanded: bool = False

    def bites(self, root: str, place: str) -> bool:
        """Tell whether it is about this place of that document."""
        return (not self.roots or root in self.roots) and _pattern(self.place).fullmatch(place) is not None


@cache
def _pattern(place: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, place.split("*"))))


def texts(longest: int, *, shortest: int = 1) -> st.SearchStrategy[str]:
    """Return texts that a strict reader counts as no longer than this."""
    found = st.text(OFFICE_CHARACTERS, min_size=shortest, max_size=min(longest, LONGEST))
    return found.map(lambda text: text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", errors="ignore")).filter(
        lambda text: len(text) >= shortest
    )


def form(pattern: str) -> st.SearchStrategy[str]:
    """Return texts of this form."""
    return st.from_regex(re.compile(rf"\A(?:{pattern})\Z", re.ASCII))


def length(longest: int, *places: str, roots: frozenset[str] = _ALL, shortest: int = 1) -> tuple[Limit, ...]:
    """Return the limits of elements that hold so many characters."""
    reason = f"the element holds {shortest} to {longest} characters"
    return tuple(
        Limit(place=place, values=texts(longest, shortest=shortest), reason=reason, roots=roots) for place in places
    )


def one_of(place: str, values: Iterable[str], roots: frozenset[str] = _ALL) -> Limit:
    """Return the limit of an element with a list of values."""
    return Limit(
        place=place, values=st.sampled_from(sorted(values)), reason="the standard lists the values", roots=roots
    )


def shaped(place: str, pattern: str, roots: frozenset[str] = _ALL) -> Limit:
    """Return the limit of an element whose text has a form."""
    return Limit(place=place, values=form(pattern), reason=f"the element has the form {pattern}", roots=roots)


def codes(count: int, digits: int = 2) -> tuple[str, ...]:
    """Return so many numbers, as the code lists write them."""
    return tuple(f"{number:0{digits}}" for number in range(1, count + 1))
