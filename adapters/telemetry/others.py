"""What others would write to standard error: libraries, warnings and uncaught errors, all through the one door."""

import contextlib
import logging
import re
import sys
import threading
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Final

from adapters.telemetry.logging import Log

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}", re.ASCII)
_OTHER: Final = "other"
# A stranger's certificate makes a library warn of what we refuse it for: whoever knocks must not fill the log.
_ANSWERED: Final = "Parsed a serial number which wasn't positive"
# So it does of a list whose issuer was itself revoked: what we refuse for that, the door says.
_REVOCATION: Final = "pyhanko_certvalidator.revinfo."


class _Door(logging.Handler):
    """Takes every record of the standard library's logging; its text and arguments are never even formatted."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on who spoke, how loud, and the types of the error it held."""
        if record.levelno < logging.ERROR and record.name.startswith(_REVOCATION):
            return
        error = record.exc_info[1] if record.exc_info else None
        self._log.library(_known(record.name), error, severe=record.levelno >= logging.ERROR)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the method that the standard library calls
        """Write nothing: the default prints the record with its arguments."""


def take_over(log: Log, level: int = logging.WARNING) -> Callable[[], None]:
    """Route libraries, warnings and uncaught errors of this process to the log; return what undoes it."""
    undo = [_take_logging(log, level), _take_hooks(log)]

    def restore() -> None:
        for each in reversed(undo):
            each()

    return restore


def _take_logging(log: Log, level: int) -> Callable[[], None]:
    root = logging.getLogger()
    known = [each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    before = [(each, each.handlers[:], each.propagate, each.level) for each in (root, *known)]
    last_resort = logging.lastResort
    for each in known:
        # A handler of a library's own would print what it says.
        each.handlers[:], each.propagate = [], True
    root.handlers[:], root.level = [_Door(log)], level
    logging.lastResort = None
    filters = contextlib.ExitStack()
    filters.enter_context(warnings.catch_warnings())
    warnings.filterwarnings("ignore", message=_ANSWERED)
    logging.captureWarnings(capture=True)

    def restore() -> None:
        logging.captureWarnings(capture=False)
        filters.close()
        logging.lastResort = last_resort
        for logger, handlers, propagate, former in before:
            logger.handlers[:], logger.propagate = handlers, propagate
            logger.setLevel(former)

    return restore


def _take_hooks(log: Log) -> Callable[[], None]:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook

    def uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        log.failed("unexpected_error", error)

    def uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            log.failed("unexpected_error", arguments.exc_value)

    def unraisable(arguments: "sys.UnraisableHookArgs") -> None:
        if arguments.exc_value is not None:
            log.failed("unexpected_error", arguments.exc_value)

    sys.excepthook, threading.excepthook, sys.unraisablehook = uncaught, uncaught_in_thread, unraisable

    def restore() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before

    return restore


def _known(name: str) -> str:
    """Return the name of a logger that is named after a module, as they are; another one could say anything."""
    return name if _NAME.fullmatch(name) and name.partition(".")[0] in {*sys.modules, "root", "py"} else _OTHER
