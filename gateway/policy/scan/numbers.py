"""Numbers and dates as people write them: telephone, mail, BSN, date of birth."""

import re
from collections.abc import Iterator
from typing import Final

from gateway.domain.moments import IncompleteDate
from gateway.policy.people import passes_eleven_test
from gateway.policy.scan.mark import END, START, Kind, Mark, count_letters, letters, spelled
from gateway.policy.scan.texts import plain

_BETWEEN: Final = r"[\s().\-/]{0,3}"
# With its country, with a nought, or bare.
_COUNTRY: Final = rf"(?:(?:\+|00)?{_BETWEEN}3{_BETWEEN}1{_BETWEEN}(?:\(?0\)?)?{_BETWEEN}|\(?0{_BETWEEN})?"
_FEWEST_DIGITS: Final = 6
_DUTCH: Final = 9
# Area codes of three digits with the nought; all others of places have four.
_SHORT_AREAS: Final = frozenset(
    {
        *("10", "13", "15", "20", "23", "24", "26", "30", "33", "35", "36", "38", "40", "43", "45", "46"),
        *("50", "53", "55", "58", "70", "71", "72", "73", "74", "75", "76", "77", "78", "79"),
    }
)
_MONTHS: Final = (
    *("jan(?:uari|\\.)?", "feb(?:ruari|\\.)?", "(?:maart|mrt\\.?)", "apr(?:il|\\.)?", "mei", "juni?\\.?"),
    *("juli?\\.?", "aug(?:ustus|\\.)?", "sep(?:tember|t?\\.?)", "okt(?:ober|\\.)?", "nov(?:ember|\\.)?"),
    "dec(?:ember|\\.)?",
)
# Mail that anybody can have says nothing about a place of work.
_PROVIDERS: Final = frozenset(
    {
        *("gmail", "googlemail", "hotmail", "outlook", "live", "msn", "icloud", "me", "yahoo", "ziggo"),
        *("kpnmail", "kpnplanet", "planet", "xs4all", "home", "upcmail", "hetnet", "casema", "quicknet"),
        *("chello", "telfort", "tele2", "solcon", "proton", "protonmail", "zonnet", "onsbrabantnet"),
    }
)
_SHORTEST_DOMAIN: Final = 4
_LONGEST_BSN: Final = 9
_WRITTEN: Final = re.compile(
    r"(?<![0-9])(?:[0-9]{9}|[0-9]{4}(?P<a>[. -])[0-9]{2}(?P=a)[0-9]{3}|[0-9]{3}(?P<b>[. -])[0-9]{3}(?P=b)[0-9]{3}"
    r"|[0-9]{2}(?P<c>[. -])[0-9]{2}(?P=c)[0-9]{2}(?P=c)[0-9]{3})(?![0-9])"
)
# Of any script.
_ANY_DIGIT: Final = re.compile(r"\d")
# Nothing else is tried on a text without so many digits together.
_DIGITS: Final = re.compile(r"(?:[0-9][ .\-/]{0,2}){8}")
_LABELLED: Final = re.compile(
    r"(?:bsn|burgerservicenummer|sofi)[^0-9]{0,20}([0-9](?:[ .\-/]{0,2}[0-9]){7,8})(?![0-9])", re.IGNORECASE
)


def has_digits(text: str) -> bool:
    """Tell whether there is any digit in a text; most have none, and then no pattern need be tried."""
    return any(digit in text for digit in "0123456789") or not (text.isascii() or _ANY_DIGIT.search(text) is None)


def holds_bsn(text: str) -> bool:
    """Tell whether digits in a text could be a BSN: nine of them, or eight that are called one, by the eleven-test."""
    if not (has_digits(text) and _DIGITS.search(text)):
        return False
    called = (found[1] for found in _LABELLED.finditer(text))
    written = (found[0] for found in _WRITTEN.finditer(text))
    return any(passes_eleven_test(re.sub("[^0-9]", "", run).zfill(_LONGEST_BSN)) for run in (*called, *written))


