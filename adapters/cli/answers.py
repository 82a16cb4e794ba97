"""What commands share: answers as lines or one JSON object, identifiers as arguments, options that are one value."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import signature
from types import MappingProxyType
from typing import Final, TypeVar

import click

from gateway.domain.identifiers import Identifier
from gateway.errors import InvalidIdentifierError

# As many entries as the names of the files of the log of processing have room for; no store holds more.
MOST: Final = 999_999_999_999
_AS_JSON: Final = "schakel.json"
_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
Kind = TypeVar("Kind", bound=Identifier)
Function = TypeVar("Function", bound=Callable[..., object])


def _remember(ctx: click.Context, _: click.Parameter, value: object) -> None:
    ctx.meta[_AS_JSON] = value


def json_option(function: Function) -> Function:
    """Give a command the option --json; it takes effect in `answer` and `refuse`."""
    return click.option(
        "--json", is_flag=True, is_eager=True, expose_value=False, callback=_remember, help="Answer in JSON."
    )(function)


def gathered(name: str, make: Callable[..., object]) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Give a command, under this name, the one value made of the options that are the parameters of `make`."""
    options = tuple(signature(make).parameters)

    def decorate(command: Callable[..., object]) -> Callable[..., object]:
        @wraps(command)
        def whole(*args: object, **given: object) -> object:
            value = make(**{option: given.pop(option) for option in options})
            return command(*args, **given, **{name: value})

        return whole

    return decorate


def wants_json() -> bool:
    """Tell whether JSON was asked for."""
    return bool(click.get_current_context().meta.get(_AS_JSON))


def answer(document: Mapping[str, object], lines: Sequence[str]) -> None:
    """Write the document where JSON was asked for, else the lines."""
    if wants_json():
        _write(document)
    else:
        for line in lines:
            click.echo(line)


def refuse(ctx: click.Context, code: str, mistakes: Sequence[str], more: Mapping[str, object] = _NOTHING) -> None:
    """Write what is wrong, every mistake of it: to standard error, or with `more` as JSON where that was asked for."""
    if ctx.meta.get(_AS_JSON):
        _write({"sound": False, "code": code, "mistakes": list(mistakes), **more})
    else:
        for mistake in mistakes:
            click.echo(f"- {mistake}" if len(mistakes) > 1 else mistake, err=True)


def _write(document: Mapping[str, object]) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


class FloatRange(click.FloatRange):
    """A number within a range; what is no number, or without end, is wrong use (exit code 2)."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail("not a number within the range", param, ctx)
        return number


class IdentifierType(click.ParamType[Kind]):
    """An argument that must be an identifier of that kind; another one is wrong use (exit code 2)."""

    def __init__(self, kind: type[Kind]) -> None:
        self.name = kind.__name__
        self._kind = kind

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Kind:
        """Return the identifier."""
        try:
            return self._kind.parse(str(value))
        except InvalidIdentifierError as error:
            self.fail(str(error), param, ctx)
