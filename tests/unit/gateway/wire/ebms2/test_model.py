import dataclasses

import pytest

from gateway.wire.ebms2.model import ReadEnvelope, TypedValue
from gateway.wire.stages import Envelope
from tests.kit.ebms2_messages import make_message


def test_a_header_is_a_frozen_value() -> None:
    assert make_message() == make_message()
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_message().header.action = "anders"  # type: ignore[misc]  # that is the test


def test_a_value_has_no_type_of_its_own() -> None:
    assert TypedValue("urn:x").type is None


def test_a_read_envelope_is_an_envelope() -> None:
    assert issubclass(ReadEnvelope, Envelope)
