from gateway.domain.content import Adres, Betrokkene, Contact, Jeugdreclassering
from gateway.formats.stuf_jz.case_rows import (
    FUNCTION,
    OBJECT,
    PERSON,
    WAYS,
    initiator,
    named,
    point_of_contact,
    reached,
    registered,
    registered_anywhere,
)
from gateway.formats.stuf_jz.notificatie_shapes import NOTIFICATIEJR
from gateway.formats.stuf_jz.rows import Table, read_record, write_record
from gateway.formats.stuf_jz.tree import Node, Writing, new_root, steps_of
from gateway.formats.stuf_jz.vto_shapes import VTO
from tests.kit.stuf_written import again
from tests.kit.stuf_youth import ABROAD, PROBATION, SPEAKER, STARTER

OTHER = Table(record=Betrokkene, rows=(*named(PERSON), registered_anywhere(PERSON), *reached(PERSON)))
SOMEBODY = Betrokkene(kenmerk="", rol="", geslachtsnaam="Voorbeeld", voorletters="V.", rni="1", telefoonnummer="0900")


def written(table: Table, person: Betrokkene, relation: str = "ZKN:heeftAlsBelanghebbende") -> Node:
    root, writing = new_root(VTO), Writing()
    node = root.open(steps_of(f"{OBJECT}/{relation}"))
    write_record(table, node, person, writing, "")
    assert not writing.mistakes
    return node


def read(table: Table, node: Node) -> Betrokkene | None:
    blank = Table(record=Betrokkene, rows=table.rows, blank=frozenset({"kenmerk", "rol"}))
    found = read_record(blank, node.element, [])
    assert found is None or isinstance(found, Betrokkene)
    return found


def test_somebody_is_read_back_wherever_they_live() -> None:
    home = Adres(straatnaam="Teststraat", huisnummer=1, postcode="1234AB", woonplaats="Voorbeeldstad", opvang=True)
    for address in (None, home, ABROAD):
        person = Betrokkene(kenmerk="", rol="", geslachtsnaam="Voorbeeld", voorletters="V.", adres=address)
        assert read(OTHER, written(OTHER, person)) == person


def test_a_land_has_an_element_of_its_own_abroad() -> None:
    person = Betrokkene(kenmerk="", rol="", geslachtsnaam="x", adres=Adres(land="België"))
    assert again(written(OTHER, person)).findtext(".//{*}sub.verblijfBuitenland/{*}lnd.landnaam") == "België"


def test_a_client_is_registered_here() -> None:
    table = Table(record=Betrokkene, rows=(*named(PERSON), registered(PERSON)))
    person = Betrokkene(kenmerk="", rol="", geslachtsnaam="x", rni="0001", adres=Adres(woonplaats="Voorbeeldstad"))
    assert read(table, written(table, person, "ZKN:heeftBetrekkingOp")) == person


def test_who_started_it_is_read_back_with_whom_to_speak_to() -> None:
    table = Table(record=Jeugdreclassering, rows=(initiator(point_of_contact(FUNCTION, *WAYS)),))
    root, writing = new_root(NOTIFICATIEJR), Writing()
    node = root.open(steps_of(OBJECT))
    write_record(table, node, PROBATION, writing, "")
    assert not writing.mistakes
    blank = Table(record=Jeugdreclassering, rows=table.rows, blank=frozenset({"signaal"}))
    found = read_record(blank, node.element, [])
    assert isinstance(found, Jeugdreclassering)
    assert found.initiator == STARTER
    assert isinstance(STARTER.contact, Contact)
    assert STARTER.contact == SPEAKER
