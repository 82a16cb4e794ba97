from gateway.domain.catalogue.rights import RIGHTS, TECHNICAL
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind

ROWS = {row.type: row for row in (*RIGHTS, *TECHNICAL)}


def test_the_chapters_hold_messages_62_to_69_and_those_of_the_gateway() -> None:
    assert list(ROWS) == [kind for kind in MessageType if kind >= "MSG-62"]


def test_a_signal_to_the_referral_index_gives_no_reason() -> None:
    assert ROWS[MessageType.MSG_66].elements == ("verwijsindex",)


def test_policy_departments_get_figures_only() -> None:
    row = ROWS[MessageType.MSG_69]
    assert row.elements == ("statistiek",)
    assert {receiver for _, receiver in row.routes} == {PartyKind.GEMEENTE_BELEID}


def test_the_letter_to_a_person_never_travels_here() -> None:
    assert not ROWS[MessageType.MSG_62].travels


def test_of_the_gateways_own_messages_only_answers_travel() -> None:
    assert {row.type for row in TECHNICAL if row.travels} == {
        MessageType.TEC_02,
        MessageType.TEC_04,
        MessageType.TEC_12,
    }
