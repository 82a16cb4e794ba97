"""The grammar of xenc:EncryptedData, and the bad inputs 92, 173, 174 and 182 that never get past it."""

import re
import time
from collections.abc import Callable

import pytest
from lxml import etree

from gateway.domain.octets import Octets, whole
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2.encryption_shape import OVERHEAD_LIMIT_BYTES, read_content, read_key
from gateway.wire.ebms2.key_material import Refusal
from tests.kit.encrypted_parts import DS, XENC, XENC11, Change, changed, encrypted, lines, random_octets, with_sealed
from tests.kit.streams import Scattered
from tests.kit.wire_keys import wire_key

Element = etree._Element  # noqa: SLF001 - lxml has no public name for its elements

PART = encrypted(wire_key("ontvanger"))
GOOD = whole(PART.content)


def _read(octets: Octets) -> bytes:
    return b"".join(read_content(octets).sealed)


def _refused(octets: Octets) -> None:
    with pytest.raises(SecurityRefusedError) as caught:
        _read(octets)
    assert caught.value.reason == Refusal.ENCRYPTION_SHAPE


def _find(root: Element, name: str, position: int = 0) -> Element:
    return list(root.iter(f"{{{XENC}}}{name}", f"{{{DS}}}{name}", f"{{{XENC11}}}{name}"))[position]


def _parent(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _remove(name: str, position: int = 0) -> Change:
    def change(root: Element) -> None:
        element = _find(root, name, position)
        _parent(element).remove(element)

    return change


def _twice(name: str, position: int = 0) -> Change:
    def change(root: Element) -> None:
        element = _find(root, name, position)
        element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))

    return change


def _add(to: str, name: str, position: int = 0, at: int = 99, **attributes: str) -> Change:
    def change(root: Element) -> None:
        child = etree.Element(name)
        for attribute, value in attributes.items():
            child.set(attribute, value)
        _find(root, to, position).insert(at, child)

    return change


def _set(name: str, attribute: str, value: str, position: int = 0) -> Change:
    return lambda root: _find(root, name, position).set(attribute, value)


def _text(name: str, text: str, position: int = 0) -> Change:
    def change(root: Element) -> None:
        _find(root, name, position).text = text

    return change


def _instead(name: str, other: str, position: int = 0) -> Change:
    def change(root: Element) -> None:
        _find(root, name, position).tag = other

    return change


def _many_keys(root: Element) -> None:
    key = etree.tostring(_find(root, "EncryptedKey"))
    _find(root, "KeyInfo").extend([etree.fromstring(key) for _ in range(1000)])


def _nested(root: Element) -> None:
    value = _find(root, "CipherValue", 1)
    value.append(etree.fromstring(etree.tostring(root)))


def _inside_another(root: Element) -> None:
    inner = etree.fromstring(etree.tostring(root))
    for child in list(root):
        root.remove(child)
    root.append(inner)


