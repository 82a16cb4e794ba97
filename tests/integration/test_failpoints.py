"""Failpoints in a process of their own: what is left when it is killed."""

import subprocess
import sys
from pathlib import Path

from gateway.errors import StorageUnavailableError

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from pathlib import Path
from adapters.system.steps import Failpoints
points = Failpoints.parse(sys.argv[1], Path(sys.argv[2]))
for step in ("in.04", "in.07", "in.07", "in.19"):
    points.reached(step)
points.close()
"""


def _run(points: str, crumbs: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SCRIPT, points, str(crumbs)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=30, cwd=ROOT)


def test_a_killed_process_leaves_the_trail_of_its_steps(tmp_path: Path) -> None:
    crumbs = tmp_path / "crumbs"
    assert _run("in.07:kill:2", crumbs).returncode == -9
    assert crumbs.read_text() == "in.04\nin.07\nin.07\n"


def test_a_second_process_continues_the_trail(tmp_path: Path) -> None:
    crumbs = tmp_path / "crumbs"
    _run("in.07:kill:1", crumbs)
    assert _run("", crumbs).returncode == 0
    assert crumbs.read_text() == "in.04\nin.07\nin.04\nin.07\nin.07\nin.19\n"
    assert crumbs.stat().st_mode & 0o777 == 0o600


def test_a_raised_fault_is_an_error_of_ours(tmp_path: Path) -> None:
    ended = _run("in.19:raise:1", tmp_path / "crumbs")
    assert ended.returncode == 1
    assert StorageUnavailableError.__name__ in ended.stderr
