"""Pauses between attempts that reached nobody."""

from datetime import timedelta

import pytest

from gateway.wire.ebms2.reliability import back_off

HOUR = timedelta(hours=1)
NEARLY_ONE = 1 - 2**-53


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 0.25), (1, 0.5), (4, 4), (13, 2048), (14, 3600), (10_000, 3600)])
def test_the_ceiling_doubles_up_to_the_longest_pause(attempts: int, seconds: float) -> None:
    assert back_off(attempts, NEARLY_ONE, HOUR).total_seconds() == pytest.approx(seconds)


def test_chance_spreads_the_pause_over_everything_below_the_ceiling() -> None:
    assert back_off(4, 0.5, HOUR) == timedelta(seconds=2)
    assert back_off(4, 0.25, HOUR) == timedelta(seconds=1)


def test_chance_never_makes_a_pause_nothing() -> None:
    assert back_off(4, 0.0, HOUR) == timedelta(milliseconds=50)


def test_no_pause_is_longer_than_agreed() -> None:
    assert back_off(0, 0.0, timedelta(milliseconds=10)) == timedelta(milliseconds=10)
