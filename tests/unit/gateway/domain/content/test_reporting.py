from datetime import date

from gateway.domain.content import Adviesvraag, Melding, MeldingGeneriek, Terugkoppeling, VraagAntwoord
from gateway.domain.identifiers import Oin


def test_a_report_is_known_by_its_number_day_and_description() -> None:
    report = Melding(identificatie="M-1", datum_melding=date(2026, 3, 2), omschrijving="Er zijn zorgen gemeld.")
    assert report.sash_ingevuld is None
    assert report.relevante_registraties == ()


def test_feedback_says_who_did_it_and_leaves_the_outcome_open() -> None:
    answer = Terugkoppeling(
        identificatie_melding="M-1",
        status="overdracht",
        uitgevoerd_door_naam="Veilig Thuis Voorbeeld",
        uitgevoerd_door_oin=Oin.parse("00000001123456789000"),
    )
    assert (answer.uitkomst, answer.vervolg, answer.overgedragen_aan) == (None, None, ())


def test_advice_can_be_a_question_or_an_answer() -> None:
    assert Adviesvraag(vraag="Wat kan ik doen?").advies is None
    assert Adviesvraag(advies="Bel ons bij acuut gevaar.").vraag is None


def test_a_generic_report_says_only_what_is_known() -> None:
    assert MeldingGeneriek(soort="VT") == MeldingGeneriek(soort="VT", antwoorden=(), eenheden=())


def test_a_life_area_may_be_named_without_a_word_about_it() -> None:
    assert VraagAntwoord(code="12").antwoord is None


def test_generic_feedback_names_units_and_no_number_of_an_organisation() -> None:
    answer = Terugkoppeling(identificatie_melding="M-1", status="VT-02")
    assert (answer.uitgevoerd_door_oin, answer.uitvoerende, answer.eenheden) == (None, None, ())
