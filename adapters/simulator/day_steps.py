"""One step of the day: submit, wait until it arrived, collect; repeat octets; let a partner be down meanwhile."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from adapters import bootstrap
from adapters.config import load
from adapters.simulator.back_office import Refusal
from adapters.simulator.day_model import Day, Sent
from adapters.simulator.day_screen import Outcome
from gateway.errors import ConfigError, NotInTimeError

_PATIENCE_SECONDS: Final = 45.0
_PAUSE_SECONDS: Final = 0.1
_REFERENCE: Final = re.compile(r'"@([^"]+)"')
# What the gateway says of all layers together, in the words of the screen.
_VERDICTS: Final = {"complete": "voltooid", "open": "open", "refused": "geweigerd door de ontvanger"}


def do_step(outcome: Outcome, day: Day, messages: Path) -> None:
    """Do one step and note how it went so far; what does not arrive in time ends the step, not the day."""
    try:
        if outcome.step.repeats:
            _repeat(outcome, day)
        else:
            _send(outcome, day, messages)
    except NotInTimeError:
        outcome.good = False
        outcome.verdict = "niet op tijd aangekomen"


def _send(outcome: Outcome, day: Day, messages: Path) -> None:
    step = outcome.step
    sender = day.find(step.sender)
    message, missing = _read_message(messages / step.message, day)
    receiver = day.find_oin(message.get("receiver"))
    outcome.type, outcome.sender = str(message.get("type", "")), sender.name
    outcome.receiver = receiver.name if receiver else "?"
    if missing:
        outcome.verdict = f"overgeslagen: {missing} is niet verzonden"
        return
    if step.without:
        day.processes[day.find(step.without).name].kill()
        day.screen.note(f"de gateway van {step.without} valt uit")
    answer = day.offices[sender.name].submit(message)
    if isinstance(answer, Refusal) or receiver is None:
        _note_refusal(answer, outcome)
        return
    sent = day.sent[step.name] = Sent(step, sender, receiver, answer)
    if step.without:
        _bring_back(sent, day)
    _collect(sent, day)
    outcome.good = not step.refused
    outcome.verdict = "" if outcome.good else "aangenomen, geweigerd werd verwacht"


def _note_refusal(answer: Refusal | str, outcome: Outcome) -> None:
    if isinstance(answer, str):
        outcome.verdict = "aangenomen voor een onbekende ontvanger"
        return
    outcome.verdict = f"geweigerd ({', '.join(answer.rules) or answer.status})"
    outcome.explanations = answer.explanations
    outcome.good = outcome.step.refused and bool(answer.rules)


def _read_message(file: Path, day: Day) -> tuple[dict[str, Any], str]:
    """Read a message, in which `@name` stands for the reference of that step; also return a name that has none yet."""
    try:
        text = file.read_text(encoding="utf-8")
        for name, sent in day.sent.items():
            text = text.replace(f'"@{name}"', f'"{sent.reference}"')
        missing = _REFERENCE.search(text)
        return dict(json.loads(text)), missing[1] if missing else ""
    except (OSError, ValueError, TypeError) as error:
        mistake = f"{file.name} cannot be read as one JSON object"
        raise ConfigError(mistake) from error


def _wait(what: str, ready: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not ready():
        if time.monotonic() > until:
            raise NotInTimeError(what)
        time.sleep(_PAUSE_SECONDS)


def _collect(sent: Sent, day: Day) -> None:
    """Wait until the message is at the receiver's back office, and have it taken and confirmed."""
    office = day.offices[sent.receiver.name]
    _wait(
        f"{sent.step.name} to arrive",
        lambda: any(found["reference"] == sent.reference for found in office.waiting()),
    )
    office.collect(str(sent.sender.oin), sent.reference)


def _bring_back(sent: Sent, day: Day) -> None:
    """Wait until the sender has tried in vain, and start the receiver again."""
    office = day.offices[sent.sender.name]
    _wait(
        f"a first attempt of {sent.step.name}",
        lambda: office.follow(str(sent.sender.oin), sent.reference)["state"] == "awaiting-receipt",
    )
    day.screen.note(f"{sent.step.name} wacht bij {sent.sender.name} op {sent.step.without}")
    process = day.processes[sent.step.without]
    process.start()
    process.wait_until_ready()
    day.screen.note(f"de gateway van {sent.step.without} is terug")


def _repeat(outcome: Outcome, day: Day) -> None:
    """Send the octets of an earlier message again, from the sender's own gateway; nothing new may come of it."""
    sent = day.sent.get(outcome.step.repeats)
    if sent is None:
        outcome.verdict = f"overgeslagen: {outcome.step.repeats} is niet verzonden"
        return
    outcome.sender, outcome.receiver = sent.sender.name, sent.receiver.name
    office = day.offices[sent.receiver.name]
    settings = load(day.folder / sent.sender.name / "schakel.toml")
    before = _seen(office.follow(str(sent.sender.oin), sent.reference))
    asyncio.run(bootstrap.send_again(settings, sent.reference))
    _wait(
        "the repeated message to be recognised",
        lambda: _seen(office.follow(str(sent.sender.oin), sent.reference)) > before,
    )
    outcome.good = not office.waiting()
    outcome.verdict = "herkend, geen tweede effect" if outcome.good else "TWEEDE EFFECT"


def _seen(followed: dict[str, Any]) -> int:
    return sum(line["type"] == "duplicate-received" for line in followed["evidence"])


def settle(outcome: Outcome, day: Day) -> None:
    """Wait until every layer that the step expects is complete, and give the verdict."""
    sent = day.sent.get(outcome.step.name)
    if sent is None or not outcome.good:
        return
    office = day.offices[sent.sender.name]

    def complete() -> bool:
        followed = office.follow(str(sent.sender.oin), sent.reference)
        outcome.layers = {layer["layer"]: layer["completedAt"] for layer in followed["layers"]}
        outcome.verdict = _VERDICTS.get(followed["verdict"], followed["verdict"])
        outcome.good = followed["state"] == "delivered"
        return all(at or layer in outcome.step.open_layers for layer, at in outcome.layers.items())

    try:
        _wait(f"the acknowledgements of {sent.step.name}", complete)
    except NotInTimeError:
        outcome.good = False
