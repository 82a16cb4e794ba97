"""All commands, and how each kind of error ends."""

from typing import Any, Final

import click

from adapters.cli.agreements import cpa
from adapters.cli.evidence import evidence
from adapters.cli.messages import convert, policy, sample, validate
from adapters.cli.processes import check_config, day, migrate, serve, work
from gateway.errors import ConfigError, SchakelError, TransientError

REFUSED: Final = 1
WORLD_FAILED: Final = 3


class _Commands(click.Group):
    """Turns our errors into one plain line and the exit code that fits."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            for mistake in error.mistakes:
                click.echo(f"- {mistake}", err=True)
            ctx.exit(REFUSED)
        except TransientError as error:
            click.echo(str(error), err=True)
            ctx.exit(WORLD_FAILED)
        except SchakelError as error:
            click.echo(str(error), err=True)
            ctx.exit(REFUSED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Schakel, the secure messaging gateway of a Veilig Thuis organisation and its partners."""


for command in (serve, work, migrate, check_config, day, sample, validate, convert, policy, evidence, cpa):
    main.add_command(command)
