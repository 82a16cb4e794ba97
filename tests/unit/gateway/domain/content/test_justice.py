from datetime import date

from gateway.domain.content import Cijfer, Contact, Kennisgeving, Notificatie, Statistiek, VerzoekTotOnderzoek


def test_a_request_for_investigation_is_urgent_only_when_that_is_said() -> None:
    request = VerzoekTotOnderzoek(
        zaak="Z-1",
        omschrijving="Verzoek",
        startdatum=date(2026, 3, 2),
        registratiedatum=date(2026, 3, 2),
        aanvrager=Contact(naam="B. Behandelaar"),
    )
    assert not request.spoed


def test_a_notice_can_be_no_more_than_what_happened() -> None:
    assert Kennisgeving(omschrijving="Crisisinzet").belang is None


def test_figures_have_a_period_and_no_person() -> None:
    figures = Statistiek(periode="2026-1", cijfers=(Cijfer(naam="meldingen", aantal=42),))
    assert figures.cijfers[0].gemeente is None


def test_the_raad_may_begin_of_its_own_accord() -> None:
    assert Notificatie(status="Intake afgerond", datum=date(2026, 3, 2)).verzoek is None
