from dataclasses import replace
from datetime import timedelta

from gateway.domain.case import CaseFact
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Content
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy import UNKNOWN_HISTORY, History, Known
from tests.kit.policy_cases import LOCAL_FIELD, POLICE, VT, exchange, facts, handover, party, recorded

HANDOVER = handover()
FACT = CaseFact.REPORT_REGISTERED


def test_what_nobody_recorded_is_unknown() -> None:
    assert all(getattr(UNKNOWN_HISTORY, name) in {Known.UNKNOWN, None, ()} for name in History.__slots__)
    assert {UNKNOWN_HISTORY.known(fact) for fact in CaseFact} == {Known.UNKNOWN}


def test_the_newest_entry_about_the_same_thing_counts() -> None:
    first = recorded(FACT).case[0]
    later = replace(first, holds=False, at=first.at + timedelta(hours=1))
    for case in ((first, later), (later, first)):
        assert History(case=case).known(FACT) is Known.NO
    assert History(case=(first, replace(first, holds=False))).known(FACT) is Known.NO
    assert History(case=(replace(first, holds=False), first)).known(FACT) is Known.YES


def test_what_is_recorded_of_one_thing_says_nothing_of_another() -> None:
    history = recorded(FACT, about="p1")
    assert history.known(FACT, "p1") is Known.YES
    assert history.known(FACT, "p2") is history.known(FACT) is Known.UNKNOWN
    assert history.known(CaseFact.CLOSED, "p1") is Known.UNKNOWN


def test_the_newest_message_of_a_kind_is_found_by_type_direction_and_party() -> None:
    first = exchange(MessageType.MSG_34)
    later = exchange(MessageType.MSG_35, at=first.at + timedelta(minutes=1))
    came = exchange(MessageType.MSG_40, LOCAL_FIELD, Direction.IN, at=first.at - timedelta(days=1))
    other = exchange(MessageType.MSG_34, POLICE, at=first.at - timedelta(days=2))
    history = History(exchanged=(first, later, came, other))
    assert history.last() is later
    assert history.last(MessageType.MSG_34) is first
    assert history.last(MessageType.MSG_34, MessageType.MSG_35) is later
    assert history.last(direction=Direction.IN) is came
    assert history.last(MessageType.MSG_40, direction=Direction.OUT) is None
    assert history.last(MessageType.MSG_34, other=POLICE.oin) is other
    assert history.messages() == (later, first, came, other)
    assert UNKNOWN_HISTORY.last() is None


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
