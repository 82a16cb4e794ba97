"""One region file: name, day, author and source, and one section for each rule that it changes; or every mistake."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from gateway import policy
from gateway.domain.region import Change, Region, Value
from gateway.errors import ConfigError
from gateway.policy.book import RULES

_LARGEST_OCTETS: Final = 256 * 1024
_LONGEST_TEXT: Final = 200
_KEYS: Final = frozenset({"name", "valid_from", "author", "source", "agreements", "rules"})
_RULE_KEYS: Final = frozenset({"on", "parameters", "author", "source"})
# What stands in for a day that is missing: the file is refused all the same.
_NEVER: Final = date.min


def read_region(file: Path) -> Region:
    """Return the region of a file; raise ConfigError with every mistake in it, by place and never by value."""
    reading = _Reading()
    region = reading.region(_document(file))
    mistakes = [*reading.mistakes, *policy.mistakes_in(region, RULES)]
    if mistakes:
        raise ConfigError(*(f"{file.name}: {mistake}" for mistake in mistakes))
    return region


def _document(file: Path) -> Mapping[str, Any]:  # Any: what TOML holds
    try:
        with file.open("rb") as opened:
            octets = opened.read(_LARGEST_OCTETS + 1)
        if len(octets) > _LARGEST_OCTETS:
            mistake = f"{file.name}: is larger than a region file can be"
            raise ConfigError(mistake)
        return tomllib.loads(octets.decode("utf-8"))
    except OSError:
        mistake = f"{file.name}: cannot be read: check that it is there and who may read it"
        raise ConfigError(mistake) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # `from None`: the parser's own text quotes the file.
        mistake = f"{file.name}: is not TOML in UTF-8, or names a rule twice"
        raise ConfigError(mistake) from None


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads value by value, and gathers what is wrong."""

    mistakes: list[str] = field(default_factory=list)

    def region(self, document: Mapping[str, Any]) -> Region:
        self._refuse_unknown(document, _KEYS, "")
        return Region(
            name=self._text(document, "name", ""),
            valid_from=self._day(document, "valid_from"),
            author=self._text(document, "author", ""),
            source=self._text(document, "source", ""),
            agreements=self._words(document.get("agreements", []), "agreements") or frozenset(),
            changes=tuple(self._changes(document.get("rules", {}))),
        )

    def _changes(self, sections: object) -> Iterator[Change]:
        if not isinstance(sections, dict):
            self.mistakes.append("rules: write [rules.R075] above what it changes of R075")
            return
        for number, section in sections.items():
            if isinstance(section, dict):
                yield self._change(number, section)
            else:
                self.mistakes.append(f"rules: write [rules.R075] above what it changes of R075, not {_shown(number)} =")

    def _change(self, number: str, section: Mapping[str, Any]) -> Change:
        place = f"rules.{_shown(number)}."
        self._refuse_unknown(section, _RULE_KEYS, place)
        on = section.get("on", True)
        if not isinstance(on, bool):
            self.mistakes.append(f"{place}on: must be true or false, without quotes")
        parameters = section.get("parameters", {})
        if not isinstance(parameters, dict):
            self.mistakes.append(f"{place}parameters: must be a section such as {{ years = 2 }}")
            parameters = {}
        values = ((name, self._value(value, f"{place}parameters.{_shown(name)}")) for name, value in parameters.items())
        return Change(
            rule=number,
            source=self._text(section, "source", place),
            author=self._text(section, "author", place),
            on=on is True,
            parameters=tuple((name, value) for name, value in values if value is not None),
        )

    def _value(self, value: object, place: str) -> Value | None:
        if type(value) is int:
            return value
        if isinstance(value, list):
            return self._words(value, place)
        self.mistakes.append(f"{place}: must be a whole number, or a list of texts")
        return None

    def _words(self, value: object, place: str) -> frozenset[str] | None:
        if isinstance(value, list) and all(isinstance(word, str) and _is_text(word) for word in value):
            return frozenset(value)
        self.mistakes.append(f"{place}: must be a list of texts")
        return None

    def _text(self, section: Mapping[str, Any], key: str, place: str) -> str:
        value = section.get(key)
        if isinstance(value, str) and _is_text(value):
            return value
        self.mistakes.append(f"{place}{key}: is missing, or no text of at most {_LONGEST_TEXT} characters: add it")
        return ""

    def _day(self, document: Mapping[str, Any], key: str) -> date:
        value = document.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.mistakes.append(f"{key}: is missing, or no day such as 2026-01-01, without quotes: add it")
        return _NEVER

    def _refuse_unknown(self, section: Mapping[str, Any], known: frozenset[str], place: str) -> None:
        unknown = sorted(section.keys() - known)
        self.mistakes.extend(f"{place}{_shown(key)}: is no setting: remove it, or correct its name" for key in unknown)


def _is_text(value: str) -> bool:
    return bool(value.strip()) and len(value) <= _LONGEST_TEXT


def _shown(key: str) -> str:
    """Return a key as it may stand in a mistake: what is no name is not repeated."""
    return key if key.isidentifier() and len(key) <= _LONGEST_TEXT else "(another name)"
