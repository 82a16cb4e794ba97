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


def test_a_generic_report_is_about_a_person_with_a_capacity_who_was_informed_or_not() -> None:
    entry = ROWS[MessageType.MSG_03]
    assert {("betrokkenen[].status_in_zaak",), ("betrokkenen[].informering",)} <= set(entry.one_of)
    assert {"generiek.soort", "generiek.initiator", "generiek.uitvoerende", "generiek.tijdstip"} <= set(entry.mandatory)
    assert "betrokkenen[].betrokkenheid" in entry.optional


def test_relations_between_any_two_persons_stand_only_in_the_report_that_has_room_for_them() -> None:
    assert "betrokkenen[].relaties" in ROWS[MessageType.MSG_01].elements
    assert "betrokkenen[].relaties" not in ROWS[MessageType.MSG_03].elements
    assert "betrokkenen[].overige_adressen" not in ROWS[MessageType.MSG_01].elements


def test_the_outcome_of_a_generic_report_names_units_and_where_else_to_go() -> None:
    elements = ROWS[MessageType.MSG_11].elements
    assert {"terugkoppeling.zaaknummer", "terugkoppeling.eenheden[].naam", "terugkoppeling.juiste_oin"} <= set(elements)
    assert "terugkoppeling.uitgevoerd_door_oin" not in elements
