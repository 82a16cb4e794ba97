from gateway.domain.catalogue.inquiry import INQUIRY
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind

ROWS = {row.type: row for row in INQUIRY}
P = PartyKind


def test_the_file_holds_messages_13_to_24() -> None:
    assert list(ROWS) == [kind for kind in MessageType if "MSG-13" <= kind <= "MSG-24"]


def test_a_check_on_known_is_about_one_person_and_holds_no_question() -> None:
    row = ROWS[MessageType.MSG_13]
    assert row.single == ("betrokkenen",)
    assert "uitvraag.vragen" not in row.elements
    assert "uitvraag.vragen" in row.strippable


def test_a_question_about_a_case_has_coded_questions() -> None:
    assert "uitvraag.vragen" in ROWS[MessageType.MSG_15].mandatory


def test_only_veilig_thuis_asks_for_case_information() -> None:
    assert {sender for sender, _ in ROWS[MessageType.MSG_15].routes} == {P.VT}


def test_the_prosecution_can_check_with_veilig_thuis_but_not_with_itself() -> None:
    checks = ROWS[MessageType.MSG_13].routes
    assert (P.OM, P.VT) in checks
    assert (P.OM, P.OM) not in checks


def test_a_region_is_not_asked_through_the_check() -> None:
    assert (P.VT, P.VT) not in ROWS[MessageType.MSG_13].routes


def test_police_items_name_their_article() -> None:
    assert "antwoord.delen[].wpg_artikel" in ROWS[MessageType.MSG_24].mandatory


def test_who_asks_says_what_they_are_and_why() -> None:
    for kind in (MessageType.MSG_13, MessageType.MSG_15):
        asked = {"uitvraag.soort_verzoeker", "uitvraag.reden", "uitvraag.initiator.identificatie", "betrokkenen[]"}
        assert asked <= set(ROWS[kind].mandatory)
        assert ROWS[kind].single == ("betrokkenen",)


def test_who_answers_names_both_cases_and_the_unit_that_was_asked() -> None:
    said = {"antwoord.identificatie", "antwoord.verzoek_identificatie", "antwoord.per_persoon", "antwoord.uitvoerende"}
    for kind in (MessageType.MSG_14, MessageType.MSG_16):
        assert said <= set(ROWS[kind].mandatory)
        assert "antwoord.contact" not in ROWS[kind].elements


def test_the_outcome_of_a_check_explains_nothing_of_anybody() -> None:
    row = ROWS[MessageType.MSG_14]
    assert {"antwoord.toelichting", "antwoord.per_persoon[].toelichting"} <= set(row.strippable)
    assert "antwoord.toelichting" in ROWS[MessageType.MSG_16].elements


def test_every_answer_refers_to_its_question() -> None:
    for number in (14, 16, 18, 20, 22, 24):
        assert ROWS[MessageType(f"MSG-{number}")].refers
