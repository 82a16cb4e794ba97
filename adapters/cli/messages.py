"""One message at a time, without a server: sample, validate, convert, explain."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from adapters import bootstrap
from adapters.cli.answers import answer, json_option, refuse
from adapters.config import Settings, load
from adapters.schemas import SchemaBook
from adapters.system.clock import SystemClock
from adapters.system.randomness import SystemRandomness
from gateway import policy as gate
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.domain.party import Party, PartyKind
from gateway.domain.references import NO_REFERENCES
from gateway.errors import NotAMessageError
from gateway.formats import interpreter, office
from gateway.formats.samples import sample_message
from gateway.policy import Ruling

_FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_OFFICE: Final = "office"
_PARTNER: Final = "partner"
_FORMATS = click.Choice([_OFFICE, _PARTNER, *interpreter.FORMATS])
_ABOUT = click.option(
    "--about",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The message that FILE answers, where FILE itself does not say it (Fo02).",
)
_KIND = click.Choice([str(kind) for kind in PartyKind])
_UNSOUND: Final = "content-refused"
_VERDICTS: Final = {True: "toegestaan", False: "geweigerd"}
# A message that a back office hands in names no sender; here it does not matter who it is.
_SOMEBODY: Final = Oin("00000099000000001000")
# What only a message that came in says, and what the gateway gives a new one.
_RECEIVED: Final = ("sender", "createdAt")
_GIVEN: Final = (*_RECEIVED, "reference", "conversation")


@click.command()
@click.argument("kind", metavar="TYPE", type=click.Choice([str(kind) for kind in MessageType]))
@click.option(
    "--format",
    "form",
    type=_FORMATS,
    default=_OFFICE,
    show_default=True,
    help="Office JSON as a back office hands it in, or the XML that partners exchange, in whichever version.",
)
def sample(kind: str, form: str) -> None:
    """Print a valid, fictional message of TYPE (MSG-01 ...)."""
    message = sample_message(MessageType(kind), SystemClock().now())
    click.echo(_write_new(message) if form == _OFFICE else _write(message, form))


@click.command()
@_FILE
@click.option("--as", "form", type=click.Choice(list(interpreter.FORMATS)), help="The version of XML; else the newest.")
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="Use what this gateway has installed.")
@_ABOUT
@json_option
@click.pass_context
def validate(ctx: click.Context, file: Path, form: str | None, config: Path | None, about: Path | None) -> None:
    """Check one message (office JSON or partner XML), its form and what it says, and show every mistake.

    XML is held against its schema, with line and element. What no schema can say is judged by the rules that a receiver
    has for it: each in Dutch, with its number, the StUF fault code and the elements.
    """
    settings = None if config is None else load(config)
    message = _read(file, about, _book(settings), form)
    references = NO_REFERENCES if settings is None else bootstrap.reference_shelf(settings).current()
    decision = gate.inspect_document(message, references, at=SystemClock().now())
    faults = list(map(_finding, decision.refusals))
    warnings = [_finding(ruling) for ruling in decision.rulings if ruling not in decision.refusals]
    found = {"type": message.header.type, "faults": faults, "warnings": warnings}
    if faults:
        refuse(ctx, _UNSOUND, [f"{fault['fault']} {fault['explanation']}" for fault in faults], found)
        ctx.exit(1)
    told = [f"warning: {warning['explanation']}" for warning in warnings]
    answer({"sound": True, **found}, [*told, "The message is sound."])


@click.command()
@_FILE
@click.option("--to", "form", type=_FORMATS, required=True, help="The format to write.")
@_ABOUT
def convert(file: Path, form: str, about: Path | None) -> None:
    """Rewrite one message in another format."""
    click.echo(_write(_read(file, about), form))


@click.group()
def policy() -> None:
    """Show what the rules say."""


@policy.command()
@_FILE
@click.option("--sender-kind", type=_KIND, multiple=True, default=["VT"], show_default=True, help="What the sender is.")
@click.option(
    "--receiver-kind", type=_KIND, multiple=True, required=True, help="What the receiver is; may be repeated."
)
@json_option
@click.pass_context
def explain(ctx: click.Context, file: Path, sender_kind: Sequence[str], receiver_kind: Sequence[str]) -> None:
    """Give the verdict on one message, with every rule that spoke, in Dutch.

    An organisation may be of several kinds: repeat the option.
    """
    message = _read(file)
    decision = gate.decide_message(
        message,
        Party(oin=message.header.sender, name="afzender", kinds=frozenset(map(PartyKind, sender_kind))),
        Party(oin=message.header.receiver, name="ontvanger", kinds=frozenset(map(PartyKind, receiver_kind))),
        at=SystemClock().now(),
    )
    spoken = list(zip(decision.rules, decision.explanations, strict=True))
    answer(
        {
            "passes": decision.passes,
            "ruleSet": decision.rule_set,
            "rules": [{"rule": rule, "explanation": explanation} for rule, explanation in spoken],
        },
        [_VERDICTS[decision.passes], *(f"{rule}: {explanation}" for rule, explanation in spoken)],
    )
    ctx.exit(0 if decision.passes else 1)


def _finding(ruling: Ruling) -> dict[str, object]:
    return {
        "rule": ruling.rule.number,
        "fault": ruling.rule.fault,
        "elements": list(ruling.verdict.elements),
        "explanation": gate.explain(ruling),
    }


def _book(settings: Settings | None) -> SchemaBook:
    return SchemaBook.ours() if settings is None else SchemaBook.ours(bootstrap.schema_shelf(settings).sources())


def _read(file: Path, about: Path | None = None, book: SchemaBook | None = None, form: str | None = None) -> Message:
    """Read a message that fits its schema, in the version that is meant; one that names nobody is `about` another."""
    octets = file.read_bytes()
    if octets.lstrip()[:1] == b"{":
        return _read_office(octets)
    action = interpreter.root_name(octets)
    service = interpreter.service_of(action) if form is None else interpreter.FORMATS[form]
    places = (book or SchemaBook.ours()).validate(service, action, octets)
    if places:
        raise NotAMessageError(places)
    return interpreter.reread(action, octets, None if about is None else _read(about).header)


def _read_office(octets: bytes) -> Message:
    """Read what a back office hands in, or what it got: that says who sent it, and when."""
    draft, received = _apart(octets)
    randomness = SystemRandomness("localhost")
    return office.parse(draft).complete(
        sender=Oin.parse(received["sender"]) if received else _SOMEBODY,
        at=_moment(received["createdAt"]) if received else SystemClock().now(),
        reference=randomness.new_reference(),
        conversation=randomness.new_conversation(),
    )


def _apart(octets: bytes) -> tuple[bytes, dict[str, str]]:
    """Return the message as a back office would hand it in, and what only a message that came in says."""
    try:
        document = json.loads(octets)
    except (ValueError, RecursionError):
        return octets, {}  # The interpreter says what is wrong with it.
    if not all(name in document for name in _RECEIVED):
        return octets, {}
    received = {name: str(document.pop(name)) for name in _RECEIVED}
    return json.dumps(document).encode(), received


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise NotAMessageError(("createdAt: not a moment",)) from None


def _write(message: Message, form: str) -> str:
    if form == _OFFICE:
        return _pretty(json.loads(office.render(message)))
    return interpreter.render(message, interpreter.FORMATS.get(form)).octets.decode()


def _write_new(message: Message) -> str:
    """Write a message without what the gateway gives it, so that it can be handed in as it stands, and again."""
    document = json.loads(office.render(message))
    return _pretty({name: value for name, value in document.items() if name not in _GIVEN})


def _pretty(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
