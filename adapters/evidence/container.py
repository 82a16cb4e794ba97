"""A bundle is a ZIP of one form only: files stored as they are, sorted, undated. Any other octet makes it no bundle."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from gateway.errors import TamperedError

# Everything about one message but its payloads: some hundred entries and a few SOAP parts of at most 1 MiB each.
LARGEST_BYTES: Final = 64 * 1024 * 1024
# PKWARE APPNOTE 6.3.10, 4.3.7, 4.3.12 and 4.3.16.
_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_LOCAL_MARK: Final = b"PK\x03\x04"
_CENTRAL_MARK: Final = b"PK\x01\x02"
_END_MARK: Final = b"PK\x05\x06"
_VERSION: Final = 20
_MADE_ON_UNIX: Final = 3 << 8 | _VERSION
# The first day that a ZIP can name; when a bundle was made is said inside it, by who signed.
_TIME: Final = 0
_DATE: Final = 1 << 5 | 1
_MODE: Final = 0o100600 << 16
_WHAT: Final = "container"


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the one ZIP of these files."""
    body, directory = bytearray(), bytearray()
    for name, octets in sorted(members.items()):
        plain = name.encode("ascii")
        facts = (0, 0, _TIME, _DATE, zlib.crc32(octets), len(octets), len(octets), len(plain), 0)
        directory += _CENTRAL.pack(_CENTRAL_MARK, _MADE_ON_UNIX, _VERSION, *facts, 0, 0, 0, _MODE, len(body)) + plain
        body += _LOCAL.pack(_LOCAL_MARK, _VERSION, *facts) + plain + octets
    count = len(members)
    return bytes(body + directory + _END.pack(_END_MARK, 0, 0, count, count, len(directory), len(body), 0))


def unpack(octets: bytes) -> dict[str, bytes]:
    """Return the files; raise TamperedError unless `pack` makes exactly these octets of them again."""
    if len(octets) > LARGEST_BYTES:
        raise TamperedError(_WHAT)
    try:
        members = dict(_members(octets))
        is_packed = pack(members) == octets
    except (struct.error, UnicodeError):
        raise TamperedError(_WHAT) from None
    if not is_packed:
        raise TamperedError(_WHAT)
    return members


def _members(octets: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while octets.startswith(_LOCAL_MARK, place):
        *_, size, name_size, extra_size = _LOCAL.unpack_from(octets, place)
        name_at = place + _LOCAL.size
        content_at = name_at + name_size + extra_size
        place = content_at + size
        yield octets[name_at : name_at + name_size].decode("ascii"), octets[content_at:place]
