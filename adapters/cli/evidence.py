"""Evidence bundles: fetch one from a gateway's store, check one offline."""

import asyncio
from pathlib import Path

import click

from adapters import bootstrap
from adapters.config import load
from adapters.evidence.verify import read_roots, verify
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction


@click.group()
def evidence() -> None:
    """Evidence that an outsider can check."""


@evidence.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--roots", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A folder of roots (PEM) to trust."
)
@click.pass_context
def verify_bundle(ctx: click.Context, bundle: Path, roots: Path | None) -> None:
    """Check a bundle offline: chain, signatures, digests, receipt."""
    report = verify(bundle.read_bytes(), read_roots(roots) if roots else None)
    for check in report.checks:
        click.echo(f"{'ok   ' if check.passed else 'WRONG'} {check.name}")
    ctx.exit(0 if report.passed else 1)


@evidence.command("export")
@click.argument("direction", type=click.Choice(["in", "out"]))
@click.argument("sender")
@click.argument("reference")
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), default=Path("schakel.toml"))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
def export_bundle(direction: str, sender: str, reference: str, config: Path, output: Path) -> None:
    """Write the bundle of one message to a file."""
    octets = asyncio.run(
        bootstrap.export(load(config), Direction(direction), ReferenceNumber.parse(reference), Oin.parse(sender))
    )
    output.write_bytes(octets)
