from collections.abc import Iterator

from gateway.formats.stuf_jz.case_shapes import (
    FUNCTION,
    NUMBERS,
    REACHED,
    VERBLIJFSADRES,
    VESTIGING,
    WAYS,
    case_type,
    concerned,
    initiator,
    named,
    point_of_contact,
)
from gateway.formats.stuf_jz.shapes import Shape, leaf


def every(shape: Shape) -> Iterator[Shape]:
    yield shape
    for group in shape.ranks:
        for part in group:
            yield from every(part)


def test_an_address_is_here_or_abroad_in_any_order() -> None:
    parts = concerned("ZKN:natuurlijkPersoon?").parts
    assert parts["BG:verblijfsadres"][0] == parts["BG:sub.verblijfBuitenland"][0]
    assert "BG:sub.verblijfBuitenland" not in {shape.name for shape in every(VERBLIJFSADRES)}


def test_not_every_message_says_what_sort_of_entity_somebody_is() -> None:
    assert concerned("ZKN:natuurlijkPersoon?").entity == ""
    assert concerned("ZKN:natuurlijkPersoon?", "NPS").entity == "NPS"
    for shape in (concerned("ZKN:natuurlijkPersoon?"), concerned("ZKN:natuurlijkPersoon?", "NPS")):
        assert shape.attributes == (("StUF:entiteittype", "NPS"),)


def test_a_name_stands_after_the_numbers() -> None:
    ranks = named(NUMBERS, leaf("BG:geslachtsnaam"))
    assert ranks[0] == NUMBERS
    assert isinstance(ranks[1], Shape)
    assert ranks[1].name == "BG:geslachtsnaam"


def test_a_case_is_always_of_the_same_sort_in_one_message() -> None:
    assert [shape.constant for shape in every(case_type("Signaal behandelen")) if shape.constant] == [
        "Signaal behandelen"
    ]


def test_whom_to_speak_to_has_a_name() -> None:
    contact = point_of_contact("ZKN:heeftAlsAanspreekpunt?N", "ZAKBTRINICTP", FUNCTION, *WAYS)
    assert [shape.name for shape in every(contact) if shape.needed == "contact.naam"] == ["ZKN:naam"]
    assert [part.name for part in every(initiator("ZKN:heeftAlsInitiatorN", contact))].count("ZKN:naam") == 1


def test_an_organisation_is_reached_by_telephone() -> None:
    assert [shape.name for shape in every(VESTIGING) if shape.demanded and shape.needed] == [
        "BG:handelsnaamVerkort",
        "BG:sub.telefoonnummer",
    ]
    assert not any(shape.demanded for shape in REACHED)
