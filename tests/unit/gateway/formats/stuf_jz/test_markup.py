from typing import Final

import pytest
from lxml import etree

from gateway.formats.stuf_jz.markup import octets_of, serialised
from gateway.formats.stuf_jz.names import NAMESPACES, clark
from gateway.formats.stuf_jz.shapes import branch, leaf, opaque
from gateway.formats.stuf_jz.tree import Node, new_root

ROOT: Final = branch("JZ:a", leaf("JZ:b*"), branch("JZ:c?", leaf("JZ:d?")), opaque("JZ:e?"))


def written() -> Node:
    root = new_root(ROOT)
    root.add("JZ:c").add("JZ:d").text = "d"
    root.add("JZ:b").text = "b"
    return root


def test_a_document_declares_every_prefix_once_and_stands_in_the_order_of_its_shape() -> None:
    octets = octets_of(written())
    declared = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    head = f"<?xml version='1.0' encoding='UTF-8'?>\n<JZ:a {declared}>"
    assert octets.decode() == f"{head}<JZ:b>b</JZ:b><JZ:c><JZ:d>d</JZ:d></JZ:c></JZ:a>"


@pytest.mark.parametrize("text", ["a & b", "<b>", "]]>", "&amp;", "'\"", "\t \n \r \r\n", "é", "\U0001f600", "‘"])  # noqa: RUF001 - the very sign that is tested
def test_every_text_and_every_value_comes_back_as_it_was(text: str) -> None:
    root = written()
    root.ranks[0][0].text = text
    root.ranks[0][0].set(clark("StUF:exact"), text)
    (found, _) = etree.fromstring(octets_of(root))
    assert found.text == text
    assert found.get(clark("StUF:exact")) == text


def test_what_says_nothing_is_an_empty_element() -> None:
    root = new_root(ROOT)
    root.add("JZ:b").text = ""
    root.add("JZ:c").set("noValue", "x")
    assert octets_of(root).endswith(b'><JZ:b/><JZ:c noValue="x"/></JZ:a>')


def test_attributes_of_any_namespace_keep_their_names() -> None:
    root = written()
    names = ["{urn:x?a=1&b=2}lang", "{urn:y}lang", "{http://www.w3.org/XML/1998/namespace}lang", "lang"]
    for name in names:
        root.ranks[0][0].set(name, "nl")
    assert dict(etree.fromstring(octets_of(root))[0].items()) == dict.fromkeys(names, "nl")


def test_a_piece_that_is_carried_whole_is_written_whole() -> None:
    piece = etree.fromstring(f'<q:e xmlns:q="{NAMESPACES["JZ"]}" xmlns="urn:x"><f g="1">h</f>i</q:e>')
    root = written()
    root.add("JZ:e").source = piece
    assert serialised(etree.fromstring(octets_of(root))[2]) == serialised(piece)


def test_a_piece_stands_by_itself_with_our_prefixes_and_without_layout() -> None:
    root = etree.fromstring(
        '<o xmlns="http://www.stufstandaarden.nl/koppelvlak/jz0100" xmlns:q="http://www.egem.nl/StUF/StUF0301">'
        '<p q:exact="1">\n <x> </x>\n <x>a<y/>b</x></p> </o>'
    )
    assert serialised(root[0]) == (
        '<JZ:p xmlns:JZ="http://www.stufstandaarden.nl/koppelvlak/jz0100" '
        'xmlns:StUF="http://www.egem.nl/StUF/StUF0301" StUF:exact="1">'
        "<JZ:x> </JZ:x><JZ:x>a<JZ:y></JZ:y>b</JZ:x></JZ:p>"
    )
