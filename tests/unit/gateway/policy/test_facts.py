from dataclasses import replace

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Content
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy import UNKNOWN_HISTORY, History, Known
from tests.kit.policy_cases import LOCAL_FIELD, VT, facts, handover, party

HANDOVER = handover()


def test_what_nobody_recorded_is_unknown() -> None:
    assert all(getattr(UNKNOWN_HISTORY, name) is Known.UNKNOWN for name in History.__slots__)


def test_facts_give_the_parts_of_the_message_and_its_row() -> None:
    assert HANDOVER.type is MessageType.MSG_34
    assert HANDOVER.header is HANDOVER.message.header
    assert HANDOVER.content is HANDOVER.message.content
    assert HANDOVER.entry is CATALOGUE[MessageType.MSG_34]


def test_we_disclose_what_goes_out_and_not_what_comes_in() -> None:
    assert HANDOVER.leaves
    assert not replace(HANDOVER, direction=Direction.IN).leaves


def test_the_ways_are_the_routes_that_fit_both_parties() -> None:
    assert HANDOVER.ways == {(PartyKind.VT, PartyKind.LOKAAL_VELD)}
    assert HANDOVER.comes_from(PartyKind.VT)
    assert HANDOVER.goes_to(PartyKind.LOKAAL_VELD)
    assert not HANDOVER.comes_from(PartyKind.GI)
    assert not HANDOVER.goes_to(PartyKind.GI)


def test_an_organisation_of_two_kinds_has_the_ways_of_both() -> None:
    town = party(PartyKind.LOKAAL_VELD, PartyKind.GEMEENTE)
    asked = facts(MessageType.MSG_58, Content(), VT, town)
    assert {receiver for _, receiver in asked.ways} == {PartyKind.LOKAAL_VELD, PartyKind.GEMEENTE}


def test_a_party_that_nobody_knows_has_no_ways() -> None:
    assert replace(HANDOVER, sender=None).ways == frozenset()
    assert replace(HANDOVER, receiver=None).ways == frozenset()
    assert replace(HANDOVER, receiver=replace(LOCAL_FIELD, kinds=frozenset())).ways == frozenset()
