from collections.abc import Iterator

from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.vto_shapes import VTO


def every(shape: Shape) -> Iterator[Shape]:
    yield shape
    for group in shape.ranks:
        for part in group:
            yield from every(part)


def test_every_relation_has_its_own_sort() -> None:
    assert {shape.entity for shape in every(VTO) if shape.entity} == {
        "ZAK", "ZAKZKT", "ZKT", "ZAKOBJ", "OBJ", "NPS", "ZAKBTRBLH", "BTR", "VES", "ZAKBTRUTV", "MDW", "ZAKZAKBTR",
        "ZAKEDC", "EDC",
    }  # fmt: skip


def test_the_two_kinds_of_case_are_constants() -> None:
    assert {shape.constant for shape in every(VTO) if shape.name == "ZKN:omschrijvingGeneriek"} == {
        "Overwegen kinderbeschermingsmaatregel",
        "Uitvoeren onderzoek kinderbeschermingsmaatregel",
    }


def test_only_the_octets_of_a_document_are_packed() -> None:
    assert [shape.name for shape in every(VTO) if shape.packed] == ["ZKN:inhoud"]


def test_an_element_holds_a_text_or_parts() -> None:
    for shape in every(VTO):
        assert (shape.text is None) == bool(shape.ranks), shape.name
