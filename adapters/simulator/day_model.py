"""What a day is made of: steps as the description gives them, and everything that runs meanwhile."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from adapters.simulator.back_office import BackOffice
from adapters.simulator.chain import Organisation
from adapters.simulator.day_screen import Screen
from adapters.simulator.processes import GatewayProcess
from gateway.errors import ConfigError


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
            self.screen.note(f"{one.title} is open")

    def close(self) -> None:
        """Stop every gateway."""
        for process in self.processes.values():
            process.stop()

    def find(self, *, name: str = "", oin: str = "") -> Organisation:
        """Return the organisation with that name or OIN."""
        for one in self.organisations:
            if one.name == name or str(one.oin) == oin:
                return one
        mistake = f"dag.toml: there is no party {name or oin}"
        raise ConfigError(mistake)


def read_steps(description: Path) -> tuple[Step, ...]:
    """Read the steps of a day; raise ConfigError."""
    document = tomllib.loads(description.read_text(encoding="utf-8"))
    return tuple(
        Step(
            name=item["naam"],
            sender=item.get("van", ""),
            message=item.get("bericht", ""),
            repeats=item.get("herhaal", ""),
            without=item.get("zonder", ""),
            refused=item.get("verwacht") == "geweigerd",
            open_layers=tuple(item.get("nog_open", ())),
        )
        for item in document["stap"]
    )
