"""The index of a shelf: a file that names what was installed, the newest last."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from gateway.errors import ConfigError

T = TypeVar("T")


def read_index(file: Path, read: Callable[[Any], T], unreadable: str) -> tuple[T, ...] | None:  # Any: what JSON holds
    """Return what the index names, nothing where there is no file, or None when it is not as it was written.

    Raises ConfigError, with what `unreadable` says, when nobody can tell: the file cannot be opened.
    """
    if not file.exists():
        return ()
    try:
        return tuple(map(read, json.loads(file.read_bytes())["releases"]))
    except OSError:
        raise ConfigError(unreadable) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
