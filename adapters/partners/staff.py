"""The staff book of an administrator: which employee has which roles, from when until when; all mistakes at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from adapters.partners.reading import read_toml, words_of
from gateway.domain.employees import EmployeeId, StaffRole
from gateway.errors import ConfigError

_NEEDED: Final = frozenset({"nummer", "rollen"})
_DATES: Final = ("geldig_vanaf", "geldig_tot")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One `[[medewerker]]`; from its first day up to, not including, its end."""

    number: EmployeeId
    roles: frozenset[StaffRole]
    starts_at: date
    ends_at: date

    def holds(self, on: date) -> bool:
        """Tell whether it counts on that day."""
        return self.starts_at <= on < self.ends_at


class StaffBook:
    """The rows of a file; somebody may have several, for roles at different times."""

    def __init__(self, file: Path | None) -> None:
        """Read the file, or raise ConfigError with every mistake; without a file nobody has a role."""
        mistakes: list[str] = []
        self._rows = () if file is None else tuple(_read(file, mistakes))
        self._kept = file is not None
        if mistakes and file is not None:
            raise ConfigError(*(f"{file.name}: {mistake}" for mistake in mistakes))

    @property
    def kept(self) -> bool:
        """Whether there is a staff book here at all."""
        return self._kept

    def roles_of(self, employee: EmployeeId, on: date) -> frozenset[StaffRole]:
        """Return the roles of the employee on that day; none for whom the book does not know."""
        rows = (row.roles for row in self._rows if row.number == employee and row.holds(on))
        return frozenset().union(*rows)


def _read(file: Path, mistakes: list[str]) -> Iterable[_Row]:
    rows = (_read_row(entry, place, mistakes) for place, entry in enumerate(_entries(file, mistakes), start=1))
    return [row for row in rows if row is not None]


def _entries(file: Path, mistakes: list[str]) -> Sequence[object]:
    document = read_toml(file)
    entries = document.pop("medewerker", [])
    if document or not isinstance(entries, list):
        mistakes.append("only employees stand here: write [[medewerker]] above each, and nothing before the first")
        return ()
    return entries


def _read_row(entry: object, place: int, mistakes: list[str]) -> _Row | None:
    """Read one employee, or add what is wrong: the place in the file and the key, never the value."""
    if not isinstance(entry, dict) or not _NEEDED <= entry.keys() <= {*_NEEDED, *_DATES}:
        mistakes.append(f"medewerker {place}: needs nummer and rollen, and may have geldig_vanaf and geldig_tot")
        return None
    before = len(mistakes)
    number, roles = entry["nummer"], words_of(entry["rollen"], StaffRole)
    if not isinstance(number, str) or not EmployeeId.fits(number):
        mistakes.append(f"medewerker {place}: nummer must be letters, digits, dots and hyphens, at most 64, no name")
    if not roles:
        mistakes.append(f"medewerker {place}: rollen must be a list of one or more of {', '.join(StaffRole)}")
    starts_at, ends_at = (_read_date(entry, key, place, mistakes) for key in _DATES)
    if starts_at and ends_at and starts_at >= ends_at:
        mistakes.append(f"medewerker {place}: geldig_tot must be after geldig_vanaf")
    if len(mistakes) > before:
        return None
    return _Row(number=EmployeeId(number), roles=roles, starts_at=starts_at or date.min, ends_at=ends_at or date.max)


def _read_date(entry: dict[str, Any], key: str, place: int, mistakes: list[str]) -> date | None:  # Any: TOML
    value = entry.get(key)
    # A moment is a date as well to Python; here only whole days count.
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        mistakes.append(f"medewerker {place}: {key} must be a date such as 2026-01-31, without quotes")
        return None
    return value
