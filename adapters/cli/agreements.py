"""Agreements in words an administrator reads."""

from pathlib import Path

import click

from gateway.domain.agreement import Action, Agreement
from gateway.domain.identifiers import PartyId
from gateway.wire.ebms2 import cpa as agreements


@click.group()
def cpa() -> None:
    """Collaboration protocol agreements."""


@cpa.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--own", required=True, help="Our PartyId in it (an OIN, with the suffix of the environment).")
def show(file: Path, own: str) -> None:
    """Show an agreement as our side sees it."""
    agreement = agreements.parse(file.read_bytes(), PartyId.parse(own))
    for line in _lines(agreement):
        click.echo(line)


def _lines(agreement: Agreement) -> list[str]:
    return [
        f"agreement  {agreement.agreement_id}",
        f"in force   {agreement.start:%Y-%m-%d} to {agreement.end:%Y-%m-%d}",
        f"we are     {agreement.own.name} ({agreement.own.party_id}), as {agreement.own.role}",
        f"they are   {agreement.partner.name} ({agreement.partner.party_id}), as {agreement.partner.role}",
        f"they take  {agreement.partner.endpoint}",
        *(_line(action) for action in agreement.actions),
    ]


def _line(action: Action) -> str:
    way = "we send  " if action.outbound else "they send"
    retry = f"{action.reliability.retries} retries every {action.reliability.retry_interval}"
    return f"{way}  {action.service} {action.action} ({action.profile}, {retry})"
