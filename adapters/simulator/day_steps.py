"""One step of the day: submit, wait until it arrived, collect; repeat octets; let a partner be down meanwhile."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from adapters import bootstrap
from adapters.config import load
from adapters.simulator.back_office import Refusal
from adapters.simulator.day_model import Day, Sent, Step
from adapters.simulator.day_screen import Outcome
from gateway.errors import ConfigError, NotInTimeError

_PATIENCE_SECONDS: Final = 45.0
_PAUSE_SECONDS: Final = 0.1


def do_step(step: Step, day: Day, messages: Path) -> Outcome:
    """Do one step and return how it went so far."""
    if step.repeats:
        return _repeat(step, day)
    sender = day.find(name=step.sender)
    message = _read_message(messages / step.message, day)
    receiver = day.find(oin=message["receiver"])
    if step.without:
        day.processes[step.without].kill()
        day.screen.note(f"{receiver.title}: its gateway was killed")
    answer = day.offices[sender.name].submit(message)
    outcome = Outcome(step=step, type=message["type"], sender=sender.title, receiver=receiver.title)
    if isinstance(answer, Refusal):
        _note_refusal(answer, outcome)
    else:
        sent = Sent(step, sender, receiver, answer)
        day.sent[step.name] = sent
        if step.without:
            _bring_back(sent, day)
        _collect(sent, day)
        outcome.good = not step.refused
    day.screen.step(outcome)
    return outcome


def _note_refusal(answer: Refusal, outcome: Outcome) -> None:
    outcome.verdict = f"geweigerd ({', '.join(answer.rules) or answer.status})"
    outcome.explanation = answer.detail
    outcome.good = outcome.step.refused and bool(answer.rules)


def _read_message(file: Path, day: Day) -> dict[str, Any]:
    """Read a message; `@name` stands for the reference of that step."""
    text = file.read_text(encoding="utf-8")
    for name, sent in day.sent.items():
        text = text.replace(f'"@{name}"', f'"{sent.reference}"')
    try:
        return dict(json.loads(text))
    except ValueError as error:
        mistake = f"{file.name} is not JSON: {error}"
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
    day.screen.note(f"{sent.sender.title}: {sent.step.name} waits for {sent.receiver.title}")
    process = day.processes[sent.receiver.name]
    process.start()
    process.wait_until_ready()
    day.screen.note(f"{sent.receiver.title}: its gateway is back")


def _repeat(step: Step, day: Day) -> Outcome:
    """Send the octets of an earlier message again, from the sender's own gateway; nothing new may come of it."""
    sent = day.sent[step.repeats]
    office = day.offices[sent.receiver.name]
    settings = load(day.folder / sent.sender.name / "schakel.toml")
    before = _seen(office.follow(str(sent.sender.oin), sent.reference))
    asyncio.run(bootstrap.send_again(settings, sent.reference))
    _wait(
        "the repeated message to be recognised",
        lambda: _seen(office.follow(str(sent.sender.oin), sent.reference)) > before,
    )
    outcome = Outcome(step=step, type="", sender=sent.sender.title, receiver=sent.receiver.title)
    outcome.good = not office.waiting()
    outcome.verdict = "herkend, geen tweede effect" if outcome.good else "TWEEDE EFFECT"
    day.screen.step(outcome)
    return outcome


def _seen(followed: dict[str, Any]) -> int:
    return sum(line["type"] == "duplicate-received" for line in followed["evidence"])


def settle(outcome: Outcome, day: Day) -> None:
    """Wait until every layer that the step expects is complete, and give the verdict."""
    sent = day.sent.get(outcome.step.name)
    if sent is None:
        return
    office = day.offices[sent.sender.name]

    def complete() -> bool:
        outcome.layers = {
            layer["layer"]: layer["completedAt"]
            for layer in office.follow(str(sent.sender.oin), sent.reference)["layers"]
        }
        return all(at or layer in outcome.step.open_layers for layer, at in outcome.layers.items())

    try:
        _wait(f"the acknowledgements of {sent.step.name}", complete)
    except NotInTimeError:
        outcome.good = False
    state = office.follow(str(sent.sender.oin), sent.reference)
    outcome.good = outcome.good and state["state"] == "delivered"
    outcome.verdict = state["verdict"]
