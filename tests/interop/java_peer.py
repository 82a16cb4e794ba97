"""The peer: ebms-core in a process of its own, told over stdin what to do (peer/src/main/java)."""

import base64
import contextlib
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, Self

import pytest

_PATIENCE_SECONDS: Final = 30.0
_PAUSE_SECONDS: Final = 0.1
_PINGS: Final = 3
# The library writes the status of a message as a number.
STATUSES: Final = {
    "0": "UNAUTHORIZED",
    "1": "NOT_RECOGNIZED",
    "2": "RECEIVED",
    "3": "PROCESSED",
    "4": "FORWARDED",
    "5": "FAILED",
    "10": "CREATED",
    "11": "DELIVERY_FAILED",
    "12": "DELIVERED",
    "13": "EXPIRED",
}
_EVENTS: Final = ("RECEIVED", "DELIVERED", "FAILED", "EXPIRED")
# The library reads `verifyHostnames` the wrong way round: false is what has it verify them.
_PROPERTIES: Final = """\
ebms.port={port}
ebms.jdbc.driverClassName=org.h2.Driver
ebms.jdbc.url=jdbc:h2:mem:{name};DB_CLOSE_DELAY=-1
ebms.jdbc.update=true
ebms.pool.minPoolSize=1
eventListener.type=DAO
https.clientCertificateAuthentication={compared}
https.useClientCertificate=true
https.verifyHostnames=false
messageQueue.timeout=15000
deliveryTaskHandler.minThreads=2
deliveryTaskHandler.default.executionInterval=100
jms.brokerURL=vm://{name}?broker.persistent=false
"""


