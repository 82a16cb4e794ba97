"""A ClientHello octet for octet: what no TLS library of today still offers, and what a server makes of it."""

import os
import socket
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_SECONDS: Final = 10.0
_HANDSHAKE: Final = 22
_ALERT: Final = 21
_CLIENT_HELLO: Final = 1
_SERVER_HELLO: Final = 2
_LONGEST: Final = 1 << 14


class Version(IntEnum):
    """What a hello claims to speak."""

    SSL_3 = 0x0300
    TLS_1_0 = 0x0301
    TLS_1_1 = 0x0302
    TLS_1_2 = 0x0303


# One suite each (RFC 5246, 4492, 5288, 6347 and their like).
GOOD: Final = 0xC030  # ECDHE-RSA-AES256-GCM-SHA384
SUITES: Final = {
    "cbc": (0xC028, 0xC014),
    "static-rsa": (0x009D, 0x003D, 0x0035),
    "triple-des": (0x000A, 0xC012, 0x0016),
    "null": (0x0002, 0x003B, 0xC010),
    "export": (0x0003, 0x0008, 0x0014),
    "anonymous": (0x0034, 0x00A7, 0xC019),
    "finite-field": (0x009F, 0x0067),
    "rc4": (0x0005, 0xC011),
    "pre-shared": (0x00A9, 0xD005),
}
_P_256: Final = 23
_RSA_SHA256: Final = 0x0401


@dataclass(frozen=True, slots=True)
class Heard:
    """The first record that came back: a ServerHello with version and suite, an alert, or nothing at all."""

    version: int = 0
    suite: int = 0
    alert: int = 0
    compression: int = 0

    @property
    def agreed(self) -> bool:
        """Whether the server took up the offer."""
        return self.suite != 0


def say_hello(port: int, version: Version, *suites: int, compression: bytes = b"\x00") -> Heard:
    """Offer one version and these suites, and return what the server says to it."""
    with socket.create_connection(("127.0.0.1", port), _SECONDS) as connection:
        connection.sendall(_record(version, _hello(version, suites, compression)))
        return _heard(connection)


def say(port: int, octets: bytes) -> bytes:
    """Say anything, and return what comes back until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), _SECONDS) as connection:
        connection.sendall(octets)
        connection.shutdown(socket.SHUT_WR)
        heard = b""
        while octets := connection.recv(_LONGEST):
            heard += octets
        return heard


def _hello(version: Version, suites: tuple[int, ...], compression: bytes) -> bytes:
    offered = struct.pack(f"!H{len(suites)}H", 2 * len(suites), *suites)
    extensions = b"" if version is Version.SSL_3 else _extensions()
    return (
        struct.pack("!H", version) + os.urandom(32) + b"\x00" + offered + bytes([len(compression)]) + compression
    ) + extensions


def _extensions() -> bytes:
    groups = struct.pack("!HHHH", 10, 4, 2, _P_256)
    formats = struct.pack("!HHBB", 11, 2, 1, 0)
    algorithms = struct.pack("!HHHH", 13, 4, 2, _RSA_SHA256)
    all_of_them = groups + formats + algorithms
    return struct.pack("!H", len(all_of_them)) + all_of_them


def _record(version: Version, hello: bytes) -> bytes:
    message = bytes([_CLIENT_HELLO]) + len(hello).to_bytes(3) + hello
    return struct.pack("!BHH", _HANDSHAKE, min(version, Version.TLS_1_0), len(message)) + message


def _heard(connection: socket.socket) -> Heard:
    try:
        head = _exactly(connection, 5)
        kind, _, length = struct.unpack("!BHH", head)
        content = _exactly(connection, length)
    except (ConnectionError, EOFError):
        return Heard()
    if kind == _ALERT:
        return Heard(alert=content[1])
    if kind != _HANDSHAKE or content[0] != _SERVER_HELLO:
        return Heard()
    session = content[38]
    version, suite = struct.unpack_from("!H", content, 4)[0], struct.unpack_from("!H", content, 39 + session)[0]
    return Heard(version=version, suite=suite, compression=content[41 + session])


def _exactly(connection: socket.socket, count: int) -> bytes:
    octets = b""
    while len(octets) < count:
        more = connection.recv(count - len(octets))
        if not more:
            raise EOFError
        octets += more
    return octets
