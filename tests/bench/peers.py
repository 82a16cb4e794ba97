"""The study held against other libraries, each in an environment of its own, in turn within the same rounds."""

import json
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench import primitives, wire
from tests.bench.wire import Ends

_ROOT: Final = Path(__file__).parents[2]
# Package and module. What they do differs from ebMS2 (AS2: AES-CBC; AS4: an SBDH around the payload), not its purpose.
_PEERS: Final = {
    "pyas2lib": ("pyas2lib==1.4.4", "tests.bench.others.as2_exchange"),
    "as4": ("as4==0.2.0", "tests.bench.others.as4_exchange"),
}
_SECONDS: Final = 0.6
_OURS: Final = "schakel"
_MS: Final = 1000
_WIDTH: Final = 12


def report(payload_octets: int, rounds: int) -> Iterator[str]:
    """Yield the table; a library that cannot be had here is named."""
    present = [name for name in _PEERS if _environment(name) is not None]
    measured: dict[str, list[Ends]] = {name: [] for name in (_OURS, *present)}
    limits: list[float] = []
    for _ in range(rounds):
        limits.append(primitives.cpu_seconds(primitives.exchange(wire.BITS, payload_octets)))
        measured[_OURS].append(wire.exchange(payload_octets, _SECONDS))
        for name in present:
            measured[name].append(_run(name, payload_octets))
    yield (
        f"the study alone, RSA-{wire.BITS}, {payload_octets} octets, in one process: no network, no store;"
        f" CPU ms, medians of {rounds} rounds"
    )
    yield ""
    yield _line("", "sender", "receiver", "both", "of ours")
    ours = statistics.median(each.both for each in measured[_OURS])
    for name, found in measured.items():
        sender, receiver, both = (
            statistics.median(figures) for figures in zip(*((e.sender, e.receiver, e.both) for e in found), strict=True)
        )
        yield _line(name, *(f"{each * _MS:.2f}" for each in (sender, receiver, both)), f"{both / ours:.1f}")
    limit = statistics.median(limits)
    yield _line("primitives", "", "", f"{limit * _MS:.2f}", f"{limit / ours:.2f}")
    for name in _PEERS.keys() - set(present):
        yield f"{name} could not be installed here, so it is not measured"


def _environment(name: str) -> Path | None:
    """Return the interpreter of the environment of a library, made at the first use; None where that fails."""
    folder = _ROOT / ".venv" / "peers" / name
    python = folder / "bin" / "python"
    made = folder / "made"
    if not made.exists():
        try:
            venv.create(folder, with_pip=True, clear=True)
            command = [str(python), "-m", "pip", "install", "--quiet", "--only-binary=:all:", _PEERS[name][0]]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError):
            return None
        made.touch()
    return python


def _run(name: str, payload_octets: int) -> Ends:
    arguments = (str(wire.BITS), str(payload_octets), str(_SECONDS))
    command = [str(_environment(name)), "-m", _PEERS[name][1], *arguments]
    ended = subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=_ROOT)
    said = json.loads(ended.stdout)
    return Ends(sender=said["sender"], receiver=said["receiver"])


def _line(name: str, *cells: str) -> str:
    return f"{name:{_WIDTH}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)


if __name__ == "__main__":
    for line in report(10 * 1024, 3):
        sys.stdout.write(f"{line}\n")
