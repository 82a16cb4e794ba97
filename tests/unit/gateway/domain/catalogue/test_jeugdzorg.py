from gateway.domain.catalogue import CATALOGUE
from gateway.domain.catalogue.entry import reverse
from gateway.domain.catalogue.jeugdzorg import JEUGDZORG
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.party import PartyKind

ROWS = {row.type: row for row in JEUGDZORG}
P = PartyKind


def test_the_rows_are_those_that_only_the_standard_has() -> None:
    assert list(ROWS) == [kind for kind in MessageType if kind.startswith("JZ-")]


def test_only_the_police_reports_a_concern_and_hears_what_became_of_it() -> None:
    assert {sender for sender, _ in ROWS[MessageType.JZ_01].routes} == {P.POLITIE}
    assert ROWS[MessageType.JZ_02].routes == reverse(ROWS[MessageType.JZ_01].routes)
    assert (MessageType.JZ_01, Layer.BUSINESS) in CATALOGUE[MessageType.JZ_02].fulfils


def test_a_notice_of_probation_goes_to_the_municipality_and_is_not_answered() -> None:
    row = ROWS[MessageType.JZ_03]
    assert row.routes == {(P.OM, P.GEMEENTE), (P.RAAD, P.GEMEENTE)}
    assert row.layers == {Layer.TECHNICAL}


def test_a_report_of_concern_has_one_document() -> None:
    row = ROWS[MessageType.JZ_01]
    assert "bijlagen[]" in row.mandatory
    assert row.single == ("bijlagen",)
