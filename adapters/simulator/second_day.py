"""A second day: messages built to break rules go through running gateways, and nothing forbidden arrives anywhere."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

from adapters.simulator.back_office import AUTHOR
from adapters.simulator.chain import Organisation
from adapters.simulator.day_model import Day
from adapters.simulator.desk import Desk, Reply
from adapters.simulator.second_day_model import Attempt, Ending, build_message, refer
from adapters.system.randomness import SystemRandomness
from gateway.errors import NotInTimeError

_PATIENCE_SECONDS: Final = 30.0
_PAUSE_SECONDS: Final = 0.05
_RELEASED: Final = "released"
_WAITING: Final = "waiting"
_STRIP: Final = "strip"
_CLIENT: Final = "tweededag.test"
_BOOKS: Final = 'parties = "parties.toml"'
_STAFF_BOOK: Final = "medewerkers.toml"
# Who acts on the second day, at every organisation.
_STAFF: Final = (
    *(AUTHOR, ("m-23", "vertrouwensarts"), ("m-31", "gedragswetenschapper")),
    *(("m-41", "teamleider"), ("m-42", "manager"), ("m-43", "privacy"), ("m-44", "intake")),
)


@dataclass(slots=True)
class Tried:
    """One attempt, what the gateway said to it, and what arrived."""

    attempt: Attempt
    reply: Reply
    ended: str = ""
    type: str = ""
    heard: list[str] = field(default_factory=list)
    document: str = ""
    waits_for: tuple[str, ...] = ()

    @property
    def mistakes(self) -> tuple[str, ...]:
        """What is otherwise than the day describes."""
        silent = [rule for rule in self.attempt.rules if rule not in self.reply.rules]
        wrong = [] if self.ended == self.attempt.ending else [f"{self.attempt.ending} werd verwacht"]
        waits = [f"wacht nog op {step}" for step in self.waits_for] if wrong else []
        hidden = [f"de ontvanger ziet niet dat {rule} iets verwijderde" for rule in self._removed_unseen()]
        return (*wrong, *waits, *hidden, *(f"{rule} sprak niet" for rule in silent))

    def _removed_unseen(self) -> Iterator[str]:
        """Find rules whose removal was confirmed and that the receiver cannot see (R146)."""
        shown = json.loads(self.document)["content"].get("verwijderd", ()) if self.document else ()
        for action in self.attempt.actions:
            if self.document and action.effect == _STRIP and action.rule not in shown:
                yield action.rule


def write_staff(folder: Path, organisations: tuple[Organisation, ...]) -> None:
    """Give every organisation a staff book, beside what `lay_out` made."""
    text = "\n".join(f'[[medewerker]]\nnummer = "{who}"\nrollen = ["{role}"]\n' for who, role in _STAFF)
    for one in organisations:
        home = folder / one.name
        (home / _STAFF_BOOK).write_text(text, encoding="utf-8")
        settings = (home / "schakel.toml").read_text(encoding="utf-8")
        settings = settings.replace(_BOOKS, f'{_BOOKS}\nstaff = "{_STAFF_BOOK}"')
        (home / "schakel.toml").write_text(settings, encoding="utf-8")


def try_all(attempts: tuple[Attempt, ...], day: Day, messages: Path) -> bool:
    """Hand in every message, take the steps, and tell whether each ended as it should and no canary escaped."""
    desks = {one.name: Desk(one.office_port, day.folder / one.name / "keys") for one in day.organisations}
    tried: list[Tried] = []
    built = [build_message(each, messages, str(day.find(each.receiver).oin)) for each in attempts]
    run = str(SystemRandomness(_CLIENT).new_payload_id())
    with day.screen.busy("pogingen"):
        for attempt, message in zip(attempts, built, strict=True):
            tried.append(_hand_in(attempt, day, desks, refer(message, _references(tried), run)))
            day.screen.note(f"{attempt.name}: {tried[-1].ended}")
        for each in tried:
            _act(each, day, desks, tried)
        strangers = _look_for_strangers(desks)
    leaks = [*strangers, *_leaks(tried, day)]
    _show(tried, leaks, day)
    return not leaks and not any(each.mistakes for each in tried)


def _references(tried: list[Tried]) -> dict[str, str]:
    return {each.attempt.name: each.reply.reference for each in tried if each.reply.reference}


def _hand_in(attempt: Attempt, day: Day, desks: dict[str, Desk], message: dict[str, Any]) -> Tried:
    desk = desks[day.find(attempt.sender).name]
    for fact in attempt.facts:
        # What a fact is about, stands behind a colon.
        name, _, about = fact.partition(":")
        desk.record(str(message["conversation"]), name, about)
    reply = desk.hand_in(message)
    one = Tried(attempt=attempt, reply=reply, type=str(message["type"]), heard=[reply.said])
    one.ended = Ending.REFUSED if not reply.accepted else Ending.WAITS if reply.waits else Ending.SENT
    if one.ended == Ending.SENT:
        _collect(one, day, desks)
    return one


def _act(one: Tried, day: Day, desks: dict[str, Desk], tried: list[Tried]) -> None:
    """Take the steps that the day describes about a message that waits; without any it goes on waiting."""
    if one.ended != Ending.WAITS:
        return
    desk, reference, references = desks[one.attempt.sender], one.reply.reference, _references(tried)
    for action in one.attempt.actions:
        one.heard.append(desk.act(reference, action, references.get(action.copy, "")))
    state, one.waits_for = desk.parked(reference)
    if state == _RELEASED:
        one.ended = Ending.SENT_AFTER_STEPS
        _collect(one, day, desks)
    elif state != _WAITING:
        one.ended = f"{Ending.WAITS}, daarna {state}"


def _collect(one: Tried, day: Day, desks: dict[str, Desk]) -> None:
    """Have the receiver's back office read the message; what does not come in time ends this message only."""
    desk, sender = desks[one.attempt.receiver], str(day.find(one.attempt.sender).oin)
    until = time.monotonic() + _PATIENCE_SECONDS
    while not any(each["reference"] == one.reply.reference for each in desk.waiting()):
        if time.monotonic() > until:
            one.ended = "niet op tijd aangekomen"
            return
        time.sleep(_PAUSE_SECONDS)
    one.document = json.dumps(desk.collect(sender, one.reply.reference), ensure_ascii=False)


