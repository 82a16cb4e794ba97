"""Evidence bundles: fetch one from a gateway's store, check one offline."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from adapters import bootstrap
from adapters.cli import outputs
from adapters.cli.answers import MOST, IdentifierType, answer, json_option
from adapters.cli.processes import config_option
from adapters.config import load
from adapters.evidence.verify import Outcome, read_chain, read_roots, verify
from adapters.logbook import lines_of
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction

_MARKS: Final = {Outcome.HOLDS: "goed", Outcome.FAILS: "FOUT", Outcome.OPEN: "open"}


class FingerprintType(click.ParamType[str]):
    """An argument that is a digest of a certificate (SHA-256, hexadecimal)."""

    name = "sha256"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return it in lower case; anything else is wrong use."""
        if not re.fullmatch(r"[0-9a-fA-F]{64}", value, re.ASCII):
            self.fail("not a SHA-256 in hexadecimal", param, ctx)
        return value.lower()


@click.group()
def evidence() -> None:
    """Evidence that an outsider can check."""


@evidence.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--roots", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A folder of roots (PEM) to trust."
)
@click.option(
    "--organization-identifier-root",
    "named",
    type=FingerprintType(),
    multiple=True,
    help="SHA-256 of one of those roots, under which organizationIdentifier holds an OIN too; repeatable.",
)
@json_option
@click.pass_context
def verify_bundle(ctx: click.Context, bundle: Path, roots: Path | None, named: Sequence[str]) -> None:
    """Check a bundle offline: chain, signatures, digests, receipt."""
    report = verify(bundle.read_bytes(), read_roots(roots) if roots else None, frozenset(named))
    answer(
        {
            "passed": report.passed,
            "subject": report.subject,
            "fingerprint": report.fingerprint,
            "checks": [
                {"claim": check.claim, "outcome": check.outcome, "explanation": check.name} for check in report.checks
            ],
        },
        [f"{_MARKS[check.outcome]} {check.name}" for check in report.checks],
    )
    ctx.exit(0 if report.passed else 1)


@evidence.command("audit")
@click.option(
    "--certificate",
    "former",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="A certificate (PEM) of an evidence key that was replaced, which signed earlier heads; repeatable.",
)
@config_option
@json_option
def audit_chain(former: Sequence[Path], config: Path) -> None:
    """Read the whole chain of evidence of a gateway, running or not; name the first place that was altered."""
    certificates = [read_chain(file.read_bytes())[0] for file in former]
    audited = asyncio.run(bootstrap.audit(load(config), certificates))
    answer(
        {"sound": True, "entries": audited.entries, "heads": audited.checkpoints},
        [f"Whole: {audited.entries} entries under {audited.checkpoints} signed heads."],
    )


@evidence.command("ldv")
@click.option("--since", type=click.IntRange(0, MOST), default=0, show_default=True, help="Only behind this entry.")
@click.option("--limit", type=click.IntRange(1, MOST), default=1000, show_default=True, help="From so many entries.")
@config_option
def list_processing(since: int, limit: int, config: Path) -> None:
    """Write the processing records behind an entry of evidence, as JSON lines (Logboek Dataverwerkingen 1.0)."""
    click.echo(lines_of(asyncio.run(bootstrap.list_processing(load(config), since, limit))), nl=False)


@evidence.command("export")
@click.argument("direction", type=click.Choice(["in", "out"]))
@click.argument("sender", type=IdentifierType(Oin))
@click.argument("reference", type=IdentifierType(ReferenceNumber))
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), default=Path("schakel.toml"))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
def export_bundle(direction: str, sender: Oin, reference: ReferenceNumber, config: Path, output: Path) -> None:
    """Write the bundle of one message to a file."""
    octets = asyncio.run(bootstrap.export(load(config), Direction(direction), reference, sender))
    outputs.write(output, octets)
    click.echo(f"{len(octets)} octets written to {output}")
