"""All commands, and how each kind of error ends."""

import sys
from contextlib import suppress
from typing import Final

import click

from adapters.cli.agreements import cpa
from adapters.cli.answers import refuse
from adapters.cli.evidence import evidence
from adapters.cli.messages import convert, sample, validate
from adapters.cli.parked import case, parked
from adapters.cli.partners import partner
from adapters.cli.policy import policy
from adapters.cli.processes import check_config, day, migrate, serve, work
from adapters.cli.references import reference
from adapters.cli.schemas import schemas
from adapters.cli.simulate import simulate
from adapters.cli.trust import trust
from gateway.errors import BundleRefusedError, ConfigError, NotAMessageError, SchakelError, TransientError

REFUSED: Final = 1
WORLD_FAILED: Final = 3


class _Commands(click.Group):
    """Turns our errors into plain lines, or JSON where that was asked for, and the exit code that fits."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what goes wrong on purpose ends in a line and an exit code."""
        try:
            return self._answered(ctx)
        except BrokenPipeError:
            raise  # Whoever read our output has enough; click knows how to end then.
        except OSError as error:
            _tell(ctx, f"{error.filename or 'input or output'}: {error.strerror}")
            ctx.exit(WORLD_FAILED)

    def _answered(self, ctx: click.Context) -> object:
        try:
            ended = super().invoke(ctx)
            # What still stands in a buffer fails here, or later without an exit code of ours.
            click.echo(nl=False)
        except (BundleRefusedError, ConfigError, NotAMessageError) as error:
            refuse(ctx, error.code, error.mistakes)
            ctx.exit(REFUSED)
        except TransientError as error:
            refuse(ctx, error.code, (str(error),))
            ctx.exit(WORLD_FAILED)
        except SchakelError as error:
            refuse(ctx, error.code, (str(error),))
            ctx.exit(REFUSED)
        else:
            return ended


def _tell(ctx: click.Context, mistake: str) -> None:
    """Write what failed in the world, in whichever output is left."""
    try:
        click.echo(nl=False)
        refuse(ctx, "world-failed", (mistake,))
    except OSError:
        with suppress(OSError):
            # Or Python tries once more at its end, and gives an exit code of its own.
            sys.stdout.close()
        with suppress(OSError):
            click.echo(mistake, err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Schakel, the secure messaging gateway of a Veilig Thuis organisation and its partners."""


for command in (
    serve,
    work,
    migrate,
    check_config,
    day,
    sample,
    validate,
    convert,
    policy,
    evidence,
    cpa,
    schemas,
    reference,
    parked,
    case,
    simulate,
    partner,
    trust,
):
    main.add_command(command)
