from dataclasses import replace

import pytest

from gateway.domain.employees import StaffRole
from gateway.errors import RoleNotHeldError
from gateway.flows.staff import require_held
from tests.kit.parking import AUTHOR, staffed
from tests.kit.world import VEILIG_THUIS, Side, World


@pytest.fixture
def side() -> Side:
    return World().side(VEILIG_THUIS)


def test_a_role_that_the_book_gives_is_held(side: Side) -> None:
    require_held(AUTHOR, staffed(side).ports, asked=True)


def test_another_role_is_not(side: Side) -> None:
    with pytest.raises(RoleNotHeldError):
        require_held(replace(AUTHOR, role=StaffRole.MANAGER), staffed(side).ports)


def test_without_a_book_a_role_that_is_asked_for_is_held_by_nobody(side: Side) -> None:
    require_held(AUTHOR, side.ports)
    with pytest.raises(RoleNotHeldError):
        require_held(AUTHOR, side.ports, asked=True)
