from dataclasses import replace

from gateway.domain.content import Bijlage, Content
from gateway.domain.kinds import MessageType
from gateway.policy.difference import Removed, difference
from tests.kit.policy_cases import DIRECT_HANDOVER, LOCAL_FIELD, VT, message

MESSAGE = message(MessageType.MSG_34, DIRECT_HANDOVER, VT, LOCAL_FIELD)


def test_an_element_is_shown_with_what_it_holds() -> None:
    assert difference(MESSAGE, ("betrokkenen[1].geboortedatum",)) == (
        Removed("betrokkenen[1].geboortedatum", "2015-04"),
    )


def test_of_a_group_every_part_that_says_something_is_shown() -> None:
    found = {removed.element: removed.value for removed in difference(MESSAGE, ("melder.contact",))}
    assert found.keys() == {"melder.contact.naam", "melder.contact.functie", "melder.contact.telefoonnummer"}


def test_a_name_that_begins_alike_is_another_element() -> None:
    assert difference(MESSAGE, ("betrokkenen[1].geb", "betrokkenen[11]", "melder.con")) == ()


def test_nothing_is_shown_of_what_is_not_there() -> None:
    assert difference(MESSAGE, ("dienst.bevinding",)) == ()


def test_octets_are_told_by_their_number() -> None:
    file = Bijlage(naam="formulier.pdf", soort="formulier", mime="application/pdf", inhoud=b"%PDF-1.7")
    content = replace(Content(), bijlagen=(file,))
    found = difference(replace(MESSAGE, content=content), ("bijlagen[0]",))
    assert "8 octets" in {removed.value for removed in found}
