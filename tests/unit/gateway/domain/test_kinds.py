import re

from gateway.domain.kinds import Layer, MessageType


def test_the_layers_stand_in_the_order_in_which_they_arrive() -> None:
    assert "".join(Layer) == "TRCB"


def test_every_message_has_the_number_of_the_catalogue() -> None:
    assert all(re.fullmatch(r"MSG-\d\d[bc]?|(?:TEC|JZ)-\d\d", kind) for kind in MessageType)
    assert {kind.name for kind in MessageType} == {kind.value.upper().replace("-", "_") for kind in MessageType}


def test_the_numbers_run_from_one_to_sixty_nine_and_to_twelve() -> None:
    numbers = [(kind.partition("-")[0], int(kind.partition("-")[2][:2])) for kind in MessageType]
    assert {number for family, number in numbers if family == "MSG"} == set(range(1, 70))
    assert {number for family, number in numbers if family == "JZ"} == set(range(1, 4))
    assert {number for family, number in numbers if family == "TEC"} == set(range(1, 13))
