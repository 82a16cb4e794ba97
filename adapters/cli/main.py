"""All commands, and how each kind of error ends."""

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
            return super().invoke(ctx)
        except (BundleRefusedError, ConfigError, NotAMessageError) as error:
            refuse(ctx, error.code, error.mistakes)
            ctx.exit(REFUSED)
        except TransientError as error:
            refuse(ctx, error.code, (str(error),))
            ctx.exit(WORLD_FAILED)
        except SchakelError as error:
            refuse(ctx, error.code, (str(error),))
            ctx.exit(REFUSED)
        except BrokenPipeError:
            raise  # Whoever read our output has enough; click knows how to end then.
        except OSError as error:
            refuse(ctx, "world-failed", (f"{error.filename or 'input or output'}: {error.strerror}",))
            ctx.exit(WORLD_FAILED)


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
