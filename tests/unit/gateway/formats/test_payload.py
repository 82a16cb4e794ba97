import pytest

from gateway.errors import XmlRefusedError
from gateway.formats.payload import read_payload


def test_a_payload_is_read_as_a_document() -> None:
    assert read_payload(b"<a><b/></a>").tag == "a"


def test_a_payload_is_held_to_the_limits_of_payloads() -> None:
    with pytest.raises(XmlRefusedError, match="depth"):
        read_payload(b"<a>" * 65 + b"</a>" * 65)


def test_a_payload_that_was_read_before_is_not_read_again() -> None:
    root = read_payload(b"<a/>")
    assert read_payload(root) is root
