"""Official releases of schemas: install, list, remove."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from adapters import bootstrap
from adapters.cli.answers import answer, json_option
from adapters.cli.processes import config_option
from adapters.config import load
from adapters.schemas import Outcome, Release, install, own_releases
from adapters.system.clock import SystemClock

RESTART: Final = "A running gateway reads this when it starts: restart serve and work."
_LOST: Final = "The index was damaged, and now names this release alone: install the others again."
_DIGITS: Final = 12


@click.group()
def schemas() -> None:
    """Official schemas, which judge messages beside our own."""


@schemas.command("install")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--version", help="The version of the standard, where the release does not say it itself.")
@config_option
@json_option
def install_release(file: Path, version: str | None, config: Path) -> None:
    """Install the official release in FILE, a zip or a folder: from then on both must accept a message.

    A release with anything wrong in it is refused whole, and changes nothing.
    """
    outcome = install(file, bootstrap.schema_shelf(load(config)), version, SystemClock().now())
    found = {"fresh": outcome.fresh, "tried": list(outcome.tried), "othersLost": outcome.others_lost}
    answer({**_document(outcome.release), **found}, _lines(outcome))


@schemas.command("list")
@config_option
@json_option
def list_releases(config: Path) -> None:
    """Show our own schemas and what is installed beside them: version, digest, messages, and which are in use."""
    shelf = bootstrap.schema_shelf(load(config))
    used = shelf.in_use()
    rows = [(each, [root for root in each.roots if used[each.service, root] == each]) for each in shelf.releases()]
    own = own_releases()
    answer(
        {
            "own": [{"name": name, "roots": list(roots), "inUse": list(roots)} for name, roots in own.items()],
            "installed": [{**_document(release), "inUse": roots} for release, roots in rows],
        },
        [
            *(f"{name}  ours  {_messages(roots)}" for name, roots in own.items()),
            *(_line(release, roots) for release, roots in rows),
        ],
    )


@schemas.command()
@click.argument("name")
@config_option
@json_option
def remove(name: str, config: Path) -> None:
    """Take the release NAME away, as `schemas list` names it."""
    bootstrap.schema_shelf(load(config)).remove(name)
    answer({"removed": name}, [f"{name} is removed.", RESTART])


def _document(release: Release) -> Mapping[str, object]:
    return {
        "name": release.name,
        "version": release.version,
        "service": release.service,
        "digest": release.digest,
        "roots": list(release.roots),
        "installedAt": release.installed_at.isoformat(),
    }


def _lines(outcome: Outcome) -> list[str]:
    release = outcome.release
    if not outcome.fresh:
        return [f"{release.name} is installed already, since {release.installed_at:%Y-%m-%d %H:%M} UTC."]
    return [
        f"{release.name} is installed. It judges, beside our own schemas:",
        *(f"  {root}{'' if root in outcome.tried else ' (no sample of ours to try it on)'}" for root in release.roots),
        *((_LOST,) if outcome.others_lost else ()),
        RESTART,
    ]


def _line(release: Release, used: Sequence[str]) -> str:
    use = _messages(used) if used else "not in use: a later release judges its messages"
    return f"{release.name}  since {release.installed_at:%Y-%m-%d}  sha256 {release.digest[:_DIGITS]}  {use}"


def _messages(roots: Sequence[str]) -> str:
    return f"{len(roots)} messages: {', '.join(roots)}"
