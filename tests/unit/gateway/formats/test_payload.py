from dataclasses import replace

import pytest
from lxml import etree

from gateway.errors import XmlRefusedError
from gateway.formats.payload import parse_payload, read_payload
from gateway.strict_xml import XmlReason, parse
from tests.kit.xml_cases import BAD_INPUTS, BEYOND_A_LIMIT, LIMITS, ONLY_SIGNED, WITHIN_THE_LIMITS


def test_a_payload_is_read_as_a_document() -> None:
    assert read_payload(b"<a><b/></a>").tag == "a"


def test_a_payload_is_held_to_the_limits_of_payloads() -> None:
    with pytest.raises(XmlRefusedError, match="depth"):
        read_payload(b"<a>" * 65 + b"</a>" * 65)


def test_a_payload_that_was_read_before_is_not_read_again() -> None:
    root = read_payload(b"<a/>")
    assert read_payload(root) is root


@pytest.mark.parametrize(
    ("octets", "reason"),
    [case for name, case in (BAD_INPUTS | BEYOND_A_LIMIT).items() if name not in ONLY_SIGNED],
    ids=[name for name in BAD_INPUTS | BEYOND_A_LIMIT if name not in ONLY_SIGNED],
)
def test_a_payload_is_refused_for_the_same_reason(octets: bytes, reason: XmlReason) -> None:
    with pytest.raises(XmlRefusedError) as caught:
        parse_payload(octets, LIMITS)
    assert caught.value.reason == reason


@pytest.mark.parametrize("name", sorted(ONLY_SIGNED))
def test_a_payload_may_have_what_only_matters_to_signatures(name: str) -> None:
    assert parse_payload(BAD_INPUTS[name][0], LIMITS).tag is not None


@pytest.mark.parametrize("octets", WITHIN_THE_LIMITS)
def test_a_payload_is_read_as_any_other_document(octets: bytes) -> None:
    read, wanted = parse_payload(octets, LIMITS), parse(octets, LIMITS)
    assert etree.tostring(read, method="c14n") == etree.tostring(wanted, method="c14n")


def test_a_payload_may_be_as_long_as_the_limits_say() -> None:
    text = "x" * 10_500_000
    limits = replace(LIMITS, octets=11_000_000, text=10_500_000)
    assert parse_payload(f"<a>{text}</a>".encode(), limits).text == text
