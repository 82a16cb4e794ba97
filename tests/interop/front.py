"""A listener of the test under the name of Veilig Thuis: it keeps what the peer posts."""

import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Final

import pytest

from tests.kit.posting import Posting
from tests.kit.tls_listener import TlsListener

_SECONDS: Final = 30.0
_NO_CONTENT: Final = 204


class Front:
    """Listens until `close`, and answers 204."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self._posted: list[Posting] = []
        self._changed = threading.Condition()
        self._server = _Server(port, context, self)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def wait_for(self, mark: str) -> Posting:
        """Return the first request in which a text stands, once it came."""
        until = time.monotonic() + _SECONDS
        with self._changed:
            while not (found := [each for each in self._posted if mark.encode() in each.body]):
                if not self._changed.wait(until - time.monotonic()):
                    pytest.fail(f"nothing came with {mark}")
            return found[0]

    def take(self, posted: Posting) -> None:
        """Keep what came."""
        with self._changed:
            self._posted.append(posted)
            self._changed.notify_all()


class _Server(TlsListener):
    def __init__(self, port: int, context: ssl.SSLContext, front: Front) -> None:
        self.front = front
        super().__init__(port, _Handler, context)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:  # the library's name
        body = self._read_chunks() if "Transfer-Encoding" in self.headers else self._read_length()
        self.server.front.take(Posting(content_type=self.headers["Content-Type"], body=body))
        self.send_response(_NO_CONTENT)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _read_length(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _read_chunks(self) -> bytes:
        body = b""
        while length := int(self.rfile.readline(), 16):
            body += self.rfile.read(length)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_: object) -> None:
        """Say nothing."""
