import pytest

from gateway.policy.wording import fold, speaks_of


@pytest.mark.parametrize(
    "text", ["José  de Vríes", "JOSE DE VRIES", "josé-de_vries.", " Jose\u0301\nde\tVries!", "(jose, de; vries)"]
)
def test_case_accents_punctuation_and_spacing_make_no_difference(text: str) -> None:
    assert fold(text) == " jose de vries "


def test_a_text_without_words_has_none() -> None:
    assert fold("... !") == "  "
    assert fold("") == "  "


def test_digits_are_words_too() -> None:
    assert fold("Dorpsstraat 4-b") == " dorpsstraat 4 b "


@pytest.mark.parametrize(
    "text",
    ["Jeugdarts", "de arts.", "oogarts", "Kinderziekenhuis Noord", "ziekenhuizen en ziekenhuiszorg", "GGZ-instelling"],
)
def test_a_word_is_known_in_longer_ones(text: str) -> None:
    assert speaks_of(text, {"arts", "ziekenhuis", "ggz"})


@pytest.mark.parametrize("text", ["mevrouw Zwarts", "artsen", "ggzx", "ziek en thuis", "", "Maarts"])
def test_a_short_word_is_not_known_anywhere_in_another(text: str) -> None:
    assert not speaks_of(text, {"arts", "ziekenhuis", "ggz"})


def test_accents_and_capitals_do_not_hide_a_word() -> None:
    assert speaks_of("CRÈCHE De Boom", {"crèche"})
    assert not speaks_of("anything", ())
