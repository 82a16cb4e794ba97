"""The one shape of xenc:EncryptedData: a streaming extractor with a fixed grammar, without tree or key (D16)."""

import binascii
import pyexpat
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from itertools import pairwise
from typing import Final, NoReturn

from gateway.domain.octets import Octets, pieces_of, read
from gateway.wire.ebms2.key_material import KEY_INFO, WHITESPACE, Refusal, ds, from_base64, refuse

XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
XENC11: Final = "http://www.w3.org/2009/xmlenc11#"

# All but the base64 of the content: two methods, a wrapped key, a chain of certificates. It bounds also what expat may
# keep unfinished between two chunks, so no token is scanned again and again (CVE-2023-52425, expat before 2.6).
OVERHEAD_LIMIT_BYTES: Final = 64 * 1024
_CHUNK_BYTES: Final = 8 * 1024
# The key is in the first piece, and little else is read in vain.
_HEAD_BYTES: Final = 2 * 1024
# Expat recognises UTF-16 by its first octets, whatever it is told; a document that starts so is UTF-8 (bad input 92).
_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*<[?A-Za-z_]")
# RSA of 2048 to 8192 bits.
_WRAPPED_BYTES: Final = range(256, 1024 + 1)


class _Slot(StrEnum):
    """What is kept of the document, each at most once; IGNORED is allowed and not kept."""

    CIPHER = auto()
    TRANSPORT = auto()
    OAEP_DIGEST = auto()
    MGF = auto()
    WRAPPED = auto()
    MIME_TYPE = auto()
    CONTENT = auto()
    IGNORED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One element: its attributes, its children (in this order unless `loose`), and where its text goes."""

    attributes: Mapping[str, _Slot] = field(default_factory=dict)
    children: Mapping[str, "_Rule"] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    loose: bool = False
    text: _Slot | None = None


def _xenc(name: str) -> str:
    return f"{{{XENC}}}{name}"


_METHOD: Final = _xenc("EncryptionMethod")
_KEY: Final = _xenc("EncryptedKey")
_DATA: Final = _xenc("CipherData")
_KEY_INFO: Final = ds("KeyInfo")


def _algorithm(slot: _Slot, children: Mapping[str, _Rule] | None = None) -> _Rule:
    return _Rule(attributes={"Algorithm": slot}, children=children or {}, loose=True)


def _ignored(name: str) -> _Rule:
    """Return the rule for what KeyInfo may tell: any number of what is known there."""
    children = {child: _ignored(child) for child in KEY_INFO[name]}
    return _Rule(children=children, loose=True, text=None if children else _Slot.IGNORED)


def _cipher_data(slot: _Slot) -> _Rule:
    value = _xenc("CipherValue")
    return _Rule(children={value: _Rule(text=slot)}, required=frozenset({value}))


def _encrypted_key() -> _Rule:
    hashes = {ds("DigestMethod"): _algorithm(_Slot.OAEP_DIGEST), f"{{{XENC11}}}MGF": _algorithm(_Slot.MGF)}
    return _Rule(
        attributes={"Id": _Slot.IGNORED, "Recipient": _Slot.IGNORED},
        children={
            _METHOD: _algorithm(_Slot.TRANSPORT, hashes),
            _KEY_INFO: _ignored(_KEY_INFO),
            _DATA: _cipher_data(_Slot.WRAPPED),
        },
        required=frozenset({_METHOD, _DATA}),
    )


def _document() -> _Rule:
    """Build the grammar (E-74, E-77).

    Not in it, so refused: CipherReference and RetrievalMethod (174), a second EncryptedKey, ReferenceList and nesting
    (173), OAEPparams (168), EncryptionProperties.
    """
    key_info = _Rule(
        children={ds("KeyName"): _Rule(text=_Slot.IGNORED), _KEY: _encrypted_key()}, required=frozenset({_KEY})
    )
    encrypted_data = _Rule(
        # Type may say Element, whatever the content is (ebms2.md 6); to us it is octets.
        attributes={"Id": _Slot.IGNORED, "Type": _Slot.IGNORED, "MimeType": _Slot.MIME_TYPE},
        children={_METHOD: _algorithm(_Slot.CIPHER), _KEY_INFO: key_info, _DATA: _cipher_data(_Slot.CONTENT)},
        required=frozenset({_METHOD, _KEY_INFO, _DATA}),
    )
    return _Rule(children={_xenc("EncryptedData"): encrypted_data})


_DOCUMENT: Final = _document()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShape:
    """How the content key travels; an absent DigestMethod or MGF is None."""

    cipher: str
    transport: str
    oaep_digest: str | None
    mgf: str | None
    wrapped: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentShape:
    """How the content travels: `sealed` are IV, ciphertext and tag (E-75), in pieces, to be read once.

    What follows the content is read with it: the pieces break off with SecurityRefusedError outside the grammar.
    """

    cipher: str
    mime_type: str | None
    sealed: Iterator[bytes]


def read_key(octets: Octets) -> KeyShape:
    """Return what precedes the content, without reading on; raise SecurityRefusedError outside the grammar."""
    kept = _read_head(octets)[0].kept
    wrapped = from_base64(kept.get(_Slot.WRAPPED, ""), Refusal.ENCRYPTION_SHAPE)
    if len(wrapped) not in _WRAPPED_BYTES:
        refuse(Refusal.ENCRYPTION_SHAPE)
    return KeyShape(
        cipher=kept[_Slot.CIPHER],
        transport=kept[_Slot.TRANSPORT],
        oaep_digest=kept.get(_Slot.OAEP_DIGEST),
        mgf=kept.get(_Slot.MGF),
        wrapped=wrapped,
    )


def read_content(octets: Octets) -> ContentShape:
    """Return the content, still sealed and still to be read; raise SecurityRefusedError outside the grammar."""
    reader, chunks = _read_head(octets)
    kept, sealed = reader.kept, _sealed(reader.content, chunks)
    return ContentShape(cipher=kept[_Slot.CIPHER], mime_type=kept.get(_Slot.MIME_TYPE), sealed=sealed)


def _read_head(octets: Octets) -> tuple["_Reader", Iterator[None]]:
    """Return who has read up to the content, and what makes it read on."""
    reader = _Reader()
    chunks = reader.chunks(octets)
    any(reader.at_content for _ in chunks)
    if _Slot.CIPHER not in reader.kept:
        refuse(Refusal.ENCRYPTION_SHAPE)
    return reader, chunks


def _sealed(content: "_Base64Stream", chunks: Iterator[None]) -> Iterator[bytes]:
    yield content.take()
    for _ in chunks:
        yield content.take()
    yield content.take()


class _Reader:
    """Walks the grammar while expat reads."""

    def __init__(self) -> None:
        self.kept: dict[_Slot, str] = {}
        self.content = _Base64Stream()
        self.at_content = False
        self._received = 0
        self._open: list[tuple[_Rule, list[str]]] = [(_DOCUMENT, [])]  # each element's rule, and the children it had

    def chunks(self, octets: Octets) -> Iterator[None]:
        """Read chunk by chunk, and pause behind each."""
        if _START.match(read(octets, 0, OVERHEAD_LIMIT_BYTES)) is None:
            refuse(Refusal.ENCRYPTION_SHAPE)
        parser = self._new_parser()
        end = 0
        try:
            for chunk in _chunks_of(octets):
                parser.Parse(chunk, False)  # noqa: FBT003 - pyexpat takes it by position only
                end += len(chunk)
                if end - self._received > OVERHEAD_LIMIT_BYTES:
                    refuse(Refusal.ENCRYPTION_SHAPE)
                yield
            parser.Parse(b"", True)  # noqa: FBT003 - by position only
        except pyexpat.ExpatError:
            refuse(Refusal.ENCRYPTION_SHAPE)

    def _new_parser(self) -> pyexpat.XMLParserType:
        # "}" cannot stand in a name: what is before the last one is the namespace.
        parser = pyexpat.ParserCreate("UTF-8", "}")
        parser.buffer_text = True
        parser.buffer_size = _CHUNK_BYTES
        parser.XmlDeclHandler = _on_declaration
        parser.StartDoctypeDeclHandler = _on_foreign
        parser.ProcessingInstructionHandler = _on_foreign
        parser.CommentHandler = _on_foreign
        parser.StartElementHandler = self._on_element
        parser.EndElementHandler = self._on_element_end
        parser.CharacterDataHandler = self._on_text
        return parser

    def _on_element(self, name: str, attributes: dict[str, str]) -> None:
        tag = "{" + name
        rule, seen = self._open[-1]
        order = list(rule.children)
        if tag not in order or (not rule.loose and seen and order.index(tag) <= order.index(seen[-1])):
            refuse(Refusal.ENCRYPTION_SHAPE)
        seen.append(tag)
        child = rule.children[tag]
        self._keep_attributes(child, attributes)
        self.at_content |= child.text is _Slot.CONTENT
        self._open.append((child, []))

    def _keep_attributes(self, rule: _Rule, attributes: dict[str, str]) -> None:
        if "Algorithm" in rule.attributes and "Algorithm" not in attributes:
            refuse(Refusal.ENCRYPTION_SHAPE)
        for name, value in attributes.items():
            slot = rule.attributes.get(name)
            if slot is None or (slot in self.kept and slot is not _Slot.IGNORED):
                refuse(Refusal.ENCRYPTION_SHAPE)
            self.kept[slot] = value

    def _on_element_end(self, _name: str) -> None:
        rule, seen = self._open.pop()
        if not rule.required.issubset(seen):
            refuse(Refusal.ENCRYPTION_SHAPE)
        if rule.text is _Slot.CONTENT:
            self.content.finish()

    def _on_text(self, text: str) -> None:
        slot = self._open[-1][0].text
        if slot is _Slot.CONTENT:
            self._received += len(text)
            self.content.feed(text)
        elif slot is _Slot.WRAPPED:
            self.kept[slot] = self.kept.get(slot, "") + text
        elif slot is None and text.strip(WHITESPACE):
            refuse(Refusal.ENCRYPTION_SHAPE)


def _chunks_of(octets: Octets) -> Iterator[memoryview]:
    for piece in pieces_of(octets):
        view = memoryview(piece)
        for start, end in pairwise((0, _HEAD_BYTES, *range(_CHUNK_BYTES, len(view), _CHUNK_BYTES), len(view))):
            yield view[start:end]


class _Base64Stream:
    """Strict base64, decoded as it comes; white space is free."""

    def __init__(self) -> None:
        self._octets = bytearray()
        self._rest = b""
        self._padded = False

    def feed(self, text: str) -> None:
        """Take the next piece."""
        try:
            packed = self._rest + text.encode("ascii").translate(None, WHITESPACE.encode())
            if self._padded and packed:
                refuse(Refusal.ENCRYPTION_SHAPE)
            whole = len(packed) - len(packed) % 4
            self._octets += binascii.a2b_base64(packed[:whole], strict_mode=True)
        except ValueError:
            refuse(Refusal.ENCRYPTION_SHAPE)
        self._rest = packed[whole:]
        self._padded = self._padded or packed[:whole].endswith(b"=")

    def take(self) -> bytes:
        """Return what was decoded since the last time."""
        taken, self._octets = self._octets, bytearray()
        return bytes(taken)

    def finish(self) -> None:
        """End the text: nothing may be left over."""
        if self._rest:
            refuse(Refusal.ENCRYPTION_SHAPE)


def _on_declaration(version: str, encoding: str | None, _standalone: int) -> None:
    if version != "1.0" or (encoding or "UTF-8").upper() != "UTF-8":
        refuse(Refusal.ENCRYPTION_SHAPE)


def _on_foreign(*_what: object) -> NoReturn:
    refuse(Refusal.ENCRYPTION_SHAPE)
