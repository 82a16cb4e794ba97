"""A name as people write it: with and without prefix, initials or first name, in a genitive, or a word besides."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from gateway.policy.scan.mark import ALONE, END, GENITIVE, INSIDE, START, Kind, Mark, count_letters, letters, spelled
from gateway.policy.scan.texts import plain

_PREFIXES: Final = frozenset(
    {
        *("van", "von", "vom", "de", "den", "der", "des", "het", "'t", "in", "op", "aan", "bij", "uit"),
        *("over", "onder", "ter", "ten", "te", "tot", "la", "le", "les", "du", "da", "di", "do", "dos"),
        *("das", "del", "el", "al", "ben", "bin", "ibn", "zu", "zur", "af", "av"),
    }
)
_PREFIX: Final = rf"(?:(?:{'|'.join(sorted(map(re.escape, _PREFIXES), key=len, reverse=True))})\s+)"
# Before a name of which the words mean something else too, these say that it is a name.
TITLE: Final = (
    r"(?:mevrouw|mevr\.?|mw\.?|meneer|mijnheer|dhr\.?|heer|mej\.?|familie|fam\.?|gezin|kind(?:eren)?|juf(?:frouw)?|"
    r"meester|dokter|docter|drs?\.?|mr\.?|ir\.?|prof\.?|zuster|broeder|buurvrouw|buurman|buren|tante|oom|oma|opa|"
    r"collega|agent(?:e)?|wijkagent|huisarts|leerkracht)"
)
_TITLES: Final = re.compile(rf"^(?:(?:de\s+)?{TITLE}\s+)+", re.IGNORECASE)
_INITIALS: Final = re.compile(r"(?:[A-Z](?:\.\s?|\s|\Z))+|[A-Z]{2,4}(?=\s|\Z)")
# A name with such a word in it is that of a desk, not of a human being.
_DESK: Final = re.compile(
    r"\b(?:afdeling|team|bureau|meldkamer|dienst|balie|eenheid|school|praktijk|politie|meldpunt|zorg|veilig|thuis|"
    r"gemeente|stichting|ziekenhuis|centrum|raad|instelling|loket)\b",
    re.IGNORECASE,
)
# First names that in the name of a file are a month, a measure or a word: there they take a capital.
_WORDS_TOO: Final = frozenset(
    {
        *("jan", "mei", "april", "juni", "juli", "may", "june", "max", "ton", "per", "lot", "pas", "bas", "map", "els"),
        *("mark", "roos", "wil", "will", "bloem", "linde", "storm", "ster", "lente", "winter", "summer", "nova", "art"),
        *("case", "dag", "engel", "hart", "joy", "hope", "prins", "rein", "sterre", "vera", "zorg", "guy", "abel"),
    }
)
# A name of two letters is only found written as a name.
_SHORTEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The parts of a name, without accents; `initials` are bare capitals."""

    surname: str
    prefix: str = ""
    given: tuple[str, ...] = ()
    initials: str = ""


def name_of(surname: str, prefix: str = "", given: str = "", initials: str = "") -> Name:
    """Return the name that these fields of a person say."""
    written = re.split(r"\s+", f"{prefix} {plain(surname)}".strip())
    before, last = _part_prefix(written)
    first = tuple(re.findall(r"[^\W\d_]{2,}", plain(given)))
    capitals = re.sub(r"[^A-Z]", "", initials.upper()) or "".join(name[0].upper() for name in first)
    return Name(surname=" ".join(last), prefix=" ".join(before), given=first, initials=capitals)


def read_name(text: str) -> Name | None:
    """Return the name in a text that is nothing but one, as in `melder.naam`; None when a desk has it or nobody."""
    words = _TITLES.sub("", plain(text).strip())
    if _DESK.search(words) or not letters(words):
        return None
    last, comma, first = words.partition(",")
    if comma:
        return _reversed(last, first)
    return _in_order(words)


def _reversed(last: str, first: str) -> Name:
    """Read `Jong, J. de`."""
    found = _INITIALS.match(first.strip())
    initials = re.sub(r"[^A-Z]", "", found[0]) if found else ""
    others = re.split(r"\s+", first.strip()[found.end() if found else 0 :].strip())
    prefix = " ".join(word for word in others if word.casefold() in _PREFIXES)
    given = " ".join(word for word in others if word.casefold() not in _PREFIXES)
    return name_of(last, prefix, given, initials)


