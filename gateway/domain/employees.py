"""Who acts for our own organisation: an employee by a number of its own, in one of a few roles."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.domain.identifiers import Identifier

_EMPLOYEE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


class EmployeeId(Identifier):
    """The number under which the back office knows an employee; no name."""

    @classmethod
    def fits(cls, text: str) -> bool:
        """Tell whether a text is such an identifier."""
        return _EMPLOYEE.fullmatch(text) is not None


class StaffRole(StrEnum):
    """In which role somebody takes a step that a rule asks for."""

    BEHANDELAAR = "behandelaar"
    INTAKE = "intake"
    GEDRAGSWETENSCHAPPER = "gedragswetenschapper"
    VERTROUWENSARTS = "vertrouwensarts"
    PRIVACY = "privacy"
    TEAMLEIDER = "teamleider"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Employee:
    """An employee in the role in which he or she acts now."""

    id: EmployeeId
    role: StaffRole
