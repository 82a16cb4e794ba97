"""Arguments that are identifiers, and options that are one value."""

from datetime import timedelta

import click
import pytest
from click.testing import CliRunner

from adapters.cli.answers import IdentifierType, gathered
from gateway.domain.identifiers import Oin, PartyId


def test_an_argument_becomes_the_identifier_it_is() -> None:
    oin = IdentifierType(Oin).convert("00000099000000003000", None, None)
    assert oin == Oin("00000099000000003000")


@pytest.mark.parametrize("text", ["", "0", "00000099000000003000_T", "x" * 20])
def test_another_text_is_wrong_use_and_is_not_repeated(text: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        IdentifierType(Oin).convert(text, None, None)
    assert refused.value.message == "not a valid Oin"


def test_help_calls_the_argument_by_its_kind() -> None:
    assert IdentifierType(PartyId).name == "PartyId"


def _span(hours: int, minutes: int) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


@click.command()
@click.option("--hours", type=int, default=1)
@click.option("--minutes", type=int, default=30)
@click.option("--after", default="")
@gathered("span", _span)
@click.pass_context
def wait(ctx: click.Context, span: timedelta, after: str) -> None:
    """Wait for a span."""
    click.echo(f"{ctx.info_name} {span}{after}")


@pytest.mark.parametrize(
    ("options", "said"), [([], "wait 1:30:00"), (["--hours", "2", "--minutes", "0", "--after", "!"], "wait 2:00:00!")]
)
def test_a_command_is_given_what_its_options_make_together(options: list[str], said: str) -> None:
    told = CliRunner().invoke(wait, options)
    assert (told.exit_code, told.output) == (0, f"{said}\n")


def test_a_command_of_gathered_options_keeps_its_own_words() -> None:
    told = CliRunner().invoke(wait, ["--help"]).output
    assert "Wait for a span." in told
    assert "--minutes INTEGER" in told
