"""F1, F2, F3: a gateway is killed at every named step, and nothing is lost, doubled or left half done."""

import asyncio
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pytest

from adapters import bootstrap
from adapters.config import load
from gateway.errors import SchakelError
from tests.kit.chain import eventually, read_message
from tests.kit.faults import (
    ENDS_OF_TERMS,
    POLITIE,
    STEPS_ABOUT_PARKED,
    VEILIG_THUIS,
    FaultyChain,
    everything_wanted,
)

ROOT: Final = Path(__file__).resolve().parents[2]
REACHED: Final = re.compile(r'steps\.reached\("([^"]+)"\)')

# Every named step, with the gateway that comes by first when the police send a report to Veilig Thuis.
STEPS: Final = {
    "out.05-before-commit": POLITIE,
    "out.06-committed": POLITIE,
    "out.10-sealed": POLITIE,
    "out.12-attempt-noted": POLITIE,
    "out.14-posted": POLITIE,
    "in.04-body-complete": VEILIG_THUIS,
    "in.07-parsed": VEILIG_THUIS,
    "in.11-proven": VEILIG_THUIS,
    "in.19-before-commit": VEILIG_THUIS,
    "in.21-committed": VEILIG_THUIS,
    "ack.05-signal-sent": VEILIG_THUIS,
    "ack.01-proven": POLITIE,
    "ack.02-before-commit": POLITIE,
    "ack.03-committed": POLITIE,
}
# Those that are passed again when the same octets arrive a second time: what is new is recorded at none of the others.
AGAIN: Final = (
    "in.04-body-complete",
    "in.07-parsed",
    "in.11-proven",
    "ack.05-signal-sent",
    "ack.01-proven",
    "ack.02-before-commit",
    "ack.03-committed",
)
# Only what a back office hands in comes by these.
SUBMITTING: Final = frozenset({"out.05-before-commit", "out.06-committed"})
OTHER: Final = {POLITIE: VEILIG_THUIS, VEILIG_THUIS: POLITIE}


class Variant(StrEnum):
    """What is going on when the gateway is killed."""

    FIRST = "first"
    # The other gateway dies at that step: with its receipt (TEC-02), or the acknowledgement of that, in hand.
    OTHER_SIDE = "other-side"
    # The octets arrive a second time, and it dies then.
    DUPLICATE = "duplicate"
    # It dies at the first step it comes by after the restart, and once more.
    KILLED_AGAIN = "killed-again"
    # It lives on, and what it was doing fails as when the store cannot take it.
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Case:
    """Who dies at which step, or fails there, and when."""

    variant: Variant
    victim: str
    step: str

    @property
    def failpoint(self) -> str:
        """What happens to the victim the first time it comes by that step."""
        return f"{self.step}:{'raise' if self.variant is Variant.FAILS else 'kill'}:1"

    @property
    def sender(self) -> str:
        """Whose back office hands the message in."""
        return self.victim if self.step in SUBMITTING else POLITIE


