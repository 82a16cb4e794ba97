from datetime import date

from gateway.domain.content import Antwoord, Antwoorddeel, Bekendheid, Uitvraag, Verrijking


def test_a_check_needs_no_questions() -> None:
    assert Uitvraag(reden="01").vragen == ()


def test_an_enrichment_item_is_neither_fact_nor_opinion_until_somebody_says_so() -> None:
    item = Verrijking(tekst="Verzuim", bron="school", ontvangen_op=date(2026, 3, 2))
    assert item.feit is None
    assert item.noodzaak is None


def test_not_known_is_an_answer() -> None:
    assert not Antwoord(bekend=False).bekend


def test_conditions_stick_to_the_part_they_came_with() -> None:
    part = Antwoorddeel(code="1", tekst="Ja", voorwaarden=("niet aan ouders",))
    assert part.voorwaarden == ("niet aan ouders",)


def test_a_part_and_what_is_known_are_of_the_first_person_unless_they_say_otherwise() -> None:
    assert Antwoorddeel(code="1", tekst="Ja").kenmerk is None
    known = Bekendheid(kenmerk="kind-1", bekend=True)
    assert (known.identificatie, known.uitvoerende, known.toelichting) == (None, None, None)
