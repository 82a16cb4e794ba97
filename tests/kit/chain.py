"""A small chain of real processes for tests: a police and a Veilig Thuis on loopback, with their back offices."""

import contextlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.simulator.back_office import BackOffice
from adapters.simulator.certificates import KeyFactory
from adapters.simulator.chain import RELIABILITY, Organisation, lay_out, read_names, read_organisations
from adapters.simulator.processes import GatewayProcess, free_ports
from gateway.domain.agreement import Reliability
from gateway.errors import SchakelError
from tests.kit.authority import pooled

DESCRIPTION: Final = """
[[partij]]
naam = "politie"
titel = "Politie Eenheid Voorbeeld"
oin = "00000099000000003000"
soorten = ["POL"]

[[partij]]
naam = "veiligthuis"
titel = "Veilig Thuis Voorbeeldregio"
oin = "00000099000000001000"
soorten = ["VT"]
"""
_DAY: Final = Path(__file__).parents[2] / "deploy" / "day"
_PATIENCE_SECONDS: Final = 60.0


class Chain:
    """The organisations of a description, with keys of the whole run; whoever starts it stops it."""

    def __init__(
        self,
        folder: Path,
        text: str = DESCRIPTION,
        key_factory: KeyFactory | None = None,
        reliability: Reliability = RELIABILITY,
    ) -> None:
        self.folder = folder
        description = folder / "chain.toml"
        description.write_text(text, encoding="utf-8")
        names = read_names(description)
        ports = iter(free_ports(3 * len(names)))
        self.organisations: dict[str, Organisation] = {
            one.name: one
            for one in read_organisations(
                description, {name: (next(ports), next(ports), next(ports)) for name in names}
            )
        }
        lay_out(folder, tuple(self.organisations.values()), datetime.now(UTC), reliability, key_factory or pooled())
        self.processes: dict[str, GatewayProcess] = {}
        self.offices = {
            name: BackOffice(one.office_port, folder / name / "keys") for name, one in self.organisations.items()
        }

    def start(self, name: str, **environment: str) -> None:
        """Start one gateway and wait until it takes messages."""
        process = GatewayProcess(self.folder / name, self.organisations[name].operations_port, environment)
        process.start()
        self.processes[name] = process
        process.wait_until_ready()

    def start_all(self) -> None:
        """Start every one of them."""
        for name in self.organisations:
            self.start(name)

    def stop_all(self) -> None:
        """Stop whatever runs."""
        for process in self.processes.values():
            process.stop()

    def report(self) -> dict[str, Any]:
        """Return a police report in office JSON."""
        return read_message("01-politiemelding.json")

    def submit(self, message: dict[str, Any], sender: str = "politie") -> str:
        """Hand in a message that must be accepted; return its reference."""
        answer = self.offices[sender].submit(message)
        assert isinstance(answer, str), answer
        return answer

    def oin(self, name: str) -> str:
        """Return the OIN of an organisation as text."""
        return str(self.organisations[name].oin)

    def layers(self, reference: str, sender: str = "politie") -> dict[str, str | None]:
        """Return the layers of a message with the moments they arrived."""
        followed = self.offices[sender].follow(self.oin(sender), reference)
        return {layer["layer"]: layer["completedAt"] for layer in followed["layers"]}

    def arrivals(self, reference: str, receiver: str = "veiligthuis") -> int:
        """Tell how often a message stands in the receiver's list, waiting or collected."""
        return sum(
            item["reference"] == reference and item["direction"] == "in" for item in self.offices[receiver].recent()
        )


def read_message(name: str) -> dict[str, Any]:
    """Return a message of the shipped day."""
    return dict(json.loads((_DAY / name).read_text(encoding="utf-8")))


def eventually(what: str, ready: Callable[[], bool], seconds: float = _PATIENCE_SECONDS) -> None:
    """Wait until something is so; a gateway that does not answer meanwhile is asked again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(SchakelError):
            if ready():
                return
        time.sleep(0.1)
    pytest.fail(f"waited too long: {what}")
