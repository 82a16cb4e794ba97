"""Where somebody lives or works, as people write it: streets, numbers, postcodes, organisations."""

import re
from collections.abc import Iterator
from typing import Final

from gateway.domain.content import Adres
from gateway.policy.scan.mark import ALONE, END, INSIDE, START, Kind, Mark, count_letters, letters, spelled
from gateway.policy.scan.numbers import phrase_mark
from gateway.policy.scan.texts import plain

# A name that ends so is that of a street in any case; of any other (Markt, Brink) it takes a capital or a number.
_STREET: Final = re.compile(
    r".{3,}(?:straat|laan|weg|plein|gracht|kade|singel|dijk|pad|steeg|dreef|plantsoen|hof|park|wal|baan|dam|oord|veld)",
    re.IGNORECASE,
)
_SHORTENED: Final = (("straat", "(?:straat|str)"), ("laan", "(?:laan|ln)"), ("plein", "(?:plein|pln)"))
_FORENAMES: Final = (
    ("burgemeester", "(?:burgemeester|burg)"),
    ("professor", "(?:professor|prof)"),
    ("doctor", "(?:doctor|dr)"),
    ("sint", "(?:sint|st)"),
)
_NUMBER: Final = r"[\s.,]*(?:(?:nr|no|nummer|huisnummer)[.:]?\s*)?{}(?![0-9])"
# A house by its number alone: only where the text speaks of a house.
_HOUSE: Final = r"(?:op|van|bij|huis|woning|naast|tegenover|bewoners?)\s+(?:nr|no|nummer|huisnummer)[.:]?\s*{}(?![0-9])"
_POSTCODE: Final = re.compile(r"([1-9][0-9]{3})\s?([A-Z]{2})", re.IGNORECASE)
# Words that say what an organisation is, not which.
_GENERIC: Final = frozenset(
    {
        *("de", "het", "een", "en", "van", "voor", "te", "in", "stichting", "vereniging", "school"),
        *("basisschool", "obs", "cbs", "rkbs", "pcbs", "sbo", "college", "lyceum", "mavo", "praktijk"),
        *("huisartsenpraktijk", "huisartsenpost", "huisarts", "huisartsen", "ziekenhuis", "kliniek"),
        *("centrum", "medisch", "kinderopvang", "kinderdagverblijf", "kdv", "bso", "opvang"),
        *("peuterspeelzaal", "gezondheidscentrum", "politie", "eenheid", "gemeente", "team", "afdeling"),
        *("bureau", "dienst", "zorg", "hulp", "jeugd", "jeugdzorg", "jeugdhulp", "instelling"),
        *("organisatie", "bedrijf", "buurtteam", "wijkteam", "consultatiebureau", "ggd", "ggz"),
        *("sportclub", "voetbalclub", "kerk", "moskee", "bv", "nv", "thuis", "veilig"),
    }
)
_SHORTEST_NAME: Final = 4


def address_marks(address: Adres, *, with_place: bool = False) -> Iterator[Mark]:
    """Yield the marks of an address; its town only where that tells something (R025)."""
    number = None if address.huisnummer is None else str(address.huisnummer)
    if address.straatnaam and letters(plain(address.straatnaam)):
        yield from _street_marks(plain(address.straatnaam), number)
    if number is not None:
        yield Mark(Kind.ADRES, number, f"{START}(?i:{_HOUSE.format(number)})")
    yield from _postcode_marks(address.postcode or "", number)
    for line in address.regels:
        yield from phrase_mark(Kind.ADRES, line)
    if with_place and address.woonplaats:
        town = plain(address.woonplaats)
        yield Mark(Kind.PLAATS, letters(town), rf"{START}(?i:(?:in|te|naar|uit|bij)\s+{spelled(town)}){END}")


def _street_marks(street: str, number: str | None) -> Iterator[Mark]:
    name, needle = _shortened(street), _needle(street)
    if _STREET.fullmatch(street):
        yield Mark(Kind.STRAAT, needle, rf"{START}(?i:{name}\.?){END}")
    else:
        capital = spelled(street[0].upper() + street[1:])
        yield Mark(Kind.STRAAT, needle, f"{INSIDE}{START}{capital}{END}|{ALONE.format(name)}")
    if number is not None:
        yield Mark(Kind.ADRES, needle, rf"{START}(?i:{name}\.?{_NUMBER.format(number)})")


def _needle(street: str) -> str:
    """Return letters that stand there however short the street is written: `dorpss` of Dorpsstraat."""
    words = [word for word in street.casefold().split() if word not in dict(_FORENAMES)]
    return max((_kept(letters(word)) for word in words), key=len, default="")


def _kept(word: str) -> str:
    end = next((whole for whole, _ in _SHORTENED if word.endswith(whole)), "")
    return word.removesuffix(end) + end[:1]


def _shortened(street: str) -> str:
    """Return the pattern of a street with the words that people write short."""
    pattern = spelled(street.casefold())
    for whole, short in _FORENAMES:
        if pattern.startswith(whole):
            pattern = short + pattern[len(whole) :]
    for whole, short in _SHORTENED:
        if pattern.endswith(whole):
            pattern = pattern[: -len(whole)] + short
    return pattern


def _postcode_marks(postcode: str, number: str | None) -> Iterator[Mark]:
    found = _POSTCODE.fullmatch(postcode.strip())
    if found is None:
        return
    code = rf"(?<![0-9]){found[1]}\s?(?i:{found[2]})"
    yield Mark(Kind.POSTCODE, found[1], rf"{code}{END}")
    if number is not None:
        yield Mark(Kind.ADRES, found[1], rf"{code}{_NUMBER.format(number)}")


def organisation_marks(name: str) -> Iterator[Mark]:
    """Yield the marks of an organisation: its whole name, and what is its own in it where that is written as a name."""
    words = re.findall(r"[^\W_]+", plain(name))
    own = [word for word in words if word.casefold() not in _GENERIC]
    if not own or count_letters("".join(own)) < _SHORTEST_NAME:
        return
    if len(words) > len(own):
        yield from phrase_mark(Kind.WERKPLEK, " ".join(words))
    # Many a name is that of a town: behind these words it means the town.
    town = r"(?<!\bin )(?<!\bte )(?<!\bnaar )(?<!\bgemeente )(?<!\bregio )"
    capital = r"[\s.'\-]*".join(spelled(word[0].upper() + word[1:]) for word in own)
    yield Mark(Kind.WERKPLEK, letters("".join(own)), f"{town}{START}{capital}(?:'?s)?{END}")
