"""Whether somebody is who a back office says: an employee with that role today."""

from gateway.domain.employees import Employee
from gateway.domain.workdays import legal_time
from gateway.errors import RoleNotHeldError
from gateway.ports import Ports


def require_held(employee: Employee, ports: Ports, *, asked: bool = False) -> None:
    """Raise RoleNotHeldError unless the staff book gives the employee that role today.

    Where no staff book is kept, the back office answers for whom it names, as long as no rule asked for a role.
    """
    if not asked and not ports.staff.kept:
        return
    today = legal_time(ports.clock.now()).date()
    if employee.role not in ports.staff.roles_of(employee.id, today):
        raise RoleNotHeldError(employee.role)
