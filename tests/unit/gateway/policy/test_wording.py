import pytest

from gateway.policy.wording import fold


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
