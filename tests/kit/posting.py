"""One request to a gateway as it goes over the wire, sent on a connection of its own, and what came back."""

import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Final

from adapters.simulator.chain import PARTNER_PATH

EBXML: Final = ('SOAPAction: "ebXML"',)
_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One request as it goes over the wire; `message_id` is that of the message in it, where it has one."""

    content_type: str
    body: bytes
    message_id: str = ""
    headers: tuple[str, ...] = EBXML
    host: str = "veiligthuis.schakel.test"

    @property
    def octets(self) -> bytes:
        """The whole request."""
        lines = (
            f"POST {PARTNER_PATH} HTTP/1.1",
            f"Host: {self.host}",
            f"Content-Type: {self.content_type}",
            f"Content-Length: {len(self.body)}",
            *self.headers,
        )
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a gateway answered; status 0 when it hung up without a word."""

    status: int
    content_type: str = ""
    body: bytes = b""
    closed: bool = True


def exchange(octets: bytes, context: ssl.SSLContext, host: str, port: int) -> Answer:
    """Send any octets to the gateway of that name, and return its first answer."""
    try:
        with (
            socket.create_connection(("127.0.0.1", port), _SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as channel,
        ):
            _send(channel, octets)
            return _read(channel)
    except (OSError, HTTPException):
        return Answer(status=0)


def _send(channel: ssl.SSLSocket, octets: bytes) -> None:
    try:
        channel.sendall(octets)
    except ConnectionError:
        # Refused before everything was sent: the answer may be there all the same.
        return


def _read(channel: ssl.SSLSocket) -> Answer:
    with HTTPResponse(channel, method="POST") as response:
        response.begin()
        return Answer(
            status=response.status,
            content_type=response.headers.get("Content-Type", ""),
            body=response.read(),
            closed=response.will_close,
        )
