"""The algorithms that a signature names, where no agreement is at hand."""

from typing import Final

import pytest

from gateway.domain.agreement import Canonicalization, DigestMethod, SignatureMethod
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.ebms2.signature_shape import count_references, named_algorithms
from tests.kit.signed_messages import DS, ENVELOPE, PARTS, signed
from tests.kit.wire_keys import wire_key

SOAP: Final = signed(wire_key("zij"))


def test_the_named_algorithms_are_those_it_was_signed_with() -> None:
    algorithms = Algorithms(
        canonicalization=Canonicalization.EXCLUSIVE,
        digest_method=DigestMethod.SHA512,
        signature_method=SignatureMethod.RSA_SHA256,
    )
    assert named_algorithms(xml.parse(signed(wire_key("zij"), algorithms=algorithms))) == algorithms


def test_references_are_counted_in_the_signature_alone() -> None:
    assert count_references(xml.parse(SOAP)) == len(PARTS) + 1
    assert count_references(xml.parse(ENVELOPE.encode())) == 0


def test_without_a_signature_nothing_is_named() -> None:
    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_MISSING):
        named_algorithms(xml.parse(ENVELOPE.encode()))


@pytest.mark.parametrize("name", ["CanonicalizationMethod", "SignatureMethod", "DigestMethod"])
def test_what_is_not_of_our_lists_or_not_there_is_refused(name: str) -> None:
    for spoil in ("set", "remove"):
        root = xml.parse(SOAP)
        for element in list(root.iter(f"{{{DS}}}{name}")):
            if spoil == "set":
                element.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")
            else:
                element.tag = "{urn:x}niets"
        with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_ALGORITHM):
            named_algorithms(root)
