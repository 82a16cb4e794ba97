"""How much memory a payload of 100 MB costs, signed and encrypted, at its sender and at its receiver.

python -m tests.bench.memory
"""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.domain.agreement import Profile
from tests.kit.shipments import Load, ShippingChain

PAYLOAD_OCTETS: Final = 100 * 1024 * 1024
# The goal of performance.md 11.
MOST_GROWTH_OCTETS: Final = 64 * 1024 * 1024
SENDER: Final = "politie"
RECEIVER: Final = "veiligthuis"
_MB: Final = 1024 * 1024
_SMALL: Final = 10 * 1024
_PATIENCE_SECONDS: Final = 150.0
_PAUSE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What one large payload cost: peak of resident memory beyond what each process had before, in octets."""

    payload_octets: int
    sender_octets: int
    receiver_octets: int
    seconds: float

    def lines(self) -> Sequence[str]:
        """Return the table as it is printed."""
        most = f"goal: at most {MOST_GROWTH_OCTETS // _MB} MB"
        return (
            f"Memory for a payload of {self.payload_octets // _MB} MB, signed and encrypted, from office to office",
            f"  sender grew    {self.sender_octets / _MB:6.1f} MB   {most}",
            f"  receiver grew  {self.receiver_octets / _MB:6.1f} MB   {most}",
            f"  taken, delivered and unloaded in {self.seconds:.1f} s",
        )


def report(payload_octets: int = PAYLOAD_OCTETS) -> Sequence[str]:
    """Measure on a chain of its own, and return the table."""
    with tempfile.TemporaryDirectory(prefix="schakel-memory-") as folder:
        chain = ShippingChain(Path(folder))
        try:
            chain.start_all()
            return measure(chain, payload_octets).lines()
        finally:
            chain.stop_all()


def measure(chain: ShippingChain, payload_octets: int = PAYLOAD_OCTETS) -> Growth:
    """Carry one small payload to warm up, then the large one; raise when it does not come out as it went in."""
    _carry(chain, Load(content=os.urandom(_SMALL)))
    file = chain.folder / "lading.bin"
    load = Load(content=file, media_type="video/mp4", file_name="opname.mp4")
    _fill(file, payload_octets)
    pids = [chain.processes[name].pid for name in (SENDER, RECEIVER)]
    before = [reset_peak(pid) for pid in pids]
    began = time.monotonic()
    _carry(chain, load)
    seconds = time.monotonic() - began
    sender, receiver = (memory_of(pid, "VmHWM") - had for pid, had in zip(pids, before, strict=True))
    return Growth(payload_octets=payload_octets, sender_octets=sender, receiver_octets=receiver, seconds=seconds)


def _carry(chain: ShippingChain, load: Load) -> None:
    reference = chain.ship(Profile.RM_E, [load], SENDER)
    _until(lambda: chain.arrived(reference, RECEIVER))
    _until(lambda: chain.state(reference, SENDER) == "delivered")
    unloaded = hashlib.sha256()
    for piece in chain.desk(RECEIVER).part_pieces(chain.oin(SENDER), reference, 1):
        unloaded.update(piece)
    shipped = hashlib.sha256()
    for piece in load.pieces():
        shipped.update(piece)
    if unloaded.digest() != shipped.digest():
        raise AssertionError(reference)


def _until(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(_PAUSE_SECONDS)


def _fill(file: Path, octets: int) -> None:
    """Write what no compression makes smaller."""
    with file.open("wb") as opened:
        for start in range(0, octets, _MB):
            opened.write(os.urandom(min(_MB, octets - start)))


def reset_peak(pid: int) -> int:
    """Begin to measure the peak of a process anew; return what it has now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return memory_of(pid, "VmRSS")


def memory_of(pid: int, name: str) -> int:
    """Return a figure of a process, in octets."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(name)


if __name__ == "__main__":
    sys.stdout.write("\n".join([*report(), ""]))
