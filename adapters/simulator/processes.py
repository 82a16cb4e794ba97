"""Gateways as processes of their own: started, asked whether they are ready, stopped or killed.

They end with whoever started them, however that ends (`leash`).
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from gateway.errors import NotInTimeError

_READY_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 35.0
_PAUSE_SECONDS: Final = 0.05
_OK: Final = 200
# Below those that Linux gives to connections (ip_local_port_range begins at 32768).
_PORTS: Final = range(15_000, 32_768)
# How to run a command of ours that ends with us; its standard input must be a pipe that we hold.
LEASHED: Final = (sys.executable, "-P", "-m", "adapters.simulator.leash")


class GatewayProcess:
    """One `schakel serve`; its log goes to `gateway.log` beside its settings."""

    def __init__(self, home: Path, operations_port: int, environment: dict[str, str] | None = None) -> None:
        """Take the folder with `schakel.toml`, the port where it says how it is, and more environment for tests."""
        self._home = home
        self._port = operations_port
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._leash: int | None = None

    def start(self) -> None:
        """Start the process, in a group of its own."""
        self._let_go()
        held, self._leash = os.pipe()
        try:
            with (self._home / "gateway.log").open("ab") as log:
                self._process = subprocess.Popen(  # noqa: S603 - no shell, and nothing in it comes from outside
                    [*LEASHED, "serve", "--config", str(self._home / "schakel.toml")],
                    stdin=held,
                    stdout=log,
                    stderr=log,
                    env=os.environ | self._environment,
                    start_new_session=True,
                )
        finally:
            os.close(held)

    def wait_until_ready(self) -> None:
        """Return when it takes messages; raise NotInTimeError when it ended, or takes too long."""
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until and self.is_running():
            if self._is_ready():
                return
            time.sleep(_PAUSE_SECONDS)
        raise NotInTimeError(self._home.name)

    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The number by which the system knows the process; 0 before it was started."""
        return 0 if self._process is None else self._process.pid

    def ask_to_stop(self) -> None:
        """Ask it to finish, and wait for nothing."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask it to finish and return its exit code; kill it when it does not."""
        if self._process is None:
            return 0
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(_STOP_SECONDS)
            self._let_go()
            return code
        self.kill()
        return -signal.SIGKILL

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._let_go()

    def _let_go(self) -> None:
        """Close our end of the leash: the process has ended, or ends now."""
        if self._leash is not None:
            os.close(self._leash)
            self._leash = None

    def _is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=2.0)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == _OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def free_ports(count: int) -> list[int]:
    """Return loopback ports that nobody listens on now, and that no connection is given while they wait for us."""
    ports: list[int] = []
    with contextlib.ExitStack() as stack:
        while len(ports) < count:
            port, held = secrets.choice(_PORTS), stack.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                held.bind(("127.0.0.1", port))
                ports.append(port)
    return ports
