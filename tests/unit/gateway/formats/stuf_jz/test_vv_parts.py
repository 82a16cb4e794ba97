from dataclasses import replace

import pytest
from lxml import etree

from gateway.domain.content import Antwoorddeel, Bijlage, Content
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz import parse, render
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root, steps_of
from gateway.formats.stuf_jz.vv_parts import read_documents, read_parts, title_documents, write_document, write_parts
from gateway.formats.stuf_jz.vv_shapes import UCI
from tests.kit.stuf_inquiry import PARTS, PLAN
from tests.kit.stuf_messages import canonical, document
from tests.kit.stuf_written import again, shown

PART = "<ZKN:specifiekeVraag><BG:code>V001</BG:code><BG:antwoord>Ja</BG:antwoord></ZKN:specifiekeVraag>"
SMALL = Bijlage(naam="plan.pdf", soort="", mime="application/pdf", inhoud=b"%PDF-1.4\n", titel="Plan van aanpak")


def new_object() -> tuple[Node, Writing]:
    return new_root(UCI).open(steps_of("JZ:object")), Writing()


def parts(*changes: tuple[str, str]) -> list[Antwoorddeel]:
    objects = {"a": etree.fromstring(document("uciDi01", *changes))[1]}
    return [replace(part, kenmerk=None) for part in read_parts(objects, Reading())]


def documents(*changes: tuple[str, str]) -> list[Bijlage]:
    objects = {"a": etree.fromstring(document("uciDi01", *changes))[1]}
    return [replace(item, betreft=None) for item in read_documents(objects, Reading())]


def write_all(node: Node, items: tuple[Bijlage, ...], writing: Writing) -> None:
    for number, item in enumerate(items):
        write_document(node, item, writing, f"bijlagen[{number}]")


def test_every_answer_is_read_back_with_its_source_and_conditions() -> None:
    node, writing = new_object()
    write_parts(node, [("antwoord.delen[0]", part) for part in PARTS], writing)
    assert tuple(read_parts({"a": node.element}, Reading())) == tuple(replace(part, kenmerk="a") for part in PARTS)
    assert not writing.mistakes


def test_what_belongs_to_an_answer_carries_its_number() -> None:
    node, writing = new_object()
    write_parts(node, [("antwoord.delen[0]", part) for part in PARTS[:1] * 2], writing)
    names = [extra.get("naam") for extra in again(node).iter(clark("StUF:extraElement"))]
    first = [f"antwoord1{name}" for name in ("Datum", "Bron", "EigenWaarneming", *["Voorwaarde"] * 2, "WpgArtikel")]
    assert names == [*first, *(name.replace("1", "2") for name in first)]


def test_a_partner_answers_by_code_alone() -> None:
    assert parts() == [Antwoorddeel(code="V001", tekst="Ja")]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (PART.replace("V001", ""), [Antwoorddeel(code="", tekst="Ja")]),
        (PART.replace("Ja", ""), [Antwoorddeel(code="V001", tekst="")]),
        (PART.replace("Ja", "").replace("V001", ""), []),
        ("", []),
        (PART * 2, [Antwoorddeel(code="V001", tekst="Ja")] * 2),
    ],
)
def test_an_answer_of_which_half_is_empty_is_still_one(part: str, said: list[Antwoorddeel]) -> None:
    octets = document("uciDi01", (PART, part))
    assert parts((PART, part)) == said
    assert canonical(render(parse("uciDi01", octets))) == canonical(octets)


def test_an_answer_without_words_is_not_made() -> None:
    node, writing = new_object()
    write_parts(node, [("antwoord.delen[0]", replace(PARTS[1], tekst=""))], writing)
    complete(node, writing.mistakes)
    assert "antwoord.delen[].tekst: missing" in writing.mistakes


def test_every_document_is_read_back_with_its_mime_type() -> None:
    node, writing = new_object()
    items = (PLAN, replace(PLAN, mime="application/octet-stream", naam="b", inhoud=b""), SMALL)
    write_all(node, items, writing)
    found = read_documents({"a": node.element}, Reading())
    assert tuple(found) == tuple(replace(item, betreft="a") for item in items)
    assert not writing.mistakes


def test_a_small_document_is_read() -> None:
    assert documents() == [SMALL]


def test_a_document_without_a_kind_of_media_is_octets_and_nothing_is_added() -> None:
    (found,) = documents((' xmime:contentType="application/pdf"', ""))
    assert found.mime == "application/octet-stream"
    node, writing = new_object()
    write_all(node, (found,), writing)
    assert b"contentType" not in shown(node.element)


def test_a_document_may_have_an_empty_title_and_is_called_by_its_file_name_where_it_has_none() -> None:
    (found,) = documents(("Plan van aanpak", ""))
    assert found.titel == ""
    octets = document("uciDi01", ("Plan van aanpak", ""))
    assert canonical(render(parse("uciDi01", octets))) == canonical(octets)
    untitled = Content(bijlagen=(PLAN, replace(PLAN, titel=None)))
    assert [item.titel for item in title_documents(untitled).bijlagen] == ["Plan van aanpak", "plan.pdf"]
    node, writing = new_object()
    write_all(node, untitled.bijlagen[1:], writing)
    complete(node, writing.mistakes)
    assert "bijlagen[].titel: missing" in writing.mistakes


def test_a_document_without_a_file_name_is_no_attachment_and_comes_back_as_it_was() -> None:
    change = ('StUF:bestandsnaam="plan.pdf"', 'StUF:bestandsnaam=""')
    octets = document("uciDi01", change)
    assert documents(change) == []
    assert canonical(render(parse("uciDi01", octets))) == canonical(octets)


def test_a_document_that_is_no_base64_refuses_the_message() -> None:
    with pytest.raises(ContentRefusedError, match="StUF055 at line 42: element inhoud"):
        documents(("JVBERi0xLjQK", "2026-03-02"))
