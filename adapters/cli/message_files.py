"""A message as a file, which may carry megabytes: no more is read than any message has, and it is written in pieces."""

import json
from pathlib import Path
from typing import IO

from gateway.errors import NotAMessageError
from gateway.formats.limits import PAYLOAD_LIMITS


def read_octets(file: Path) -> bytes:
    """Return what a file holds; raise NotAMessageError when that is more than any message."""
    # A pipe has no size, so what is read is limited as well.
    if file.stat().st_size <= PAYLOAD_LIMITS.octets:
        with file.open("rb") as opened:
            octets = opened.read(PAYLOAD_LIMITS.octets + 1)
        if len(octets) <= PAYLOAD_LIMITS.octets:
            return octets
    raise NotAMessageError((f"larger than {PAYLOAD_LIMITS.octets} octets",))


def write_json(document: object, out: IO[bytes]) -> None:
    """Write a document for a reader who is a person."""
    out.writelines(map(str.encode, json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(document)))
    out.write(b"\n")
