"""Agreements: show, compare; the commands that change them stand beside this."""

from pathlib import Path

import click

from adapters import bootstrap
from adapters.cli.agreement_changes import create, expire, import_agreement, replace
from adapters.cli.agreement_words import document_of, line_of, lines_of, overlay_document, overlay_lines
from adapters.cli.answers import IdentifierType, answer, json_option
from adapters.cli.processes import config_option, roots_of
from adapters.config import load
from adapters.partners.folder import InFolder
from adapters.partners.installing import chosen_of
from adapters.partners.reading import read_octets
from adapters.system.clock import SystemClock
from gateway.domain.agreement import Agreement
from gateway.domain.identifiers import PartyId
from gateway.errors import NotFoundError
from gateway.wire.ebms2 import cpa as agreements
from gateway.wire.ebms2.cpa.difference import Change, differences

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
own_option = click.option(
    "--own",
    type=IdentifierType(PartyId),
    help="Through whose eyes: a PartyId in it. Without it ours by the settings, or the first that stands there.",
)


@click.group()
def cpa() -> None:
    """Collaboration protocol agreements."""


@cpa.command()
@click.argument("what", metavar="[FILE|ID]", required=False)
@own_option
@config_option
@json_option
def show(what: str | None, own: PartyId | None, config: Path) -> None:
    """Show an agreement as our side sees it: in FILE, or installed under ID; without either, list what is installed.

    Of an installed agreement it shows what holds now, with what replaces parts of it.
    """
    at = SystemClock().now()
    if what is not None and Path(what).is_file():
        roots = roots_of(config)
        agreement = _parse(Path(what), _own(own, config), roots)
        answer(document_of(agreement, at, roots), lines_of(agreement, at, roots))
        return
    settings = load(config)
    roots = settings.trust.organization_identifier_roots
    versions = bootstrap.agreement_place(settings).folder.read()
    if what is None:
        held = [each.version.at(at) for each in versions]
        rows = [line_of(each, at) for each in held]
        answer({"agreements": [document_of(each, at, roots) for each in held]}, rows or ["Er zijn geen afspraken."])
        return
    _show_installed([each for each in versions if str(each.version.base.agreement_id) == what], roots)


def _show_installed(versions: list[InFolder], roots: frozenset[str]) -> None:
    if not versions:
        raise NotFoundError("agreement")
    at = SystemClock().now()
    chosen = chosen_of(versions, at)
    agreement, overlay = chosen.version.at(at), chosen.version.overlay
    others = [f"andere versie: {line_of(each.version.at(at), at)}" for each in versions if each is not chosen]
    answer(
        {
            **document_of(agreement, at, roots),
            **overlay_document(overlay),
            "file": chosen.file,
            "otherVersions": [each.version.base.digest for each in versions if each is not chosen],
        },
        [*lines_of(agreement, at, roots), *overlay_lines(overlay), f"bestand      {chosen.file}", *others],
    )


@cpa.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@own_option
@config_option
@json_option
def diff(old: Path, new: Path, own: PartyId | None, config: Path) -> None:
    """Say in words what changes from the agreement in OLD to that in NEW, what touches security first.

    Says so when they mean the same, however they are written.
    """
    seen_by, roots = _own(own, config), roots_of(config)
    before, after = (_parse(file, seen_by, roots) for file in (old, new))
    changes = differences(before, after, roots)
    answer(
        {"same": not changes, "changes": [{"weight": each.weight, "text": each.text} for each in changes]},
        [_line(each) for each in changes] or ["De afspraken betekenen hetzelfde."],
    )


def _line(change: Change) -> str:
    return f"{change.weight}: {change.text}"


def _parse(file: Path, own: PartyId | None, roots: frozenset[str]) -> Agreement:
    return agreements.parse(read_octets(file), own, agreements.Holders(organization_identifier_roots=roots))


def _own(own: PartyId | None, config: Path) -> PartyId | None:
    """Return through whose eyes: as asked, ours by the settings, or nobody's where there are no settings."""
    if own is None and config.is_file():
        return load(config).organisation.party_id
    return own


for command in (import_agreement, create, expire, replace):
    cpa.add_command(command)
