"""The chapters of the rule catalogue, and every number that stands in them: what the book must hold, and nothing else.

Source: domain-rules.md 3.1 to 3.10, the 165 numbers in bold, in their order.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its number, its Dutch name, and the rules in it."""

    number: str
    name: str
    rules: tuple[str, ...]


# Sources: domain-rules.md 1 (who is known), 2 (what a message must and may hold), 5 (code lists CL07, CL16).
HOUSE: Final = ("H1A", "H1O", "H2D", "H2M", "H2P", "H2X", "CL07", "CL16")


def _rules(first: int, last: int, *lettered: str) -> tuple[str, ...]:
    """Return the numbers from the first to the last, each before those that have a letter as well."""
    numbers = (f"R{number:03}" for number in range(first, last + 1))
    return tuple(sorted((*numbers, *lettered)))


CHAPTERS: Final = (
    # What those chapters ask without a number: `H`, the chapter and a letter of our own, or the code list.
    Chapter("1, 2, 5", "Partijen, berichtsoorten en codelijsten", HOUSE),
    Chapter("3.1", "Grondslag, doel en fase", _rules(1, 14, "R014a")),
    Chapter("3.2", "Identiteit en BSN", _rules(15, 26, "R026a")),
    Chapter("3.3", "Melder, anonimiteit, informant", _rules(27, 40, "R029a", "R040a")),
    Chapter("3.4", "Overdracht en verantwoordelijkheid", _rules(41, 71, "R065a", "R066a")),
    Chapter("3.5", "Uitvraag", _rules(72, 89, "R071a", "R074a")),
    Chapter("3.6", "Politie, OM en huisverbod", _rules(90, 101, "R096a", "R101a")),
    Chapter("3.7", "Verzoek tot onderzoek en de justitieketen", _rules(102, 110, "R109a")),
    Chapter("3.8", "Samenwerkingsverbanden en gemeente", _rules(111, 119)),
    Chapter("3.9", "Rechten van betrokkenen", _rules(120, 130)),
    Chapter("3.10", "Beveiliging, routering, integriteit", _rules(131, 154)),
)
NUMBERS: Final = tuple(number for chapter in CHAPTERS for number in chapter.rules if number not in HOUSE)
