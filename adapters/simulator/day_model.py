"""What a day is made of: steps as the description gives them, and everything that runs meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from adapters.simulator.back_office import BackOffice
from adapters.simulator.chain import Organisation
from adapters.simulator.day_screen import Screen
from adapters.simulator.processes import GatewayProcess
from gateway.errors import ConfigError

_REFUSED: Final = "geweigerd"
_SENDS: Final = frozenset({"naam", "van", "bericht", "zonder", "verwacht", "nog_open"})
_REPEATS: Final = frozenset({"naam", "herhaal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the day: a message to send, or one to repeat octet for octet."""

    name: str
    sender: str = ""
    message: str = ""
    repeats: str = ""
    without: str = ""
    refused: bool = False
    open_layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the day: its step, who sent it to whom, and its reference."""

    step: Step
    sender: Organisation
    receiver: Organisation
    reference: str


@dataclass(slots=True)
class Day:
    """Everything that runs during the day; `close` ends it."""

    folder: Path
    organisations: tuple[Organisation, ...]
    screen: Screen
    processes: dict[str, GatewayProcess] = field(default_factory=dict)
    offices: dict[str, BackOffice] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)

    def open(self) -> None:
        """Start every gateway and wait until all are ready."""
        for one in self.organisations:
            self.processes[one.name] = GatewayProcess(self.folder / one.name, one.operations_port)
            self.processes[one.name].start()
        for one in self.organisations:
            self.processes[one.name].wait_until_ready()
            self.offices[one.name] = BackOffice(one.office_port, self.folder / one.name / "keys")
            self.screen.note(f"{one.name} is open: {one.title}")

    def close(self) -> None:
        """Stop every gateway."""
        for process in self.processes.values():
            process.ask_to_stop()
        for process in self.processes.values():
            process.stop()

    def find(self, name: str) -> Organisation:
        """Return the organisation of that name; raise ConfigError."""
        for one in self.organisations:
            if one.name == name:
                return one
        mistake = f"there is no [[partij]] with the naam {name}"
        raise ConfigError(mistake)

    def find_oin(self, oin: object) -> Organisation | None:
        """Return the organisation with that OIN, if the chain has one."""
        return next((one for one in self.organisations if str(one.oin) == oin), None)


def read_steps(document: Mapping[str, Any]) -> tuple[Step, ...]:
    """Read the steps of a day; raise ConfigError."""
    steps: list[Step] = []
    for item in document.get("stap", ()):
        step = _read_step(item)
        if step.repeats and step.repeats not in {earlier.name for earlier in steps}:
            mistake = f"step {step.name}: herhaal must name an earlier step"
            raise ConfigError(mistake)
        steps.append(step)
    return tuple(steps)


def _read_step(item: Mapping[str, Any]) -> Step:
    wanted, known = ({"naam", "herhaal"}, _REPEATS) if "herhaal" in item else ({"naam", "van", "bericht"}, _SENDS)
    if not wanted <= item.keys() <= known or item.get("verwacht", _REFUSED) != _REFUSED:
        mistake = (
            f"step {item.get('naam', '')}: a [[stap]] has naam, van, bericht, and perhaps zonder, nog_open or "
            f'verwacht = "{_REFUSED}"; or it has naam and herhaal'
        )
        raise ConfigError(mistake)
    return Step(
        name=str(item["naam"]),
        sender=str(item.get("van", "")),
        message=str(item.get("bericht", "")),
        repeats=str(item.get("herhaal", "")),
        without=str(item.get("zonder", "")),
        refused="verwacht" in item,
        open_layers=tuple(map(str, item.get("nog_open", ()))),
    )
