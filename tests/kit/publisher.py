"""A server on loopback that publishes revocation lists, well or badly; also as the proxy through which it is asked."""

import contextlib
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from adapters.simulator.authority import Authority
from adapters.simulator.authority_levels import CRL_LIFETIME, Level

Talk = Callable[[socket.socket], None]
_MOST_OCTETS: Final = 64 * 1024
_SECONDS: Final = 60.0


class Publisher:
    """Says at each address what a test put there, and remembers what it was asked."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port = port
        self.scheme = scheme
        self.pages: dict[str, bytes | Talk] = {}
        self.asked: list[str] = []
        self.heads: list[bytes] = []

    @property
    def url(self) -> str:
        """Where it is, and what it is asked through as a proxy."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def publish(self, *levels: Level, at: datetime, lifetime: timedelta = CRL_LIFETIME) -> None:
        """Publish a new list of each of these authorities, where their certificates say."""
        self.pages |= {level.address: listed(level.crl(at, lifetime)) for level in levels}

    def publish_all(self, authority: Authority, at: datetime) -> None:
        """Publish a new list of every level."""
        self.publish(*authority.levels, at=at)

    def answer(self, connection: socket.socket) -> None:
        """Serve one connection."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(_MOST_OCTETS)
            if not piece:
                return
            head += piece
        self.heads.append(head)
        address = self._address(head)
        self.asked.append(address)
        page = self.pages.get(address, said(404, b"nothing here"))
        if isinstance(page, bytes):
            connection.sendall(page)
        else:
            page(connection)

    def _address(self, head: bytes) -> str:
        """Return what was asked: whole to a proxy, and in two parts to the server itself."""
        target = head.split(b" ", 2)[1].decode()
        if urlsplit(target).scheme:
            return target
        host = next(line[5:].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"host:"))
        return f"{self.scheme}://{host.decode()}{target}"


@contextmanager
def publishing(context: ssl.SSLContext | None = None) -> Iterator[Publisher]:
    """Listen until the end of the block, with TLS when there is a context; what hangs is hung up on then."""
    opened: list[socket.socket] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(_SECONDS)
            opened.append(self.request)
            with contextlib.suppress(OSError):
                publisher.answer(self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        publisher = Publisher(server.server_address[1], "http" if context is None else "https")
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield publisher
        finally:
            server.shutdown()
            thread.join()
            for each in opened:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)


def said(status: int, body: bytes, *lines: str) -> bytes:
    """Return an answer."""
    head = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", "Connection: close", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def listed(crl: bytes) -> bytes:
    """Return an answer with a list."""
    return said(200, crl, "Content-Type: application/pkix-crl")


def silent(connection: socket.socket) -> None:
    """Say nothing until the other side, or the test, has had enough."""
    connection.recv(1)


def endless(connection: socket.socket) -> None:
    """Send a body that never ends, as fast as it is taken."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    piece = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    while True:
        connection.sendall(piece)


def dripping(connection: socket.socket) -> None:
    """Send one octet of a body now and then."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b"0")
        time.sleep(0.05)
