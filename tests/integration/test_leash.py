"""Gateways that the simulator and tests start end with whoever started them, however that ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.chain import eventually
from tests.kit.simulated import lodge

STARTS = """
import sys, time
from pathlib import Path
from adapters.simulator.processes import GatewayProcess
process = GatewayProcess(Path(sys.argv[1]), int(sys.argv[2]))
process.start()
process.wait_until_ready()
print(process.pid, flush=True)
time.sleep(600)
"""


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_gateway_ends_in_good_order_when_whoever_started_it_is_gone(
    how: signal.Signals, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lodging = lodge(tmp_path_factory)
    command = [sys.executable, "-c", STARTS, str(lodging.home), str(lodging.partner.operations_port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as parent:
        assert parent.stdout is not None
        gateway = int(parent.stdout.readline())
        assert _lives(gateway)
        parent.send_signal(how)
        parent.wait(10)
    eventually("the gateway ends", lambda: not _lives(gateway), 30.0)
    assert '"process_stopped"' in (lodging.home / "gateway.log").read_text(encoding="utf-8")
