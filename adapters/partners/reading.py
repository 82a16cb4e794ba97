"""What the files of the books hold: read whole or refused; a mistake names the file and never a value in it."""

import tomllib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from gateway.domain.identifiers import Oin
from gateway.errors import ConfigError, InvalidIdentifierError

Record = TypeVar("Record")
Word = TypeVar("Word", bound=StrEnum)
_LARGEST_BYTES: Final = 1024 * 1024


def read_toml(file: Path) -> dict[str, Any]:  # Any: what TOML holds
    """Return what a file says; raise ConfigError when it is no TOML, or too large."""
    octets = read_octets(file)
    if len(octets) > _LARGEST_BYTES:
        mistake = f"{file.name} is larger than {_LARGEST_BYTES} octets"
        raise ConfigError(mistake)
    try:
        return tomllib.loads(octets.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # `from None`: the parser's own text quotes the file.
        mistake = f"{file.name} is not TOML in UTF-8"
        raise ConfigError(mistake) from None


def read_octets(file: Path) -> bytes:
    """Return the octets, and of a file that is too large one more than it may have; raise ConfigError."""
    try:
        with file.open("rb") as opened:
            return opened.read(_LARGEST_BYTES + 1)
    except OSError:
        mistake = f"{file.name} cannot be read; check that it is there and who may read it"
        raise ConfigError(mistake) from None


def records_of(value: object, read: Callable[[dict[str, Any]], Record | None]) -> tuple[Record, ...] | None:
    """Return every record of a list of tables, or None when one of them is not as it should be."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return None
    found = [read(each) for each in value]
    records = tuple(each for each in found if each is not None)
    return records if len(records) == len(found) else None


def words_of(value: object, known: type[Word]) -> frozenset[Word]:
    """Return the words of a list; none when it is no list, or when one of them is not known."""
    words = set(known)
    if not isinstance(value, list) or not all(isinstance(each, str) and each in words for each in value):
        return frozenset()
    return frozenset(map(known, value))


def oin_of(value: object) -> Oin | None:
    """Return the OIN that a value is, or None."""
    try:
        return Oin.parse(value) if isinstance(value, str) else None
    except InvalidIdentifierError:
        return None
