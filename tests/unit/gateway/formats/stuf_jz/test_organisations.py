from lxml import etree

from gateway.domain.content import BetrokkenOrganisatie, Content
from gateway.formats.stuf_jz.organisations import ESTABLISHED, WITH_CONTACT, read_organisations, write_organisations
from gateway.formats.stuf_jz.rows import Reading, Table, find_all
from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.tree import Writing, new_root
from gateway.formats.stuf_jz.zorgmelding_shapes import ZORGMELDING, ZORGMELDING_TERUGKOPPELING
from tests.kit.stuf_messages import document
from tests.kit.stuf_youth import SCHOOL, SPEAKER


def reread(table: Table, shape: Shape, *items: BetrokkenOrganisatie) -> list[BetrokkenOrganisatie]:
    root, writing = new_root(shape), Writing()
    write_organisations(table, root, Content(organisaties=items), writing)
    assert not writing.mistakes
    return list(read_organisations(table, root.element, Reading()))


def test_organisations_are_read_back_in_their_order() -> None:
    other = BetrokkenOrganisatie(naam="Wijkteam West", rol="hulpverlener")
    assert reread(ESTABLISHED, ZORGMELDING, SCHOOL, other) == [SCHOOL, other]


def test_an_organisation_may_have_whom_to_speak_to() -> None:
    team = BetrokkenOrganisatie(naam="Wijkteam West", rol="neemt het op", contact=SPEAKER)
    assert reread(WITH_CONTACT, ZORGMELDING_TERUGKOPPELING, team) == [team]


def test_who_was_read_as_a_person_is_no_organisation() -> None:
    root = etree.fromstring(document("zorgmeldingDi01"))
    reading = Reading()
    (relation,) = find_all(root, "JZ:object/ZKN:heeftAlsBelanghebbende")
    reading.items[relation] = "betrokkenen[0]"
    assert list(read_organisations(ESTABLISHED, root, reading)) == []


def test_an_organisation_without_a_name_is_left_where_it_is() -> None:
    root = etree.fromstring(document("zorgmeldingDi01", ("Basisschool Voorbeeld", "")))
    assert list(read_organisations(ESTABLISHED, root, Reading())) == []
