from typing import Final

import pytest

from gateway.domain.content import BetrokkenEenheid, Contact, Eenheid, Terugkoppeling
from gateway.formats.stuf_jz.gm_codes import PROFESSIONALS
from gateway.formats.stuf_jz.gm_shapes import UITKOMST_MELDING_GENERIEK
from gateway.formats.stuf_jz.gm_units import UNIT, concerned_unit, unit_row
from gateway.formats.stuf_jz.rows import Table, read_record, read_values, write_record
from gateway.formats.stuf_jz.tree import Node, Writing, new_root, steps_of

TABLE: Final = Table(record=Terugkoppeling, rows=(unit_row("ZKN:heeftAlsInitiator", "initiator"),))
CONCERNED: Final = concerned_unit(PROFESSIONALS)
CONTACT: Final = Contact(
    naam="J. de Tester",
    organisatie="Politie",
    afdeling="Zorg",
    functie="wijkagent",
    telefoonnummer="0900-0000",
    emailadres="zorg@politie.example",
)


def opened(path: str = "") -> Node:
    return new_root(UITKOMST_MELDING_GENERIEK).open(steps_of(f"JZ:object/{path}"))


def written(table: Table, node: Node, record: object) -> list[str]:
    writing = Writing()
    write_record(table, node, record, writing, "p")
    return writing.mistakes


@pytest.mark.parametrize(
    "unit",
    [
        Eenheid(naam="Politie", identificatie="PL09", contact=CONTACT),
        Eenheid(naam="Politie", contact=Contact(naam="", telefoonnummer="0900-0000")),
        Eenheid(naam="", identificatie="PL09"),
    ],
)
def test_a_unit_is_read_back_whatever_of_it_is_known(unit: Eenheid) -> None:
    node = opened()
    assert written(TABLE, node, Terugkoppeling(identificatie_melding="", status="", initiator=unit)) == []
    assert read_values(TABLE, node.element, []) == {"initiator": unit}


def test_a_unit_with_a_name_that_is_too_long_is_a_mistake() -> None:
    long = Terugkoppeling(identificatie_melding="", status="", initiator=Eenheid(naam="n" * 51))
    assert written(TABLE, opened(), long) == ["p.initiator.naam: longer than 50"]


def test_a_unit_that_is_also_concerned_may_have_several_contacts_in_an_outcome() -> None:
    unit = BetrokkenEenheid(betrokkenheid="tolk", naam="Tolken", contacten=(CONTACT, Contact(naam="T. de Tolk")))
    node = opened("ZKN:heeftAlsOverigBetrokkene")
    assert written(CONCERNED, node, unit) == []
    assert read_record(CONCERNED, node.element, []) == unit


def test_of_a_unit_that_is_also_concerned_only_its_part_must_be_known() -> None:
    node = opened("ZKN:heeftAlsOverigBetrokkene")
    assert written(CONCERNED, node, BetrokkenEenheid(betrokkenheid="jurist")) == []
    assert read_record(CONCERNED, node.element, []) == BetrokkenEenheid(betrokkenheid="jurist")
    node.open(steps_of(f"{UNIT}/ZKN:naam")).element.text = "Recht"
    node.ranks.pop(node.shape.parts["ZKN:betrokkenheidRelatie"][0])
    assert read_record(CONCERNED, node.element, []) is None
