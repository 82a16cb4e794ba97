"""An exception as its code, types and frames: never its text, never a local variable (house style 10)."""

import re
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Final

from adapters.telemetry.fields import code_of
from gateway.errors import ReasonedRefusalError, SchakelError

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.<>]{0,119}", re.ASCII)
_LARGEST_CHAIN: Final = 8
_MOST_FRAMES: Final = 40


def describe_failure(error: BaseException) -> dict[str, str | list[str]]:
    """Return what may be written about an error: its code if it is ours, its types from cause to error, its frames."""
    chain = list(_chain(error))
    described: dict[str, str | list[str]] = {
        "types": [_safe(type(each).__qualname__) for each in chain],
        "frames": [frame for each in reversed(chain) for frame in _frames(each.__traceback__)][-_MOST_FRAMES:],
    }
    if isinstance(error, SchakelError):
        described["code"] = error.code
    reason = _reason(error)
    return described if reason is None else described | {"reason": reason}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what led to it, as far as it was not set aside with `from None`."""
    current: BaseException | None = error
    for _ in range(_LARGEST_CHAIN):
        if current is None:
            return
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield _place(trace.tb_frame, trace.tb_lineno)
        trace = trace.tb_next


def _place(frame: FrameType, line: int) -> str:
    module = frame.f_globals.get("__name__", "unknown")
    return f"{_safe(str(module))}:{line} {_safe(frame.f_code.co_qualname)}"


def _reason(error: BaseException) -> str | None:
    """Return why something was refused, when the reason is one of a closed list and no text."""
    if not isinstance(error, ReasonedRefusalError):
        return None
    return code_of(error.reason)


def _safe(name: str) -> str:
    return name if _NAME.fullmatch(name) else "unnamed"
