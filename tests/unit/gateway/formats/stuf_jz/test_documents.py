from dataclasses import replace

import pytest
from lxml import etree

from gateway.domain.content import Bijlage, Content
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz.documents import ROWS, read_documents, write_documents
from gateway.formats.stuf_jz.rows import Reading, Table
from gateway.formats.stuf_jz.tree import Writing, new_root
from gateway.formats.stuf_jz.vto_shapes import VTO
from gateway.strict_xml import Element
from tests.kit.stuf_messages import DOCUMENT, document
from tests.kit.stuf_written import shown

NAMED = Table(record=Bijlage, rows=ROWS)
NAMELESS = Table(record=Bijlage, rows=ROWS, blank=frozenset({"naam"}))


def read(table: Table, *changes: tuple[str, str]) -> list[Bijlage]:
    return list(read_documents(table, etree.fromstring(document("vtoDi01", *changes)), Reading()))


def written(*items: Bijlage) -> Element:
    root, writing = new_root(VTO), Writing()
    write_documents(NAMED, root, Content(bijlagen=items), writing)
    assert not writing.mistakes
    return root.element


def test_documents_are_read_back_each_with_its_kind_of_media() -> None:
    items = (DOCUMENT, replace(DOCUMENT, naam="beeld.png", mime="image/png", titel="Beeld", auteur="T."))
    assert tuple(read_documents(NAMED, written(*items), Reading())) == items


def test_a_document_without_a_kind_of_media_is_octets_and_nothing_is_added() -> None:
    (found,) = read(NAMED, (' xmime:contentType="application/pdf"', ""))
    assert found.mime == "application/octet-stream"
    assert b"contentType" not in shown(written(found))


def test_a_document_needs_a_name_where_the_message_demands_one() -> None:
    nameless = ('StUF:bestandsnaam="verzoek.pdf"', "")
    assert read(NAMED, nameless) == []
    assert [item.naam for item in read(NAMELESS, nameless)] == [""]


def test_an_empty_identification_is_written_again_and_none_is_not() -> None:
    (found,) = read(NAMED, ("<ZKN:identificatie>D-1", "<ZKN:identificatie>"))
    assert found.identificatie == ""
    assert b"identificatie" in shown(written(found))
    assert b"identificatie" not in shown(written(replace(found, identificatie=None)))


def test_what_is_no_base64_refuses_the_message() -> None:
    with pytest.raises(ContentRefusedError, match="element inhoud"):
        read(NAMED, ("JVBERi0xLjQK", "2026-03-02"))
