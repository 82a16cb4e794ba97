"""What is written: the form every peer understands, and the same values when read back."""

import re
from dataclasses import replace

import pytest

from gateway.domain.agreement import Canonicalization
from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.render import render_message, to_octets
from tests.kit.ebms2_kinds import MESSAGES
from tests.kit.ebms2_messages import make_message


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_what_is_written_reads_back(message: SoapMessage) -> None:
    assert read_message(xml.parse(to_octets(render_message(message)))) == message


def test_the_four_prefixes_stand_on_the_envelope_and_nowhere_else() -> None:
    text = to_octets(render_message(MESSAGES["signed-acknowledgment"])).decode()
    assert re.findall(r'xmlns:(\w+)="', text.partition(">")[0]) == ["soap", "eb", "xlink", "ds"]
    assert "xmlns" not in text.partition(">")[2]


def test_the_octets_are_utf_8_without_declaration() -> None:
    octets = to_octets(render_message(MESSAGES["awkward-texts"]))
    assert octets.startswith(b"<soap:Envelope ")
    assert "&lt;é &amp;".encode() in octets


def test_header_blocks_stand_in_the_usual_order() -> None:
    text = to_octets(render_message(make_message())).decode()
    assert re.findall(r"<(eb:(?:MessageHeader|AckRequested|Manifest)|soap:Body)", text) == [
        "eb:MessageHeader",
        "eb:AckRequested",
        "soap:Body",
        "eb:Manifest",
    ]


def test_every_attribute_is_qualified() -> None:
    for message in MESSAGES.values():
        text = re.sub(r"<ds:[^>]*>", "", to_octets(render_message(message)).decode())
        assert not re.search(r' (?!xmlns)\w+="', text)


def test_a_returned_reference_keeps_the_transforms_that_were_agreed() -> None:
    root = render_message(MESSAGES["signed-acknowledgment"], Canonicalization.EXCLUSIVE)
    algorithms = [element.get("Algorithm") for element in root.iter("{*}Transform")]
    assert algorithms[-1] == Canonicalization.EXCLUSIVE


def test_a_sync_reply_is_for_the_next_hop() -> None:
    text = to_octets(render_message(replace(make_message(), sync_reply=True))).decode()
    start = '<eb:SyncReply eb:version="2.0" soap:mustUnderstand="1"'
    assert f'{start} soap:actor="http://schemas.xmlsoap.org/soap/actor/next"/>' in text
