"""Whether what stays still says what was removed (R146): in other words of case, accents and spacing too."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from gateway.domain.content import Content
from gateway.domain.message import Message
from gateway.domain.moments import IncompleteDate
from gateway.policy.elements import is_group, walk
from gateway.policy.wording import fold

# A probe tells whether a text says the value it was made of.
Probe = Callable[["Text"], bool]

# Fields whose values are words of the chain or of the map, or point to something: they say of nobody who they are.
_COMMON: Final = frozenset(
    {
        *("kenmerk", "kenmerk_moeder", "betreft", "rol", "status_in_zaak", "betrokkenheid", "soort", "code", "nummer"),
        *("voorvoegsel", "voorletters", "huisletter", "huisnummertoevoeging", "woonplaats", "land", "landcode"),
        *("nationaliteit", "nationaliteit_code", "taal", "mime", "wijze", "bron", "bsn_bron", "plaats", "verwijderd"),
        *("status", "besluit", "veiligheid", "uitkomst", "resultaat", "processtatus", "wpg_artikel", "besloten_door"),
    }
)
# Fields that say who somebody is, or where to find them: one word of these tells.
_IDENTITY: Final = frozenset(
    {
        *("geslachtsnaam", "voornamen", "volledige_naam", "naam", "straatnaam", "postcode", "regels", "emailadres"),
        *("emailadressen", "organisatie", "functie", "afdeling", "team", "casushouder", "locatie_incident", "titel"),
        *("rni", "vreemdelingennummer", "uithuisgeplaatste"),
    }
)
_NAMES: Final = frozenset({"geslachtsnaam", "voornamen", "volledige_naam"})
# Whose `naam` is that of a human being.
_NAMED: Final = ("melder", "contact")
_PART: Final = re.compile(r"[^\W_]+")
_PREFIXES: Final = frozenset({"van", "von", "den", "der", "des", "ter", "ten", "het", "the", "and"})
_MONTHS: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
# Shorter than this a word says nothing by itself; only a name of two letters does, written as a name.
_SHORTEST: Final = 3
# What no field of identity says must have so many letters to be told from what everybody writes.
_SHORTEST_TEXT: Final = 12
# From this length on a value is also found when it is spaced in another way, or part of a longer word.
_TELLING: Final = 6
_FEWEST_DIGITS: Final = 6
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[\s().\-/+]{1,3}(?=\d)")
_NUMBER: Final = re.compile(r"[\d\s().\-/+]+", re.ASCII)
# A telephone number with its country or without.
_DIALLED: Final = re.compile(r"^(?:00|\+)31(?:\(0\))?|^0", re.ASCII)


class Text:
    """One text that stays, in the forms that probes ask for, each made once."""

    __slots__ = ("digits", "raw", "squeezed", "words")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.words = fold(raw)
        self.squeezed = self.words.replace(" ", "")
        self.digits = _BETWEEN_DIGITS.sub("", raw)


def residue(before: Message, after: Message) -> tuple[str, ...]:
    """Return the paths of the texts that stay and still hold a value that was removed.

    A name that somebody who stays has as well is not looked for: the text may mean them.
    """
    if before.content is after.content:
        return ()
    probes = tuple(_probes(before.content, after.content))
    if not probes:
        return ()
    texts = ((path, Text(text)) for path, text in _texts(after))
    return tuple(path for path, text in texts if any(probe(text) for probe in probes))


def _probes(before: Content, after: Content) -> Iterator[Probe]:
    stays = Counter(_leaves(after))
    carried = {value for path, value in walk(after) if _is_name(path) and isinstance(value, str)}
    had = Counter(_leaves(before))
    for path, value in walk(before):
        key = _key(path, value)
        if is_group(value) or had[key] <= stays[key] or (_is_name(path) and value in carried):
            continue
        yield from _probes_of(path, value)


def _leaves(content: Content) -> Iterator[tuple[str, str]]:
    return (_key(path, value) for path, value in walk(content) if not is_group(value))


def _key(path: str, value: object) -> tuple[str, str]:
    return _field(path), str(value)


def _field(path: str) -> str:
    return path.rpartition(".")[2].partition("[")[0]


def _is_name(path: str) -> bool:
    field = _field(path)
    return field in _NAMES or (field == "naam" and _field(path.rpartition(".")[0]) in _NAMED)


def _probes_of(path: str, value: object) -> Iterator[Probe]:
    if isinstance(value, IncompleteDate):
        yield from _date_probes(value)
    elif type(value) is not str or _field(path) in _COMMON:
        # A code is no text, and a number of a house none by itself.
        return
    elif _NUMBER.fullmatch(value):
        yield from _number_probes(value)
    else:
        yield from _word_probes(value, _SHORTEST if _field(path) in _IDENTITY else _SHORTEST_TEXT)
        if _is_name(path):
            yield from _name_probes(value)


def _date_probes(day: IncompleteDate) -> Iterator[Probe]:
    if day.month is None or day.day is None:
        return
    year, month, number = day.year, day.month, day.day
    ways = (
        f"{year} {month:02} {number:02}",
        f"{year} {month} {number}",
        f"{number:02} {month:02} {year}",
        f"{number} {month} {year}",
        f"{number} {_MONTHS[month - 1]} {year}",
        f"{number:02} {_MONTHS[month - 1]} {year}",
        f"{year}{month:02}{number:02}",
        f"{number:02}{month:02}{year}",
    )
    yield from (_says(f" {way} ") for way in ways)


def _number_probes(value: str) -> Iterator[Probe]:
    core = re.sub(r"\D", "", _DIALLED.sub("", value.replace(" ", "")))
    if len(core) >= _FEWEST_DIGITS:
        yield lambda text: core in text.digits


def _word_probes(value: str, shortest: int) -> Iterator[Probe]:
    words = fold(value)
    squeezed = words.replace(" ", "")
    if len(squeezed) >= shortest:
        yield _says(words)
    if len(squeezed) >= max(shortest, _TELLING):
        yield lambda text: squeezed in text.squeezed


def _name_probes(value: str) -> Iterator[Probe]:
    """A part of a name is enough, and a name may have an s behind it."""
    for part in _PART.findall(value):
        word = fold(part)
        if len(word.strip()) >= _SHORTEST and word.strip() not in _PREFIXES:
            yield _says(word)
            yield _says(f"{word[:-1]}s ")
        elif len(part) == _SHORTEST - 1 and part.istitle():
            yield _written(part)


def _says(words: str) -> Probe:
    return lambda text: words in text.words


def _written(name: str) -> Probe:
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return lambda text: pattern.search(text.raw) is not None


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    header = message.header
    for name in ("purpose", "basis", "sender_unit", "receiver_unit"):
        yield f"header.{name}", getattr(header, name) or ""
    for path, value in walk(message.content):
        if type(value) is str:
            yield path, value
        elif isinstance(value, bytes):
            yield path, _decoded(value)


def _decoded(octets: bytes) -> str:
    """Return the text of an attachment that is text; of any other nobody can tell here what it says."""
    if b"\0" in octets:
        return ""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")
