"""The reference lists of the chain: install, list, show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from adapters import bootstrap
from adapters.cli.answers import answer, json_option
from adapters.cli.processes import config_option
from adapters.cli.schemas import RESTART
from adapters.config import load
from adapters.references import Installed, install
from adapters.system.clock import SystemClock
from gateway.domain.references import Instance, ReferenceLists, Role
from gateway.errors import NotFoundError

_DIGITS: Final = 12
_NONE: Final = "No reference lists are installed."


@click.group()
def reference() -> None:
    """The reference lists of the chain: instances with their OIN, and roles."""


@reference.command("install")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@config_option
@json_option
def install_lists(file: Path, config: Path) -> None:
    """Install the lists in the spreadsheet FILE (.xlsx) as published.

    Lists with anything wrong in them are refused whole, and change nothing.
    """
    outcome = install(file, bootstrap.reference_shelf(load(config)), SystemClock().now())
    said = f"Reference lists {outcome.lists.version}"
    lines = [f"{said} are installed.", *_counts(outcome.lists), RESTART]
    answer(
        {**_release(outcome.installed), "fresh": outcome.fresh, **_count_document(outcome.lists)},
        lines if outcome.fresh else [f"{said} are in use already."],
    )


@reference.command("list")
@config_option
@json_option
def list_lists(config: Path) -> None:
    """Show which lists are in use, how many entries hold today, and what was installed before."""
    shelf = bootstrap.reference_shelf(load(config))
    lists, history = shelf.current(), shelf.history()
    answer(
        {"version": lists.version, **_count_document(lists), "history": [_release(each) for each in history]},
        [f"version {lists.version}", *_counts(lists), *map(_line, history)] if history else [_NONE],
    )


@reference.command()
@click.argument("code", metavar="CODE|OIN")
@config_option
@json_option
def show(code: str, config: Path) -> None:
    """Show every entry with that code or OIN."""
    lists = bootstrap.reference_shelf(load(config)).current()
    found: list[Role | Instance] = [
        *(each for each in lists.instances if code in {each.code, str(each.oin)}),
        *(each for each in lists.roles if each.code == code),
    ]
    if not found:
        raise NotFoundError("code")
    answer({"version": lists.version, "entries": list(map(_entry, found))}, list(map(_entry_line, found)))


def _release(installed: Installed) -> Mapping[str, object]:
    return {
        "version": installed.version,
        "digest": installed.digest,
        "source": installed.source,
        "installedAt": installed.installed_at.isoformat(),
    }


def _line(installed: Installed) -> str:
    digest = installed.digest[:_DIGITS]
    return f"installed {installed.installed_at:%Y-%m-%d}: {installed.version} from {installed.source}, sha256 {digest}"


def _kinds(lists: ReferenceLists) -> Mapping[str, tuple[int, int]]:
    today = SystemClock().now().date()
    return {
        "roles": _apart(lists.roles, today),
        "instances": _apart(lists.instances, today),
        "instancesWithOin": _apart((each for each in lists.instances if each.oin is not None), today),
    }


def _apart(entries: Iterable[Role | Instance], on: date) -> tuple[int, int]:
    holding = [entry.is_current(on) for entry in entries]
    return sum(holding), len(holding) - sum(holding)


def _count_document(lists: ReferenceLists) -> Mapping[str, object]:
    return {kind: {"current": current, "other": other} for kind, (current, other) in _kinds(lists).items()}


def _counts(lists: ReferenceLists) -> Sequence[str]:
    words = {"roles": "roles", "instances": "instances", "instancesWithOin": "instances with an OIN"}
    return [f"{words[kind]}: {current} hold today, {other} do not" for kind, (current, other) in _kinds(lists).items()]


def _entry(entry: Role | Instance) -> Mapping[str, object]:
    days = {"validFrom": _text(entry.valid_from), "validUntil": _text(entry.valid_until)}
    if isinstance(entry, Role):
        return {"code": entry.code, "text": entry.text, **days, "successor": entry.successor}
    return {"code": entry.code, "name": entry.name, **days, "oin": _text(entry.oin)}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _entry_line(entry: Role | Instance) -> str:
    said = entry.text if isinstance(entry, Role) else f"{entry.name}, OIN {entry.oin or 'unknown'}"
    heir = f", now {entry.successor}" if isinstance(entry, Role) and entry.successor else ""
    return (
        f"{entry.code}  {said}  from {entry.valid_from or 'ever'} until {entry.valid_until or 'further notice'}{heir}"
    )
