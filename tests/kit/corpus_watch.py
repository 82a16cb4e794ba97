"""What can be seen of a running gateway from outside: its cost, log, store and files; and traps for a careless one."""

import base64
import json
import os
import socket
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_OK: Final = 200
# Where in the line after the name stand the ticks of user and system (proc(5)).
_USER, _SYSTEM = 11, 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chain of evidence, as it stands in the store."""

    type: str
    facts: dict[str, str]


class Watch:
    """Reads from a gateway's folder and from the system what it did since `mark`."""

    def __init__(self, home: Path, operations_port: int, pid: int) -> None:
        self.home = home
        self._port = operations_port
        self._pid = pid
        self._log_from = 0
        self._evidence_from = 0
        self._cpu_from = 0.0
        self._peak_from = 0

    def mark(self) -> None:
        """Count from here."""
        self._log_from = (self.home / "gateway.log").stat().st_size
        self._evidence_from = int(self._rows("SELECT coalesce(max(sequence), 0) FROM evidence")[0][0])
        self._cpu_from = self._cpu()
        self._peak_from = self._peak()

    @property
    def cpu_seconds(self) -> float:
        """The processor time it took."""
        return self._cpu() - self._cpu_from

    @property
    def running_seconds(self) -> float:
        """The processor time of all threads that live, to the nanosecond: what is counted by ticks is too coarse."""
        tasks = Path(f"/proc/{self._pid}/task").glob("*/schedstat")
        return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9

    @property
    def grown_mib(self) -> float:
        """How much its peak memory grew."""
        return (self._peak() - self._peak_from) / 1024

    def log(self, event: str = "") -> list[dict[str, Any]]:
        """Return the lines it wrote, of one event or all."""
        with (self.home / "gateway.log").open("rb") as file:
            file.seek(self._log_from)
            lines = [dict(json.loads(line)) for line in file.read().splitlines()]
        return [line for line in lines if event in {"", line["event"]}]

    def evidence(self) -> list[Entry]:
        """Return the entries it added."""
        rows = self._rows("SELECT type, facts FROM evidence WHERE sequence > ? ORDER BY sequence", self._evidence_from)
        return [Entry(kind, dict(json.loads(facts))) for kind, facts in rows]

    def count(self, kind: str) -> int:
        """Tell how many entries of that kind the chain has in all."""
        return int(self._rows("SELECT count(*) FROM evidence WHERE type = ?", kind)[0][0])

    def outbox(self) -> set[str]:
        """Return the subjects of what is still to be done."""
        return {subject for (subject,) in self._rows("SELECT subject FROM outbox")}

    def remembers(self, message_id: str) -> int:
        """Tell how often a message that came stands in the inbox."""
        return int(self._rows("SELECT count(*) FROM inbox WHERE message_id = ?", message_id)[0][0])

    def payloads_of(self, message_id: str) -> list[str]:
        """Return the names of the stored octets of a message that came: its content, and its SOAP part."""
        ((content, reference, sender),) = self._rows(
            "SELECT content, reference, sender FROM messages WHERE message_id = ? AND direction = 'in'", message_id
        )
        facts = self._rows(
            "SELECT facts FROM evidence WHERE type = 'received' AND subject = ?", f"in/{sender}/{reference}"
        )
        return [content, *(dict(json.loads(each))["soap-payload"] for (each,) in facts)]

    def lives(self) -> bool:
        """Ask whether it lives."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=2.0)
        try:
            connection.request("GET", "/live")
            return connection.getresponse().status == _OK
        finally:
            connection.close()

    def _rows(self, statement: str, *values: object) -> list[Any]:
        connection = sqlite3.connect(f"file:{self.home / 'gateway.db'}?mode=ro", uri=True, timeout=10.0)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS

    def _peak(self) -> int:
        lines = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


class Trap:
    """Addresses that nobody may follow: a listener that nobody may call, and a pipe that nobody may open."""

    def __init__(self, folder: Path) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0)
        self.place = f"127.0.0.1:{self._listener.getsockname()[1]}/val"
        self._pipe = folder / "val.fifo"
        # Whoever opens it to read waits for ever, and is found out by that.
        os.mkfifo(self._pipe)

    @property
    def web(self) -> str:
        """Where the listener is."""
        return f"http://{self.place}"

    @property
    def file(self) -> str:
        """Where the pipe is."""
        return self._pipe.as_uri()

    def is_sprung(self) -> bool:
        """Tell whether somebody called, or waits at the pipe."""
        return self._was_called() or self._is_read()

    def close(self) -> None:
        """Take it away."""
        self._listener.close()

    def _was_called(self) -> bool:
        try:
            self._listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def _is_read(self) -> bool:
        try:
            os.close(os.open(self._pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            # Nobody has it open.
            return False
        return True


# So much of a text is recognised in base64 whatever stands around it.
_STEM: Final = 13


def disguises(token: str) -> set[bytes]:
    """Return the octets that a text may stand as: plain, in UTF-16, in hexadecimal, and in base64 at any offset.

    In small letters, for whoever compares so. Of base64 the first and last four letters depend on the neighbours.
    """
    plain = token.encode()
    inside = [base64.b64encode(bytes(offset) + plain)[4 * (offset > 0) : -4] for offset in range(3)]
    found = [plain, token.encode("utf-16-le"), token.encode("utf-16-be"), plain.hex().encode(), *inside]
    return {octets.lower() for octets in found}


class TokenSearch:
    """Looks for texts in any disguise; those that begin alike cost no more than one."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self._groups: dict[str, dict[bytes, str]] = {}
        for token in tokens:
            group = self._groups.setdefault(token[:_STEM], {})
            group |= dict.fromkeys(disguises(token), token)

    def found(self, octets: bytes) -> list[str]:
        """Return the tokens that stand in the octets."""
        content = octets.lower()
        groups = (group for stem, group in self._groups.items() if any(each in content for each in disguises(stem)))
        return sorted({token for group in groups for each, token in group.items() if each in content})

    def found_below(self, folder: Path) -> list[str]:
        """Return `file: token` for every token that stands in a file of the folder, or in the name of one."""
        found: list[str] = []
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            octets = name.encode() + b"\n" + (path.read_bytes() if path.is_file() else b"")
            found += [f"{name}: {token}" for token in self.found(octets)]
        return found
