"""A process that reads hostile documents: each in a child of its own, which says what came of it and what it cost.

It gets lines of JSON on standard input, `[reader, path]`, and answers each with a line of JSON.
"""

import io
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from adapters.cli import main as schakel
from gateway.errors import ContentRefusedError, NotAMessageError
from gateway.formats import keten, office
from gateway.formats.stuf_jz import parse

_KIB: Final = 1024
# What a child may take at all: a document that is read without limit must not bring the machine down.
_MOST_OCTETS: Final = 4 * 1024**3


def _read(octets: bytes, reader: Callable[[bytes], object]) -> str:
    try:
        reader(octets)
    except (ContentRefusedError, NotAMessageError) as error:
        return f"refused: {error}"
    return "accepted"


def _run(arguments: list[str]) -> str:
    said = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(said):
        try:
            schakel(arguments, standalone_mode=True)
        except SystemExit as left:
            return "accepted" if not left.code else f"exit {left.code}: {said.getvalue().strip()}"
    return "accepted"


READERS: Final[Mapping[str, Callable[[Path], str]]] = {
    "vtMeldingDi01": lambda path: _read(path.read_bytes(), lambda octets: parse("vtMeldingDi01", octets)),
    "vtoDi01": lambda path: _read(path.read_bytes(), lambda octets: parse("vtoDi01", octets)),
    "keten": lambda path: _read(path.read_bytes(), lambda octets: keten.parse("directeOverdracht", octets)),
    "office": lambda path: _read(path.read_bytes(), office.parse),
    "validate": lambda path: _run(["validate", str(path)]),
    "convert": lambda path: _run(["convert", str(path), "--to", "office", "--out", os.devnull]),
}


def _peak_octets() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB


def _measure(reader: str, path: Path) -> dict[str, object]:
    before = _peak_octets()
    outcome = READERS[reader](path)
    return {"outcome": outcome, "cpu_seconds": time.process_time(), "octets": _peak_octets() - before}


def _in_a_child(reader: str, path: Path) -> str:
    """Return the answer of a child: its peak of memory and its time begin where ours stand."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_OCTETS, _MOST_OCTETS))
        with os.fdopen(writing, "w", encoding="utf-8") as answer:
            answer.write(json.dumps(_measure(reader, path)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


if __name__ == "__main__":
    for line in sys.stdin:
        wanted, place = json.loads(line)
        print(_in_a_child(wanted, Path(place)) or "{}", flush=True)  # noqa: T201 - this is how it answers
