"""The reference lists as the chain publishes them, read from a spreadsheet: all of it, or every mistake in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from adapters.references.sheets import Sheet, read_instances, read_roles, read_start, read_version
from adapters.references.workbook import Row
from gateway.domain.references import Instance, ReferenceLists
from gateway.errors import BundleRefusedError
from gateway.formats.archive import shown

_LEGEND: Final = "LEGENDA"
_INSTANCES: Final = "INS"
_ROLES: Final = "JZR"
# Enough to repair a list by.
_MOST_MISTAKES: Final = 100


def read_lists(sheets: Mapping[str, Sequence[Row]]) -> ReferenceLists:
    """Return the lists; raise BundleRefusedError with every mistake, by sheet and row."""
    named = [Sheet(shown(name, number), rows) for number, (name, rows) in enumerate(sheets.items(), 1)]
    legends = [sheet for sheet in named if sheet.name.upper() == _LEGEND]
    instances = [sheet for sheet in named if sheet.name.upper().split(" ")[0] == _INSTANCES]
    roles = [sheet for sheet in named if sheet.name.upper() == _ROLES]
    wanted = {_LEGEND: legends, f"{_INSTANCES} ...": instances, _ROLES: roles}
    missing = [f"there is no sheet {name}" for name, found in wanted.items() if not found]
    if missing:
        raise BundleRefusedError(*missing)
    lists = ReferenceLists(
        version=read_version(legends[0]),
        roles=read_roles(roles[0]),
        instances=_merged({read_start(sheet) or date.min: read_instances(sheet) for sheet in instances}),
    )
    mistakes = [mistake for sheet in named for mistake in sheet.mistakes]
    starts = [read_start(sheet) for sheet in instances]
    if len(set(starts)) < len(starts):
        mistakes.append("two sheets with instances count from the same month")
    if mistakes:
        raise BundleRefusedError(*mistakes[:_MOST_MISTAKES])
    return lists


def _merged(sheets: Mapping[date, Sequence[Instance]]) -> tuple[Instance, ...]:
    """Return the entries of every sheet for the days on which that sheet counts; what stays the same stands there once.

    A sheet counts from its first day until the next one begins; the first also for what was before.
    """
    starts = sorted(sheets)
    ends = [start - timedelta(days=1) for start in starts[1:]]
    merged: list[Instance] = []
    open_entries: dict[Instance, Instance] = {}
    for number, start in enumerate(starts):
        going_on: dict[Instance, Instance] = {}
        for entry in sheets[start]:
            begun = open_entries.pop(entry, None)
            going_on[entry] = begun or (entry if number == 0 else _not_before(entry, start))
        merged += [_not_after(begun, ends[number - 1]) for begun in open_entries.values()]
        open_entries = going_on
    merged += open_entries.values()
    return tuple(each for each in merged if _holds_ever(each))


def _not_before(entry: Instance, day: date) -> Instance:
    return replace(entry, valid_from=max(day, entry.valid_from or day))


def _not_after(entry: Instance, day: date) -> Instance:
    return replace(entry, valid_until=min(day, entry.valid_until or day))


def _holds_ever(entry: Instance) -> bool:
    return entry.valid_from is None or entry.valid_until is None or entry.valid_from <= entry.valid_until