CASES: list[tuple[str, Change]] = [
    ("170 another root", lambda root: setattr(root, "tag", f"{{{XENC}}}EncryptedKey")),
    ("102 another namespace", lambda root: setattr(root, "tag", "{urn:example:xenc}EncryptedData")),
    ("no EncryptionMethod", _remove("EncryptionMethod")),
    ("no KeyInfo", _remove("KeyInfo")),
    ("no EncryptedKey", _remove("EncryptedKey")),
    ("no EncryptionMethod of the key", _remove("EncryptionMethod", 1)),
    ("no CipherData of the key", _remove("CipherData")),
    ("no CipherValue of the key", _remove("CipherValue")),
    ("no CipherData", _remove("CipherData", 1)),
    ("no CipherValue", _remove("CipherValue", 1)),
    ("173 two EncryptedKeys", _twice("EncryptedKey")),
    ("173 a thousand EncryptedKeys", _many_keys),
    ("173 nested in the content", _nested),
    ("173 nested instead of the content", _inside_another),
    ("173 ReferenceList", _add("EncryptedKey", f"{{{XENC}}}ReferenceList")),
    ("173 CarriedKeyName", _add("EncryptedKey", f"{{{XENC}}}CarriedKeyName")),
    ("174 CipherReference", _instead("CipherValue", f"{{{XENC}}}CipherReference", 1)),
    ("174 CipherReference of the key", _instead("CipherValue", f"{{{XENC}}}CipherReference")),
    ("174 RetrievalMethod", _add("KeyInfo", f"{{{DS}}}RetrievalMethod", at=0, URI="http://intern.example/")),
    ("174 RetrievalMethod for the key", _instead("EncryptedKey", f"{{{DS}}}RetrievalMethod")),
    ("174 RetrievalMethod of the key's key", _add("KeyInfo", f"{{{DS}}}RetrievalMethod", 1)),
    ("174 AgreementMethod", _add("KeyInfo", f"{{{XENC}}}AgreementMethod")),
    ("168 OAEPparams", _add("EncryptionMethod", f"{{{XENC}}}OAEPparams", 1)),
    ("168 two DigestMethods", _twice("DigestMethod")),
    ("168 two MGFs", lambda root: [_add("EncryptionMethod", f"{{{XENC11}}}MGF", 1, Algorithm=a)(root) for a in "ab"]),
    ("168 DigestMethod of the content", _add("EncryptionMethod", f"{{{DS}}}DigestMethod", Algorithm="a")),
    ("KeySize", _add("EncryptionMethod", f"{{{XENC}}}KeySize")),
    ("two EncryptionMethods", _twice("EncryptionMethod")),
    ("two CipherData", _twice("CipherData", 1)),
    ("two CipherValues", _twice("CipherValue", 1)),
    ("two CipherValues of the key", _twice("CipherValue")),
    ("EncryptionProperties", _add("EncryptedData", f"{{{XENC}}}EncryptionProperties")),
    ("another order", lambda root: root.append(_find(root, "EncryptionMethod"))),
    ("another order in the key", lambda root: _find(root, "EncryptedKey").append(_find(root, "EncryptionMethod", 1))),
    ("no Algorithm", lambda root: _find(root, "EncryptionMethod").attrib.pop("Algorithm")),
    ("no Algorithm of the digest", lambda root: _find(root, "DigestMethod").attrib.pop("Algorithm")),
    ("unknown attribute", _set("EncryptedData", "Encoding", "x")),
    ("qualified attribute", _set("EncryptedData", f"{{{XENC}}}Id", "x")),
    ("attribute of CipherValue", _set("CipherValue", "Id", "x")),
    ("text between elements", _text("EncryptedData", "iets")),
    ("text in a method", _text("EncryptionMethod", "iets")),
    ("unknown in KeyInfo of the key", _add("KeyInfo", f"{{{DS}}}Onbekend", 1)),
    ("base64 too short", _text("CipherValue", "AAA", 1)),
    ("base64 with a foreign character", _text("CipherValue", "AAAA*AAA", 1)),
    ("base64 that goes on behind its end", _text("CipherValue", "AA==AAAA", 1)),
    ("base64 that goes on much later", _text("CipherValue", "AA==" + 10_000 * " " + "AAAA", 1)),
    ("base64 that goes on behind pieces of white space", _text("CipherValue", "AA==" + 30_000 * " " + "AAAA", 1)),
    ("base64 that is not ASCII", _text("CipherValue", "\u0410AAA", 1)),
    ("base64 of only padding", _text("CipherValue", "====", 1)),
]


