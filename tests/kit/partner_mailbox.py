"""The listener of a partner that a test plays: it keeps all that a gateway posts, judged as the partner would."""

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from gateway.domain.identifiers import MessageId, Oin
from gateway.wire.stages import EnvelopeKind, Proven, Received
from tests.kit.tls_listener import TlsListener

_SECONDS: Final = 20.0
_NO_CONTENT: Final = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What came: its octets as they travelled, and what they prove under the agreement."""

    content_type: str
    body: bytes
    proven: Proven

    @property
    def kind(self) -> EnvelopeKind:
        """Whether it is a message or which signal."""
        return self.proven.address.kind

    @property
    def refers_to(self) -> MessageId | None:
        """The message that a signal is about."""
        return self.proven.address.refers_to

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Code and location of each error that a MessageError reports."""
        return [(error.code, error.location) for error in self.proven.errors]


Judge = Callable[[Received], Proven]
Wanted = Callable[[Arrived], bool]


class Mailbox:
    """Listens until `close`; what is not proven is kept in `wrong`, and a test that finds any there has failed.

    `status` and `location` are what it answers; `taken` is called with everything that arrives, before the answer.
    """

    def __init__(self, port: int, context: ssl.SSLContext, judge: Judge) -> None:
        self.status = _NO_CONTENT
        self.location = ""
        self.taken: Callable[[Arrived], object] = lambda _: None
        self.wrong: list[BaseException] = []
        self._port = port
        self._judge = judge
        self._arrived: list[Arrived] = []
        self._changed = threading.Condition()
        self._server = _Server(port, context, self)

    def open(self, context: ssl.SSLContext) -> None:
        """Listen again, as whoever that context is; everything that came before is still here."""
        self._server = _Server(self._port, context, self)

    def close(self) -> None:
        """Stop listening and finish what is in hand."""
        self._server.close()

    @property
    def arrived(self) -> tuple[Arrived, ...]:
        """Everything so far, in order."""
        with self._changed:
            return tuple(self._arrived)

    def all_about(self, message_id: str) -> list[Arrived]:
        """Return every signal about a message, in order."""
        return [each for each in self.arrived if str(each.refers_to) == message_id]

    def wait_for(self, wanted: Wanted, count: int = 1, seconds: float = _SECONDS) -> list[Arrived]:
        """Return what is wanted once there are that many of it."""
        until = time.monotonic() + seconds
        with self._changed:
            while len(found := [each for each in self._arrived if wanted(each)]) < count:
                if self.wrong or not self._changed.wait(until - time.monotonic()):
                    pytest.fail(f"{len(found)} of {count} arrived, and wrong are {self.wrong}")
            return found

    def wait_for_signal(self, message_id: str, count: int = 1) -> Arrived:
        """Return the last of that many signals about a message."""
        return self.wait_for(lambda each: str(each.refers_to) == message_id, count)[-1]

    def take(self, content_type: str, body: bytes, soap_action: str, sender: Oin) -> None:
        """Judge what came and keep it."""
        try:
            received = Received(
                body=body, content_type=content_type, soap_action=soap_action, partner=sender, at=datetime.now(UTC)
            )
            arrived = Arrived(content_type=content_type, body=body, proven=self._judge(received))
            self.taken(arrived)
        except BaseException as error:  # noqa: BLE001 - kept, and raised in the test
            self.fail(error)
            return
        with self._changed:
            self._arrived.append(arrived)
            self._changed.notify_all()

    def fail(self, error: BaseException) -> None:
        """Keep what went wrong in a thread of the listener."""
        with self._changed:
            self.wrong.append(error)
            self._changed.notify_all()


class _Server(TlsListener):
    daemon_threads = False

    def __init__(self, port: int, context: ssl.SSLContext, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        super().__init__(port, _Handler, context)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the library has it
        """Nothing gets here but a fault of the test itself."""
        self.mailbox.fail(RuntimeError("the listener failed"))


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:  # the library's name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        channel = self.connection
        assert isinstance(channel, ssl.SSLSocket)
        sender = oin_of(channel.getpeercert(binary_form=True) or b"")
        mailbox = self.server.mailbox
        mailbox.take(self.headers["Content-Type"], body, self.headers["SOAPAction"], sender)
        # HTTP/1.0, the library's own choice, closes the connection behind the answer.
        self.send_response(mailbox.status)
        self.send_header("Content-Length", "0")
        if mailbox.location:
            self.send_header("Location", mailbox.location)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def oin_of(certificate: bytes) -> Oin:
    """Return the OIN that a certificate (DER) names."""
    subject = x509.load_der_x509_certificate(certificate).subject
    return Oin.parse(str(subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)[0].value))