def _in_order(words: str) -> Name:
    """Read `J. de Jong` and `Jan Pieter de Jong`."""
    found = _INITIALS.match(words)
    initials = re.sub(r"[^A-Z]", "", found[0]) if found else ""
    rest = words[found.end() :] if found else words
    parts = rest.split()
    if not parts:
        return Name(surname=words)
    first = next((place for place, word in enumerate(parts) if word.casefold() in _PREFIXES), len(parts) - 1)
    return name_of(" ".join(parts[first:]), "", " ".join(parts[:first]), initials)


def _part_prefix(words: list[str]) -> tuple[list[str], list[str]]:
    first = next((place for place, word in enumerate(words) if word.casefold() not in _PREFIXES), 0)
    return words[:first], words[first:]


def name_marks(name: Name, common: AbstractSet[str] = frozenset()) -> Iterator[Mark]:
    """Yield the marks of a name; a part that is a word too (`common`) is only found where it is written as a name."""
    for part in _parts(name.surname):
        careful = count_letters(part) < _SHORTEST or part.casefold() in common
        yield Mark(Kind.ACHTERNAAM, letters(part), _careful(part, name) if careful else _anywhere(part))
    for first in name.given:
        if len(first) >= _SHORTEST:
            inside = INSIDE if first.casefold() in common else ""
            yield Mark(Kind.VOORNAAM, letters(first), f"{inside}{START}{spelled(first.capitalize())}{GENITIVE}{END}")
    yield from _combined(name)


def marks_in_file_name(name: Name) -> Iterator[Mark]:
    """Yield the marks of a name where nobody writes sentences: there a first name is one in any case, as a whole word.

    Unless it is a month or another word that files are called by: those take a capital, as in a text.
    """
    yield from name_marks(name)
    for first in name.given:
        if count_letters(first) >= _SHORTEST and first.casefold() not in _WORDS_TOO:
            yield Mark(Kind.VOORNAAM, letters(first), _anywhere(first))


def careful_marks(name: Name) -> Iterator[Mark]:
    """Yield only the marks that nobody takes for a word or a place: initials or first names with the surname."""
    yield from _combined(name)
    for part in _parts(name.surname):
        title = rf"{START}(?i:{TITLE}\s+{_PREFIX}{{0,3}}{spelled(part)}){GENITIVE}{END}"
        yield Mark(Kind.ACHTERNAAM, letters(part), title)


def _parts(surname: str) -> Iterator[str]:
    """Yield the surname, and each half of a double one."""
    whole = surname.strip()
    if letters(whole):
        yield whole
    halves = re.split(r"\s*-\s*", whole)
    for half in halves if len(halves) > 1 else ():
        last = " ".join(_part_prefix(half.split())[1])
        if letters(last):
            yield last


def _anywhere(part: str) -> str:
    return f"{START}(?i:{spelled(part)}){GENITIVE}{END}"


def _careful(part: str, name: Name) -> str:
    """Find it with a capital inside a sentence or behind its prefix, behind a title or initials, or all alone."""
    word, capital = spelled(part), spelled(part.title())
    ways = [
        f"{INSIDE}{START}{capital}{GENITIVE}{END}",
        rf"{START}(?i:{TITLE}\s+{_PREFIX}{{0,3}}{word}){GENITIVE}{END}",
        rf"(?<![A-Za-z])(?:[A-Za-z]\.\s?){{1,5}}(?i:{_PREFIX}{{0,3}}{word}){GENITIVE}{END}",
    ]
    if count_letters(part) >= _SHORTEST:
        ways.append(ALONE.format(word))
    if name.prefix:
        ways.append(rf"{START}(?i:{spelled(name.prefix)})\s+{capital}{GENITIVE}{END}")
    return "|".join(ways)


def _combined(name: Name) -> Iterator[Mark]:
    """Yield initials and first names with the surname, which tell members of a family apart."""
    last = rf"{_PREFIX}{{0,3}}{spelled(name.surname)}"
    behind = rf"{spelled(name.surname)}\s*,\s*"
    if not letters(name.surname):
        return
    if name.initials:
        first = name.initials[0]
        pattern = rf"(?<![^\W\d_]){first}\.?\s?(?:[A-Z]\.?\s?){{0,4}}(?i:{last}){GENITIVE}{END}"
        yield Mark(Kind.VOORLETTERS, letters(name.surname), rf"{pattern}|{START}(?i:{behind}){first}(?![a-z])")
    for first in name.given:
        ways = rf"{spelled(first)}\s+(?:[A-Z]\.?\s?){{0,3}}{last}|{behind}{spelled(first)}"
        yield Mark(Kind.VOLLEDIGE_NAAM, letters(name.surname), f"{START}(?i:{ways}){GENITIVE}{END}")
