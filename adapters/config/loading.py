"""Reads the file of settings, and tells every mistake in it: the setting, and what to do; never the value."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from adapters.config.tree import Settings
from gateway.errors import ConfigError

# The only variables of the environment that are read, here and nowhere else, and only where `testing` allows them.
FAILPOINTS_VARIABLE: Final = "SCHAKEL_FAILPOINTS"
CRUMBS_VARIABLE: Final = "SCHAKEL_CRUMBS"
_LARGEST_BYTES: Final = 256 * 1024
_PLACE: Final = re.compile(r"at line \d+, column \d+")
_NAME: Final = re.compile(r"[a-z][a-z0-9_.-]{0,59}", re.ASCII)

# One sentence for each way a value can be wrong; braces take the bounds of the setting, never its value.
_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "is missing: add it",
    "extra_forbidden": "is not a setting: remove it, or correct its name",
    "model_type": "must be a section: write its name in brackets above its settings",
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long",
    "int_type": "must be a whole number, without quotes",
    "bool_type": "must be true or false, without quotes",
    "frozen_set_type": "must be a list in brackets",
    "dict_type": "must be a section of its own",
    "too_short": "must not be empty",
    "date_parsing": "must be a date such as 2027-03-01",
    "date_type": "must be a date such as 2027-03-01",
    "enum": "must be one of {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


def load(file: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; relative paths start at the folder of the file. Raises ConfigError with every mistake."""
    document = _read(file)
    _add_environment(document, os.environ if environment is None else environment)
    try:
        # As JSON, a list may become a set and a text an enumeration, while strict keeps "8443" from being a port.
        return Settings.model_validate_json(json.dumps(document, default=str), context={"home": file.resolve().parent})
    except ValidationError as error:
        raise ConfigError(*_mistakes(error, file)) from None


def _read(file: Path) -> dict[str, Any]:  # Any: what TOML holds
    try:
        with file.open("rb") as opened:
            octets = opened.read(_LARGEST_BYTES + 1)
        if len(octets) > _LARGEST_BYTES:
            mistake = f"{file.name}: is larger than {_LARGEST_BYTES} octets: correct the path, or make it smaller"
            raise ConfigError(mistake)
        return tomllib.loads(octets.decode("utf-8"))
    except OSError:
        mistake = f"{file.name}: cannot be read: correct the path, or check who may read it"
        raise ConfigError(mistake) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        # The parser's own text quotes the file; only the place is taken from it.
        place = _PLACE.search(str(error))
        mistake = f"{file.name}: is not TOML in UTF-8{f' ({place[0]})' if place else ''}"
        raise ConfigError(mistake) from None


def _add_environment(document: dict[str, Any], environment: Mapping[str, str]) -> None:
    testing = document.get("testing")
    if not isinstance(testing, dict) or testing.get("allow_failpoints_for_tests") is not True:
        return
    for name, variable in (("failpoints", FAILPOINTS_VARIABLE), ("crumbs", CRUMBS_VARIABLE)):
        if variable in environment:
            testing[name] = environment[variable]


def _mistakes(error: ValidationError, file: Path) -> Iterator[str]:
    for item in error.errors(include_input=False, include_url=False):
        yield f"{file.name}: {_setting(item['loc'])} {_sentence(item['type'], item.get('ctx', {}))}"


def _setting(place: tuple[int | str, ...]) -> str:
    """Return the name of the setting as it stands in the file, without what only a value could have put there."""
    names = [part for part in place if isinstance(part, str) and _NAME.fullmatch(part)]
    return ".".join(names) or "the file"


def _sentence(kind: str, bounds: Mapping[str, object]) -> str:
    # A value error is one of our own sentences (kinds, tree).
    sentence = "{error}" if kind == "value_error" else _SENTENCES.get(kind, "has a value that cannot be used")
    return sentence.format_map(bounds)
