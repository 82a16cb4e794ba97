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
from gateway.domain.octets import Octets
from gateway.errors import InvalidIdentifierError, NotAMessageError, NotFoundError
from gateway.flows.collect import Collect
from gateway.ports import Ports

ExportEvidence = Callable[[Direction, ReferenceNumber, Oin], Awaitable[bytes]]
EMPLOYEE: Final = "Schakel-Employee"
ROLE: Final = "Schakel-Role"
IDEMPOTENCY_KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
# An operation that answers with whatever a partner sent.
ANYTHING: Final = "*/*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the operations need; `ring` says that there is work for the relay."""

    ports: Ports
    ring: Callable[[], None]
    export_evidence: ExportEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: which back office, about what, and the body: `octets` where the operation takes a form, else `body`."""

    client: str
    request: web.BaseRequest
    values: Mapping[str, str]
    body: bytes = b""
    octets: Octets = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: where it stands, how it is counted, what it answers with."""

    method: str
    path: str
    name: str
    work: Callable[[Office, Call], Awaitable[web.Response]]
    media_type: str = JSON
    takes_body: bool = False
    takes_form: bool = False


def only(values: Sequence[str], pattern: re.Pattern[str], place: str) -> str:
    """Return the one value, or raise NotAMessageError (bad input 213)."""
    if len(values) != 1 or not pattern.fullmatch(values[0]):
        raise NotAMessageError((f"{place}: must stand once, and match {pattern.pattern}",))
    return values[0]


def subject_of(call: Call) -> tuple[Oin, ReferenceNumber]:
    """Return which message; a path that names none does not exist (bad input 24)."""
    try:
        return Oin.parse(call.values["sender"]), ReferenceNumber.parse(call.values["reference"])
    except InvalidIdentifierError:
        raise NotFoundError("message") from None


def direction_of(sender: Oin, desk: Office) -> Direction:
    """Return whether what that organisation sent is ours, or came in."""
    return Direction.OUT if sender == desk.ports.parties.own.oin else Direction.IN


def collect_of(call: Call) -> Collect:
    """Return which inbound message is meant, and who asks."""
    sender, reference = subject_of(call)
    return Collect(client=call.client, sender=sender, reference=reference)


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