def _look_for_strangers(desks: dict[str, Desk]) -> list[str]:
    """Return what still waits somewhere: everything that may arrive, has been collected."""
    return [f"{name} kreeg iets dat niet mocht aankomen" for name, desk in desks.items() if desk.waiting()]


def _leaks(tried: list[Tried], day: Day) -> list[str]:
    """Return every place where a canary stands that may not stand there, and every canary that should have arrived."""
    places: dict[str, str] = {}
    for one in day.organisations:
        places[f"logboek van {one.name}"] = (day.folder / one.name / "gateway.log").read_text(encoding="utf-8")
        places[f"meetwaarden van {one.name}"] = _metrics(one.operations_port)
    places |= {f"antwoord op {each.attempt.name}": "\n".join(each.heard) for each in tried}
    received = {f"bericht {each.attempt.name}": each.document for each in tried if each.document}
    everywhere = "\n".join((*places.values(), *received.values()))
    return [
        *(f"{where}: kanarie van {name}" for where, name in _escaped(tried, places, received)),
        *(f"bericht {each.attempt.name}: {what}" for each in tried for what in _own_leaks(each, everywhere)),
    ]


def _escaped(tried: list[Tried], places: dict[str, str], received: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Find canaries that may reach nobody anywhere, and those for a receiver where no receiver reads."""
    for each in tried:
        for where, text in (places | received).items():
            if each.attempt.forbidden in text or (where in places and each.attempt.allowed in text):
                yield where, each.attempt.name


def _own_leaks(one: Tried, everywhere: str) -> Iterator[str]:
    """Find what is wrong with the arrival of one message: a value that was to be kept back, or nothing that may."""
    if one.document and one.attempt.allowed not in one.document:
        yield "wat mee mocht, kwam niet aan"
    if not one.document and one.attempt.allowed in everywhere:
        yield "het kwam niet aan, en toch staat het ergens"
    if any(value in "\n".join((one.document, *one.heard)) for value in one.attempt.kept_back):
        yield "een waarde kwam mee die achter moest blijven"


def _metrics(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    except OSError as error:
        door = "the operations door"
        raise NotInTimeError(door) from error
    finally:
        connection.close()


def _show(tried: list[Tried], leaks: list[str], day: Day) -> None:
    """Show every message with its verdict, the rules that decided, and their explanation."""
    day.screen.text("\nDe tweede dag: berichten die regels breken")
    for each in tried:
        attempt, rules = each.attempt, ", ".join(dict.fromkeys(each.reply.rules)) or "-"
        route = f"{attempt.sender} -> {attempt.receiver}"
        line = f"{attempt.chapter:5}{attempt.name:34}{each.type:8}{route:32}{each.ended:22}{rules}"
        wrong = "".join(f"  NIET GOED: {mistake}" for mistake in each.mistakes)
        day.screen.text(line + wrong, "bold red" if wrong else "green")
        for explanation in each.reply.explanations:
            day.screen.explanation(explanation)
    day.screen.text("")
    for leak in leaks:
        day.screen.text(f"NIET GOED: {leak}", "bold red")
    good = sum(not each.mistakes for each in tried)
    arrived = sum(bool(each.document) for each in tried)
    day.screen.note(f"{good} van {len(tried)} berichten eindigden zoals beschreven; {arrived} kwamen aan")
    day.screen.note("niets verbodens kwam aan" if not leaks else f"{len(leaks)} kanaries ontsnapt of vermist")
