"""What the octets of an attachment are, told by their first octets and the directory of an archive.

Nothing is decompressed, decoded or executed: of an archive only its list of names is read, and no more of that than a
bound. What cannot be told is not harmless, it is unknown.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What an attachment is."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    TEXT = "text"
    OFFICE = "office"
    OFFICE_OLD = "office-old"
    RTF = "rtf"
    HTML = "html"
    SVG = "svg"
    XML = "xml"
    ARCHIVE = "archive"
    EXECUTABLE = "executable"
    UNKNOWN = "unknown"


class Danger(StrEnum):
    """Why somebody must look at it before it goes on."""

    MALWARE = "malware"
    EXECUTABLE = "executable"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    SCRIPT = "script"
    DTD = "dtd"
    EXTERNAL = "external"
    NESTED = "nested"
    TOO_MUCH = "too-much"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What an attachment is, and what is dangerous about it."""

    kind: Kind
    dangers: frozenset[Danger] = frozenset()


# How much of an attachment is searched for the marks of active content.
_SEARCHED_OCTETS: Final = 26 * 1024 * 1024
# How many octets at the beginning say what it is.
_HEAD_OCTETS: Final = 1024
# More members than an office document or a bundle of scans has; a list of more is not read.
_MOST_MEMBERS: Final = 2_000
# A directory of that many names; more octets of it are not read.
_DIRECTORY_OCTETS: Final = 1024 * 1024
# Members that claim to become so much together: nobody sends a document that unfolds to this.
_UNFOLDED_OCTETS: Final = 200 * 1024 * 1024

