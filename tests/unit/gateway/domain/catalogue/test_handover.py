from gateway.domain.catalogue.handover import HANDOVER
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.party import PartyKind

ROWS = {row.type: row for row in HANDOVER}
P = PartyKind


def test_the_file_holds_messages_33_to_41() -> None:
    assert list(ROWS) == [kind for kind in MessageType if "MSG-33" <= kind <= "MSG-41"]


def test_a_direct_handover_holds_no_result_of_a_service() -> None:
    assert not any(name.startswith(("dienst", "monitoring")) for name in ROWS[MessageType.MSG_34].elements)


def test_acceptance_is_expected_after_a_service_and_not_after_a_direct_handover() -> None:
    assert Layer.ACCEPTANCE in ROWS[MessageType.MSG_35].layers
    assert Layer.ACCEPTANCE not in ROWS[MessageType.MSG_34].layers


def test_a_direct_handover_goes_to_the_local_field_alone() -> None:
    assert ROWS[MessageType.MSG_34].routes == {(P.VT, P.LOKAAL_VELD)}


def test_the_municipality_gets_a_thin_copy_when_an_institution_takes_over() -> None:
    elements = ROWS[MessageType.MSG_36C].elements
    assert not any(name.startswith(("melding", "verrijking", "melder")) for name in elements)
    assert "betrokkenen" not in elements


def test_the_receipt_of_an_escalated_case_can_go_back_to_the_local_field() -> None:
    assert (P.ZVH, P.LOKAAL_VELD) in ROWS[MessageType.MSG_40].routes
