"""How we read a message beside two others: the official schema of its header, and the MIME reader of the language.

What the schema refuses and we read has one of a closed list of reasons; what we read as parts, that reader reads alike.
"""

import email
import random
import re
from collections import Counter
from collections.abc import Iterator
from email import policy
from email.message import Message
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gateway.errors import HeaderRefusedError, MimeRefusedError, XmlRefusedError
from gateway.strict_xml import Element
from gateway.wire.ebms2 import mime, xml
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.render import render_message, to_octets
from tests.fuzz.fuzz_envelope import TARGET
from tests.fuzz.mutation import mutated
from tests.kit.ebms2_kinds import MESSAGES
from tests.kit.ebms2_messages import MESSAGE_XML

DOCUMENTS: Final = (MESSAGE_XML.encode(), *(to_octets(render_message(message)) for message in MESSAGES.values()))
MUTANTS: Final = 4_000


class Reason(StrEnum):
    """Why we read what the schema refuses; there are no other reasons, and each of these is met."""

    ATTRIBUTE = "attributes are read by their names; a qualified one that means nothing here is passed over (E-27)"
    VERSION = "the version of a header is asked when its agreement is known, so that its sender can be answered"
    FREE_TEXT = "eb:Description and eb:Schema are read over, never shown or stored (E-25, E-40)"
    EXTENSION = "what stands in another namespace, or in one eb:Error, is read over with all that is in it (E-27)"
    DIGESTS = "the ds:Reference of a receipt is compared by value with what we signed; its transforms we know (E-69)"
    PRESENCE = "eb:DuplicateElimination says everything by being there"
    MANIFEST = "a reference without address is refused where the manifest is held against the parts (bad input 119)"


# Where the schema stumbled; the first that fits decides.
PLACES: Final = (
    (re.compile(r"eb:Acknowledgment/ds:Reference"), Reason.DIGESTS),
    (re.compile(r"eb:Error/"), Reason.EXTENSION),
    (re.compile(r"eb:\w+/(?!eb:)|Header/(?!eb:)"), Reason.EXTENSION),
    (re.compile(r"eb:(Description|Schema)"), Reason.FREE_TEXT),
    (re.compile(r"eb:DuplicateElimination"), Reason.PRESENCE),
)
# What it stumbled over, elsewhere.
COMPLAINTS: Final = (
    (re.compile(r"MessageHeader': The attribute '\S+version' is required"), Reason.VERSION),
    (re.compile(r"Reference': The attribute '\S+href' is required"), Reason.MANIFEST),
    (re.compile(r", attribute '"), Reason.ATTRIBUTE),
)


@pytest.fixture(scope="module")
def schema(standards: Path) -> etree.XMLSchema:
    return etree.XMLSchema(file=standards / "ebms2" / "msg-header-2_0.xsd")


def header_mutants() -> Iterator[Element]:
    """Yield envelopes with one to three changes that kept them XML, the same in every run."""
    chance = random.Random(20261122)
    for _ in range(MUTANTS):
        octets = mutated(chance.choice(DOCUMENTS), chance, TARGET.words)
        if octets is not None:
            yield etree.fromstring(octets)


def we_read(root: Element) -> bool:
    try:
        read_message(xml.parse(etree.tostring(root, encoding="UTF-8")))
    except (HeaderRefusedError, XmlRefusedError):
        return False
    return True


def explain(path: str, message: str) -> Reason | None:
    """Return why we read over what the schema says of a place."""
    path = re.sub(r"\[\d+\]", "", path)
    places = (reason for pattern, reason in PLACES if pattern.search(path))
    complaints = (reason for pattern, reason in COMPLAINTS if pattern.search(message))
    return next(places, next(complaints, None))


def test_what_the_official_schema_refuses_in_a_header_we_refuse_or_have_a_reason_to_read(
    schema: etree.XMLSchema,
) -> None:
    table: Counter[str] = Counter()
    met: set[Reason | None] = set()
    for root in header_mutants():
        fits, ours = schema.validate(root), we_read(root)
        table[f"the schema {'accepts' if fits else 'refuses'}, we {'read' if ours else 'refuse'}"] += 1
        if ours and not fits:
            for entry in schema.error_log:
                reason = explain(entry.path or "", entry.message)
                assert reason is not None, (entry.path, entry.message)
                table[reason] += 1
                met.add(reason)
    for name, times in sorted(table.items()):
        print(f"{times:5} {name}")  # noqa: T201 - the table, for who asks with -s
    assert met == set(Reason), "a reason that explains nothing any more goes"


