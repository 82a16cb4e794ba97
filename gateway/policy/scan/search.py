"""Which texts hold which marks, each find explained in Dutch without the value."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from gateway.policy.scan.mark import END, START, Kind, Mark, letters
from gateway.policy.scan.texts import Text

# Fields that say what somebody is to somebody in a word of a list; prose is elsewhere.
_NO_PROSE: Final = frozenset(
    {
        *("rol", "functie", "organisatie", "afdeling", "betrokkenheid", "status_in_zaak", "soort", "code", "kenmerk"),
        *(
            "betreft",
            "wijze",
            "mime",
            "door",
            "bron",
            "hoedanigheid",
            "verwijderd",
            "reden_onthulling",
            "besloten_door",
        ),
    }
)
_OF_A_RELATION: Final = re.compile(r"relaties\[\d+\]\.")
# Who speaks of one with this before it means somebody.
_ARTICLE: Final = r"(?:de|het|een|mijn|zijn|haar|hun|onze|ons|uw|je|jouw|diens)\s+(?:[a-z]+e\s+)?"


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A text (by its path) in which somebody can be recognised who `rule` hides; never the value."""

    path: str
    kind: Kind
    rule: str

    @property
    def explanation(self) -> str:
        """One Dutch sentence: which kind of mark, where, and which rule hides the one it belongs to."""
        return f"{self.path} bevat {self.kind} van wie verborgen blijft volgens {self.rule}."


def find_marks(texts: Iterable[tuple[str, Text]], marks: Iterable[Mark], rule: str) -> tuple[Hit, ...]:
    """Return where the marks stand that this rule hides."""
    sought = tuple(marks)
    found = {
        Hit(path, mark.kind, rule)
        for path, text in texts
        for mark in sought
        if mark.needle in (text.digits if mark.is_number else text.letters) and re.search(mark.pattern, text.plain)
    }
    return tuple(sorted(found))


def find_relations(
    texts: Iterable[tuple[str, Text]], unique: frozenset[str], with_article: frozenset[str], rule: str
) -> tuple[Hit, ...]:
    """Return where the prose speaks of somebody whom everybody concerned knows by that word."""
    pattern, needles = _relations(unique, with_article)
    likely = ((path, text) for path, text in texts if any(needle in text.letters for needle in needles))
    return tuple(
        Hit(path, Kind.RELATIE, rule) for path, text in likely if _is_prose(path) and pattern.search(text.plain)
    )


def _is_prose(path: str) -> bool:
    field = path.rpartition(".")[2].partition("[")[0]
    return field not in _NO_PROSE and not _OF_A_RELATION.search(path) and not path.startswith("header.")


@cache
def _relations(unique: frozenset[str], with_article: frozenset[str]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the pattern of the words, and their bare letters."""
    ways = [rf"(?<!\bgeen ){_words(unique)}"] if unique else []
    ways += [rf"{_ARTICLE}{_words(with_article)}|{_words(with_article)}\s+van\b"] if with_article else []
    pattern = re.compile(rf"{START}(?i:{'|'.join(ways)}){END}")
    return pattern, tuple(sorted(map(letters, unique | with_article)))


def _words(words: Iterable[str]) -> str:
    return rf"(?:{'|'.join(_alternatives(words))})(?:'?s|en)?"


def _alternatives(words: Iterable[str]) -> Iterator[str]:
    """Yield the longest first, so that none hides another."""
    for word in sorted(words, key=lambda word: (-len(word), word)):
        yield r"[\s\-]+".join(map(re.escape, word.split()))
