"""The signed examples of the wire: they verify as they are, and spoiled anywhere they are refused or say the same."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from gateway.errors import PartnerError
from gateway.wire.ebms2 import signature
from gateway.wire.ebms2.signature import Algorithms, Verified
from gateway.wire.stages import Part
from tests.kit.signed_messages import DS

FOLDER: Final = Path(__file__).with_name("ebms2")
PAYLOAD: Final = "9f1d6a52-0001@gemeente-a.example"
AGREED: Final = Algorithms()
# Nobody reads what stands in KeyInfo.
UNREAD: Final = re.compile(rb"<ds:KeyInfo>.*</ds:KeyInfo>", re.DOTALL)
CHANGES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "one bit flipped": lambda octet: bytes([octet[0] ^ 1]),
    "left out": lambda _: b"",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A signed message with what it takes to verify it."""

    soap: bytes
    parts: tuple[Part, ...]
    certificate: bytes

    def verify(self) -> Verified:
        return signature.verify(self.soap, self.parts, self.certificate, AGREED)

    def outcome(self) -> Verified | None:
        """Return what is proven, or None when it is refused."""
        try:
            return self.verify()
        except PartnerError:
            return None


def _example(name: str, *parts: Part) -> Example:
    soap = (FOLDER / name).read_bytes()
    shown = next(etree.fromstring(soap).iter(f"{{{DS}}}X509Certificate")).text or ""
    return Example(soap=soap, parts=parts, certificate=base64.b64decode(shown))


@pytest.fixture(scope="module", params=["data-signed.xml", "acknowledgment-signed.xml"])
def example(request: pytest.FixtureRequest) -> Example:
    if request.param == "acknowledgment-signed.xml":
        return _example(request.param)
    payload = (FOLDER / "payload.xml").read_bytes()
    return _example(request.param, Part(content_id=PAYLOAD, media_type="application/xml", content=payload))


def test_a_published_example_verifies(example: Example) -> None:
    verified = example.verify()
    assert verified.octets.startswith(b"<soap:Envelope ")
    assert b"ds:Signature>" not in verified.octets
    assert len(verified.references) == 1 + len(example.parts)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_example_spoiled_at_any_octet_is_refused_or_says_the_same(
    example: Example, change: Callable[[bytes], bytes]
) -> None:
    proven, soap = example.verify(), example.soap
    unread = UNREAD.search(soap)
    assert unread is not None
    for position in range(len(soap)):
        octet = soap[position : position + 1]
        outcome = replace(example, soap=soap[:position] + change(octet) + soap[position + 1 :]).outcome()
        assert outcome in (None, proven), position
        # Only white space that XML or base64 does not count, or KeyInfo, changes without a refusal.
        assert outcome is None or octet.isspace() or position in range(*unread.span()), position


def test_an_example_cut_short_anywhere_is_refused(example: Example) -> None:
    for end in range(len(example.soap)):
        assert replace(example, soap=example.soap[:end]).outcome() is None, end


def test_an_example_without_any_one_of_its_elements_is_refused_unless_it_is_key_info(example: Example) -> None:
    count = len(list(etree.fromstring(example.soap).iter()))
    for index in range(1, count):
        root = etree.fromstring(example.soap)
        element = list(root.iter())[index]
        key_info = any(step.tag == f"{{{DS}}}KeyInfo" for step in (element, *element.iterancestors()))
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
        outcome = replace(example, soap=etree.tostring(root)).outcome()
        assert outcome == (example.verify() if key_info else None), element.tag


def test_an_example_with_any_one_octet_of_its_payload_spoiled_is_refused() -> None:
    payload = (FOLDER / "payload.xml").read_bytes()
    for position in range(len(payload)):
        spoiled = payload[:position] + bytes([payload[position] ^ 1]) + payload[position + 1 :]
        part = Part(content_id=PAYLOAD, media_type="application/xml", content=spoiled)
        assert _example("data-signed.xml", part).outcome() is None


def test_an_example_does_not_verify_with_the_key_of_the_other(example: Example) -> None:
    others = {_example(name).certificate for name in ("data-signed.xml", "acknowledgment-signed.xml")}
    (other,) = others - {example.certificate}
    assert replace(example, certificate=other).outcome() is None
