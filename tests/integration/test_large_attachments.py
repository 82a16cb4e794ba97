"""R144: 25 MB of documents with a message, in three or in one, pass the converter both ways in bounded memory."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

import pytest

from adapters.schemas import SchemaBook
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.formats.interpreter import STUF_SERVICE
from gateway.formats.stuf_jz import parse, render
from tests.kit.stuf_messages import CONTENTS, DOCUMENT, message

ROOT: Final = Path(__file__).resolve().parents[2]
MEBIBYTE: Final = 1024 * 1024
LINE: Final = 76
# Measured: 5 times the document to parse and 6 to convert, of which one is the document as it was read.
MOST_TIMES: Final = 8


def request(sizes: Sequence[int]) -> Message:
    random = Random(5)
    documents = [
        replace(DOCUMENT, naam=f"{number}.pdf", identificatie=f"D-{number}", inhoud=random.randbytes(size * MEBIBYTE))
        for number, size in enumerate(sizes)
    ]
    return message(MessageType.MSG_51, replace(CONTENTS[MessageType.MSG_51], bijlagen=tuple(documents)))


def in_lines(octets: bytes) -> bytes:
    """Return the document with its base64 as most senders write it."""
    before, mark, rest = octets.partition(b'application/pdf">')
    packed, end, after = rest.partition(b"<")
    wrapped = b"\r\n".join(packed[start : start + LINE] for start in range(0, len(packed), LINE))
    return b"".join((before, mark, wrapped, end, after))


def command(*arguments: str) -> dict[str, int]:
    """Run a command, and return how it ended and its peak of memory beyond that of the same command on nothing."""
    program = """
import json, sys
from pathlib import Path
from adapters.cli import main

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

before = peak()
try:
    main(sys.argv[1:])
except SystemExit as left:
    print(json.dumps({"code": left.code or 0, "octets": peak() - before}), file=sys.stderr)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    answer: dict[str, int] = json.loads(ended.stderr.splitlines()[-1])
    return answer


@pytest.mark.parametrize("sizes", [(25,), (9, 8, 8)], ids=["one", "three"])
def test_documents_of_25_megabytes_are_converted_there_and_back(sizes: Sequence[int], tmp_path: Path) -> None:
    said = request(sizes)
    octets = in_lines(render(said))
    assert SchemaBook.ours().validate(STUF_SERVICE, "vtoDi01", octets) == ()
    assert parse("vtoDi01", octets) == said
    source, office, again = (tmp_path / name for name in ("in.xml", "out.json", "again.xml"))
    source.write_bytes(octets)
    for file, form, out in ((source, "office", office), (office, "stuf-jz", again)):
        ended = command("convert", str(file), "--to", form, "--out", str(out))
        assert ended["code"] == 0
        assert ended["octets"] <= MOST_TIMES * len(octets), ended["octets"] / len(octets)
    assert parse("vtoDi01", again.read_bytes()).content == said.content
