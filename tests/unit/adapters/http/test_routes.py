"""From a target to its handler: one spelling for each path (bad input 24)."""

from collections.abc import Mapping

import pytest
from aiohttp import web

from adapters.http.routes import Route, find_route


async def _handle(_: web.BaseRequest, __: Mapping[str, str]) -> web.StreamResponse:
    return web.Response()


def _route(method: str, path: str) -> Route:
    return Route(method=method, path=path, handler=_handle)


ROUTES = [
    _route("POST", "/v1/a"),
    _route("GET", "/v1/a"),
    _route("GET", "/v1/a/{one}/{two}"),
    _route("GET", "/v1/a/b/c"),
]


def test_a_route_is_found_by_method_and_path() -> None:
    assert find_route(ROUTES, "GET", "/v1/a") == (ROUTES[1], {}, ())


def test_a_query_is_no_part_of_the_path() -> None:
    assert find_route(ROUTES, "POST", "/v1/a?x=/y?z")[0] is ROUTES[0]


def test_segments_with_a_name_are_given_decoded() -> None:
    assert find_route(ROUTES, "GET", "/v1/a/x%2Fy/z%3a1")[1] == {"one": "x/y", "two": "z:1"}


def test_nothing_is_decoded_twice() -> None:
    assert find_route(ROUTES, "GET", "/v1/a/%252F/z")[1] == {"one": "%2F", "two": "z"}


def test_another_method_learns_which_ones_there_are() -> None:
    assert find_route(ROUTES, "PUT", "/v1/a") == (None, {}, ("POST", "GET"))


_OTHERS = """
    / /v1 /v1/ /v1/a/ //v1/a /v1//a /V1/a /v1/./a /v1/x/../a /v1/%61 /v1%2Fa /v1/a;x /v1/a#x /v1/a. /v1/a//x /v1/a/x/
    /v1/a/x/y/z v1/a
"""


@pytest.mark.parametrize("target", ["", *_OTHERS.split()])
def test_another_spelling_is_another_path(target: str) -> None:
    assert find_route(ROUTES, "GET", target) == (None, {}, ())
