"""What the trust folder needs: revocation lists, fetched now."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from adapters import bootstrap
from adapters.bootstrap import Attempt, Ending
from adapters.cli.answers import answer, json_option
from adapters.cli.processes import config_option
from adapters.config import load

_NONE: Final = "No certificate names where a revocation list is, and crl_sources in [trust] names no address."
# What we got and refused weighs more than what we did not get.
_EXIT_CODES: Final = {Ending.FETCHED: 0, Ending.FAILED: 3, Ending.REFUSED: 1}


@click.group()
def trust() -> None:
    """What we trust: its revocation lists."""


@trust.command()
@config_option
@json_option
def fetch(config: Path) -> None:
    """Fetch every revocation list now, once, and say of each address what came of it.

    A running gateway does the same by itself, and uses what was fetched within seconds. Exit code 1 when a list was
    refused, 3 when one could not be fetched; lists that came are kept all the same.
    """
    attempts = asyncio.run(bootstrap.fetch_lists(load(config)))
    answer({"lists": [_document(each) for each in attempts]}, [*map(_line, attempts)] or [_NONE])
    endings = {each.ending for each in attempts}
    sys.exit(next((code for ending, code in reversed(_EXIT_CODES.items()) if ending in endings), 0))


def _document(attempt: Attempt) -> Mapping[str, object]:
    return {"address": attempt.source.address, "outcome": attempt.ending, "reason": attempt.reason}


def _line(attempt: Attempt) -> str:
    return f"{attempt.ending:<8} {attempt.source.address} {attempt.reason}".rstrip()
