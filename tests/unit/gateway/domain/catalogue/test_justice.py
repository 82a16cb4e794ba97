from gateway.domain.catalogue.justice import JUSTICE
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.party import PartyKind

ROWS = {row.type: row for row in JUSTICE}
P = PartyKind


def test_the_chapter_holds_messages_50_to_61() -> None:
    assert list(ROWS) == [kind for kind in MessageType if "MSG-50" <= kind <= "MSG-61"]


def test_a_school_or_doctor_cannot_request_an_investigation() -> None:
    assert not {P.SCHOOL, P.ZORG, P.ZVH} & {sender for sender, _ in ROWS[MessageType.MSG_51].routes}


def test_an_urgent_request_is_phoned_and_never_sent() -> None:
    assert not ROWS[MessageType.MSG_52].travels


def test_a_crisis_is_phoned_first_so_no_technical_receipt_is_awaited() -> None:
    assert ROWS[MessageType.MSG_57].layers == {Layer.RECEIPT}


def test_an_escalation_holds_references_and_no_persons() -> None:
    assert ROWS[MessageType.MSG_60].elements == ("escalatie",)
