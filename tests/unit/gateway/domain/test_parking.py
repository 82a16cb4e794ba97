from itertools import product

import pytest

from gateway.domain.parking import PARKING_STEPS, ParkingEvent, ParkingState, advance_parking
from gateway.errors import StepNotAllowedError


@pytest.mark.parametrize(("state", "event"), PARKING_STEPS)
def test_every_step_of_the_table_is_taken(state: ParkingState, event: ParkingEvent) -> None:
    assert advance_parking(state, event) is PARKING_STEPS[state, event]


@pytest.mark.parametrize(("state", "event"), sorted(set(product(ParkingState, ParkingEvent)) - set(PARKING_STEPS)))
def test_what_no_longer_waits_never_moves_again(state: ParkingState, event: ParkingEvent) -> None:
    with pytest.raises(StepNotAllowedError):
        advance_parking(state, event)
