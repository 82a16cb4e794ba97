from gateway.domain.content import Acceptatie, Besluit, Dienst, Dienstresultaat, Monitoring


def test_only_a_finished_service_leads_to_a_handover_after_it() -> None:
    assert set(Dienst) == {Dienst.ONDERZOEK, Dienst.VOORWAARDEN_EN_VERVOLG}


def test_a_service_has_no_finding_unless_it_is_said() -> None:
    service = Dienstresultaat(dienst=Dienst.ONDERZOEK, veiligheidsvoorwaarden="v", gevolgen="g", afspraken="a")
    assert service.bevinding is None


def test_a_decision_on_a_handover_is_one_of_three() -> None:
    assert {str(decision) for decision in Besluit} == {"aanvaard", "aanvaard met opmerking", "geweigerd"}
    assert Acceptatie(besluit=Besluit.GEWEIGERD).reden is None


def test_a_monitoring_question_holds_no_answer() -> None:
    assert Monitoring(maand=3).voorwaarden == ()
