"""Texts for a simple type: surely right ones, and doubtful ones at and over its edges."""

import base64
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from random import Random
from typing import Final, TypeVar

from tests.kit.xsd_grammar import SchemaNotUnderstoodError, Simple, atoms

T = TypeVar("T")

_ALPHABET: Final = "abcdeXYZ 0159-.,;&<>\"'éëßÅ€\U0001d4b3\n\t"
_UNLIMITED: Final = 40
_LONGEST: Final = 1001
_NUMBERS: Final = ("0", "-12", "+7", " 20260302 ", "00000007", "20260302", "19991231", "99999999", "2026")
_ODD: Final = (
    *(
        "",
        " ",
        "\n",
        "x",
        "é",
        "0",
        "00",
        "-1",
        "+7",
        "1.5",
        "1.0",
        "1e3",
        "0x1F",
        "NaN",
        "\uff11\uff12",
        "12 34",
        "12\n",
    ),
    *("123456789", "1234567890", "12345678.0", "99999", "100000", "9999", "10000", "1" * 17, "1" * 18, "999990019"),
    *("true", "TRUE", "yes", "2026-03-02", "20260302101500", "2026030210150000", "1234AB", "1234ab", "J", "Ja", "ja"),
    *("QQ==", "QQ=", "====", "Q Q = =", "moeder", "waardeOnbekend"),
)


class Chance:
    """Picks at random among what was picked least at the same place, so that all is tried soon."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._picked: defaultdict[Hashable, Counter[int]] = defaultdict(Counter)

    def pick(self, place: Hashable, options: Sequence[T]) -> T:
        """Return one of the options; a place always offers the same ones."""
        picked = self._picked[place]
        for index in range(len(options)):
            picked.setdefault(index, 0)
        least = min(picked.values())
        chosen = self.random.choice([index for index, times in picked.items() if times == least])
        picked[chosen] += 1
        return options[chosen]

    def untried(self) -> list[Hashable]:
        """Return the places where an option was offered and never picked."""
        return [place for place, picked in self._picked.items() if 0 in picked.values()]


def right_text(value: Simple, chance: Chance) -> str:
    """Return a text of this type."""
    if value.choices:
        return chance.pick(value, sorted(value.choices))
    if value.patterns:
        return _matching(value, chance)
    if value.base == "string":
        return _words(value, chance)
    return chance.pick(value, _others(value, chance.random))


def edges(value: Simple, random: Random) -> list[str]:
    """Return texts at, just inside and just outside what the type allows, and odd ones."""
    limits = [limit + step for _, limit in value.limits for step in (-1, 0, 1)]
    lengths = [sign * limit for limit in limits if 0 <= limit <= _LONGEST for sign in "x9"]
    near = [*value.choices, *_right_texts(value, random)]
    nearly = [
        near[-1] + " ",
        " " + near[-1],
        near[-1] + "\n",
        near[-1][:-1],
        near[-1] * 2,
        near[-1].swapcase(),
        near[-1] + "0",
    ]
    around = [text for pattern in sorted(value.patterns) for text in _around(pattern)]
    return list(dict.fromkeys([*_ODD, *map(str, limits), *lengths, *near, *nearly, *around]))


def doubtful_text(value: Simple, random: Random) -> str:
    """Return a text that may or may not be of this type."""
    return random.choice(edges(value, random))


def _matching(value: Simple, chance: Chance) -> str:
    if len(value.patterns) > 1:
        raise SchemaNotUnderstoodError(value)
    (pattern,) = value.patterns
    return "".join(
        "".join(chance.random.choices(atom.characters, k=chance.pick((value, index), (atom.low, atom.high))))
        for index, atom in enumerate(atoms(pattern))
    )


def _right_texts(value: Simple, random: Random) -> list[str]:
    """Return some right texts, or for a value that cannot be, what comes near."""
    narrowed = Simple(base=value.base) if value.is_impossible else value
    return [right_text(narrowed, Chance(random.randrange(1 << 30))) for _ in range(3)]


def _around(pattern: str) -> list[str]:
    """Return texts one character shorter and longer than each part of the pattern allows, and just as long."""
    parts = atoms(pattern)
    texts = []
    for changed, atom in enumerate(parts):
        for length in {max(atom.low - 1, 0), atom.low, atom.high, atom.high + 1}:
            lengths = [length if index == changed else part.high for index, part in enumerate(parts)]
            texts.append("".join(part.characters[0] * times for part, times in zip(parts, lengths, strict=True)))
    return texts


def _words(value: Simple, chance: Chance) -> str:
    exact = value.limit("length")
    low = exact if exact is not None else value.limit("minLength") or 0
    high = exact if exact is not None else value.limit("maxLength") or _UNLIMITED
    length = chance.pick(value, (low, high, chance.random.randint(low, high)))
    return "".join(chance.random.choices(_ALPHABET, k=length))


def _others(value: Simple, random: Random) -> tuple[str, ...]:
    """Return texts of a built-in type that is no string, always equally many."""
    match value.base:
        case "decimal":
            return _NUMBERS
        case "boolean":
            return ("true", "false", "1", "0")
        case "token":
            return ("", "T-01", "twee  woorden", "\n tab\t")
        case "base64Binary":
            return ("", "QQ==", base64.b64encode(random.randbytes(100)).decode(), " Qk JD\n")
        case "positiveInteger" | "nonNegativeInteger":
            low = 1 if value.base == "positiveInteger" else 0
            high = value.limit("maxInclusive") or 1000
            return (str(low), str(high), f" {random.randint(low, high)} ", f"+000{low}")
        case base:
            raise SchemaNotUnderstoodError(base)
