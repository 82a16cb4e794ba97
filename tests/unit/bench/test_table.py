import pytest

from tests.bench.rounds import Plan, Round, percentile
from tests.bench.table import lines

PLAN = Plan(rounds=3, messages=100, in_flight=32, payload_octets=10240)
MILLISECOND = 0.001


def a_round(sender: float = 6, rate: float = 50) -> Round:
    return Round(
        limit=2.5 * MILLISECOND,
        limit_2048=1 * MILLISECOND,
        sender=sender * MILLISECOND,
        receiver=4 * MILLISECOND,
        rate=rate,
        latencies=[number * MILLISECOND for number in range(1, 101)],
    )


def test_the_ratio_is_the_share_of_the_primitives() -> None:
    assert a_round().ratio == pytest.approx(0.25)
    assert a_round().rest == pytest.approx(7.5 * MILLISECOND)


def test_with_smaller_keys_the_rest_stays_what_it_is() -> None:
    assert a_round().ratio_2048 == pytest.approx(1 / 8.5)


def test_percentiles_are_of_all_rounds_together() -> None:
    assert percentile([a_round(), a_round()], 50) == pytest.approx(50.5 * MILLISECOND)
    assert percentile([a_round()], 99) == pytest.approx(99 * MILLISECOND, rel=0.01)


def test_the_table_shows_medians_with_the_least_and_the_most() -> None:
    shown = "\n".join(lines({"office door": [a_round(6), a_round(8), a_round(9)]}, PLAN))
    assert "8.00 [6.00 - 9.00]" in shown
    assert "office door" in shown
