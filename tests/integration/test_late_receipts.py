"""Real gateways: a message that was accepted just before its agreement ended is delivered, and only once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.kit.chain import Chain, eventually
from tests.kit.commands import run

AGREEMENT: Final = "Keten_00000099000000003000_00000099000000001000_1"
SENDER: Final = "politie"
RECEIVER: Final = "veiligthuis"


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    made = Chain(tmp_path)
    try:
        # The sender dies when the receiver has its message, so the receipt waits there.
        made.start(SENDER, SCHAKEL_FAILPOINTS="out.14-posted:kill:1")
        made.start(RECEIVER)
        yield made
    finally:
        made.stop_all()


def test_a_receipt_that_waits_when_its_agreement_ends_still_proves_delivery(chain: Chain) -> None:
    reference = chain.submit(chain.report())
    eventually("the sender is gone", lambda: not chain.processes[SENDER].is_running())
    eventually("the receiver has the message", lambda: chain.arrivals(reference) == 1)
    ended = run(
        "cpa", "expire", AGREEMENT, "--reason", "overstap", "--config", chain.folder / RECEIVER / "schakel.toml"
    )
    assert ended.exit_code == 0, ended.stderr
    # So that it surely knows of the end when the sender is back.
    chain.processes[RECEIVER].stop()
    chain.start(RECEIVER)
    chain.start(SENDER)
    eventually("the receipt arrives", lambda: chain.layers(reference)["T"] is not None)
    assert chain.arrivals(reference) == 1
