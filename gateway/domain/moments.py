"""Dates as the chain knows them: sometimes only a year or a month."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from gateway.errors import InvalidDateError

_FORM: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class IncompleteDate:
    """A calendar date, a month or a year; a day never stands without its month."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; raise InvalidDateError for anything else."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise InvalidDateError
        year, month, day = (None if part is None else int(part) for part in match.groups())
        try:
            # A month or day that was not given is taken for the first; a zero that was given is none.
            date(year or 0, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            raise InvalidDateError from None
        return cls(year or 0, month, day)

    @property
    def earliest(self) -> date:
        """The first day this can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        """Return the form that `parse` reads."""
        parts = (f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)
