"""What a Clock promises: the real one and the fake."""

from collections.abc import Callable
from datetime import UTC, timedelta

import pytest

from adapters.system.clock import SystemClock
from gateway.ports import Clock
from tests.kit.clock import NOON, FakeClock

MakeClock = Callable[[], Clock]


@pytest.fixture(params=[SystemClock, FakeClock])
def make(request: pytest.FixtureRequest) -> MakeClock:
    maker: MakeClock = request.param
    return maker


def test_a_moment_is_aware_and_in_utc(make: MakeClock) -> None:
    assert make().now().tzinfo is UTC


def test_time_does_not_go_back(make: MakeClock) -> None:
    clock = make()
    moments = [clock.now() for _ in range(100)]
    assert moments == sorted(moments)


def test_two_clocks_agree(make: MakeClock) -> None:
    assert abs(make().now() - make().now()) < timedelta(seconds=5)


def test_a_fake_clock_moves_when_it_is_moved() -> None:
    clock = FakeClock()
    assert clock.move(timedelta(hours=1)) == clock.now() == NOON + timedelta(hours=1)
    clock.set(NOON.astimezone())
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC
