"""A message whose parts are gone: its signature still proves the envelope, and what the parts were."""

from typing import Final

import pytest

from gateway.domain.agreement import Canonicalization
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.signature import Algorithms, verify, verify_envelope
from gateway.wire.stages import Part
from tests.kit.signed_messages import AGREED, PARTS, signed
from tests.kit.wire_keys import wire_key

KEY: Final = wire_key("zij")
SOAP: Final = signed(KEY)


@pytest.mark.parametrize("parts", [PARTS, PARTS[:1], ()])
def test_without_parts_the_same_is_covered_as_with_them(parts: tuple[Part, ...]) -> None:
    soap = signed(KEY, parts)
    assert verify_envelope(soap, KEY.certificate, AGREED) == verify(soap, parts, KEY.certificate, AGREED)


def test_an_envelope_that_was_changed_is_refused() -> None:
    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_DIGEST):
        verify_envelope(SOAP.replace(b"voorbeeld_1", b"voorbeeld_2"), KEY.certificate, AGREED)


def test_another_key_is_refused() -> None:
    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_VALUE):
        verify_envelope(SOAP, wire_key("wij").certificate, AGREED)


def test_algorithms_other_than_those_given_are_refused() -> None:
    other = Algorithms(canonicalization=Canonicalization.EXCLUSIVE)
    with pytest.raises(SecurityRefusedError, match=Refusal.SIGNATURE_ALGORITHM):
        verify_envelope(SOAP, KEY.certificate, other)
