"""Messages that wait for a person at a running gateway on disk: restarts, kills, the command line, a term that ends."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.simulator.back_office import BackOffice
from gateway.errors import NotInTimeError
from tests.kit.chain import Chain, eventually, read_message
from tests.kit.commands import run, run_json
from tests.kit.faults import ENDS_OF_TERMS, KILLED, STEPS_ABOUT_PARKED, VEILIG_THUIS

DESCRIPTION: Final = """
[[partij]]
naam = "veiligthuis"
titel = "Veilig Thuis Voorbeeldregio"
oin = "00000099000000001000"
soorten = ["VT"]

[[partij]]
naam = "gemeente"
titel = "Gemeente Voorbeeldstad"
oin = "00000099000000004000"
soorten = ["GEM", "LV"]
"""
STAFF: Final = """
[[medewerker]]
nummer = "m-31"
rollen = ["gedragswetenschapper"]

[[medewerker]]
nummer = "m-17"
rollen = ["behandelaar"]
"""
GEMEENTE: Final = "gemeente"
SCIENTIST: Final = ("--employee", "m-31", "--role", "gedragswetenschapper")
HANDLER: Final = ("--employee", "m-17", "--role", "behandelaar")
LONG_AGO: Final = "2026-01-01 00:00:00.000000"


class Desk(BackOffice):
    """A back office that takes steps."""

    def release(self, reference: str) -> int | None:
        """Release what is held; None when no answer came."""
        headers = {
            "Content-Type": "application/json",
            "Schakel-Employee": "m-31",
            "Schakel-Role": "gedragswetenschapper",
        }
        body = json.dumps({"rule": "R043", "effect": "hold"}).encode()
        try:
            return self._call("POST", f"/v1/parked/{reference}/steps", body, headers)[0]
        except NotInTimeError:
            return None

    def state(self, reference: str) -> str:
        """Return where a parked message stands."""
        return str(self._read(f"/v1/parked/{reference}")["state"])

    def events(self, reference: str) -> list[str]:
        """Return what we were told about a message."""
        events = self._read("/v1/events")["events"]
        return [event["type"] for event in events if event["reference"] == reference]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """A Veilig Thuis with a staff book, and a municipality."""
    chain = Chain(tmp_path_factory.mktemp("parked"), DESCRIPTION)
    home = chain.folder / VEILIG_THUIS
    (home / "medewerkers.toml").write_text(STAFF, encoding="utf-8")
    settings = (home / "schakel.toml").read_text(encoding="utf-8")
    books = 'parties = "parties.toml"'
    assert books in settings
    settings = settings.replace(books, f'{books}\nstaff = "medewerkers.toml"')
    (home / "schakel.toml").write_text(settings, encoding="utf-8")
    try:
        chain.start_all()
        yield chain
    finally:
        chain.stop_all()


@pytest.fixture
def chain(shared: Chain) -> Iterator[Chain]:
    """The same two gateways, both running."""
    yield shared
    if not shared.processes[VEILIG_THUIS].is_running():
        shared.start(VEILIG_THUIS)


def _desk(chain: Chain) -> Desk:
    port = chain.organisations[VEILIG_THUIS].office_port
    return Desk(port, chain.folder / VEILIG_THUIS / "keys")


def _config(chain: Chain) -> tuple[str, Path]:
    return "--config", chain.folder / VEILIG_THUIS / "schakel.toml"


def _handover() -> dict[str, Any]:
    """Return a handover of which the family does not know yet (R043)."""
    message = read_message("02-directe-overdracht.json")
    del message["content"]["betrokkenen"][1]["informering"]
    return message


def _parked(chain: Chain, key: str = "") -> str:
    answer = chain.offices[VEILIG_THUIS].submit(_handover(), key)
    assert isinstance(answer, str), answer
    assert _desk(chain).state(answer) == "waiting"
    return answer


def _arrives_once(chain: Chain, reference: str) -> None:
    eventually("it arrives", lambda: chain.arrivals(reference, GEMEENTE) == 1)
    collected = chain.offices[GEMEENTE].collect(chain.oin(VEILIG_THUIS), reference)
    assert collected["content"]["betrokkenen"]


def _restart(chain: Chain, failpoint: str = "") -> None:
    assert chain.processes[VEILIG_THUIS].stop() == 0
    environment = {"SCHAKEL_FAILPOINTS": f"{failpoint}:kill:1"} if failpoint else {}
    chain.start(VEILIG_THUIS, **environment)


def _dies(chain: Chain) -> None:
    process = chain.processes[VEILIG_THUIS]
    eventually("it dies", lambda: not process.is_running())
    assert process.stop() == KILLED
    chain.start(VEILIG_THUIS)


def test_what_waits_is_still_there_after_a_restart_and_leaves_when_it_is_released(chain: Chain) -> None:
    reference = _parked(chain)
    _restart(chain)
    code, listed = run_json("parked", "list", *_config(chain))
    assert (code, [each["reference"] for each in listed["parked"]]) == (0, [reference])
    refused = run("parked", "release", reference, "R043", *HANDLER, *_config(chain))
    assert (refused.exit_code, refused.stderr) == (1, "R043 hold: somebody else must do this\n")
    assert chain.arrivals(reference, GEMEENTE) == 0
    released = run("parked", "release", reference, "R043", *SCIENTIST, *_config(chain))
    assert (released.exit_code, released.stdout.endswith(": released\n")) == (0, True)
    _arrives_once(chain, reference)
    again = run("parked", "release", reference, "R043", *SCIENTIST, *_config(chain))
    assert (again.exit_code, again.stderr) == (1, "this message no longer waits: released\n")


def test_the_command_line_shows_what_waits_and_withdraws_it(chain: Chain) -> None:
    reference = _parked(chain)
    shown = run("parked", "show", reference, *_config(chain))
    assert "wacht op: R043 hold over betrokkenen[1].informering; door gedragswetenschapper" in shown.stdout
    code, withdrawn = run_json("parked", "withdraw", reference, *HANDLER, *_config(chain))
    assert (code, withdrawn["state"]) == (0, "withdrawn")
    assert _desk(chain).events(reference) == ["message-parked", "parked-withdrawn"]
    stranger = ("--employee", "m-99", "--role", "behandelaar")
    assert run("parked", "withdraw", reference, *stranger, *_config(chain)).exit_code == 1
    assert run("parked", "withdraw", reference, "--role", "baas", *_config(chain)).exit_code == 2


def test_the_command_line_keeps_the_case_book(chain: Chain) -> None:
    recorded = run("case", "record", "zaak-1", "zaak-gesloten", "--about", "kind-1", *HANDLER, *_config(chain))
    assert recorded.exit_code == 0
    assert run("case", "record", "zaak-1", "zaak-gesloten", "--ended", *HANDLER, *_config(chain)).exit_code == 0
    code, shown = run_json("case", "show", "zaak-1", *_config(chain))
    assert (code, [(each["about"], each["holds"]) for each in shown["facts"]]) == (0, [("kind-1", True), ("", False)])
    assert "zaak-gesloten (kind-1): ja, volgens m-17" in run("case", "show", "zaak-1", *_config(chain)).stdout


def test_a_term_that_passes_is_noticed_by_the_running_gateway(chain: Chain) -> None:
    reference = _parked(chain)
    with contextlib.closing(sqlite3.connect(chain.folder / VEILIG_THUIS / "gateway.db", timeout=10)) as store:
        store.execute("UPDATE parked SET expires_at = ? WHERE reference = ?", (LONG_AGO, reference))
        store.commit()
    eventually("it expires", lambda: _desk(chain).state(reference) == "expired")
    assert _desk(chain).events(reference) == ["message-parked", "parked-expired"]
    assert chain.arrivals(reference, GEMEENTE) == 0


@pytest.mark.faults
@pytest.mark.parametrize("step", ["out.05-before-commit", "out.06-committed"])
def test_a_kill_while_it_is_parked_parks_it_once(chain: Chain, step: str) -> None:
    key = f"sleutel-{step.replace('.', '-')}"
    _restart(chain, step)
    with contextlib.suppress(NotInTimeError):
        chain.offices[VEILIG_THUIS].submit(_handover(), key)
    _dies(chain)
    reference = _parked(chain, key)
    assert _desk(chain).events(reference) == ["message-parked"]


@pytest.mark.faults
@pytest.mark.parametrize(("step", "durable"), STEPS_ABOUT_PARKED.items())
def test_a_kill_at_a_step_loses_neither_message_nor_step(chain: Chain, step: str, *, durable: bool) -> None:
    reference = _parked(chain)
    _restart(chain, step)
    desk = _desk(chain)
    assert desk.release(reference) is None
    _dies(chain)
    assert desk.state(reference) == ("released" if durable else "waiting")
    assert desk.release(reference) == (409 if durable else 200)
    _arrives_once(chain, reference)
    evidence = [entry["type"] for entry in desk.follow(chain.oin(VEILIG_THUIS), reference)["evidence"]]
    assert [evidence.count(once) for once in ("step-taken", "message-released", "submitted")] == [1, 1, 1]
    assert desk.events(reference).count("parked-released") == 1


@pytest.mark.faults
@pytest.mark.parametrize("step", ENDS_OF_TERMS)
def test_a_kill_at_the_end_of_a_term_ends_it_after_the_restart(chain: Chain, step: str) -> None:
    reference = _parked(chain)
    _restart(chain, step)
    with contextlib.closing(sqlite3.connect(chain.folder / VEILIG_THUIS / "gateway.db", timeout=10)) as store:
        store.execute("UPDATE parked SET expires_at = ? WHERE reference = ?", (LONG_AGO, reference))
        store.commit()
    _dies(chain)
    eventually("it expires", lambda: _desk(chain).state(reference) == "expired")
    assert _desk(chain).events(reference) == ["message-parked", "parked-expired"]
