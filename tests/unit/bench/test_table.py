import pytest

from tests.bench.rounds import Round, percentile
from tests.bench.table import lines
from tests.bench.variants import Variant

MILLISECOND = 0.001


def a_round(sender: float = 6, rate: float = 50) -> Round:
    return Round(
        limit=2.5 * MILLISECOND,
        sender=sender * MILLISECOND,
        receiver=4 * MILLISECOND,
        rate=rate,
        latencies=[number * MILLISECOND for number in range(1, 101)],
    )


def test_the_ratio_is_the_share_of_the_primitives() -> None:
    assert a_round().ratio == pytest.approx(0.25)
    assert a_round().rest == pytest.approx(7.5 * MILLISECOND)


def test_percentiles_are_of_all_rounds_together() -> None:
    assert percentile([a_round(), a_round()], 50) == pytest.approx(50.5 * MILLISECOND)
    assert percentile([a_round()], 99) == pytest.approx(99 * MILLISECOND, rel=0.01)


def test_the_table_shows_medians_and_of_the_ratio_the_least_and_the_most() -> None:
    shown = "\n".join(lines([(Variant(name="10 KB", asked=0.6), [a_round(6), a_round(8.5), a_round(9)])]))
    assert "10 KB" in shown
    assert "0.200 [0.192 - 0.250]    0.60" in shown
    assert " 8.50 " in shown
