from collections.abc import Iterator

from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.zorgmelding_shapes import ZORGMELDING, ZORGMELDING_TERUGKOPPELING


def every(shape: Shape) -> Iterator[Shape]:
    yield shape
    for group in shape.ranks:
        for part in group:
            yield from every(part)


def test_every_relation_has_its_own_sort() -> None:
    assert {shape.entity for shape in every(ZORGMELDING) if shape.entity} == {
        "ZAK", "ZAKZKT", "ZKT", "ZAKOBJ", "OBJ", "NPS", "ZAKBTRBLH", "BTR", "VES", "ZAKBTRINI", "ZAKBTRINICTP", "CTP",
        "ZAKEDC", "EDC",
    }  # fmt: skip
    assert {shape.entity for shape in every(ZORGMELDING_TERUGKOPPELING) if shape.entity} == {
        "ZAK", "ZAKZKT", "ZKT", "ZAKOBJ", "OBJ", "NPS", "ZAKBTRBLH", "BTR", "VES", "ZAKBTRBLHCTP", "ZAKBTRINI",
        "ZAKBTRINICTP", "CTP",
    }  # fmt: skip


def test_both_name_the_report_by_the_number_of_the_police() -> None:
    for shape in (ZORGMELDING, ZORGMELDING_TERUGKOPPELING):
        assert "Zorgmelding" in {part.constant for part in every(shape)}


def test_only_a_report_has_octets() -> None:
    assert [shape.name for shape in every(ZORGMELDING) if shape.packed] == ["ZKN:inhoud"]
    assert not any(shape.packed for shape in every(ZORGMELDING_TERUGKOPPELING))


def test_an_element_holds_a_text_or_parts() -> None:
    for shape in (*every(ZORGMELDING), *every(ZORGMELDING_TERUGKOPPELING)):
        assert (shape.text is None) == bool(shape.ranks), shape.name
