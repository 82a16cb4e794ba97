"""A working day in the chain: gateways, their back offices, the steps of `dag.toml`, a verdict on each.

A description with attempts in place of steps is a second day: see `adapters/simulator/second_day.py`.
"""

import signal
from pathlib import Path
from typing import Final

from adapters.evidence.verify import read_roots, verify
from adapters.simulator.chain import lay_out, read_description, read_names, read_organisations
from adapters.simulator.day_model import Day, Step, read_steps
from adapters.simulator.day_screen import Outcome, Screen
from adapters.simulator.day_steps import do_step, settle
from adapters.simulator.processes import free_ports
from adapters.simulator.second_day import try_all, write_staff
from adapters.simulator.second_day_model import read_attempts
from adapters.system.clock import SystemClock
from gateway.errors import SchakelError

_PORTS_EACH: Final = 3
_SECOND: Final = "tweede-dag"


def run_day(description: Path, folder: Path, *, stay: bool) -> bool:
    """Run the day; return whether every message ended as it should. Raises ConfigError when it is no day at all."""
    document = read_description(description)
    steps, attempts = read_steps(document), read_attempts(document)
    # Whoever ends us means the gateways too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    screen = Screen()
    # Other parties have other keys: the two days do not share a folder.
    day = _prepare(description, folder / _SECOND if attempts else folder, screen)
    if attempts:
        write_staff(day.folder, day.organisations)
    try:
        day.open()
        messages = description.parent
        passed = try_all(attempts, day, messages) if attempts else _work(steps, day, messages)
        if stay:
            screen.stay(_doors(day))
    except SchakelError as error:
        screen.note(f"de dag stopt: {error}")
        return False
    finally:
        day.close()
    return passed


def _prepare(description: Path, folder: Path, screen: Screen) -> Day:
    names = read_names(description)
    ports = iter(free_ports(_PORTS_EACH * len(names)))
    organisations = read_organisations(description, {name: (next(ports), next(ports), next(ports)) for name in names})
    screen.note("sleutels, certificaten en afspraken worden gemaakt; de eerste keer duurt dat het langst")
    with screen.busy("sleutels"):
        lay_out(folder, organisations, SystemClock().now())
    return Day(folder=folder, organisations=organisations, screen=screen)


def _work(steps: tuple[Step, ...], day: Day, messages: Path) -> bool:
    outcomes = [Outcome(step=step) for step in steps]
    for outcome in outcomes:
        with day.screen.busy(outcome.step.name):
            do_step(outcome, day, messages)
        day.screen.step(outcome)
    with day.screen.busy("bevestigingen"):
        for outcome in outcomes:
            settle(outcome, day)
        sound = _verify_bundles(day)
    day.screen.table(outcomes)
    passed = sound and all(outcome.good for outcome in outcomes)
    day.screen.end(passed=passed)
    return passed


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
                day.screen.note(f"{organisation.name}: bewijsbundel van {message['reference']}: {wrong}")
    day.screen.note(f"{count} bewijsbundels offline gecontroleerd: " + ("alles klopt" if sound else "NIET alles klopt"))
    return sound


def _doors(day: Day) -> list[tuple[str, int, str]]:
    return [(one.name, one.office_port, str(day.folder / one.name / "keys")) for one in day.organisations]