class PeerRefusedError(Exception):
    """The library would not do what it was told; the text is its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerPart:
    """One payload as the library hands it to its application, or takes it from there."""

    name: str
    media_type: str
    content: bytes


class JavaPeer:
    """The running library; the folder of each unit it plays has `keys`, `tls` and `trust` before it starts."""

    def __init__(self, folder: Path, class_path: str, java: Path) -> None:
        """Start it and wait until it listens everywhere; what it logs goes to `peer.log`."""
        # The library's XML binding is older than the locks of Java 17.
        command: list[str | Path] = [java, "--add-opens=java.base/java.lang=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"]
        command += ["-Dfile.encoding=UTF-8", "-Duser.timezone=Europe/Amsterdam"]
        command += ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", f"-Djdk.net.hosts.file={folder / 'hosts'}"]
        command += ["-cp", class_path, "schakel.peer.Peer", folder]
        self._lock = Lock()
        with (folder / "peer.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        assert self._read() == "ready", (folder / "peer.log").read_text()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def tell(self, name: str, order: str, **arguments: Any) -> Any:  # noqa: ANN401 - as JSON has it
        """Have one unit do something and return what comes of it; raise PeerRefusedError."""
        assert self._process.stdin is not None
        with self._lock:
            line = json.dumps({"do": order} | arguments)
            self._process.stdin.write(f"{name}\n{line}\n".encode())
            self._process.stdin.flush()
            answer = json.loads(self._read())
        if "error" in answer:
            raise PeerRefusedError(answer["error"])
        return answer["result"]

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().decode().rstrip("\n")


def write_properties(folder: Path, port: int, *, compares_certificates: bool) -> None:
    """Write how one unit is to run, and whether it compares TLS certificates with those of the agreement."""
    text = _PROPERTIES.format(port=port, name=folder.name, compared=str(compares_certificates).lower())
    (folder / "peer.properties").write_text(text, encoding="ascii")


class PeerUnit:
    """One unit that the library plays."""

    def __init__(self, process: JavaPeer, name: str) -> None:
        self._process = process
        self._name = name

    # --- what an application asks ---

    def agree(self, cpa: bytes) -> str:
        """Load an agreement; return its id."""
        return str(self._tell("agree", cpa=cpa.decode()))

    def forget(self, cpa: str) -> None:
        """Remove an agreement."""
        self._tell("forget", cpa=cpa)

    @contextlib.contextmanager
    def shut(self) -> Iterator[None]:
        """Let nobody answer at its port meanwhile; what it sends still leaves."""
        self._tell("shut")
        try:
            yield
        finally:
            self._tell("open")

    def ping(self, cpa: str, sender: str, receiver: str) -> None:
        """Ask whether the other message handler is there; raise PeerRefusedError when no answer came in time.

        The library waits a few seconds only, which a busy machine may need to start with; so it is told more than once.
        """
        for _ in range(_PINGS - 1):
            try:
                return self._tell_ping(cpa, sender, receiver)
            except PeerRefusedError:
                continue
        return self._tell_ping(cpa, sender, receiver)

    def _tell_ping(self, cpa: str, sender: str, receiver: str) -> None:
        self._tell("ping", cpa=cpa, **{"from": sender, "to": receiver})

    def send(self, parts: Sequence[PeerPart], **properties: str) -> str:
        """Hand in a message for the other side; return its MessageId."""
        contents = [
            {"name": part.name, "type": part.media_type, "content": base64.b64encode(part.content).decode()}
            for part in parts
        ]
        return str(self._tell("send", parts=contents, **properties))

    def received(self, message_id: str) -> list[PeerPart]:
        """Return the parts of a message it received."""
        return [
            PeerPart(name=part["name"], media_type=part["type"], content=base64.b64decode(part["content"]))
            for part in self._tell("message", id=message_id)["parts"]
        ]

    def ask_status(self, message_id: str) -> str:
        """Have it ask the other side about a message it sent; return what the other side answered."""
        return str(self._tell("ask", id=message_id))

    # --- what stands in its database ---

    def statuses(self, message_id: str) -> list[str]:
        """Return the status of every copy of a message."""
        rows = self._select("SELECT status FROM ebms_message WHERE message_id = ?", message_id)
        return [STATUSES[status] for status in rows]

    def arrived(self, action: str) -> str:
        """Return the MessageId of the last message with that action that it received."""
        query = "SELECT message_id FROM ebms_message WHERE action = ? AND status = 2 ORDER BY time_stamp DESC"
        return self._select(query, action)[0]

    def attempts(self, message_id: str) -> list[str]:
        """Return the outcome of each attempt to send a message: empty when it was taken."""
        query = "SELECT error_message FROM delivery_log WHERE message_id = ? AND status < 3 ORDER BY time_stamp"
        return self._select(query, message_id)

    def signal(self, kind: str, message_id: str) -> tuple[str, bytes]:
        """Return the MessageId and the octets of the last signal of that kind about a message, sent or received."""
        query = "SELECT message_id, content FROM ebms_message WHERE action = ? AND ref_to_message_id = ?"
        rows = self._tell("select", query=query, about=[kind, message_id])
        return rows[-1][0], rows[-1][1].encode()

    def has_signal(self, kind: str, message_id: str) -> bool:
        """Tell whether there is such a signal."""
        query = "SELECT message_id FROM ebms_message WHERE action = ? AND ref_to_message_id = ?"
        return bool(self._tell("select", query=query, about=[kind, message_id]))

    def events(self, message_id: str) -> list[str]:
        """Return what it told its application about a message."""
        rows = self._select("SELECT event_type FROM message_event WHERE message_id = ?", message_id)
        return [_EVENTS[int(kind)] for kind in rows]

    def wait_for_status(self, message_id: str, wanted: str, seconds: float = _PATIENCE_SECONDS) -> None:
        """Return when one copy of the message has that status."""
        self.wait(lambda: wanted in self.statuses(message_id), f"{message_id} {wanted}", seconds)

    def wait(self, ready: Callable[[], bool], what: str, seconds: float = _PATIENCE_SECONDS) -> None:
        """Return when something is so."""
        until = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > until:
                pytest.fail(f"waited too long: {what}")
            time.sleep(_PAUSE_SECONDS)

    def _select(self, query: str, about: str) -> list[str]:
        """Return the one column of every row; nothing reads as an empty text."""
        return [row[0] or "" for row in self._tell("select", query=query, about=[about])]

    def _tell(self, order: str, **arguments: Any) -> Any:  # noqa: ANN401 - as JSON has it
        return self._process.tell(self._name, order, **arguments)
