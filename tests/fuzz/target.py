"""What a fuzzer needs of a parser: a function that may only refuse, octets to begin with, and words of its language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).with_name("corpus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One parser under fuzzing.

    `attempt` returns for every octets that are read or refused with an error of the house; it raises for anything else.
    `head` octets in front of a document steer the harness; where there is a document, it is XML. The corpus keeps no
    more than `kept_octets`.
    """

    name: str
    attempt: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    words: Sequence[str]
    head: int = 0
    is_xml: bool = True
    kept_octets: int = 60_000


def kept(name: str) -> list[Path]:
    """Return the corpus of a target that the repository keeps, in a fixed order."""
    return sorted(path for path in (CORPUS / name).iterdir() if path.is_file())
