from collections.abc import Iterator

from gateway.formats.stuf_jz.gm_shapes import MELDING_GENERIEK, UITKOMST_MELDING_GENERIEK
from gateway.formats.stuf_jz.shapes import Shape


def every(shape: Shape) -> Iterator[Shape]:
    yield shape
    for group in shape.ranks:
        for part in group:
            yield from every(part)


def named(shape: Shape, name: str) -> list[Shape]:
    return [found for found in every(shape) if found.name == name]


def test_the_standards_own_spelling_stands() -> None:
    report = {shape.name for shape in every(MELDING_GENERIEK)}
    outcome = {shape.name for shape in every(UITKOMST_MELDING_GENERIEK)}
    assert {"BG:soortadres", "BG:geboortplaatsnaamBuitenland", "JZ:datumtijdBegin", "JZ:overigeInformatie"} <= report
    assert {"JZ:uwIdentificatie", "JZ:toelichtendeinformatie", "JZ:routerenNaarInstantie"} <= outcome


def test_every_relation_has_its_own_sort() -> None:
    report = {shape.entity for shape in every(MELDING_GENERIEK) if shape.entity}
    outcome = {shape.entity for shape in every(UITKOMST_MELDING_GENERIEK) if shape.entity}
    assert report == {
        "ZAK", "ZAKOBJ", "OBJ", "NPS", "NPSNAT", "NAT", "ZAKBTRINI", "ZAKBTRUTV", "ZAKBTROVR", "BTR", "OEH",
        "OEHMDWCPR", "MDW", "ZAKZOS", "ZOS", "ZOSINC", "INC",
    }  # fmt: skip
    assert outcome == {"ZAK", "ZAKBTRINI", "ZAKBTRUTV", "ZAKBTROVR", "BTR", "OEH", "OEHMDWCPR", "MDW"}


def test_an_element_holds_a_text_or_parts() -> None:
    for shape in (*every(MELDING_GENERIEK), *every(UITKOMST_MELDING_GENERIEK)):
        assert sum((shape.text is not None, bool(shape.ranks), shape.opaque)) == 1, shape.name


def test_only_the_receiver_is_told_apart_by_more() -> None:
    name = "StUF:aanvullendeIdentificerendeGegevens"
    for root in (MELDING_GENERIEK, UITKOMST_MELDING_GENERIEK):
        (receiver,), (sender,) = named(root, "StUF:ontvanger"), named(root, "StUF:zender")
        assert len(named(receiver, name)) == 1
        assert not named(sender, name)


def test_the_part_of_somebody_else_is_of_another_list_in_an_outcome() -> None:
    lists = [named(root, "ZKN:betrokkenheidRelatie")[0].text for root in (MELDING_GENERIEK, UITKOMST_MELDING_GENERIEK)]
    assert [len(each.values) for each in lists if each] == [43, 7]