# Octets that look like framing, and others; boundary and names as a mischievous sender would choose them.
PIECES: Final = st.sampled_from(
    [
        *(b"\r\n", b"\n", b"\r", b"\r\n--B", b"--B", b"\r\n--B--", b"--", b"\r\n--B\r\n", b"\r--B\r\n", b"\n--B--\n"),
        *(b"Content-Type: text/xml\r\n", b"Content-Type: application/xml\r\n", b"Content-ID: <a>\r\n"),
        *(b"Content-ID: <b>\r\n", b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: binary\r\n"),
        *(
            b"content-id : <c>\r\n",
            b"X-Extra: een\r\n twee\r\n",
            b"\r\n\r\n",
            b"QUJD",
            b"QUI=",
            b"\xff\x00",
            b"tekst",
            b" ",
        ),
        *(b"\x0b", b"\x0c", b"\x1c", b"\x85", b"\xe2\x80\xa8"),
    ]
)
PART: Final = b"--B\r\nContent-Type: application/xml\r\nContent-ID: <%s>\r\n%s\r\n%s%s"
BASE64: Final = b"Content-Transfer-Encoding: base64\r\n"
CONTENTS: Final = st.lists(PIECES, max_size=6).map(b"".join)
LETTERS: Final = st.lists(st.sampled_from([b"QUJD", b"\r\n", b"AAAA"]), max_size=4).map(
    lambda each: b"".join(each) + b"QUI="
)
# Mostly what is right: whoever refuses everything agrees with everybody.
ENDS: Final = st.sampled_from([b"\r\n"] * 6 + [b"\n", b""])


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Draw bodies that are multipart, or nearly."""
    chunks = [b"--B\r\nContent-Type: text/xml\r\nContent-ID: <wortel>\r\n\r\n<s/>\r\n"]
    for name in draw(st.lists(st.sampled_from([b"a", b"b", b"c@d"]), max_size=3, unique=True)):
        encoded = draw(st.booleans())
        content, field = (draw(LETTERS), BASE64) if encoded else (draw(CONTENTS), b"")
        chunks.append(PART % (name, field, content, draw(ENDS)))
    chunks.append(b"--B--" + draw(ENDS))
    if draw(st.integers(0, 3)) == 0:
        chunks.insert(draw(st.integers(0, len(chunks))), draw(PIECES))
    return b"".join(chunks)


CONTENT_TYPE: Final = 'multipart/related; type="text/xml"; start="<wortel>"; boundary="B"'


def _as_the_language_reads(body: bytes) -> list[tuple[str, bytes]]:
    """Return names and contents as the standard library sees them."""
    head = f"MIME-Version: 1.0\r\nContent-Type: {CONTENT_TYPE}\r\n\r\n".encode()
    parts = list(email.message_from_bytes(head + body, policy=policy.compat32).walk())[1:]
    return [(str(part["Content-ID"]).strip("<>"), _content(part)) for part in parts]


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def test_what_we_read_as_parts_the_mime_reader_of_the_language_reads_alike() -> None:
    verdicts: Counter[str] = Counter()

    @settings(max_examples=settings().max_examples * 10)
    @given(body=bodies())
    def reads_alike(body: bytes) -> None:
        try:
            soap, parts = mime.split(CONTENT_TYPE, body)
        except MimeRefusedError:
            verdicts["refused"] += 1
            return
        verdicts["read alike"] += 1
        assert _as_the_language_reads(body) == [("wortel", soap), *((part.content_id, part.content) for part in parts)]

    reads_alike()
    print(f"\n{dict(verdicts)}")  # noqa: T201 - the figures, for who asks with -s
    assert min(verdicts["refused"], verdicts["read alike"]) > settings().max_examples
