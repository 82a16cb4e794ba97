"""The log: one line of JSON for each event, through the allow-list."""

import contextlib
import json
import re
import secrets
import sys
import threading
from collections.abc import Mapping
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from adapters.telemetry.allowed import EVENTS
from adapters.telemetry.failures import describe_failure
from adapters.telemetry.fields import FieldValue, render_field

_HASH_KEY_BYTES: Final = 32
# structlog's own renderer makes an encoder for every line.
_JSON: Final = json.JSONEncoder(sort_keys=True)
_UNLISTED: Final = "unlisted_event"
_FIELD_NAME: Final = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)


class _Sink:
    """Writes whole lines, one at a time; a stream that is gone takes no message down with it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def info(self, line: str) -> None:
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._stream.write(f"{line}\n")
            self._stream.flush()

    warning = error = info


class Log:
    """Writes events; only what `fields` lists comes out, whatever is handed in."""

    def __init__(
        self,
        stream: TextIO | None = None,
        hash_key: bytes | None = None,
        bound: Mapping[str, FieldValue] | None = None,
    ) -> None:
        """Take where to write (standard error) and the key that hides what partners named.

        Without a key one is made: the same text then has the same hash until the process ends, and no longer.
        """
        self._hash_key = hash_key or secrets.token_bytes(_HASH_KEY_BYTES)
        self._stream = stream or sys.stderr
        self._bound = dict(bound or {})
        # Bound at once: the proxy that `wrap_logger` returns would bind anew for every line.
        self._logger: structlog.BoundLogger = structlog.wrap_logger(
            _Sink(self._stream),
            processors=[
                self._allow,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                _render,
            ],
            wrapper_class=structlog.BoundLogger,
            cache_logger_on_first_use=False,
        ).bind()

    def bind(self, **fields: FieldValue) -> "Log":
        """Return a log that adds these fields to every event: identifiers are bound where the work starts."""
        return Log(self._stream, self._hash_key, {**self._bound, **fields})

    def event(self, name: str, /, **fields: FieldValue) -> None:
        """Write one event; a field that is not listed, or not of its kind, is dropped and named."""
        self._logger.info(name, given={**self._bound, **fields}, own={})

    def failed(self, name: str, error: BaseException, /, **fields: FieldValue) -> None:
        """Write one event with the code, types and frames of an error; its text stays behind."""
        self._logger.error(name, given={**self._bound, **fields}, own=describe_failure(error))

    def library(self, logger: str, error: BaseException | None, *, severe: bool) -> None:
        """Write that a library spoke: who, and the error it held; what it said stays behind."""
        own = {"logger": logger, **(describe_failure(error) if error is not None else {})}
        write = self._logger.error if severe else self._logger.warning
        write("library_spoke", given=self._bound, own=own)

    def _allow(self, _: WrappedLogger, method: str, entry: EventDict) -> EventDict:
        """Build the line from the fields that pass and from what this door wrote itself; nothing else is in it."""
        name, given, own = entry["event"], entry["given"], entry["own"]
        line: dict[str, object] = {}
        dropped = set() if name in EVENTS else {"event"}
        for key, value in given.items():
            shown = render_field(key, value, self._hash_key)
            if shown is None:
                dropped.add(_shown(key))
            else:
                line[key] = shown
        line |= {**own, "event": name if name in EVENTS else _UNLISTED, "level": method}
        return line | {"dropped": sorted(dropped)} if dropped else line


def _render(_: WrappedLogger, __: str, line: EventDict) -> str:
    return _JSON.encode(line)


def _shown(name: str) -> str:
    return name if _FIELD_NAME.fullmatch(name) else "unnamed"
