"""A process of its own: whatever goes wrong in it, standard error holds lines of ours and no word of anybody else."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CANARY = "Jan Jansen 999990019"
SCRIPT = """
import asyncio, logging, sys, threading, warnings
from adapters.telemetry.logging import Log
from adapters.telemetry.others import take_over

canary = sys.argv[1]
take_over(Log())
warnings.warn(canary)
logging.getLogger("concurrent.futures").error("request %s", canary, exc_info=ValueError(canary))
logging.getLogger("asyncio").error("%d", canary)

class Stubborn:
    def __del__(self):
        int(canary)

Stubborn()
thread = threading.Thread(target=int, args=(canary,))
thread.start()
thread.join()

async def forget():
    asyncio.get_running_loop().call_soon(int, canary)
    await asyncio.sleep(0.01)

asyncio.run(forget())
raise RuntimeError(canary) from ValueError(canary)
"""


def test_nothing_that_goes_wrong_tells_what_it_held() -> None:
    command = [sys.executable, "-c", SCRIPT, CANARY]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30, cwd=ROOT)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "Jansen" not in ended.stderr
    assert "999990019" not in ended.stderr
    assert [line.get("logger", line["event"]) for line in lines] == [
        "py.warnings",
        "concurrent.futures",
        "asyncio",
        "unexpected_error",
        "unexpected_error",
        "asyncio",
        "unexpected_error",
    ]
    assert lines[-1]["types"] == ["RuntimeError", "ValueError"]
