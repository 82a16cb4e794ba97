from gateway.domain.content import BetrokkenOrganisatie, Initiator, Jeugdreclassering, Zorgmelding, Zorgterugkoppeling


def test_a_report_of_concern_need_not_say_who_started_it() -> None:
    assert Zorgmelding(kenmerk="PL0900-1", signaal="Zorgmelding").initiator is None


def test_feedback_on_a_concern_names_both_cases_and_the_outcome() -> None:
    feedback = Zorgterugkoppeling(identificatie="GEM-1", kenmerk="PL0900-1", resultaat="Geen actie nodig")
    assert (feedback.identificatie, feedback.kenmerk, feedback.initiator) == ("GEM-1", "PL0900-1", None)


def test_a_notice_of_probation_need_not_say_which_supervision() -> None:
    notice = Jeugdreclassering(signaal="Notificatie vrijwillige jeugdreclassering")
    assert (notice.toezicht_soort, notice.toezicht_vanaf, notice.toezicht_tot) == (None, None, None)


def test_who_started_it_may_be_known_by_contact_alone() -> None:
    assert Initiator().organisatie is None


def test_an_organisation_concerned_has_a_name_and_a_role() -> None:
    school = BetrokkenOrganisatie(naam="Basisschool Voorbeeld", rol="onderwijsgevende")
    assert school.vestigingsnummer is None
    assert school.contact is None
