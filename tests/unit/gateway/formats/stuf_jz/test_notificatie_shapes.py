from collections.abc import Iterator

from gateway.formats.stuf_jz.notificatie_shapes import NOTIFICATIE, NOTIFICATIEJR
from gateway.formats.stuf_jz.shapes import Shape


def every(shape: Shape) -> Iterator[Shape]:
    yield shape
    for group in shape.ranks:
        for part in group:
            yield from every(part)


def test_every_relation_has_its_own_sort() -> None:
    assert {shape.entity for shape in every(NOTIFICATIE) if shape.entity} == {
        "ZAK", "ZAKZKT", "ZKT", "ZAKOBJ", "OBJ", "NPS", "ZAKBTRBLH", "BTR", "ZAKZAKBTR", "ZAKSTT", "STT", "ZAKBSL",
        "BSL",
    }  # fmt: skip
    assert {shape.entity for shape in every(NOTIFICATIEJR) if shape.entity} == {
        "ZAK", "ZAKZKT", "ZKT", "ZAKOBJ", "OBJ", "NPS", "ZAKBTRINI", "BTR", "ZAKBTRINICTP", "CTP",
    }  # fmt: skip


def test_a_notice_is_about_an_investigation_that_was_requested_or_not() -> None:
    (case,) = [shape for shape in every(NOTIFICATIE) if shape.name == "ZKN:heeftBetrekkingOpAndere"]
    assert not case.demanded


def test_everybody_a_notice_of_probation_is_about_is_a_young_person() -> None:
    roles = [shape for shape in every(NOTIFICATIEJR) if shape.constant == "jeugdige"]
    assert [shape.name for shape in roles] == ["ZKN:omschrijving"]


def test_an_element_holds_a_text_or_parts() -> None:
    for shape in (*every(NOTIFICATIE), *every(NOTIFICATIEJR)):
        assert (shape.text is None) == bool(shape.ranks), shape.name
