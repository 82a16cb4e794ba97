"""The way from a request target to its handler: exact segments, one spelling for each (bad input 24)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from aiohttp import web

Handler = Callable[[web.BaseRequest, Mapping[str, str]], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method on one path; a segment `{name}` stands for any text, which the handler gets under that name."""

    method: str
    path: str
    handler: Handler


def find_route(
    routes: Sequence[Route], method: str, target: str
) -> tuple[Route | None, Mapping[str, str], tuple[str, ...]]:
    """Return the route with the values of its segments, if there is one, and the methods that the path knows."""
    segments = target.partition("?")[0].split("/")
    fitting = [(route, values) for route in routes if (values := _values_of(route, segments)) is not None]
    for route, values in fitting:
        if route.method == method:
            return route, values, ()
    return None, {}, tuple(route.method for route, _ in fitting)


def _values_of(route: Route, segments: Sequence[str]) -> dict[str, str] | None:
    """Return the decoded values; fixed segments are compared as they stand, so nothing is spelled two ways."""
    wanted = route.path.split("/")
    if len(wanted) != len(segments):
        return None
    values: dict[str, str] = {}
    for expected, found in zip(wanted, segments, strict=True):
        if expected.startswith("{"):
            if not found:
                return None
            values[expected[1:-1]] = unquote(found)
        elif expected != found:
            return None
    return values
