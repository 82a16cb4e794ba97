from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from gateway.domain.kinds import MessageType
from gateway.formats.samples import sample_message
from gateway.formats.stuf_jz import render
from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.vv_shapes import UCI, UCOB, VCI, VCOB

ROOTS = (VCOB, UCOB, VCI, UCI)


def every(shape: Shape) -> Iterator[Shape]:
    yield shape
    for group in shape.ranks:
        for part in group:
            yield from every(part)


def names(shape: Shape) -> list[str]:
    return [part.name.partition(":")[2] for group in shape.ranks for part in group]


def test_every_relation_has_its_own_sort() -> None:
    asked = {"VVZ", "ZAKOBJ", "OBJ", "NPS", "ZAKBTRINI", "BTR", "OEH", "OEHMDWCPR", "MDW"}
    assert [{shape.entity for shape in every(root) if shape.entity} for root in ROOTS] == [
        asked,
        asked | {"ZAKBTRUTV"},
        asked,
        asked | {"ZAKBTRUTV", "ZAKEDC", "EDC"},
    ]


def test_only_an_answer_names_in_its_head_what_it_is_about() -> None:
    for root in ROOTS:
        head = root.ranks[0][0]
        assert ("crossRefnummer" in names(head)) == (root in {UCOB, UCI})
        assert names(head)[-1] == "functie"


def test_only_the_octets_of_a_document_are_packed() -> None:
    assert [shape.name for shape in every(UCI) if shape.packed] == ["ZKN:inhoud"]


def test_an_element_holds_a_text_or_parts() -> None:
    for root in ROOTS:
        for shape in every(root):
            assert (shape.text is None) == bool(shape.ranks), shape.name


@pytest.mark.parametrize("kind", ["MSG-13", "MSG-14", "MSG-15", "MSG-16"])
def test_a_sample_says_all_that_the_standard_demands(kind: str) -> None:
    said = sample_message(MessageType(kind), datetime(2026, 3, 2, tzinfo=UTC))
    answers = said.header.cross_reference is not None
    octets = render(replace(said, header=replace(said.header, purpose=None)))
    found = [etree.QName(element).localname for element in etree.fromstring(octets)[0]]
    assert ("crossRefnummer" in found) == answers
