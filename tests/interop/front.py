"""A listener of the test under the name of Veilig Thuis: it keeps what the peer posts, and answers as it is told."""

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Final

import pytest

from tests.kit.tls_listener import TlsListener

_SECONDS: Final = 30.0
_NO_CONTENT: Final = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One request of the peer, as it travelled."""

    content_type: str
    soap_action: str
    body: bytes

    def mentions(self, text: str) -> bool:
        """Tell whether a text stands in it."""
        return text.encode() in self.body


class Front:
    """Listens until `close`, and answers 204; `refuse_once` says what comes first."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self._refusals: dict[str, int] = {}
        self._posted: list[Posted] = []
        self._changed = threading.Condition()
        self._server = _Server(port, context, self)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def refuse_once(self, mark: str, status: int) -> None:
        """Answer with that status the first request in which a text stands."""
        with self._changed:
            self._refusals[mark] = status

    def wait_for(self, wanted: Callable[[Posted], bool], count: int = 1, seconds: float = _SECONDS) -> list[Posted]:
        """Return what is wanted once there are that many of it."""
        until = time.monotonic() + seconds
        with self._changed:
            while len(found := [each for each in self._posted if wanted(each)]) < count:
                if not self._changed.wait(until - time.monotonic()):
                    pytest.fail(f"{len(found)} of {count} came")
            return found

    def take(self, posted: Posted) -> int:
        """Keep what came and return the status to answer with."""
        with self._changed:
            self._posted.append(posted)
            self._changed.notify_all()
            mark = next((mark for mark in self._refusals if posted.mentions(mark)), "")
            return self._refusals.pop(mark, _NO_CONTENT)


class _Server(TlsListener):
    def __init__(self, port: int, context: ssl.SSLContext, front: Front) -> None:
        self.front = front
        super().__init__(port, _Handler, context)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:  # the library's name
        body = self._read_chunks() if "Transfer-Encoding" in self.headers else self._read_length()
        posted = Posted(content_type=self.headers["Content-Type"], soap_action=self.headers["SOAPAction"], body=body)
        self.send_response(self.server.front.take(posted))
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
