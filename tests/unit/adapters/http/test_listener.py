"""Who may come in, and who is one too many (bad input 25)."""

import resource

import pytest

from adapters.http.limits import Limits
from adapters.http.listener import Turnstile, visitor_of


class _Seconds:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_one_address_has_so_many_places_and_others_have_theirs() -> None:
    turnstile = Turnstile(Limits(connections_per_address=2), _Seconds())
    assert [turnstile.admits("a") for _ in range(3)] == [True, True, False]
    assert turnstile.admits("b")
    turnstile.left("a")
    assert turnstile.admits("a")


def test_all_addresses_together_have_so_many_places() -> None:
    turnstile = Turnstile(Limits(connections=3), _Seconds())
    assert [turnstile.admits(name) for name in "abcd"] == [True, True, True, False]
    turnstile.left("b")
    assert turnstile.admits("d")


def test_the_last_descriptors_are_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (6, 100))
    turnstile = Turnstile(Limits(), _Seconds())
    assert [turnstile.admits(name) for name in "abcd"] == [True, True, True, False]


def test_an_address_may_arrive_so_often_in_a_second() -> None:
    seconds = _Seconds()
    turnstile = Turnstile(Limits(arrivals_per_second=3), seconds)
    for _ in range(3):
        assert turnstile.admits("a")
        turnstile.left("a")
    assert not turnstile.admits("a")
    assert turnstile.admits("b")
    seconds.at += 1.0
    assert turnstile.admits("a")


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2::1", "20010db800010002"),
        ("2001:db8:1:2:ffff::9", "20010db800010002"),
        ("fe80::1%eth0", "fe80000000000000"),
    ],
)
def test_an_address_is_counted_by_its_network(address: str, visitor: str) -> None:
    assert visitor_of(address) == visitor
