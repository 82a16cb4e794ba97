import pytest

from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.errors import InvalidIdentifierError


def test_an_employee_is_a_number_in_a_role() -> None:
    employee = Employee(EmployeeId.parse("m-0417"), StaffRole.PRIVACY)
    assert str(employee.id) == "m-0417"
    assert employee.role == "privacy"


@pytest.mark.parametrize("text", ["", "Jan Jansen", "m/1", "-m", "m" * 65, "é"])
def test_what_looks_like_no_number_is_no_employee(text: str) -> None:
    with pytest.raises(InvalidIdentifierError):
        EmployeeId.parse(text)
