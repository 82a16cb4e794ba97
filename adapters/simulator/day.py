"""A working day in the chain: five gateways, their back offices, the steps of `dag.toml`, a verdict on each."""

import tomllib
from pathlib import Path
from typing import Final

from adapters.evidence.verify import read_roots, verify
from adapters.simulator.chain import lay_out, read_organisations
from adapters.simulator.day_model import Day, read_steps
from adapters.simulator.day_screen import Screen
from adapters.simulator.day_steps import do_step, settle
from adapters.simulator.processes import free_ports
from adapters.system.clock import SystemClock
from gateway.errors import SchakelError

_PORTS_EACH: Final = 3


def run_day(description: Path, folder: Path, *, stay: bool) -> bool:
    """Run the day; return whether every message ended as it should."""
    screen = Screen()
    day = _prepare(description, folder, screen)
    try:
        day.open()
        outcomes = [do_step(step, day, description.parent) for step in read_steps(description)]
        for outcome in outcomes:
            settle(outcome, day)
        sound = _verify_bundles(day)
        screen.table(outcomes)
        passed = sound and all(outcome.good for outcome in outcomes)
        screen.end(passed=passed)
        if stay:
            screen.stay([f"{one.title}: https://localhost:{one.office_port}/v1/" for one in day.organisations])
    except SchakelError as error:
        screen.note(f"the day stopped: {error}")
        return False
    finally:
        day.close()
    return passed


def _prepare(description: Path, folder: Path, screen: Screen) -> Day:
    names = [item["naam"] for item in tomllib.loads(description.read_text(encoding="utf-8"))["partij"]]
    ports = iter(free_ports(_PORTS_EACH * len(names)))
    organisations = read_organisations(description, {name: (next(ports), next(ports), next(ports)) for name in names})
    screen.note("keys, certificates and agreements are being made")
    lay_out(folder, organisations, SystemClock().now())
    return Day(folder=folder, organisations=organisations, screen=screen)


def _verify_bundles(day: Day) -> bool:
    """Check offline, with nothing but the roots, what both sides can prove about every message of the day."""
    sound, count = True, 0
    for organisation in day.organisations:
        office = day.offices[organisation.name]
        roots = read_roots(day.folder / organisation.name / "trust" / "roots")
        for message in office.recent():
            report = verify(office.bundle(message["sender"], message["reference"]), roots)
            count += 1
            if not report.passed:
                sound = False
                wrong = ", ".join(check.name for check in report.checks if not check.passed)
                day.screen.note(f"{organisation.title}: bundle of {message['reference']} does not verify: {wrong}")
    day.screen.note(f"{count} evidence bundles were verified offline" if sound else "evidence does not verify")
    return sound
