"""One mark by which somebody can be recognised, as it may be written."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What kind of mark it is, in the words in which a hit explains itself."""

    ACHTERNAAM = "achternaam"
    VOORNAAM = "voornaam"
    VOORLETTERS = "voorletters met achternaam"
    VOLLEDIGE_NAAM = "voornaam met achternaam"
    EMAIL = "e-mailadres"
    TELEFOON = "telefoonnummer"
    STRAAT = "straat"
    ADRES = "straat of huis met nummer"
    POSTCODE = "postcode"
    PLAATS = "plaats"
    WERKPLEK = "werkplek of organisatie"
    FUNCTIE = "functie of beroep"
    RELATIE = "unieke relatie"
    BSN = "BSN"
    GEBOORTEDATUM = "geboortedatum"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: `needle` must be among the bare letters (or digits) of a text before `pattern` is tried on it.

    The needle makes it cheap: a pattern is only compiled where it may be found.
    """

    kind: Kind
    needle: str
    pattern: str

    @property
    def is_number(self) -> bool:
        """Whether the needle is to be sought among the digits."""
        return self.needle.isdigit()


# No letter before or behind; a digit, a dash or an underscore parts words too, and so does a capital (`VanJansen`).
START: Final = r"(?:(?<![^\W\d_])|(?<=[a-z])(?=[A-Z]))"
END: Final = r"(?:(?![^\W\d_])|(?<=[a-z])(?=[A-Z]))"
# A name may have the s of a genitive: Jansens, Anna's, Hans'.
GENITIVE: Final = r"(?i:'?s)?"
# Not the first word of a sentence, where everything has a capital; the text of a list or a field name counts as one.
INSIDE: Final = r"(?<!\A)(?<![.!?\n])(?<![.!?\n][ \n])"
# Nothing else in the text.
ALONE: Final = r"\A\W*(?i:{})\W*\Z"
_BLANK: Final = re.compile(r"[\W\d_]+")
_ASCII_BLANK: Final = {code: None for code in range(128) if not chr(code).isalpha()}


def letters(text: str) -> str:
    """Return the bare letters of a plain text, with one way to write ij, whatever words it joins.

    Letter by letter, so a word of a text is in the letters of that text: `Jansen` in those of `Naomi_Jansen` too.
    """
    bare = text.lower().translate(_ASCII_BLANK) if text.isascii() else _BLANK.sub("", text.casefold())
    return bare.replace("y", "ij")


def count_letters(text: str) -> int:
    """Return how many letters a plain text has, ij as one."""
    return len(letters(text).replace("ij", "y"))


def spelled(text: str) -> str:
    """Return a pattern for words as others may write them: parted by blanks, dashes or points, ij as y."""
    words = re.split(r"[\W_]+", text.strip())
    return r"[\s.'\-]*".join(re.sub("ij|y", "(?:ij|y)", word, flags=re.IGNORECASE) for word in words if word)
