"""What every operation of the back office door gets, and how it reads the parts of a call."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from adapters.http.office_answers import JSON
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction
from gateway.errors import NotAMessageError
from gateway.ports import Ports

ExportEvidence = Callable[[Direction, ReferenceNumber, Oin], Awaitable[bytes]]
EMPLOYEE: Final = "Schakel-Employee"
ROLE: Final = "Schakel-Role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the operations need; `ring` says that there is work for the relay."""

    ports: Ports
    ring: Callable[[], None]
    export_evidence: ExportEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: which back office, about what, and the body where the operation takes one."""

    client: str
    request: web.BaseRequest
    values: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: where it stands, how it is counted, what it answers with."""

    method: str
    path: str
    name: str
    work: Callable[[Office, Call], Awaitable[web.Response]]
    media_type: str = JSON
    takes_body: bool = False


def only(values: Sequence[str], pattern: re.Pattern[str], place: str) -> str:
    """Return the one value, or raise NotAMessageError (bad input 213)."""
    if len(values) != 1 or not pattern.fullmatch(values[0]):
        raise NotAMessageError((f"{place}: must stand once, and match {pattern.pattern}",))
    return values[0]


def employee_of(call: Call) -> Employee | None:
    """Return who acts for the back office, if it says so: a number and a role, or neither."""
    numbers, roles = (call.request.headers.getall(name, []) for name in (EMPLOYEE, ROLE))
    if not numbers and not roles:
        return None
    mistakes = []
    if len(numbers) != 1 or not EmployeeId.fits(numbers[0]):
        mistakes.append(f"header {EMPLOYEE}: must stand once, beside {ROLE}, and be an employee number")
    if len(roles) != 1 or roles[0] not in set(StaffRole):
        mistakes.append(f"header {ROLE}: must stand once, beside {EMPLOYEE}, and be one of {', '.join(StaffRole)}")
    if mistakes:
        raise NotAMessageError(tuple(mistakes))
    return Employee(EmployeeId(numbers[0]), StaffRole(roles[0]))


def require_employee(call: Call) -> Employee:
    """Return who acts for the back office; raise NotAMessageError when it does not say."""
    employee = employee_of(call)
    if employee is None:
        raise NotAMessageError((f"headers {EMPLOYEE} and {ROLE}: missing",))
    return employee
