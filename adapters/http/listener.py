"""A listening socket that turns away what is too much, before a handshake costs anything (bad input 25)."""

import resource
import socket
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from adapters.http.limits import Limits
from gateway.errors import ConfigError

_BACKLOG: Final = 1024
# After so many refusals in a row the event loop gets its turn.
_MOST_REFUSALS: Final = 128
# The first half of an IPv6 address names a network; its owner has the other half to himself.
_NETWORK_OCTETS: Final = 8


class Turnstile:
    """Counts who is in, and who came in this second."""

    def __init__(self, limits: Limits, seconds: Callable[[], float] = time.monotonic) -> None:
        """Take the limits, and a clock for a test."""
        self._limits = limits
        self._seconds = seconds
        self._second = -1
        self._arrivals: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._most = min(limits.connections, _half_of_descriptors())

    def admits(self, visitor: str) -> bool:
        """Tell whether one more may come in, and count it when it may."""
        if int(self._seconds()) != self._second:
            self._second = int(self._seconds())
            self._arrivals.clear()
        self._arrivals[visitor] += 1
        full = self._inside.total() >= self._most
        if full or self._inside[visitor] >= self._limits.connections_per_address:
            return False
        if self._arrivals[visitor] > self._limits.arrivals_per_second:
            return False
        self._inside[visitor] += 1
        return True

    def left(self, visitor: str) -> None:
        """Count one out."""
        self._inside[visitor] -= 1
        if not self._inside[visitor]:
            del self._inside[visitor]


def _half_of_descriptors() -> int:
    """A door never takes the last descriptors: the store and the way out need some."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2


class CountedListener(socket.socket):
    """Hands out connections that count themselves out when they close."""

    def __init__(self, family: int, turnstile: Turnstile) -> None:
        super().__init__(family, socket.SOCK_STREAM)
        self._turnstile = turnstile

    def accept(self) -> tuple[socket.socket, Any]:
        """Return the next connection that is admitted; close the others at once."""
        for _ in range(_MOST_REFUSALS):
            connection, address = super().accept()
            visitor = visitor_of(address[0])
            if self._turnstile.admits(visitor):
                return _Counted(connection.detach(), self._turnstile, visitor), address
            connection.close()
        raise BlockingIOError


class _Counted(socket.socket):
    def __init__(self, descriptor: int, turnstile: Turnstile, visitor: str) -> None:
        super().__init__(fileno=descriptor)
        self._turnstile: Turnstile | None = turnstile
        self._visitor = visitor

    def close(self) -> None:
        """Close, and count out once."""
        super().close()
        if self._turnstile is not None:
            self._turnstile.left(self._visitor)
            self._turnstile = None


def visitor_of(address: str) -> str:
    """Return under which name an address is counted."""
    if ":" not in address:
        return address
    return socket.inet_pton(socket.AF_INET6, address.partition("%")[0])[:_NETWORK_OCTETS].hex()


def listen(host: str, port: int, turnstile: Turnstile) -> list[socket.socket]:
    """Return a listening socket for each address of the host, on one port; raise ConfigError when that cannot be."""
    listeners: list[socket.socket] = []
    try:
        for family, _, _, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            chosen = listeners[0].getsockname()[1] if listeners else port
            listeners.append(_bound(family, (address[0], chosen), turnstile))
    except OSError as error:
        for listener in listeners:
            listener.close()
        mistake = f"cannot listen on {host} port {port}: {error.strerror}"
        raise ConfigError(mistake) from error
    return listeners


def _bound(family: int, address: tuple[Any, int], turnstile: Turnstile) -> socket.socket:
    listener = CountedListener(family, turnstile)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