FIRST: Final = [Case(Variant.FIRST, victim, step) for step, victim in STEPS.items()]
MORE: Final = [
    *(Case(Variant.OTHER_SIDE, OTHER[victim], step) for step, victim in STEPS.items()),
    *(Case(Variant.DUPLICATE, STEPS[step], step) for step in AGAIN),
    *(Case(Variant.KILLED_AGAIN, victim, step) for step, victim in STEPS.items()),
    *(Case(Variant.FAILS, victim, step) for step, victim in STEPS.items()),
]
ANY_STEP: Final = ",".join(f"{step}:kill:1" for step in STEPS)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every step always; what else may go on at that moment where there is time for it (`make faults`)."""
    if "case" in metafunc.fixturenames:
        cases = [*FIRST, *MORE] if everything_wanted(metafunc.config) else FIRST
        metafunc.parametrize("case", cases, ids=lambda case: f"{case.variant}-{case.victim}-{case.step}")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyChain]:
    """Two gateways that know each other, and a report between them that later messages are about."""
    chain = FaultyChain(tmp_path_factory.mktemp("chain"))
    try:
        chain.start_all()
        yield chain
    finally:
        chain.stop_all()


@pytest.fixture
def chain(shared: FaultyChain) -> Iterator[FaultyChain]:
    """The same two gateways, both running."""
    yield shared
    shared.mend()


@pytest.fixture(scope="module")
def report(shared: FaultyChain) -> str:
    """A report that arrived, to give feedback on."""
    reference = shared.submit(shared.report())
    eventually("the report is delivered", lambda: shared.is_delivered(reference, POLITIE))
    shared.collect(reference, POLITIE, VEILIG_THUIS)
    return reference


def message_from(sender: str, report: str) -> dict[str, Any]:
    """Return a report of the police, or the feedback of Veilig Thuis on an earlier one."""
    if sender == POLITIE:
        return read_message("01-politiemelding.json")
    return read_message("05-terugkoppeling-politie.json") | {"crossReference": report, "conversation": report}


def story(content: dict[str, Any]) -> object:
    """Return what a message is about."""
    return content.get("melding") or content["terugkoppeling"]


def test_every_named_step_of_the_flows_is_in_the_table() -> None:
    # A message and a shipment are handed in by the same steps; those of parking are killed in test_parked_gateway.py.
    named = {step for file in (ROOT / "gateway").rglob("*.py") for step in REACHED.findall(file.read_text("utf-8"))}
    assert sorted(named) == sorted((*STEPS, *STEPS_ABOUT_PARKED, *ENDS_OF_TERMS)), (
        "add the step, with the gateway that comes by it first"
    )


@pytest.mark.faults
@pytest.mark.timeout(480)
async def test_r136_r137_a_kill_at_any_step_loses_nothing_and_doubles_nothing(
    case: Case, chain: FaultyChain, report: str
) -> None:
    message, key = message_from(case.sender, report), chain.new_key()
    if case.variant is Variant.DUPLICATE:
        reference = await kill_at_duplicate(case, chain, message, key)
    else:
        reference = kill_at_delivery(case, chain, message, key)
    receiver = OTHER[case.sender]
    eventually("it is delivered", lambda: chain.is_delivered(reference, case.sender))
    content = chain.collect(reference, case.sender, receiver)["content"]
    chain.require_rest()
    assert story(content) == story(message["content"])
    assert chain.arrivals(reference, receiver) == 1
    assert all(item["reference"] != reference for item in chain.offices[receiver].waiting())
    sent = chain.evidence(reference, case.sender, at=case.sender)
    received = chain.evidence(reference, case.sender, at=receiver)
    assert [sent.count(once) for once in ("submitted", "sealed", "receipt-received")] == [1, 1, 1]
    assert [received.count(once) for once in ("received", "taken", "confirmed")] == [1, 1, 1]
    assert "contradicted" not in {*sent, *received}
    for name in (POLITIE, VEILIG_THUIS):
        assert (await chain.audit(name)).entries > 0


def kill_at_delivery(case: Case, chain: FaultyChain, message: dict[str, Any], key: str) -> str:
    """Hand the message in, let the victim die on its way, start it again, and hand in again under the same key."""
    chain.restart(case.victim, case.failpoint)
    first = chain.try_submit(message, case.sender, key)
    if case.variant is Variant.FAILS:
        return chain.submit_at_last(message, case.sender, key)
    chain.require_killed(case.victim)
    for _ in range(2 if case.variant is Variant.KILLED_AGAIN else 0):
        kill_in_recovery(case, chain, message, key)
    chain.start(case.victim)
    reference = chain.submit_at_last(message, case.sender, key)
    assert first in {None, reference}, "one key is one message"
    return reference


def kill_in_recovery(case: Case, chain: FaultyChain, message: dict[str, Any], key: str) -> None:
    """Start the victim so that it dies at the first step it comes by, while its back office keeps asking."""
    chain.start_dying(case.victim, ANY_STEP)
    process = chain.processes[case.victim]

    def dead() -> bool:
        if process.is_running():
            chain.try_submit(message, case.sender, key)
        return not process.is_running()

    eventually("it dies again", dead)
    chain.require_killed(case.victim)


async def kill_at_duplicate(case: Case, chain: FaultyChain, message: dict[str, Any], key: str) -> str:
    """Let the message arrive, and the victim die when the same octets come again; then let them come once more."""
    reference = chain.submit_at_last(message, case.sender, key)
    eventually("it is delivered", lambda: chain.is_delivered(reference, case.sender))
    chain.require_rest()
    chain.restart(case.victim, case.failpoint)
    await repeat(chain, case.sender, reference)
    chain.require_killed(case.victim)
    chain.start(case.victim)
    before = chain.evidence(reference, case.sender, at=OTHER[case.sender]).count("duplicate-received")
    await repeat(chain, case.sender, reference)
    eventually(
        "it is recognised",
        lambda: chain.evidence(reference, case.sender, at=OTHER[case.sender]).count("duplicate-received") > before,
    )
    return reference


async def repeat(chain: FaultyChain, sender: str, reference: str) -> None:
    """Send the stored octets of a message again, whatever becomes of them."""
    settings = await asyncio.to_thread(load, chain.folder / sender / "schakel.toml")
    with contextlib.suppress(SchakelError):
        await bootstrap.send_again(settings, reference)
