"""A gateway of ours beside a simulated partner, each a process: what `schakel simulate` gives a developer."""

import contextlib
import json
import os
import queue
import shutil
import signal
import sqlite3
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.simulator.back_office import BackOffice
from adapters.simulator.lodging import Lodging, Wish, settle_in
from adapters.simulator.processes import LEASHED, GatewayProcess
from tests.kit.chain import eventually, read_message

PARTNER: Final = "veiligthuis"
OWN: Final = "politie"
# Nothing expires, however slow the machine is; what is not acknowledged within five seconds is sent again.
PATIENT: Final = Wish(kind=PARTNER, beside=OWN, retries=60, interval_seconds=5.0)
# For what must expire while a test waits: what is not acknowledged within six seconds has.
HASTY: Final = Wish(kind=PARTNER, beside=OWN, retries=2, interval_seconds=2.0)
_READY_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 40.0
_EVENT: Final = "event"


@dataclass(slots=True)
class Simulated:
    """A running `schakel simulate`, and what it said."""

    process: subprocess.Popen[str]
    said: "queue.Queue[dict[str, Any]]" = field(default_factory=queue.Queue)

    def read(self) -> None:
        """Keep every line, until there are no more."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.put(json.loads(line))

    def wait_until_ready(self) -> dict[str, Any]:
        """Return what it says once it takes messages."""
        document = self.said.get(timeout=_READY_SECONDS)
        assert document[_EVENT] == "ready"
        return document

    def stop(self) -> int:
        """Ask it to end and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_STOP_SECONDS)


@contextlib.contextmanager
def simulating(folder: Path, *options: str, wish: Wish) -> Iterator[Simulated]:
    """Run a simulated partner in that folder, until the block ends."""
    agreed = ("--retries", str(wish.retries), "--retry-interval", str(wish.interval_seconds))
    command = [
        *LEASHED,
        "simulate",
        wish.kind,
        "--as",
        wish.beside,
        "--folder",
        str(folder),
        "--json",
        *agreed,
        *options,
    ]
    held, leash = os.pipe()
    try:
        with subprocess.Popen(command, stdin=held, stdout=subprocess.PIPE, text=True) as process:
            os.close(held)
            simulated = Simulated(process)
            reading = threading.Thread(target=simulated.read)
            reading.start()
            try:
                simulated.wait_until_ready()
                yield simulated
            finally:
                simulated.stop()
                reading.join()
    finally:
        os.close(leash)


def lodge(factory: pytest.TempPathFactory, wish: Wish = PATIENT) -> Lodging:
    """Return a folder of its own that is laid out; keys are made once a run."""
    kept = factory.getbasetemp() / "simulatie"
    settle_in(kept, PATIENT, datetime.now(UTC))
    folder = factory.mktemp("simulatie")
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return settle_in(folder, wish, datetime.now(UTC))


def without_agreements(lodging: Lodging, folder: Path) -> Path:
    """Return the home of our own gateway, in a folder of its own, as it is before anything is agreed."""
    home = folder / "eigen"
    shutil.copytree(lodging.guest_home, home)
    for file in (home / "agreements").iterdir():
        file.unlink()
    return home


@dataclass(slots=True)
class Beside:
    """Our own gateway, that of the police, with its back office."""

    lodging: Lodging
    wish: Wish
    process: GatewayProcess
    office: BackOffice

    @classmethod
    @contextlib.contextmanager
    def running(cls, factory: pytest.TempPathFactory, wish: Wish = PATIENT) -> "Iterator[Beside]":
        """Run it until the block ends, in a folder of its own."""
        lodging = lodge(factory, wish)
        process = GatewayProcess(lodging.guest_home, lodging.guest.operations_port)
        try:
            process.start()
            process.wait_until_ready()
            yield cls(lodging, wish, process, BackOffice(lodging.guest.office_port, lodging.guest_home / "keys"))
        finally:
            assert process.stop() == 0

    def partner(self, *options: str) -> contextlib.AbstractContextManager[Simulated]:
        """Run its partner until the block ends, as patient as the two agreed."""
        return simulating(self.lodging.folder, *options, wish=self.wish)

    @property
    def config(self) -> Path:
        """Its settings."""
        return self.lodging.guest_home / "schakel.toml"

    def submit(self) -> str:
        """Hand in a report; return its reference."""
        reference = self.office.submit(read_message("01-politiemelding.json"))
        assert isinstance(reference, str), reference
        return reference

    def follow(self, reference: str) -> dict[str, Any]:
        """Return everything about a message of ours."""
        return self.office.follow(str(self.lodging.guest.oin), reference)

    def ended(self, reference: str) -> dict[str, Any]:
        """Wait until its delivery has ended, and return everything about it."""
        final = {"delivered", "refused", "failed", "expired"}
        eventually("the delivery ends", lambda: self.follow(reference)["state"] in final, 60.0)
        return self.follow(reference)

    def events(self, reference: str) -> list[tuple[str, str]]:
        """Return what the back office was told about it: event and Dutch explanation."""
        found = self.office._read("/v1/events")["events"]  # noqa: SLF001 - a back office may ask that too
        return [(each["type"], each.get("explanation", "")) for each in found if each["reference"] == reference]

    def evidence(self, after: int = 0) -> list[tuple[int, str, dict[str, str]]]:
        """Return the chain of evidence of our gateway behind a number: sequence, type and facts."""
        store = f"file:{self.lodging.guest_home / 'gateway.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(store, uri=True)) as connection:
            rows = connection.execute(
                "SELECT sequence, type, facts FROM evidence WHERE sequence > ? ORDER BY sequence", (after,)
            ).fetchall()
        return [(int(sequence), str(kind), dict(json.loads(facts))) for sequence, kind, facts in rows]

    @property
    def last(self) -> int:
        """The number of the last entry of evidence."""
        return max((sequence for sequence, _, _ in self.evidence()), default=0)

    def logged(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of our log about an event."""
        lines = (self.lodging.guest_home / "gateway.log").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{")]
        return [line for line in found if line[_EVENT] == event]


def partner_settings(home: Path) -> dict[str, Any]:
    """Return the settings of a gateway as they stand in its file."""
    return tomllib.loads((home / "schakel.toml").read_text(encoding="utf-8"))