# The test string of EICAR, in two parts, so that no scanner takes this file for it.
_EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_MAGIC: Final = (
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"{\\rtf", Kind.RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OFFICE_OLD),
    (b"PK\x03\x04", Kind.ARCHIVE),
    (b"PK\x05\x06", Kind.ARCHIVE),
    (b"7z\xbc\xaf'\x1c", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ\x00", Kind.ARCHIVE),
    (b"MSCF", Kind.ARCHIVE),
    (b"MZ", Kind.EXECUTABLE),
    (b"\x7fELF", Kind.EXECUTABLE),
    (b"#!", Kind.EXECUTABLE),
    (b"\xca\xfe\xba\xbe", Kind.EXECUTABLE),
    (b"\xcf\xfa\xed\xfe", Kind.EXECUTABLE),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Kind.EXECUTABLE),
)
# Marks as long as these stand in no picture or compressed stream by chance.
_PDF_ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b|/JS\s*[(<]|/JS\s+\d+\s+\d+\s+R\b", re.ASCII)
# A name may be written with any sign of it as #xx, which nobody does who has nothing to hide.
_PDF_DISGUISED: Final = re.compile(rb"/((?:[A-Za-z]|#[0-9A-Fa-f]{2}){2,20})(?![A-Za-z#])")
_PDF_SIGN: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_ACTIVE_NAMES: Final = frozenset({b"JavaScript", b"JS", b"Launch", b"RichMedia"})
_PDF_ENCRYPTED: Final = re.compile(rb"/Encrypt\b", re.ASCII)
_SCRIPT: Final = re.compile(
    rb"<\s*(?:[a-z]+:)?script\b|javascript:|<\s*(?:iframe|object|embed)\b"
    rb"|\son(?:load|error|click|focus\w*|blur|begin|end|submit|change|input|toggle|(?:mouse|key|pointer|animation)\w+)\s*=",
    re.IGNORECASE,
)
_DTD: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_HTML: Final = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_SVG: Final = re.compile(rb"<\s*(?:[a-z]+:)?svg\b", re.IGNORECASE)
# Fields of Word that run a programme when they are updated.
_DDE: Final = re.compile(rb"\bDDE(?:AUTO)?\b")
_SHEET_DDE: Final = re.compile(rb"(?m)^[\"']?[=+@-]\s*[A-Za-z]+\|")
_TEXT_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_OLD_MACROS: Final = (b"_VBA_PROJECT", "_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
_OLD_ENCRYPTED: Final = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument."
_NESTED: Final = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".iso", ".jar")
_PROGRAMS: Final = (".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".msi", ".lnk", ".hta")

_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
# The end of a directory stands in the last octets: its own length, and a comment of at most 65,535.
_END_OCTETS: Final = _END.size + 0xFFFF
_MEMBER: Final = struct.Struct("<4s6H3L5H2L")
_MEMBER_MARK: Final = b"PK\x01\x02"
_ENCRYPTED_FLAG: Final = 1
_IN_ANOTHER_RECORD: Final = 0xFFFF


def examine(octets: bytes) -> Finding:
    """Return what the attachment is and what is dangerous about it, whatever it is called."""
    kind = _kind_of(octets)
    dangers = {Danger.MALWARE} if _EICAR in octets[:_SEARCHED_OCTETS] else set()
    if kind is Kind.ARCHIVE and octets.startswith(b"PK"):
        return _examine_zip(octets, dangers)
    if kind in {Kind.PDF, Kind.OFFICE_OLD, Kind.HTML, Kind.SVG, Kind.XML, Kind.RTF, Kind.TEXT}:
        dangers |= _MARKS[kind](octets[:_SEARCHED_OCTETS])
    elif kind is Kind.EXECUTABLE:
        dangers.add(Danger.EXECUTABLE)
    elif kind is Kind.ARCHIVE:
        # What another packer made is not read at all.
        dangers.add(Danger.NESTED)
    if kind is not Kind.PDF and b"%PDF-" in octets[:_HEAD_OCTETS]:
        dangers.add(Danger.BROKEN)
    return Finding(kind, frozenset(dangers))


def kind_of(octets: bytes) -> Kind:
    """Return what the attachment is, without looking for dangers."""
    kind = _kind_of(octets)
    if kind is not Kind.ARCHIVE or not octets.startswith(b"PK"):
        return kind
    return _kind_of_zip(_members(octets) or (), octets)


def _kind_of(octets: bytes) -> Kind:
    known = next((kind for magic, kind in _MAGIC if octets.startswith(magic)), None)
    return _kind_of_text(octets) if known is None else known


def _kind_of_text(octets: bytes) -> Kind:
    head = octets[:_HEAD_OCTETS].lstrip(b"\xef\xbb\xbf \t\r\n")
    # A sign cut in two at the end of the head is no reason to call it no text.
    if _TEXT_CONTROL.search(head) or not _is_text(octets[:_HEAD_OCTETS]):
        return Kind.UNKNOWN
    if not head.startswith(b"<"):
        return Kind.TEXT if head else Kind.UNKNOWN
    if _SVG.search(head):
        return Kind.SVG
    return Kind.HTML if _HTML.search(head) else Kind.XML


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(head) == _HEAD_OCTETS
    return True


def _in_pdf(octets: bytes) -> set[Danger]:
    dangers = {Danger.SCRIPT} if _PDF_ACTIVE.search(octets) or _is_disguised(octets) else set()
    # A polyglot is a page or a programme too.
    if _HTML.search(octets[:_HEAD_OCTETS]):
        dangers.add(Danger.SCRIPT)
    return dangers | ({Danger.ENCRYPTED} if _PDF_ENCRYPTED.search(octets) else set())


def _is_disguised(octets: bytes) -> bool:
    names = (found[1] for found in _PDF_DISGUISED.finditer(octets) if b"#" in found[1])
    return any(_PDF_SIGN.sub(_sign, name) in _PDF_ACTIVE_NAMES for name in names)


def _sign(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _in_old_office(octets: bytes) -> set[Danger]:
    dangers = {Danger.MACROS} if any(mark in octets for mark in _OLD_MACROS) else set()
    return dangers | ({Danger.ENCRYPTED} if any(mark in octets for mark in _OLD_ENCRYPTED) else set())


def _in_markup(octets: bytes) -> set[Danger]:
    dangers = {Danger.SCRIPT} if _SCRIPT.search(octets) else set()
    return dangers | ({Danger.DTD} if _DTD.search(octets) and not _is_plain_html(octets) else set())


def _is_plain_html(octets: bytes) -> bool:
    """`<!DOCTYPE html>` declares nothing."""
    found = _DTD.findall(octets)
    return len(found) == 1 and re.search(rb"<!DOCTYPE\s+html\s*>", octets, re.IGNORECASE) is not None


def _in_rtf(octets: bytes) -> set[Danger]:
    return {Danger.EXTERNAL} if b"\\obj" in octets or b"\\template" in octets or _DDE.search(octets) else set()


def _in_text(octets: bytes) -> set[Danger]:
    """A table that a spreadsheet opens can start a programme (DDE)."""
    return {Danger.EXTERNAL} if _SHEET_DDE.search(octets) else set()


_MARKS: Final = {
    Kind.PDF: _in_pdf,
    Kind.OFFICE_OLD: _in_old_office,
    Kind.HTML: _in_markup,
    Kind.SVG: _in_markup,
    Kind.XML: _in_markup,
    Kind.RTF: _in_rtf,
    Kind.TEXT: _in_text,
}


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    encrypted: bool
    unfolded_octets: int


def _examine_zip(octets: bytes, dangers: set[Danger]) -> Finding:
    members = _members(octets)
    if members is None:
        return Finding(Kind.ARCHIVE, frozenset(dangers | {Danger.BROKEN}))
    if len(members) > _MOST_MEMBERS:
        return Finding(Kind.ARCHIVE, frozenset(dangers | {Danger.TOO_MUCH}))
    dangers |= set(_in_members(members))
    return Finding(_kind_of_zip(members, octets), frozenset(dangers))


def _kind_of_zip(members: tuple[_Member, ...], octets: bytes) -> Kind:
    """Office writes what its members are; an OpenDocument file begins with one, not compressed, that says it."""
    office = any(member.name == "[content_types].xml" for member in members)
    return Kind.OFFICE if office or _OPEN_DOCUMENT in octets[:_HEAD_OCTETS] else Kind.ARCHIVE


def _in_members(members: tuple[_Member, ...]) -> Iterator[Danger]:
    names = tuple(member.name for member in members)
    if any(member.encrypted for member in members):
        yield Danger.ENCRYPTED
    if sum(member.unfolded_octets for member in members) > _UNFOLDED_OCTETS:
        yield Danger.TOO_MUCH
    if any(name.endswith(_NESTED) for name in names):
        yield Danger.NESTED
    if any(name.endswith(_PROGRAMS) for name in names):
        yield Danger.EXECUTABLE
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") or "/macrosheets/" in name for name in names):
        yield Danger.MACROS
    if any("/externallinks/" in name or "/embeddings/" in name or "/activex/" in name for name in names):
        yield Danger.EXTERNAL


def _members(octets: bytes) -> tuple[_Member, ...] | None:
    """Return the members by the directory, one more than the bound when there are more; None when it cannot be read."""
    tail = octets[-_END_OCTETS:]
    place = tail.rfind(_END_MARK)
    if place < 0 or len(tail) - place < _END.size:
        return None
    _, disk, _, _, count, length, start, _ = _END.unpack_from(tail, place)
    if disk or count == _IN_ANOTHER_RECORD or count > _MOST_MEMBERS or length > _DIRECTORY_OCTETS:
        return (_Member("", encrypted=False, unfolded_octets=0),) * (_MOST_MEMBERS + 1)
    found = tuple(_listed(octets[start : start + length]))
    return found if len(found) == count else None


def _listed(directory: bytes) -> Iterator[_Member]:
    place = 0
    while place + _MEMBER.size <= len(directory) and directory[place : place + 4] == _MEMBER_MARK:
        fields = _MEMBER.unpack_from(directory, place)
        flags, unfolded, lengths = fields[3], fields[9], fields[10:13]
        begin = place + _MEMBER.size
        name = directory[begin : begin + lengths[0]].decode("utf-8", "replace").replace("\\", "/").lower()
        yield _Member(name, encrypted=bool(flags & _ENCRYPTED_FLAG), unfolded_octets=unfolded)
        place = begin + sum(lengths)
