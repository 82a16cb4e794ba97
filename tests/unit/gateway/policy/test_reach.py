from dataclasses import replace

import pytest

from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import Party, PartyKind
from gateway.formats.samples import whole_message
from gateway.policy import Facts
from gateway.policy.reach import Reach, reach
from tests.kit.policy_cases import AT


def _reach(sender: PartyKind, receiver: PartyKind, kind: MessageType) -> Reach:
    message = whole_message(kind, AT)
    return reach(
        Facts(
            message=message,
            sender=Party(oin=message.header.sender, name="afzender", kinds=frozenset({sender})),
            receiver=Party(oin=message.header.receiver, name="ontvanger", kinds=frozenset({receiver})),
            direction=Direction.OUT,
            at=AT,
        )
    )


def _stoppers(found: Reach, element: str) -> set[str]:
    return {rule.number for name, rules in found.stopped if name == element for rule in rules}


def test_a_handover_to_the_local_field_can_be_and_holds_who_it_is_about() -> None:
    found = _reach(PartyKind.VT, PartyKind.LOKAAL_VELD, MessageType.MSG_34)
    assert found.refused == ()
    assert {"betrokkenen[].bsn", "betrokkenen[].adres.straatnaam", "melding.omschrijving"} <= set(found.travels)
    assert not {name for name, _ in found.stopped} & set(found.travels)


def test_a_route_that_is_in_no_agreement_is_refused_whatever_it_says() -> None:
    found = _reach(PartyKind.SCHOOL, PartyKind.LOKAAL_VELD, MessageType.MSG_34)
    assert "R002" in {ruling.rule.number for ruling in found.refused}


def test_a_school_asks_the_board_for_no_investigation() -> None:
    assert _reach(PartyKind.SCHOOL, PartyKind.RAAD, MessageType.MSG_51).refused


def test_that_an_address_is_secret_or_a_shelter_never_goes() -> None:
    found = _reach(PartyKind.VT, PartyKind.LOKAAL_VELD, MessageType.MSG_34)
    assert "R024" in _stoppers(found, "betrokkenen[].adres.geheim")
    assert "R025" in _stoppers(found, "betrokkenen[].adres.opvang")


@pytest.mark.parametrize(
    ("receiver", "kind"),
    [(PartyKind.SCHOOL, MessageType.MSG_29), (PartyKind.SLACHTOFFERHULP, MessageType.MSG_56)],
)
def test_who_may_not_use_a_bsn_never_gets_one(receiver: PartyKind, kind: MessageType) -> None:
    found = _reach(PartyKind.VT, receiver, kind)
    assert found.refused == ()
    assert "R015" in _stoppers(found, "betrokkenen[].bsn")


def test_the_same_question_has_the_same_answer() -> None:
    first = _reach(PartyKind.POLITIE, PartyKind.VT, MessageType.MSG_01)
    assert first == replace(_reach(PartyKind.POLITIE, PartyKind.VT, MessageType.MSG_01))
