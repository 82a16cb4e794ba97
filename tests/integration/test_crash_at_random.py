"""F4: gateways are killed at any moment while messages go both ways, and the ledger of all of them closes."""

import asyncio
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final

import pytest

from tests.kit.chain import eventually, read_message
from tests.kit.faults import POLITIE, VEILIG_THUIS, FaultyChain, everything_wanted
from tests.kit.ledger import Ledger, numbered

SEED: Final = 20260302
BOTH: Final = (POLITIE, VEILIG_THUIS)
OTHER: Final = {POLITIE: VEILIG_THUIS, VEILIG_THUIS: POLITIE}
# Between two kills: from in the middle of starting to well into the work.
SHORTEST_S: Final = 0.2
LONGEST_S: Final = 2.5
LONGEST_ABSENCE_S: Final = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """How often something is killed, and how many messages each side sends meanwhile."""

    kills: int
    messages_each: int

    @property
    def longest_pause(self) -> float:
        """Between two messages of one side, so that they last about as long as the killing."""
        return self.kills * (SHORTEST_S + LONGEST_S) / self.messages_each


SHORT: Final = Plan(kills=10, messages_each=10)
LONG: Final = Plan(kills=100, messages_each=100)


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[FaultyChain]:
    """Two gateways that know each other."""
    chain = FaultyChain(tmp_path)
    try:
        chain.start_all()
        yield chain
    finally:
        chain.stop_all()


def send_all(chain: FaultyChain, sender: str, report: str, plan: Plan, ledger: Ledger) -> None:
    """Hand in the messages of one side, each under one key until it is accepted."""
    chance = random.Random(f"{SEED} {sender}")
    about = {"crossReference": report, "conversation": report}
    for count in range(1, plan.messages_each + 1):
        time.sleep(chance.uniform(0.0, plan.longest_pause))
        if sender == POLITIE:
            message, number = read_message("01-politiemelding.json"), f"PL0900-2026{count:06}"
        else:
            message, number = read_message("05-terugkoppeling-politie.json") | about, f"VTV-2026-{count:06}"
        ledger.accept(number, chain.submit_at_last(numbered(message, number), sender, f"{sender}-{count:06}"))


def kill_at_random(chain: FaultyChain, kills: int) -> None:
    """Kill one or the other, and start it again at once or a little later."""
    chance = random.Random(SEED)
    for _ in range(kills):
        time.sleep(chance.uniform(SHORTEST_S, LONGEST_S))
        process = chain.processes[chance.choice(BOTH)]
        process.kill()
        time.sleep(chance.uniform(0.0, LONGEST_ABSENCE_S))
        process.start()
    for process in chain.processes.values():
        process.wait_until_ready()


def deliver_one(chain: FaultyChain) -> str:
    """Let a report arrive before anything happens, for others to refer to; return its reference."""
    reference = chain.submit(numbered(chain.report(), "PL0900-2026999999"))
    eventually("the first report is delivered", lambda: chain.is_delivered(reference, POLITIE))
    chain.collect(reference, POLITIE, VEILIG_THUIS)
    return reference


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_kills_at_random_moments_lose_nothing_and_double_nothing(
    chain: FaultyChain, request: pytest.FixtureRequest
) -> None:
    plan, ledger, enough = LONG if everything_wanted(request.config) else SHORT, Ledger(), Event()
    print(f"seed {SEED}, {plan}")  # noqa: T201 - shown when it fails
    report = deliver_one(chain)
    with ThreadPoolExecutor(4) as pool:
        collecting = [pool.submit(chain.collect_all, name, ledger, until=enough) for name in BOTH]
        sending = [pool.submit(send_all, chain, name, report, plan, ledger) for name in BOTH]
        try:
            kill_at_random(chain, plan.kills)
            for each in sending:
                each.result()
            eventually("everything is collected", lambda: not ledger.lost, seconds=120.0)
            chain.require_rest()
        finally:
            enough.set()
    for each in collecting:
        each.result()
    assert (ledger.lost, ledger.duplicated, ledger.unexpected) == (set(), set(), set())
    assert len(ledger.collected) == 2 * plan.messages_each
    require_told_once(chain, ledger)
    for name in BOTH:
        assert asyncio.run(chain.audit(name)).entries > 0


def require_told_once(chain: FaultyChain, ledger: Ledger) -> None:
    """Fail unless both sides recorded each message once, and its sender knows that it arrived."""
    for number, reference in ledger.accepted.items():
        sender = POLITIE if number.startswith("PL") else VEILIG_THUIS
        assert chain.is_delivered(reference, sender), number
        sent = chain.evidence(reference, sender, at=sender)
        received = chain.evidence(reference, sender, at=OTHER[sender])
        assert [sent.count(once) for once in ("submitted", "sealed", "receipt-received")] == [1, 1, 1], number
        assert [received.count(once) for once in ("received", "confirmed")] == [1, 1], number
        # A back office whose gateway died before it confirmed takes the message again; each reading is evidence (D24).
        assert "taken" in received, number
