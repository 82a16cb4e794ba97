from collections.abc import Callable

import pytest

from gateway.errors import XmlRefusedError
from gateway.formats.published import read_part, read_schema
from gateway.strict_xml import Element

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""


@pytest.mark.parametrize("read", [read_schema, read_part])
def test_a_comment_may_stand_in_what_others_publish(read: Callable[[bytes], Element]) -> None:
    assert read(b"<x><!-- a remark --><y/></x>").tag == "x"


@pytest.mark.parametrize("read", [read_schema, read_part])
@pytest.mark.parametrize("octets", [BOMB, b'<!DOCTYPE x SYSTEM "http://example.test/x.dtd"><x/>'])
def test_entity_expansion_a_document_type_is_refused(read: Callable[[bytes], Element], octets: bytes) -> None:
    with pytest.raises(XmlRefusedError, match="doctype"):
        read(octets)


@pytest.mark.parametrize("read", [read_schema, read_part])
def test_what_nests_too_deep_is_refused(read: Callable[[bytes], Element]) -> None:
    with pytest.raises(XmlRefusedError, match="depth"):
        read(b"<x>" * 65 + b"</x>" * 65)
