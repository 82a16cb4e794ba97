"""What goes in must come out: what back offices were told is accepted, against what other back offices collected."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass(slots=True)
class Ledger:
    """Written by the threads of several back offices; a message is known by the number inside it."""

    accepted: dict[str, str] = field(default_factory=dict)
    collected: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def accept(self, number: str, reference: str) -> None:
        """Note that a gateway took responsibility for a message, under that reference."""
        with self._lock:
            assert number not in self.accepted
            self.accepted[number] = reference

    def collect(self, message: dict[str, Any]) -> None:
        """Note that a back office has a message safe."""
        with self._lock:
            self.collected.append(number_of(message))

    @property
    def lost(self) -> set[str]:
        """What was accepted and never came out."""
        return set(self.accepted) - set(self.collected)

    @property
    def unexpected(self) -> set[str]:
        """What came out and never went in."""
        return set(self.collected) - set(self.accepted)

    @property
    def duplicated(self) -> set[str]:
        """What came out more than once."""
        return {number for number, times in Counter(self.collected).items() if times > 1}


def number_of(message: dict[str, Any]) -> str:
    """Return the number of the report or the feedback."""
    content = message["content"]
    return str((content.get("melding") or content["terugkoppeling"])["identificatie"])


def numbered(message: dict[str, Any], number: str) -> dict[str, Any]:
    """Return the same report or feedback under another number."""
    name = "melding" if "melding" in message["content"] else "terugkoppeling"
    part = message["content"][name] | {"identificatie": number}
    return message | {"content": message["content"] | {name: part}}
