from gateway.domain.catalogue.inquiry_others import INQUIRY_OTHERS
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind

ROWS = {row.type: row for row in INQUIRY_OTHERS}
P = PartyKind


def test_the_file_holds_messages_25_to_32b() -> None:
    assert list(ROWS) == [kind for kind in MessageType if "MSG-25" <= kind <= "MSG-32b"]


def test_the_register_answers_with_organisations_and_nothing_about_the_case() -> None:
    row = ROWS[MessageType.MSG_26]
    assert set(row.elements) == {"treffer.organisaties", "treffer.tijdstip", "treffer.eenheid"}


def test_a_region_never_gets_the_reporter() -> None:
    row = ROWS[MessageType.MSG_28]
    assert "melder" in row.strippable
    assert not any(name.startswith(("melder", "melding", "bijlagen")) for name in row.elements)


def test_a_professional_reads_the_legal_basis_and_whether_parents_know() -> None:
    assert {"uitvraag.wettelijke_grondslag", "uitvraag.ouders_weten"} <= set(ROWS[MessageType.MSG_29].mandatory)


def test_a_region_asks_a_region() -> None:
    assert ROWS[MessageType.MSG_27].routes == {(P.VT, P.VT)}