def bsn_marks(bsn: str) -> Iterator[Mark]:
    """Yield the mark of one BSN, however its digits are parted."""
    if bsn.isascii() and bsn.isdigit() and len(bsn) == _LONGEST_BSN:
        yield Mark(Kind.BSN, bsn, r"[\s.\-/]{0,2}".join(bsn))


def phone_marks(number: str) -> Iterator[Mark]:
    """Yield the marks of a telephone number: with country or without, parted anyhow, and without its area."""
    core, foreign = _core(number)
    if len(core) < _FEWEST_DIGITS:
        return
    before = r"(?:\+|00)?" if foreign else _COUNTRY
    yield Mark(Kind.TELEFOON, core, _parted(core, before))
    if len(core) == _DUTCH and not foreign and core[0] in "123457":
        local = core[2:] if core[:2] in _SHORT_AREAS else core[3:]
        yield Mark(Kind.TELEFOON, local, _parted(local, ""))


def _core(number: str) -> tuple[str, bool]:
    """Return the digits behind country or nought, and whether the country is another one."""
    bare = re.sub(r"[^0-9+]", "", number.replace("(0)", ""))
    dialled = bare.replace("+", "00", 1) if bare.startswith("+") else bare
    if dialled.startswith("0031"):
        return dialled[4:].lstrip("0"), False
    return (dialled[2:], True) if dialled.startswith("00") else (dialled.lstrip("0"), False)


def _parted(digits: str, before: str) -> str:
    return rf"(?<![0-9]){before}{_BETWEEN.join(digits)}(?![0-9])"


def mail_marks(address: str) -> Iterator[Mark]:
    """Yield the marks of an address of mail: itself, and the organisation behind the sign when it names one."""
    local, at, domain = plain(address).strip().partition("@")
    if not (at and letters(local) and letters(domain)):
        return
    point = r"\s*(?:\.|[(\[]?(?:punt|dot)[)\]]?)\s*"
    there = point.join(map(re.escape, domain.split(".")))
    sign = r"\s*(?:@|[(\[]?(?:at|apenstaart(?:je)?)[)\]]?)\s*"
    yield Mark(Kind.EMAIL, letters(domain.split(".")[0]), f"{START}(?i:{re.escape(local)}{sign}{there}){END}")
    name = domain.split(".")[-2] if "." in domain else ""
    if count_letters(name) >= _SHORTEST_DOMAIN and name.casefold() not in _PROVIDERS:
        yield Mark(Kind.WERKPLEK, letters(name), rf"(?i:(?:@|www\.|//)[\w.\-]*{re.escape(name)}\.)")


def birth_marks(day: IncompleteDate) -> Iterator[Mark]:
    """Yield the usual ways to write a full date; a year or a month alone tells nothing."""
    if day.month is None or day.day is None:
        return
    year, short = f"{day.year:04}", f"{day.year % 100:02}"
    number, month = f"0?{day.day}", f"0?{day.month}"
    part = r"\s?[\-/._ ]\s?"
    ways = (
        f"{year}{day.month:02}{day.day:02}",
        f"{day.day:02}{day.month:02}{year}",
        f"{year}{part}{month}{part}{number}",
        f"{number}{part}{month}{part}(?:{year}|'?{short})",
        rf"{number}(?:e|ste|de)?[\s\-]+(?i:{_MONTHS[day.month - 1]})[\s\-]*(?:{year}|'?{short})",
    )
    yield Mark(Kind.GEBOORTEDATUM, short, rf"(?<![0-9])(?:{'|'.join(ways)})(?![0-9])")


def phrase_mark(kind: Kind, text: str) -> Iterator[Mark]:
    """Yield words as they stand, in any case."""
    if count_letters(plain(text)) >= _SHORTEST_DOMAIN:
        yield Mark(kind, letters(plain(text)), f"{START}(?i:{spelled(plain(text))}){GENITIVE_OR_PLURAL}{END}")


GENITIVE_OR_PLURAL: Final = r"(?i:'?s|en)?"
