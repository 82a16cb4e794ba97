"""Partners: who they are, how each stands, and what is wrong between us and one of them."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import click

from adapters.bootstrap.adding import add_partner
from adapters.bootstrap.checking import check_partner
from adapters.bootstrap.partners import Standing, list_partners, resume_partner
from adapters.cli.agreement_words import finding_documents, finding_lines, refuse_agreement
from adapters.cli.answers import FloatRange, IdentifierType, answer, json_option, wants_json
from adapters.cli.noting import note_change
from adapters.cli.processes import config_option
from adapters.config import load
from adapters.partners.diagnosis import Finding, Verdict, Who
from adapters.partners.reading import read_octets
from adapters.system.clock import SystemClock
from gateway.domain.employees import EmployeeId
from gateway.domain.party import PartyKind
from gateway.flows.resume import Mended

_COLOURS: Final = {
    Verdict.GOOD: "green",
    Verdict.NOTICE: "yellow",
    Verdict.WRONG: "red",
    Verdict.SKIPPED: "bright_black",
}
_WIDTH: Final = 22


@click.group()
def partner() -> None:
    """Partners: add one, list them, see what is wrong between us and one of them."""


@partner.command()
@click.argument("name")
@click.option(
    "--cpa",
    "file",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The agreement, as both parties load it.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(list(map(str, PartyKind))),
    help="What a new partner is in the chain; repeatable.",
)
@config_option
@json_option
@click.pass_context
def add(ctx: click.Context, name: str, file: Path, kinds: tuple[str, ...], config: Path) -> None:
    """Add a partner from its CPA: the agreement as NAME.xml, and an entry in the register of parties when it is new.

    The agreement is held against everything that `cpa import` holds it against.
    """
    settings = load(config)
    examined = add_partner(settings, name, read_octets(file), [PartyKind(kind) for kind in kinds])
    agreement = examined.agreement
    if agreement is None or not examined.sound:
        refuse_agreement(ctx, examined.findings)
    note_change(settings)
    oin = str(agreement.partner.party_id.oin)
    lines = [
        *finding_lines(examined.findings),
        f"{agreement.partner.name} ({oin}) is toegevoegd, met afspraak {agreement.agreement_id}.",
        "Een gateway die draait leest dit bij zijn volgende ronde of start.",
        f"Controleer nu: schakel partner check {name} --config {config}",
    ]
    document = {"oin": oin, "name": agreement.partner.name, "agreement": str(agreement.agreement_id)}
    answer({**document, "findings": finding_documents(examined.findings)}, lines)


@partner.command("list")
@config_option
@json_option
def list_all(config: Path) -> None:
    """List every partner: what it is, its agreements, what expires first, the last contact, and what is still to go."""
    standings = asyncio.run(list_partners(load(config)))
    at = SystemClock().now()
    documents = [_document(standing, at) for standing in standings]
    answer({"partners": documents}, [line for standing in standings for line in _lines(standing, at)])


@partner.command()
@click.argument("name")
@click.option("--wait", type=FloatRange(1, 300), default=20, show_default=True, help="Seconds to wait for each answer.")
@config_option
@json_option
@click.pass_context
def check(ctx: click.Context, name: str, wait: float, config: Path) -> None:
    """Check everything between us and a partner: its OIN, the name of its agreement, or a part of its name.

    Each line is good, or says what to do and who must do it. What is sent is a Ping and a StatusRequest, signed where
    the agreement signs: no message, and nothing that their back office sees. Exit code 1 when anything is wrong.
    """
    as_json = wants_json()

    def told(finding: Finding) -> None:
        if not as_json:
            _tell(finding)

    report = asyncio.run(check_partner(load(config), name, timedelta(seconds=wait), told))
    document = {
        "sound": report.sound,
        "oin": str(report.party.oin),
        "name": report.party.name,
        "checks": [_checked(finding) for finding in report.findings],
    }
    answer(document, [])
    ctx.exit(0 if report.sound else 1)


@partner.command()
@click.argument("name")
@click.option(
    "--mended", required=True, type=click.Choice([str(each) for each in Mended]), help="What was mended: a word."
)
@click.option("--by", required=True, type=IdentifierType(EmployeeId), help="Who answers for it: a number, no name.")
@config_option
@json_option
def resume(name: str, mended: str, by: EmployeeId, config: Path) -> None:
    """Decrypt again what a partner sends, before the hour of a hold (`decryption-held`) is over.

    NAME as for `check`. Twenty decryptions in vain made the hold; do this when what made them fail is mended, at most
    three times a day for each partner. It stands in the evidence. Exit code 1 when nothing is held.
    """
    party = asyncio.run(resume_partner(load(config), name, Mended(mended), by))
    told = f"Berichten van {party.name} ({party.oin}) worden weer ontsleuteld; wat wachtte komt vanzelf opnieuw."
    answer({"oin": str(party.oin), "name": party.name, "mended": mended}, [told])


def _tell(finding: Finding) -> None:
    verdict = click.style(f"{finding.verdict:<13}", fg=_COLOURS[finding.verdict])
    click.echo(f"{verdict} {finding.check:<{_WIDTH}} {finding.explanation}")
    if finding.action:
        who = f"{finding.who[0].upper()}{finding.who[1:]}" if finding.who is not Who.NOBODY else "Iemand"
        click.echo(f"{'':14}{'':{_WIDTH}} -> {who}: {finding.action}")


def _checked(finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "verdict": finding.verdict,
        "explanation": finding.explanation,
        "action": finding.action,
        "who": finding.who,
    }


def _document(standing: Standing, at: datetime) -> dict[str, object]:
    expires = standing.expires
    return {
        "oin": str(standing.party.oin),
        "name": standing.party.name,
        "kinds": sorted(standing.party.kinds),
        "agreements": [str(agreement.agreement_id) for agreement in standing.agreements],
        "firstExpiry": None
        if expires is None
        else {"what": expires.what, "at": expires.at.isoformat(), "days": (expires.at - at).days},
        "lastContact": standing.contact.isoformat() if standing.contact else None,
        "openDeliveries": standing.open_deliveries,
    }


def _lines(standing: Standing, at: datetime) -> list[str]:
    party, expires = standing.party, standing.expires
    agreements = ", ".join(str(agreement.agreement_id) for agreement in standing.agreements) or "geen"
    ends = "geen" if expires is None else f"{expires.what} over {(expires.at - at).days} dagen"
    contact = f"{standing.contact:%d-%m-%Y %H:%M} UTC" if standing.contact else "nog niet of lang geleden"
    return [
        f"{party.name} ({party.oin}), {', '.join(sorted(party.kinds))}",
        f"  afspraken        {agreements}",
        f"  loopt eerst af   {ends}",
        f"  laatste contact  {contact}",
        f"  nog te bezorgen  {standing.open_deliveries}",
    ]
