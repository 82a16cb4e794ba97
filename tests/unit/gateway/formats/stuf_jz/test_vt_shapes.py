from collections.abc import Iterator

from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.vt_shapes import VT_MELDING, VT_TERUGKOPPELING


def every(shape: Shape) -> Iterator[Shape]:
    yield shape
    for group in shape.ranks:
        for part in group:
            yield from every(part)


def test_the_standards_own_spelling_stands() -> None:
    names = {shape.name for shape in every(VT_MELDING)}
    assert {"JZ:jeugzorgrol", "BG:formeelVerblijfadresBinnenland", "JZ:SASHniveau"} <= names


def test_every_relation_has_its_own_sort() -> None:
    report = {shape.entity for shape in every(VT_MELDING) if shape.entity}
    feedback = {shape.entity for shape in every(VT_TERUGKOPPELING) if shape.entity}
    assert report == {
        "VTM", "VTMZOS", "ZOS", "ZOSNPS", "NPSNPSSIR", "VTMNPS", "VTMBTR", "BTR", "VES", "NNPINN", "MAC",
    }  # fmt: skip
    assert feedback == {"ZAK", "ZAKVTM", "VTM", "VTMZOS", "ZOS", "ZOSBTR", "BTR", "ZAKBTR"}


def test_an_element_holds_a_text_or_parts() -> None:
    for shape in (*every(VT_MELDING), *every(VT_TERUGKOPPELING)):
        assert sum((shape.text is not None, bool(shape.ranks), shape.opaque)) == 1, shape.name
