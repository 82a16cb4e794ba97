"""What a second day is made of: messages that each differ in one thing from a sound one, and what must become of them.

A text may hold two marks: `{weg}` stands for a canary that may reach nobody, `{mag}` for one that the receiver reads.
"""

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from gateway.errors import ConfigError

_NEEDED: Final = frozenset({"naam", "hoofdstuk", "van", "naar", "basis", "uitkomst"})
_KNOWN: Final = _NEEDED | {"wijzig", "haalweg", "feiten", "regels", "handeling", "verboden"}
# Letters only, without vowels: no rule may take a canary for a number, a word or a name.
_LETTERS: Final = "bcdfghjklmnpqrstvwxz"
_LENGTH: Final = 10
_APPEND: Final = "+"


class Ending(StrEnum):
    """What must become of a message."""

    REFUSED = "geweigerd"
    WAITS = "wacht"
    SENT = "verstuurd"
    SENT_AFTER_STEPS = "verstuurd na stappen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What an employee does about a message that waits."""

    rule: str
    effect: str
    employee: str
    role: str
    reason: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One message of the second day."""

    name: str
    chapter: str
    sender: str
    receiver: str
    basis: str
    ending: Ending
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    changes: Mapping[str, Any]
    removals: tuple[str, ...]
    actions: tuple[Action, ...]
    kept_back: tuple[str, ...]

    @property
    def forbidden(self) -> str:
        """The canary that may reach nobody."""
        return canary(self.name, "verboden")

    @property
    def allowed(self) -> str:
        """The canary that the receiver reads when the message arrives."""
        return canary(self.name, "toegelaten")


def canary(name: str, mark: str) -> str:
    """Return a text that nothing else has in it, the same on every run."""
    digest = hashlib.sha256(f"{mark} {name}".encode()).digest()
    return f"kanarie{mark}" + "".join(_LETTERS[octet % len(_LETTERS)] for octet in digest[:_LENGTH])


def read_attempts(document: Mapping[str, Any]) -> tuple[Attempt, ...]:
    """Read the messages of a second day; none when it is another kind of day. Raises ConfigError."""
    return tuple(map(_read_attempt, document.get("poging", ())))


def _read_attempt(item: Mapping[str, Any]) -> Attempt:
    try:
        if not item.keys() >= _NEEDED or not item.keys() <= _KNOWN:
            raise _no_attempt(item)
        return Attempt(
            name=str(item["naam"]),
            chapter=str(item["hoofdstuk"]),
            sender=str(item["van"]),
            receiver=str(item["naar"]),
            basis=str(item["basis"]),
            ending=Ending(item["uitkomst"]),
            rules=tuple(map(str, item.get("regels", ()))),
            facts=tuple(map(str, item.get("feiten", ()))),
            changes=dict(item.get("wijzig", {})),
            removals=tuple(map(str, item.get("haalweg", ()))),
            kept_back=tuple(map(str, item.get("verboden", ()))),
            actions=tuple(map(_read_action, item.get("handeling", ()))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _no_attempt(item) from error


def _read_action(item: Mapping[str, Any]) -> Action:
    return Action(
        rule=str(item["regel"]),
        effect=str(item["gevolg"]),
        employee=str(item["medewerker"]),
        role=str(item["rol"]),
        reason=str(item.get("reden", "")),
        copy=str(item.get("kopie", "")),
    )


def _no_attempt(item: Mapping[str, Any]) -> ConfigError:
    return ConfigError(
        f"attempt {item.get('naam', '')}: a [[poging]] has {', '.join(sorted(_NEEDED))}, and perhaps "
        f"{', '.join(sorted(_KNOWN - _NEEDED))}; uitkomst is one of {', '.join(Ending)}"
    )


def build_message(attempt: Attempt, messages: Path, receiver: str) -> dict[str, Any]:
    """Return the sound message with the differences of the attempt and its canaries filled in.

    Raises ConfigError when there is no such message, or no such place in it.
    """
    try:
        sound = json.loads((messages / attempt.basis).read_text(encoding="utf-8"))
        message = {"conversation": f"zaak-{attempt.name}"} | sound | {"receiver": receiver}
        for place, value in attempt.changes.items():
            _put(message, place.split("."), copy.deepcopy(value))
        for place in attempt.removals:
            _put(message, place.split("."), None)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        mistake = f"attempt {attempt.name}: {attempt.basis} is no message in JSON, or a place in it does not exist"
        raise ConfigError(mistake) from error
    text = json.dumps(message, ensure_ascii=False)
    return dict(json.loads(text.replace("{weg}", attempt.forbidden).replace("{mag}", attempt.allowed)))


def refer(message: Mapping[str, Any], references: Mapping[str, str], run: str) -> dict[str, Any]:
    """Return the message with references for the names of earlier ones, in a case of this run alone.

    What an earlier run did in a case may not change what the rules say in this one.
    """
    text = json.dumps(message, ensure_ascii=False)
    for name, reference in references.items():
        text = text.replace(f'"@{name}"', f'"{reference}"')
    return dict(json.loads(text)) | {"conversation": f"{message['conversation']}-{run}"}


def _put(document: dict[str, Any], place: list[str], new: object) -> None:
    """Put a value at a place, or take away what is there when it is None; `+` adds to a list."""
    holder: Any = document
    for step in place[:-1]:
        holder = holder[int(step)] if isinstance(holder, list) else holder.setdefault(step, {})
    last = place[-1]
    if isinstance(holder, list) and last == _APPEND:
        holder.append(new)
        return
    key = int(last) if isinstance(holder, list) else last
    if new is None:
        del holder[key]
    else:
        holder[key] = new
