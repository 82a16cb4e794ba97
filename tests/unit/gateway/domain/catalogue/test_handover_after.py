from gateway.domain.catalogue.handover_after import HANDOVER_AFTER
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind

ROWS = {row.type: row for row in HANDOVER_AFTER}
P = PartyKind


def test_the_file_holds_messages_42_to_49() -> None:
    assert list(ROWS) == [kind for kind in MessageType if "MSG-42" <= kind <= "MSG-49"]


def test_a_closing_message_holds_no_content() -> None:
    assert ROWS[MessageType.MSG_48].elements == ("zaak", "afsluiting.datum", "afsluiting.reden")


def test_the_table_goes_both_ways() -> None:
    assert {(P.VT, P.GEMEENTE), (P.GEMEENTE, P.VT), (P.POLITIE, P.VT)} <= ROWS[MessageType.MSG_49].routes


def test_informing_can_be_reported_by_either_side() -> None:
    assert ROWS[MessageType.MSG_42].routes == {(P.VT, P.LOKAAL_VELD), (P.LOKAAL_VELD, P.VT)}
