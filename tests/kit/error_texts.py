"""What every error owes: a text of its own, and what it was given beside it."""

import inspect
from collections.abc import Iterable
from types import ModuleType
from typing import Final

from gateway.errors import CallerError, PartnerError, SchakelError, TransientError

BRANCHES: Final = {SchakelError, PartnerError, CallerError, TransientError}


def check_text(error: SchakelError, text: str) -> None:
    """Hold the text, and that everything the error was given stands beside it."""
    assert str(error) == text
    given = [name for name in inspect.signature(type(error)).parameters if name not in {"args", "kwargs"}]
    assert all(getattr(error, name) for name in given)


def check_complete(module: ModuleType, texts: Iterable[tuple[SchakelError, str]]) -> None:
    """Hold that every leaf of a module is among the texts."""
    known = {type(error) for error, _ in texts}
    tree = {kind for kind in vars(module).values() if inspect.isclass(kind) and issubclass(kind, SchakelError)}
    assert {kind for kind in tree if kind.__module__ == module.__name__} - known <= BRANCHES
