"""What a command changed in the book of agreements, as evidence."""

import asyncio
from typing import Final

import click

from adapters import bootstrap
from adapters.config import Settings
from gateway.errors import SchakelError

_NOT_NOTED: Final = (
    "let op: de wijziging staat er, maar nog niet in het bewijs ({}); het volgende commando dat een afspraak wijzigt "
    "legt haar alsnog vast"
)


def note_change(settings: Settings) -> None:
    """Let the evidence of the gateway say what stands in its book now; where that fails, the change stands."""
    try:
        asyncio.run(bootstrap.note_book(settings))
    except SchakelError as error:
        click.echo(_NOT_NOTED.format(error), err=True)
