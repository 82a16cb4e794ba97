from gateway.domain.effect import Effect


def test_what_refuses_comes_first_and_what_allows_last() -> None:
    order = list(Effect)
    assert order[0] is Effect.DENY
    assert order[-1] is Effect.ALLOW
    assert order.index(Effect.HOLD) < order.index(Effect.FLAG)
