"""What fuzzing found once, each under a name of its own."""

import pytest

from gateway.domain.agreement import Canonicalization
from gateway.wire.ebms2 import signature
from gateway.wire.ebms2.signature import Algorithms
from tests.kit.signed_messages import ENVELOPE, PARTS, signed
from tests.kit.wire_keys import wire_key


@pytest.mark.parametrize("form", Canonicalization)
def test_a_prefix_in_scope_may_have_an_accent(form: Canonicalization) -> None:
    # SignedInfo was copied as ASCII, in which such a prefix becomes a character reference: not well-formed.
    key, algorithms = wire_key("afzender"), Algorithms(canonicalization=form)
    message = signed(
        key, envelope=ENVELOPE.replace("<soap:Header>", '<soap:Header xmlns:é="urn:x">'), algorithms=algorithms
    )
    assert signature.verify(message, PARTS, key.certificate, algorithms).octets
    message = signed(key, envelope=ENVELOPE.replace(" xmlns:eb=", ' xmlns:é="urn:x" xmlns:eb='), algorithms=algorithms)
    assert "é".encode() in message
    assert signature.verify(message, PARTS, key.certificate, algorithms).octets
