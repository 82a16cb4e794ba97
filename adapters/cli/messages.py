"""One message at a time, without a server: sample, validate, convert, explain."""

import json
from pathlib import Path

import click

from adapters.schemas import SchemaBook
from adapters.system.clock import SystemClock
from adapters.system.randomness import SystemRandomness
from gateway import policy as gate
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.domain.party import Party, PartyKind
from gateway.errors import NotAMessageError
from gateway.formats import interpreter, office
from gateway.formats.samples import sample_message

_FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_FORMATS = click.Choice(["office", "partner"])
_KIND = click.Choice([str(kind) for kind in PartyKind])
# A message in office JSON names no sender; here it does not matter who it is.
_SOMEBODY = Oin("00000099000000001000")


@click.command()
@click.argument("kind", metavar="TYPE", type=click.Choice([str(kind) for kind in MessageType]))
@click.option(
    "--format", "form", type=_FORMATS, default="office", show_default=True, help="Office JSON or partner XML."
)
def sample(kind: str, form: str) -> None:
    """Print a valid, fictional message of TYPE (MSG-01 ...)."""
    click.echo(_write(sample_message(MessageType(kind), SystemClock().now()), form))


@click.command()
@_FILE
def validate(file: Path) -> None:
    """Check one message (office JSON or partner XML) and show every mistake."""
    _read(file)
    click.echo("The message is sound.")


@click.command()
@_FILE
@click.option("--to", "form", type=_FORMATS, required=True, help="The format to write.")
def convert(file: Path, form: str) -> None:
    """Rewrite one message in another format."""
    click.echo(_write(_read(file), form))


@click.group()
def policy() -> None:
    """Show what the rules say."""


@policy.command()
@_FILE
@click.option("--sender-kind", type=_KIND, default="VT", show_default=True)
@click.option("--receiver-kind", type=_KIND, required=True)
@click.pass_context
def explain(ctx: click.Context, file: Path, sender_kind: str, receiver_kind: str) -> None:
    """Give the verdict on one message, with every rule that spoke, in Dutch."""
    message = _read(file)
    decision = gate.decide_message(
        message,
        Party(oin=message.header.sender, name="afzender", kinds=frozenset({PartyKind(sender_kind)})),
        Party(oin=message.header.receiver, name="ontvanger", kinds=frozenset({PartyKind(receiver_kind)})),
        at=SystemClock().now(),
    )
    click.echo("toegestaan" if decision.passes else "geweigerd")
    for rule, explanation in zip(decision.rules, decision.explanations, strict=True):
        click.echo(f"{rule}: {explanation}")
    ctx.exit(0 if decision.passes else 1)


def _read(file: Path) -> Message:
    octets = file.read_bytes()
    if octets.lstrip()[:1] == b"{":
        randomness = SystemRandomness("localhost")
        return office.parse(octets).complete(
            sender=_SOMEBODY,
            at=SystemClock().now(),
            reference=randomness.new_reference(),
            conversation=randomness.new_conversation(),
        )
    action = interpreter.root_name(octets)
    places = SchemaBook.ours().validate(action, octets)
    if places:
        raise NotAMessageError(places)
    return interpreter.reread(action, octets)


def _write(message: Message, form: str) -> str:
    if form == "office":
        return json.dumps(json.loads(office.render(message)), indent=2, ensure_ascii=False)
    return interpreter.render(message).octets.decode()
