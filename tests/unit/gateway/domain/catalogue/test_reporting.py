from gateway.domain.catalogue.reporting import FEEDBACK, REPORTING
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind

ROWS = {row.type: row for row in (*REPORTING, *FEEDBACK)}
P = PartyKind


def test_the_chapters_hold_messages_1_to_12() -> None:
    assert list(ROWS) == [kind for kind in MessageType if "MSG-01" <= kind <= "MSG-12"]


def test_police_and_halt_report_to_veilig_thuis_and_to_nobody_else() -> None:
    assert ROWS[MessageType.MSG_01].routes == {(P.POLITIE, P.VT), (P.HALT, P.VT)}


def test_a_citizens_report_never_travels() -> None:
    assert not ROWS[MessageType.MSG_04].travels


def test_no_report_of_the_police_holds_a_reporter() -> None:
    assert not any(name.startswith("melder") for name in ROWS[MessageType.MSG_01].elements)


def test_feedback_to_the_police_holds_status_but_no_persons() -> None:
    elements = ROWS[MessageType.MSG_08].elements
    assert "terugkoppeling.status" in elements
    assert not any(name.startswith("betrokkenen") for name in elements)


def test_advice_is_asked_without_persons() -> None:
    assert ROWS[MessageType.MSG_05].elements == ("advies",)


def test_a_body_answers_an_escalated_case_to_who_brought_it() -> None:
    assert {(P.ZVH, P.LOKAAL_VELD), (P.MDA, P.VT)} <= ROWS[MessageType.MSG_11].routes
