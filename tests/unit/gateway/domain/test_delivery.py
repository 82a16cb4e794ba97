from itertools import product

import pytest

from gateway.domain.delivery import (
    DELIVERY_STEPS,
    FINAL_STATES,
    RECEPTION_STEPS,
    DeliveryState,
    Handling,
    Happening,
    ReceptionState,
    advance_delivery,
    advance_reception,
)
from gateway.errors import StepNotAllowedError


@pytest.mark.parametrize(("state", "happening"), list(product(DeliveryState, Happening)))
def test_a_delivery_takes_the_steps_of_the_table_and_no_other(state: DeliveryState, happening: Happening) -> None:
    if (state, happening) in DELIVERY_STEPS:
        assert advance_delivery(state, happening) is DELIVERY_STEPS[state, happening]
        return
    with pytest.raises(StepNotAllowedError) as caught:
        advance_delivery(state, happening)
    assert (caught.value.state, caught.value.happening) == (state, happening)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(("state", "handling"), list(product(ReceptionState, Handling)))
def test_a_reception_takes_the_steps_of_the_table_and_no_other(state: ReceptionState, handling: Handling) -> None:
    if (state, handling) in RECEPTION_STEPS:
        assert advance_reception(state, handling) is RECEPTION_STEPS[state, handling]
        return
    with pytest.raises(StepNotAllowedError) as caught:
        advance_reception(state, handling)
    assert (caught.value.state, caught.value.happening) == (state, handling)


def test_there_are_four_ways_for_a_delivery_to_end() -> None:
    assert sorted(FINAL_STATES) == ["delivered", "expired", "failed", "refused"]


@pytest.mark.parametrize(("state", "happening"), list(product(sorted(FINAL_STATES), Happening)))
def test_a_settled_delivery_never_moves_again(state: DeliveryState, happening: Happening) -> None:
    with pytest.raises(StepNotAllowedError):
        advance_delivery(state, happening)


@pytest.mark.parametrize("state", sorted(set(DeliveryState) - FINAL_STATES))
def test_every_open_delivery_can_still_end_by_time(state: DeliveryState) -> None:
    assert advance_delivery(state, Happening.EXPIRY) is DeliveryState.EXPIRED


def test_nothing_is_delivered_before_it_was_sealed() -> None:
    for happening in (Happening.ATTEMPT, Happening.RECEIPT, Happening.REFUSAL):
        with pytest.raises(StepNotAllowedError):
            advance_delivery(DeliveryState.QUEUED, happening)


def test_what_was_not_taken_cannot_be_confirmed() -> None:
    with pytest.raises(StepNotAllowedError):
        advance_reception(ReceptionState.WAITING, Handling.CONFIRM)
