"""What a person in a case is: concerned or professional, adult or child, known by a BSN or by name."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

from gateway.domain.content import Betrokkene, Content
from gateway.domain.moments import IncompleteDate
from gateway.policy.elements import walk

ADULT_YEARS: Final = 18
# CL17, by code and by the text that StUF-Jeugdzorg writes.
_PROFESSIONAL_ROLES: Final = frozenset(
    {
        *("391", "392", "melder", "informant"),
        *("393", "411", "412", "413", "491", "contactpersoon", "hulpverlener", "onderwijsgevende"),
        *("verpleegkundige, arts of medisch specialist", "overige professional"),
    }
)
YOUTH_ROLES: Final = frozenset({"301", "jeugdige"})
# Roles that say who has authority over the child: 112, 113, 114 and 191; 111 says that nobody knows (R026a).
_WITH_AUTHORITY: Final = frozenset({"112", "191", "ouder met gezag", "voogd"})
_WITHOUT_AUTHORITY: Final = frozenset({"113", "114", "ouder zonder gezag", "ouder, niet juridisch"})

# What somebody adds behind a role: `melder (buurman)`.
_ASIDE: Final = re.compile(r"\s*\([^()]*\)?\s*\Z")
# A role that says in other words that this is who reported; `geen melder` says the contrary.
_REPORTING: Final = re.compile(r"(?<!geen )(?<!niet de )\b(?:(?:mede)?melder|meldster|informante?|391|392)\b")

_DIGITS: Final = 9
_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# R016: unknown and unborn in the statistics of 2015; the first passes the eleven-test.
_FORBIDDEN: Final = frozenset({"000000000", "999999999"})
# What a partner's format carries besides what we model may hold one too, in an element that is called so.
_BESIDES: Final = re.compile(r"\bbsn\b[^<>]*>\s*([^<>\s]+)\s*<", re.IGNORECASE)
_BSN: Final = "bsn"


def read_role(text: str) -> str:
    """Return a role as CL17 writes it: without capitals, stray blanks, unseen signs and what stands in brackets behind.

    Whoever asks in what role somebody is there asks it of this text; a role that is no role of CL17 stays what it is.
    """
    return _ASIDE.sub("", _seen(text))


def is_reporter(person: Betrokkene) -> bool:
    """Tell whether the role says that this person reported or informed, in a bracket or among other words too (R029a).

    It knows the two roles, their codes and the words for a woman in them; not who is described (`belde ons op`).
    """
    return _REPORTING.search(_seen(person.rol)) is not None


def _seen(text: str) -> str:
    if not text.isascii():
        signs = unicodedata.normalize("NFKC", text)
        text = "".join(sign for sign in signs if unicodedata.category(sign) != "Cf")
    return " ".join(text.casefold().split())


def concerned(content: Content) -> Iterator[tuple[str, Betrokkene]]:
    """Yield the persons who are no professional, with their path."""
    for number, person in enumerate(content.betrokkenen):
        if read_role(person.rol) not in _PROFESSIONAL_ROLES:
            yield f"betrokkenen[{number}]", person


def may_be_adult(person: Betrokkene, on: date) -> bool:
    """Tell whether the person can be of age that day; without a date of birth, yes."""
    return person.geboortedatum is None or years_between(person.geboortedatum, on)[1] >= ADULT_YEARS


def years_reached(person: Betrokkene, years: int, on: date) -> bool:
    """Tell whether the person surely has that age that day; without a date of birth, no."""
    return person.geboortedatum is not None and years_between(person.geboortedatum, on)[0] >= years


def is_surely_adult(birth: IncompleteDate, on: date) -> bool:
    """Tell whether the person is of age that day whatever an incomplete date of birth leaves open."""
    return years_between(birth, on)[0] >= ADULT_YEARS


def years_between(birth: IncompleteDate, on: date) -> tuple[int, int]:
    """Return the fewest and the most years somebody can have that day, as far as the date of birth is known.

    Who is born on 29 February has a birthday on 1 March when that day does not exist.
    """
    latest = (birth.month or 12, birth.day or 31)
    passed = [(on.month, on.day) >= day for day in (latest, (birth.month or 1, birth.day or 1))]
    fewest, most = (on.year - birth.year - (not past) for past in passed)
    return fewest, most


def authority_of(person: Betrokkene) -> bool | None:
    """Tell whether the person has authority over the child, as said outright or by the role; None when nothing does."""
    role = read_role(person.rol)
    if person.gezag is not None:
        return person.gezag
    return role in _WITH_AUTHORITY if role in _WITH_AUTHORITY | _WITHOUT_AUTHORITY else None


def bsns(content: Content) -> Iterator[tuple[str, str]]:
    """Yield whatever stands where a BSN belongs, with its path, in every group and in what is not modelled."""
    for path, value in walk(content):
        if path.rpartition(".")[2] == _BSN and isinstance(value, str):
            yield path, value
    for number, rest in enumerate(content.rest):
        yield from ((f"rest[{number}]", found) for found in _BESIDES.findall(rest.inhoud))


def is_bsn(text: str) -> bool:
    """Tell whether the text is a BSN that may be exchanged: nine digits, eleven-test, none of the reserved ones."""
    return text not in _FORBIDDEN and passes_eleven_test(text)


def passes_eleven_test(text: str) -> bool:
    """Tell whether nine digits could be a BSN by arithmetic alone, which a reserved one passes too (R016)."""
    if len(text) != _DIGITS or not (text.isascii() and text.isdigit()):
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=True)) % 11 == 0
