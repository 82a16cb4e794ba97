"""The processes of a gateway and their care, and the working day."""

import asyncio
import sys
from pathlib import Path
from typing import Final

import click

from adapters import bootstrap
from adapters.cli.answers import answer, json_option
from adapters.cli.revocation_words import source_document, source_lines
from adapters.config import load
from adapters.database import migrate as migrate_database
from adapters.simulator.day import run_day

# A checkout is the installation.
_DAY: Final = Path(__file__).resolve().parents[2] / "deploy" / "day" / "dag.toml"
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("schakel.toml"),
    show_default=True,
    help="The settings of this gateway.",
)


def roots_of(config: Path) -> frozenset[str]:
    """Return the roots that let organizationIdentifier speak here (S-05); none where there are no settings."""
    return load(config).trust.organization_identifier_roots if config.is_file() else frozenset()


@click.command()
@config_option
def serve(config: Path) -> None:
    """Open the doors and do the work, until SIGTERM or SIGINT."""
    asyncio.run(bootstrap.serve(load(config), doors=True))


@click.command()
@config_option
def work(config: Path) -> None:
    """Do the work without opening the doors: another process of the same gateway."""
    asyncio.run(bootstrap.serve(load(config), doors=False))


@click.command()
@config_option
def migrate(config: Path) -> None:
    """Bring the store to the form this version needs."""
    migrate_database(load(config).storage.database)
    click.echo("The store is up to date.")


@click.command("check-config")
@config_option
@json_option
def check_config(config: Path) -> None:
    """Check settings, keys, trust, agreements and parties as a whole, and show every mistake.

    Says too where revocation lists are fetched: those addresses must be open in a firewall.
    """
    settings = load(config)
    remarks = bootstrap.check(settings)
    minutes, sources = settings.trust.crl_fetch_minutes, bootstrap.list_sources(settings)
    warnings = [f"warning: {remark}" for remark in remarks]
    answer(
        {"sound": True, "warnings": list(remarks), "revocationLists": source_document(minutes, sources)},
        [*warnings, *source_lines(minutes, sources), "The configuration is sound."],
    )


@click.command()
@click.option("--stay", is_flag=True, help="Keep the chain running when the day is over.")
@click.option(
    "--description",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=_DAY,
    show_default="deploy/day/dag.toml",
    help="The parties and steps of the day.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".schakel/day"),
    show_default=True,
    help="Where the parties keep their keys and stores.",
)
def day(description: Path, folder: Path, *, stay: bool) -> None:
    """Run a working day in the chain: five organisations on this machine, over mutual TLS."""
    sys.exit(0 if run_day(description, folder, stay=stay) else 1)
