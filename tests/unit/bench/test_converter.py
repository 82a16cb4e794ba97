from tests.bench.converter import Measured, lines

MILLISECOND = 0.001
ROUNDS = [{"limit": 1 * MILLISECOND, "parse": cost * MILLISECOND} for cost in (2, 4, 8)]


def test_the_table_shows_documents_a_second_and_their_ratio_to_the_limit_of_the_same_round() -> None:
    shown = "\n".join(lines([Measured(octets=5000, rounds=ROUNDS)]))
    assert "vtMeldingDi01 of 5000 octets, medians of 3 rounds" in shown
    assert "1000.0 [1000.0 - 1000.0]" in shown
    assert "250.0 [125.0 - 500.0]" in shown
    assert "0.25 [0.12 - 0.50]" in shown
