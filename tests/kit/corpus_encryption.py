"""Group G (167 to 182): payloads encrypted otherwise than agreed, for another, spoiled; and what may be inside."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from lxml import etree

from gateway.domain.agreement import ContentCipher, KeyTransport
from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError
from gateway.strict_xml import Element
from gateway.wire.ebms2 import encryption
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.stages import Part
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.corpus_keys import find
from tests.kit.corpus_watch import Trap
from tests.kit.encrypted_parts import DS, XENC, Change, changed, sealed_of, with_content, with_sealed
from tests.kit.http import CANARY
from tests.kit.posting import Posting
from tests.kit.wire_keys import content_key

Spoil = Callable[[Part], Part]
R = Refusal

# CL21 of StUF 03.01.
_NOT_CONFORMING: Final = "StUF055"
_NOT_AUTHORISED: Final = "StUF052"


def _algorithm(name: str, value: str, position: int = 0) -> Change:
    return lambda root: find(root, name, position).set("Algorithm", value)


def _instead(name: str, other: str, position: int = 0, **attributes: str) -> Change:
    def change(root: Element) -> None:
        element = find(root, name, position)
        element.tag = f"{{{XENC}}}{other}"
        element.attrib.update(attributes)

    return change


def _many_keys(root: Element) -> None:
    key = etree.tostring(find(root, "EncryptedKey"), with_tail=False)
    find(root, "KeyInfo").extend([etree.fromstring(key) for _ in range(1_000)])


def _nested(root: Element) -> None:
    find(root, "CipherValue", 1).append(etree.fromstring(etree.tostring(root)))


def _retrieval(trap: Trap) -> Change:
    def change(root: Element) -> None:
        element = etree.Element(f"{{{DS}}}RetrievalMethod")
        element.set("URI", trap.web)
        find(root, "KeyInfo").insert(0, element)

    return change


def _flip(position: int) -> Spoil:
    """Return what flips one bit of IV, content or tag."""

    def spoil(part: Part) -> Part:
        octets = bytearray(sealed_of(part))
        octets[position] ^= 1
        return with_sealed(part, bytes(octets))

    return spoil


def _flip_key(part: Part) -> Part:
    def change(root: Element) -> None:
        value = find(root, "CipherValue")
        octets = bytearray(base64.b64decode(value.text or ""))
        octets[100] ^= 1
        value.text = base64.b64encode(octets).decode()

    return changed(part, change)


def _sealed(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda part: with_sealed(part, change(sealed_of(part)))


def _shaped(change: Change) -> Spoil:
    return lambda part: changed(part, change)


_METHOD: Final = "EncryptionMethod"
_SHAPES: Final[dict[str, tuple[Spoil, Refusal]]] = {
    "167-rsa-1.5": (_shaped(_algorithm(_METHOD, f"{XENC}rsa-1_5", 1)), R.ENCRYPTION_ALGORITHM),
    "168-oaep-not-agreed": (_shaped(_algorithm(_METHOD, KeyTransport.RSA_OAEP, 1)), R.ENCRYPTION_ALGORITHM),
    "168-digest-not-known": (_shaped(_algorithm("DigestMethod", f"{XENC}sha512")), R.ENCRYPTION_ALGORITHM),
    "169-aes-cbc": (_shaped(_algorithm(_METHOD, f"{XENC}aes256-cbc")), R.ENCRYPTION_ALGORITHM),
    "169-shorter-gcm-than-agreed": (_shaped(_algorithm(_METHOD, ContentCipher.AES128_GCM)), R.ENCRYPTION_ALGORITHM),
    "170-triple-des": (_shaped(_algorithm(_METHOD, f"{XENC}tripledes-cbc")), R.ENCRYPTION_ALGORITHM),
    "171-tag-of-12": (_sealed(lambda octets: octets[:-4]), R.DECRYPTION),
    "171-iv-of-8": (_sealed(lambda octets: octets[:8] + octets[12:]), R.DECRYPTION),
    "171-iv-of-16": (_sealed(lambda octets: octets[:12] + bytes(4) + octets[12:]), R.DECRYPTION),
    "173-a-thousand-keys": (_shaped(_many_keys), R.ENCRYPTION_SHAPE),
    "173-nested": (_shaped(_nested), R.ENCRYPTION_SHAPE),
    "178-bit-of-the-iv": (_flip(0), R.DECRYPTION),
    "178-bit-of-the-first-block": (_flip(12), R.DECRYPTION),
    "178-bit-of-the-last-block": (_flip(-17), R.DECRYPTION),
    "178-bit-of-the-tag": (_flip(-1), R.DECRYPTION),
    "178-bit-of-the-wrapped-key": (_flip_key, R.DECRYPTION),
    "181-in-clear": (lambda part: with_content(part, f"<a>{CANARY}</a>".encode()), R.ENCRYPTION_SHAPE),
    "182-document-type": (lambda part: with_content(part, b"<!DOCTYPE a>" + whole(part.content)), R.ENCRYPTION_SHAPE),
}
_TRAPPED: Final[dict[str, Callable[[Trap], Change]]] = {
    "174-cipher-reference": lambda trap: _instead("CipherValue", "CipherReference", 1, URI=trap.web),
    "174-cipher-reference-to-a-file": lambda trap: _instead("CipherValue", "CipherReference", 1, URI=trap.file),
    "174-retrieval-method": _retrieval,
}


def _bomb(_: bytes, __: Trap) -> bytes:
    laughs = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY b0 "lol">{laughs}]><a>&b9;</a>'.encode()


def _entity(content: bytes, trap: Trap) -> bytes:
    return f'<!DOCTYPE a [<!ENTITY b SYSTEM "{trap.file}">]>'.encode() + content.replace(CANARY.encode(), b"&b;")


# Signed and encrypted as agreed, and no message: refused for its content, by the functional fault of its format.
_CONTENTS: Final[dict[str, Callable[[bytes, Trap], bytes]]] = {
    "182-not-xml": lambda _, __: CANARY.encode(),
    "182-cut-short": lambda content, _: content[:-20],
    "182-bomb": _bomb,
    "182-external-entity": _entity,
    "182-another-root": lambda _, __: f"<a>{CANARY}</a>".encode(),
    "182-not-as-its-schema": lambda content, _: content.replace(b">Nee<", f">{CANARY}<".encode()),
    "182-deep": lambda _, __: b"<a>" * 100_000 + b"</a>" * 100_000,
    "81-xop-in-the-payload": lambda content, trap: content.replace(
        CANARY.encode(), f'<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="{trap.web}"/>'.encode()
    ),
}


def _spoiled(spoil: Callable[[Bench, Part], Part], reason: Refusal) -> Case:
    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        parts = tuple(spoil(bench, part) for part in bench.partner.lock(letter.parts))
        return bench.partner.pack(bench.partner.sign(letter), parts, letter.message_id)

    return Case(make=make, outcome=Outcome.REFUSED, error=SecurityRefusedError(reason))


def _shape(spoil: Spoil, reason: Refusal) -> Case:
    return _spoiled(lambda _, part: spoil(part), reason)


def _trapped(change: Callable[[Trap], Change]) -> Case:
    return _spoiled(lambda bench, part: changed(part, change(bench.trap)), R.ENCRYPTION_SHAPE)


def _for_another(bench: Bench, part: Part) -> Part:
    """172: nothing is wrong with it but whose key it needs."""
    (plain,) = bench.partner.letter().parts
    plain = replace(plain, content_id=part.content_id)
    certificate = bench.neighbour.agreement.own.encryption_certificate
    fresh = content_key(bench.partner.action.cipher)
    return encryption.encrypt(
        plain, fresh, certificate, bench.partner.action.cipher, bench.partner.action.key_transport
    )


def _one_in_clear(bench: Bench) -> Posting:
    second = Part(content_id="tweede@x.example", media_type="application/xml", content=bench.partner.report())
    letter = bench.partner.letter(beside=(second,))
    part, _ = letter.parts
    return bench.partner.pack(bench.partner.sign(letter), (*bench.partner.lock((part,)), second), letter.message_id)


def _content(change: Callable[[bytes, Trap], bytes], code: str = _NOT_CONFORMING) -> Case:
    def make(bench: Bench) -> Posting:
        return bench.partner.seal(bench.partner.letter(change(bench.partner.report(), bench.trap)))

    return Case(make=make, outcome=Outcome.CONTENT, code=code)


CASES: Final[dict[str, Case]] = {
    **{number: _shape(*case) for number, case in _SHAPES.items()},
    **{number: _trapped(change) for number, change in _TRAPPED.items()},
    "172-for-another": _spoiled(_for_another, R.DECRYPTION),
    "181-one-of-two-in-clear": Case(
        make=_one_in_clear, outcome=Outcome.REFUSED, error=SecurityRefusedError(R.ENCRYPTION_SHAPE)
    ),
    **{number: _content(change) for number, change in _CONTENTS.items()},
    "116-payload-of-the-neighbour": _content(
        lambda content, _: content.replace(b"00000099000000003000", b"00000099000000006000"), _NOT_AUTHORISED
    ),
}
