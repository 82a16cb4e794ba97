"""One message at a time, without a server: sample, validate, convert."""

from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import click

from adapters import bootstrap
from adapters.cli import outputs
from adapters.cli.answers import answer, json_option, refuse
from adapters.cli.message_files import read_octets, write_json
from adapters.config import Settings, load
from adapters.schemas import SchemaBook
from adapters.system.clock import SystemClock
from adapters.system.randomness import SystemRandomness
from gateway import policy as gate
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.domain.references import NO_REFERENCES
from gateway.errors import NotAMessageError, XmlRefusedError
from gateway.formats import interpreter, office
from gateway.formats.payload import Payload, read_payload
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
_UNSOUND: Final = "content-refused"
# A message that a back office hands in names no sender; here it does not matter who it is.
_SOMEBODY: Final = Oin("00000099000000001000")
# What may stand before a message: by its first sign it is JSON or XML.
_MARGIN: Final = 1024
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
    with click.open_file("-", "wb") as out:
        if form == _OFFICE:
            write_json(_new(message), out)
        else:
            _write(message, form, out)


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
    message = read_message(file, about, _book(settings), form)
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
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=outputs.SCREEN,
    show_default=False,
    help="Where to write it; else standard output.",
)
@_ABOUT
def convert(file: Path, form: str, out: Path, about: Path | None) -> None:
    """Rewrite one message in another format."""
    message = read_message(file, about)
    with outputs.opened(out) as opened:
        _write(message, form, opened)


def _finding(ruling: Ruling) -> dict[str, object]:
    return {
        "rule": ruling.rule.number,
        "fault": ruling.rule.fault,
        "elements": list(ruling.verdict.elements),
        "explanation": gate.explain(ruling),
    }


def _book(settings: Settings | None) -> SchemaBook:
    return SchemaBook.ours() if settings is None else SchemaBook.ours(bootstrap.schema_shelf(settings).sources())


def read_message(
    file: Path, about: Path | None = None, book: SchemaBook | None = None, form: str | None = None
) -> Message:
    """Read a message that fits its schema, in the version that is meant; one that names nobody is `about` another."""
    octets = read_octets(file)
    if octets[:_MARGIN].lstrip()[:1] == b"{":
        return _read_office(octets)
    document = _document(octets)
    del octets
    action = interpreter.root_name(document)
    service = interpreter.service_of(action) if form is None else interpreter.FORMATS[form]
    places = (book or SchemaBook.ours()).validate(service, action, document)
    if places:
        raise NotAMessageError(places)
    return interpreter.reread(action, document, None if about is None else read_message(about).header)


def _document(octets: bytes) -> Payload:
    try:
        return read_payload(octets)
    except XmlRefusedError as error:
        raise NotAMessageError((error.reason,)) from error


def _read_office(octets: bytes) -> Message:
    """Read what a back office hands in, or what it got: that says who sent it, and when."""
    draft, received = _apart(office.load(octets))
    randomness = SystemRandomness("localhost")
    return office.read_record(office.Draft, draft).complete(
        sender=Oin.parse(received["sender"]) if received else _SOMEBODY,
        at=_moment(received["createdAt"]) if received else SystemClock().now(),
        reference=randomness.new_reference(),
        conversation=randomness.new_conversation(),
    )


def _apart(document: object) -> tuple[object, dict[str, str]]:
    """Return the message as a back office would hand it in, and what only a message that came in says."""
    if not isinstance(document, dict) or not all(name in document for name in _RECEIVED):
        return document, {}
    return document, {name: str(document.pop(name)) for name in _RECEIVED}


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise NotAMessageError(("createdAt: not a moment",)) from None


def _write(message: Message, form: str, out: IO[bytes]) -> None:
    if form == _OFFICE:
        write_json(office.document_of(message), out)
    else:
        out.write(interpreter.render(message, interpreter.FORMATS.get(form)).octets)
        out.write(b"\n")


def _new(message: Message) -> dict[str, object]:
    """Return a message without what the gateway gives it, so that it can be handed in as it stands, and again."""
    return {name: value for name, value in office.document_of(message).items() if name not in _GIVEN}