@pytest.mark.parametrize("change", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_another_shape_is_refused(change: Change) -> None:
    _refused(changed(PART, change).content)


RAW: dict[str, Callable[[], bytes]] = {
    "181 not XML": lambda: b"%PDF-1.7",
    "nothing": lambda: b"",
    "182 document type": lambda: b"<!DOCTYPE a>" + GOOD,
    "182 entity bomb": lambda: b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>' + GOOD,
    "182 unknown entity": lambda: GOOD.replace(b"<ds:KeyName>", b"<ds:KeyName>&x;"),
    "comment": lambda: GOOD.replace(b"<ds:KeyName>", b"<ds:KeyName><!-- -->"),
    "comment in the content": lambda: GOOD.replace(b"</xenc:CipherValue>", b"<!-- --></xenc:CipherValue>"),
    "processing instruction": lambda: b"<?x y?>" + GOOD,
    "processing instruction behind": lambda: GOOD + b"<?x y?>",
    "a second root": lambda: GOOD + GOOD,
    "cut short": lambda: GOOD[:-5],
    "92 UTF-16": lambda: GOOD.decode().encode("utf-16"),
    "92 UTF-16 without a mark": lambda: GOOD.decode().encode("utf-16-le"),
    "106 XML 1.1": lambda: b'<?xml version="1.1"?>' + GOOD,
    "106 another encoding": lambda: b'<?xml version="1.0" encoding="ISO-8859-1"?>' + GOOD,
    "105 octets that are not UTF-8": lambda: GOOD.replace(b"CN=", b"CN=\xff"),
}


@pytest.mark.parametrize("octets", RAW.values(), ids=RAW)
def test_what_is_not_such_a_document_is_refused(octets: Callable[[], bytes]) -> None:
    _refused(octets())


@pytest.mark.parametrize("length", [0, 1, 128, 255, 1025])
def test_a_wrapped_key_has_the_length_of_an_rsa_key(length: int) -> None:
    part = changed(PART, _text("CipherValue", lines(bytes(length))))
    with pytest.raises(SecurityRefusedError):
        read_key(part.content)


def test_a_wrapped_key_is_strict_base64() -> None:
    with pytest.raises(SecurityRefusedError):
        read_key(changed(PART, _text("CipherValue", lines(bytes(256)) + "A")).content)


def test_what_precedes_the_content_is_read_without_the_content() -> None:
    start = GOOD.rindex(b"<xenc:CipherValue>") + len(b"<xenc:CipherValue>")
    found = read_key(GOOD[:start])
    assert found == read_key(GOOD)
    assert len(found.wrapped) == 256


def test_white_space_in_base64_is_free() -> None:
    octets = random_octets(200_001)
    value = lines(octets).replace("\n", "\r\n\t ")
    assert _read(changed(PART, _text("CipherValue", value, 1)).content) == octets


@pytest.mark.parametrize("length", [*range(4), 28, *range(6_000, 6_200, 7), 49_151, 1_000_000])
def test_content_of_any_length_is_read_whole(length: int) -> None:
    octets = random_octets(length)
    found = read_content(with_sealed(PART, octets).content)
    assert b"".join(found.sealed) == octets
    assert found.mime_type == "text/xml"


VARIANTS: dict[str, Change] = {
    "Type, Id and Recipient": lambda root: [
        _set("EncryptedData", "Type", f"{XENC}Element")(root),
        _set("EncryptedData", "Id", "4f1c@x")(root),
        _set("EncryptedKey", "Id", "k")(root),
        _set("EncryptedKey", "Recipient", "r")(root),
    ],
    "no MimeType": lambda root: root.attrib.pop("MimeType"),
    "no KeyInfo of the key": _remove("KeyInfo", 1),
    "a name beside the key": _add("KeyInfo", f"{{{DS}}}KeyName", at=0),
    "MGF before DigestMethod": _add("EncryptionMethod", f"{{{XENC11}}}MGF", 1, at=0, Algorithm="a"),
    "no DigestMethod": _remove("DigestMethod"),
    "white space everywhere": lambda root: etree.indent(root, "\t"),
    "certificates": lambda root: [
        etree.SubElement(etree.SubElement(_find(root, "KeyInfo", 1), f"{{{DS}}}X509Data"), f"{{{DS}}}{name}")
        for name in ("X509SubjectName", "X509SKI", "X509Certificate", "X509Certificate")
    ],
}


@pytest.mark.parametrize("change", VARIANTS.values(), ids=VARIANTS)
def test_what_the_specification_leaves_free_is_accepted(change: Change) -> None:
    content = changed(PART, change).content
    assert _read(content) == _read(GOOD)
    assert read_key(content).wrapped == read_key(GOOD).wrapped


def test_prefixes_are_free_and_a_declaration_is_allowed() -> None:
    renamed = GOOD.replace(b"xenc:", b"").replace(b"xmlns:xenc=", b"xmlns=").replace(b"ds:", b"sig:")
    for start in (b"", b"\xef\xbb\xbf", b"\n", b'<?xml version="1.0" encoding="utf-8"?>\n'):
        assert _read(start + renamed.replace(b"xmlns:ds", b"xmlns:sig")) == _read(GOOD)


def test_a_character_reference_is_a_character() -> None:
    part = with_sealed(PART, b"\0" * 30)
    assert _read(whole(part.content).replace(b"AAAA", b"&#65;A<![CDATA[A]]>A", 1))[:3] == b"\0\0\0"


def test_a_message_cut_short_anywhere_is_refused() -> None:
    for end in range(len(GOOD)):
        _refused(GOOD[:end])


FLOODS: dict[str, Callable[[int], bytes]] = {
    "an attribute": lambda size: GOOD.replace(b'MimeType="', b'MimeType="' + b"a" * size),
    "a name": lambda size: b"<" + b"a" * size,
    "text between elements": lambda size: GOOD.replace(b"<ds:KeyInfo>", b" " * size + b"<ds:KeyInfo>"),
    "a key name": lambda size: GOOD.replace(b"<ds:KeyName>", b"<ds:KeyName>" + b"a" * size),
    "key names": lambda size: GOOD.replace(b"<ds:KeyName>", b"<ds:KeyName/>" * (size // 13) + b"<ds:KeyName>"),
    "a wrapped key": lambda size: GOOD.replace(b"<xenc:CipherValue>", b"<xenc:CipherValue>" + b"A" * size, 1),
    "blanks behind the root": lambda size: GOOD + b" " * size,
    "a tag behind the content": lambda size: GOOD[:-1] + b" " * size + b">",
    "character references": lambda size: whole(with_sealed(PART, b"").content).replace(
        b"<xenc:CipherValue></", b"<xenc:CipherValue>" + b"&#0000000065;" * (size // 13) + b"</"
    ),
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_all_but_the_content_is_short(flood: Callable[[int], bytes]) -> None:
    """G8: an unfinished token is not scanned again with every chunk, and nothing is collected."""
    octets = flood(8_000_000)
    started = time.process_time()
    _refused(octets)
    assert time.process_time() - started < 0.5


def test_the_limit_for_all_but_the_content_is_kept_from_both_sides() -> None:
    room = OVERHEAD_LIMIT_BYTES - len(whole(with_sealed(PART, b"").content)) - 64
    assert _read(GOOD.replace(b"<ds:KeyName>", b"<ds:KeyName>" + b"a" * room))
    _refused(GOOD.replace(b"<ds:KeyName>", b"<ds:KeyName>" + b"a" * (room + 4096)))


def test_a_large_content_is_read_at_the_speed_of_base64() -> None:
    content = with_sealed(PART, random_octets(8_000_000)).content
    started = time.process_time()
    assert len(_read(content)) == 8_000_000
    assert time.process_time() - started < 2


def test_a_large_content_without_its_cipher_is_refused_before_it_is_read() -> None:
    large = with_sealed(PART, bytes(100_000)).content
    content = re.sub(rb'<xenc:EncryptionMethod Algorithm="[^"]*gcm"/>', b"", whole(large))
    for read in (read_key, read_content):
        with pytest.raises(SecurityRefusedError):
            read(content)


def test_a_stream_says_what_the_same_octets_say() -> None:
    large = whole(with_sealed(PART, bytes(range(256)) * 5_000).content)
    for size in (7, 1_000, 65_536):
        stream = Scattered(large, size)
        assert read_key(stream) == read_key(large)
        assert _read(stream) == _read(large)
        assert read_content(stream).mime_type == read_content(large).mime_type
