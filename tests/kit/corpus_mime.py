"""Group C (61 to 84): packages around a message that would be accepted, each with one fault, or with none after all."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from gateway.errors import HeaderRefusedError, MimeRefusedError, SecurityRefusedError, XmlRefusedError
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.mime_header import MimeReason
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.ebms2.xml import XmlReason
from tests.kit.corpus import LIMIT_OCTETS, Bench, Case, Outcome
from tests.kit.http import CANARY
from tests.kit.posting import Posting

R = MimeReason
_EXTRA: Final = b"Content-Type: application/xml\r\nContent-ID: <extra@politie.schakel.test>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A multipart body in pieces: header block and content of each part, without what frames them."""

    content_type: str
    boundary: bytes
    parts: tuple[tuple[bytes, bytes], ...]
    message_id: str
    trap: str

    @classmethod
    def open(cls, posting: Posting, trap: str = "") -> "Package":
        """Take an honest posting apart."""
        boundary = re.findall('boundary="(.*)"', posting.content_type)[0].encode()
        pieces = posting.body.split(b"--" + boundary)[1:-1]
        parts = [piece.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n") for piece in pieces]
        return cls(
            content_type=posting.content_type,
            boundary=boundary,
            parts=tuple((header, content) for header, _, content in parts),
            message_id=posting.message_id,
            trap=trap,
        )

    @property
    def body(self) -> bytes:
        """The parts between their boundaries."""
        line = b"--" + self.boundary
        pieces = (line + b"\r\n" + header + b"\r\n\r\n" + content + b"\r\n" for header, content in self.parts)
        return b"".join(pieces) + line + b"--\r\n"

    def close(self, body: bytes | None = None) -> Posting:
        """Return what is posted."""
        octets = self.body if body is None else body
        return Posting(content_type=self.content_type, body=octets, message_id=self.message_id)

    def type(self, old: str, new: str) -> "Package":
        """Return it under another Content-Type."""
        assert old in self.content_type
        return replace(self, content_type=self.content_type.replace(old, new))

    def header(self, old: bytes, new: bytes, part: int = 1) -> "Package":
        """Return it with the header of one part changed."""
        parts = list(self.parts)
        header, content = parts[part]
        assert old in header
        parts[part] = (header.replace(old, new), content)
        return replace(self, parts=tuple(parts))

    def line(self, *lines: bytes, part: int = 1) -> "Package":
        """Return it with more header lines in one part."""
        parts = list(self.parts)
        header, content = parts[part]
        parts[part] = (b"\r\n".join((header, *lines)), content)
        return replace(self, parts=tuple(parts))

    def content(self, change: Callable[[bytes], bytes], part: int = 1) -> "Package":
        """Return it with the content of one part changed."""
        parts = list(self.parts)
        header, content = parts[part]
        parts[part] = (header, change(content))
        return replace(self, parts=tuple(parts))

    def more(self, header: bytes = _EXTRA, content: bytes = CANARY.encode(), times: int = 1) -> "Package":
        """Return it with more parts behind."""
        return replace(self, parts=(*self.parts, *[(header, content)] * times))

    def rename(self, boundary: str) -> "Package":
        """Return it with another boundary."""
        return replace(self.type(self.boundary.decode(), boundary), boundary=boundary.encode())

    @property
    def content_id(self) -> bytes:
        """The Content-ID of the payload."""
        return self.parts[1][0].partition(b"Content-ID: <")[2].partition(b">")[0]


Change = Callable[[Package], Package | Posting]


def _case(change: Change, outcome: Outcome, error: MimeRefusedError | None = None) -> Case:
    def make(bench: Bench) -> Posting:
        changed = change(Package.open(bench.partner.message(), bench.trap.web))
        return changed.close() if isinstance(changed, Package) else changed

    return Case(make=make, outcome=outcome, error=error)


def _name(value: bytes) -> Change:
    return lambda p: p.header(b'filename="melding.xml"', b'filename="' + value + b'"')


def _charset(name: str) -> Change:
    return lambda p: p.header(b"UTF-8", name.encode(), 0)


def _nested(package: Package) -> Package:
    inner = b"x"
    for depth in range(50):
        line = b"--n%d" % depth
        inner = line + b'\r\nContent-Type: multipart/mixed; boundary="n%d"\r\n\r\n' % (depth - 1) + inner + line + b"--"
    return package.more(_EXTRA.replace(b"application/xml", b'multipart/mixed; boundary="n49"'), inner)


def _folded(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _no_start(package: Package) -> Package:
    unstarted = replace(package, content_type=re.sub(r'start="[^"]*"; ', "", package.content_type))
    return replace(unstarted, parts=package.parts[::-1])


def _second_start(package: Package) -> Package:
    return replace(
        package, content_type=re.sub('start="[^"]*"', f'start="<{package.content_id.decode()}>"', package.content_type)
    )


_REFUSED: Final[dict[str, tuple[Change, MimeReason]]] = {
    "61-no-boundary": (lambda p: p.type(f'; boundary="{p.boundary.decode()}"', ""), R.BOUNDARY),
    "61-empty-boundary": (lambda p: p.type(p.boundary.decode(), ""), R.BOUNDARY),
    "62-boundary-of-200": (lambda p: p.rename("B" * 200), R.BOUNDARY),
    "62-boundary-with-spaces": (lambda p: p.rename("een twee"), R.BOUNDARY),
    "62-boundary-ending-in-a-space": (lambda p: p.rename("een "), R.BOUNDARY),
    "63-two-boundaries": (lambda p: p.type("; boundary", '; boundary="een"; boundary'), R.PARAMETER),
    "63-extended-boundary": (lambda p: p.type("boundary=", "boundary*="), R.PARAMETER),
    "63-continued-boundary": (lambda p: p.type("boundary=", "boundary*0="), R.PARAMETER),
    "64-boundary-is-a-prefix": (
        lambda p: p.content(lambda content: content + b"\r\n--" + p.boundary + b"x\r\n"),
        R.FRAMING,
    ),
    "65-soap-in-the-preamble": (lambda p: p.close(p.parts[0][1] + b"\r\n" + p.body), R.FRAMING),
    "65-part-behind-the-end": (lambda p: p.close(p.body + p.more().body), R.FRAMING),
    "65-text-behind-the-end": (lambda p: p.close(p.body + CANARY.encode()), R.FRAMING),
    "66-no-end": (lambda p: p.close(p.body.removesuffix(b"--\r\n")), R.FRAMING),
    "66-end-line-missing": (lambda p: p.close(p.body.removesuffix(b"--" + p.boundary + b"--\r\n")), R.FRAMING),
    "66-cut-in-the-payload": (lambda p: p.close(p.body[: -len(p.parts[1][1]) // 2]), R.FRAMING),
    "66-nothing": (lambda p: p.close(b""), R.FRAMING),
    "67-line-feeds-only": (lambda p: p.close(p.body.replace(b"\r\n", b"\n")), R.FRAMING),
    "67-line-feed-before-a-boundary": (
        lambda p: p.close(p.body.replace(b"\r\n--" + p.boundary, b"\n--" + p.boundary)),
        R.FRAMING,
    ),
    "67-line-feeds-in-a-part-header": (lambda p: p.header(b"\r\n", b"\n"), R.HEADER),
    "68-same-content-id-twice": (lambda p: replace(p, parts=(*p.parts, p.parts[1])), R.CONTENT_ID),
    "68-content-id-of-the-root-again": (lambda p: replace(p, parts=(*p.parts, p.parts[0])), R.CONTENT_ID),
    "69-two-content-ids": (lambda p: p.line(b"Content-ID: <ander@politie.schakel.test>"), R.HEADER),
    "70-no-brackets": (lambda p: p.header(b"<" + p.content_id + b">", p.content_id), R.CONTENT_ID),
    "70-percent-encoded-twin": (
        lambda p: p.more(_EXTRA.replace(b"extra@politie.schakel.test", p.content_id.replace(b"@", b"%40"))),
        R.CONTENT_ID,
    ),
    "70-twin-in-other-case": (
        lambda p: p.more(_EXTRA.replace(b"extra@politie.schakel.test", p.content_id.upper())),
        R.CONTENT_ID,
    ),
    "70-not-ascii": (lambda p: p.header(b"inhoud", "ínhoud".encode()), R.CONTENT_ID),
    "70-ten-kilobytes": (lambda p: p.header(b"inhoud", b"i" * 10_240), R.HEADER),
    "70-a-little-too-long": (lambda p: p.header(b"inhoud", b"i" * 250), R.CONTENT_ID),
    "71-start-is-the-second-part": (_second_start, R.ROOT),
    "71-no-start-and-the-first-is-not-soap": (_no_start, R.ROOT),
    "72-soap-1.2": (lambda p: p.type('type="text/xml"', 'type="application/soap+xml"'), R.MEDIA_TYPE),
    "72-mixed": (lambda p: p.type("related", "mixed"), R.MEDIA_TYPE),
    "72-no-type": (lambda p: p.type('type="text/xml"; ', ""), R.MEDIA_TYPE),
    "72-root-is-html": (lambda p: p.header(b"text/xml", b"text/html", 0), R.ROOT),
    "73-nested-50-deep": (_nested, R.NESTED),
    "73-a-mail-message": (
        lambda p: p.more(_EXTRA.replace(b"application/xml", b"message/rfc822"), b"Subject: x\r\n\r\nx"),
        R.NESTED,
    ),
    "74-five-thousand-empty-parts": (lambda p: p.more(content=b"", times=5_000), R.PARTS),
    "74-two-hundred-and-one-parts": (lambda p: p.more(content=b"", times=199), R.PARTS),
    "236-a-hundred-thousand-parts": (lambda p: p.more(content=b"x", times=100_000), R.PARTS),
    "75-part-header-of-64-kilobytes": (lambda p: p.line(b"X-Kenmerk: " + CANARY.encode() * 4_000), R.HEADER),
    "75-five-hundred-headers": (lambda p: p.line(*(b"X-%d: x" % number for number in range(500))), R.HEADER),
    "75-line-without-colon": (lambda p: p.line(CANARY.encode()), R.HEADER),
    "75-space-before-the-colon": (lambda p: p.line(b"X-Kenmerk : " + CANARY.encode()), R.HEADER),
    "76-base64-with-garbage": (
        lambda p: p.line(b"Content-Transfer-Encoding: base64").content(lambda c: _folded(c) + b"*"),
        R.TRANSFER_ENCODING,
    ),
    "76-uuencode": (lambda p: p.line(b"Content-Transfer-Encoding: x-uuencode"), R.TRANSFER_ENCODING),
    "76-unknown": (lambda p: p.line(b"Content-Transfer-Encoding: " + CANARY.encode()), R.TRANSFER_ENCODING),
    "76-quoted-printable": (lambda p: p.line(b"Content-Transfer-Encoding: quoted-printable"), R.TRANSFER_ENCODING),
    "77-gzip": (lambda p: p.line(b"Content-Encoding: gzip"), R.CONTENT_ENCODING),
    **{f"78-{name}": (_charset(name), R.CHARSET) for name in ("UTF-7", "UTF-16", "ISO-8859-1", "cp037")},
    "78-payload-in-utf-16": (lambda p: p.header(b"application/xml", b"application/xml; charset=utf-16"), R.CHARSET),
    "79-nul": (_name(b"a\0b"), R.HEADER),
    "79-not-utf-8": (_name(b"\xe9"), R.HEADER),
    "79-line-end": (_name(b"a\r\nX-Kenmerk: b"), R.PARAMETER),
    "80-content-location-only": (lambda p: p.header(b"Content-ID", b"Content-Location"), R.CONTENT_ID),
    "81-xop": (lambda p: p.type('type="text/xml"', 'type="application/xop+xml"'), R.MEDIA_TYPE),
    "84-soap-last": (lambda p: replace(p, parts=p.parts[::-1]), R.ROOT),
}

_NAMES: Final[dict[str, bytes]] = {
    "79-path": b"../../etc/x",
    "79-drive": rb"C:\\x",
    "79-right-to-left": "a\u202egpj.exe".encode(),
    "79-four-kilobytes": b"x" * 4_096,
    "79-device": b"NUL",
    "79-personal": CANARY.encode() + b".xml",
}
_ACCEPTED: Final[dict[str, Change]] = {
    "64-boundary-inside-a-line": lambda p: p.line(b"X-Kenmerk: x--" + p.boundary + b"x"),
    "65-empty-preamble": lambda p: p.close(b"\r\n" + p.body),
    "66-no-line-end-behind-the-end": lambda p: p.close(p.body.removesuffix(b"\r\n")),
    "76-valid-base64": lambda p: p.line(b"Content-Transfer-Encoding: base64").content(_folded),
    "82-content-length-that-lies": lambda p: p.line(b"Content-Length: 1"),
    **{number: _name(value) for number, value in _NAMES.items()},
}
# What the package lets through and the signature does not cover.
_UNSIGNED: Final[dict[str, tuple[Change, Refusal]]] = {
    "70-percent-encoded": (lambda p: p.header(b"@", b"%40"), Refusal.SIGNATURE_REFERENCES),
    "70-other-case": (lambda p: p.header(b"inhoud", b"Inhoud"), Refusal.SIGNATURE_REFERENCES),
    "83-attachment-of-no-octets": (lambda p: p.content(lambda _: b""), Refusal.ENCRYPTION_SHAPE),
    "84-second-soap-part": (
        lambda p: p.more(_EXTRA.replace(b"application", b"text"), p.parts[0][1]),
        Refusal.SIGNATURE_REFERENCES,
    ),
}


def _charset_contradicted(package: Package) -> Package:
    return package.content(lambda soap: b'<?xml version="1.0" encoding="ISO-8859-1"?>' + soap, 0)


def _included(address: Callable[[Bench], str]) -> Callable[[Bench], Posting]:
    def make(bench: Bench) -> Posting:
        include = f'<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="{address(bench)}"/></soap:Body>'
        package = Package.open(bench.partner.message())
        return package.content(lambda soap: soap.replace(b"</soap:Body>", include.encode()), 0).close()

    return make


def _of_size(octets: int) -> Callable[[Bench], Posting]:
    """Return a message of exactly that many octets: white space behind the payload's root, and a little in a header."""

    def make(bench: Bench) -> Posting:
        content = bench.partner.report()
        posting = bench.partner.message()
        room = octets - len(posting.body) - 4_000
        package = Package.open(bench.partner.seal(bench.partner.letter(content + b" " * (room * 3 // 4 - 64))))
        return package.line(b"X-Kenmerk: " + b"x" * (octets - len(package.body) - len("\r\nX-Kenmerk: "))).close()

    return make


CASES: Final[dict[str, Case]] = {
    **{number: _case(change, Outcome.FAULT, MimeRefusedError(reason)) for number, (change, reason) in _REFUSED.items()},
    **{number: _case(change, Outcome.ACCEPTED) for number, change in _ACCEPTED.items()},
    **{
        number: replace(_case(change, Outcome.REFUSED), error=SecurityRefusedError(reason))
        for number, (change, reason) in _UNSIGNED.items()
    },
    "78-charset-other-than-declared": replace(
        _case(_charset_contradicted, Outcome.FAULT), error=XmlRefusedError(XmlReason.ENCODING)
    ),
    **{
        f"81-xop-include-{name}": Case(
            make=_included(address),
            outcome=Outcome.FAULT,
            error=HeaderRefusedError(ErrorCode.INCONSISTENT, Location.BODY),
        )
        for name, address in (("web", lambda bench: bench.trap.web), ("file", lambda bench: bench.trap.file))
    },
    "83-exactly-at-the-limit": Case(make=_of_size(LIMIT_OCTETS), outcome=Outcome.ACCEPTED),
}
TOO_LARGE: Final = _of_size(LIMIT_OCTETS + 1)
