"""Agreements in words an administrator reads."""

from pathlib import Path

import click

from adapters.cli.answers import IdentifierType, answer, json_option
from gateway.domain.agreement import Action, Agreement, AgreementParty
from gateway.domain.identifiers import PartyId
from gateway.wire.ebms2 import cpa as agreements


@click.group()
def cpa() -> None:
    """Collaboration protocol agreements."""


@cpa.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--own",
    required=True,
    type=IdentifierType(PartyId),
    help="Our PartyId in it (an OIN, with the suffix of the environment).",
)
@json_option
def show(file: Path, own: PartyId) -> None:
    """Show an agreement as our side sees it."""
    agreement = agreements.parse(file.read_bytes(), own)
    answer(_document(agreement), _lines(agreement))


def _document(agreement: Agreement) -> dict[str, object]:
    return {
        "agreement": str(agreement.agreement_id),
        "digest": agreement.digest,
        "start": agreement.start.isoformat(),
        "end": agreement.end.isoformat(),
        "own": _party(agreement.own),
        "partner": _party(agreement.partner),
        "actions": [_action(action) for action in agreement.actions],
    }


def _party(party: AgreementParty) -> dict[str, str]:
    return {
        "partyId": str(party.party_id),
        "name": party.name,
        "role": party.role,
        "endpoint": party.endpoint,
    }


def _action(action: Action) -> dict[str, object]:
    return {
        "service": action.service,
        "action": action.action,
        "outbound": action.outbound,
        "profile": action.profile,
        "retries": action.reliability.retries,
        "retryIntervalSeconds": action.reliability.retry_interval.total_seconds(),
    }


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
