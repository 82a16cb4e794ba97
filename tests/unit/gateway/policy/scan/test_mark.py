import re

import pytest

from gateway.policy.scan.mark import ALONE, END, GENITIVE, INSIDE, START, Kind, Mark, count_letters, letters, spelled


def test_a_needle_of_digits_is_sought_among_digits() -> None:
    assert Mark(Kind.TELEFOON, "612345678", "").is_number
    assert not Mark(Kind.STRAAT, "dor", "").is_number


@pytest.mark.parametrize(("text", "bare"), [("Van Dijk-Test 12", "vandijktest"), ("Dyk_", "dijk"), ("...", "")])
def test_letters_are_bare_and_know_one_way_to_write_ij(text: str, bare: str) -> None:
    assert letters(text) == bare


@pytest.mark.parametrize(
    "text", ["Naomi_Jansen.pdf", "zei Jansen", "NaomiJansen", "SRI JANSEN", "Lévi Jansen", "Jansen"]
)
def test_a_word_is_in_the_letters_of_its_text_whatever_stands_before_it(text: str) -> None:
    assert letters("Jansen") in letters(text)


@pytest.mark.parametrize(("text", "count"), [("Dijk", 3), ("Dyk", 3), ("van Dijk", 6), ("L. Y.", 2), ("12", 0)])
def test_ij_is_counted_as_one_letter(text: str, count: int) -> None:
    assert count_letters(text) == count


@pytest.mark.parametrize("text", ["van Dijk", "van-Dyk", "vanDijk", "van\nDijk"])
def test_words_are_spelled_with_anything_between(text: str) -> None:
    assert re.fullmatch(spelled(" van Dijk. "), text)


@pytest.mark.parametrize("text", ["test", "(test)", "a_test", "1test2", "de test", "eenTest"])
def test_a_word_begins_and_ends_where_no_letter_is(text: str) -> None:
    assert re.search(f"{START}(?i:test){END}", text)


@pytest.mark.parametrize("text", ["tests", "attest", "TESTS"])
def test_a_part_of_a_word_is_no_word(text: str) -> None:
    assert not re.search(f"{START}(?i:test){END}", text)


def test_a_genitive_belongs_to_the_word() -> None:
    for text in ("tests", "test's", "Test'S"):
        assert re.search(f"{START}(?i:test){GENITIVE}{END}", text)


@pytest.mark.parametrize(
    ("text", "inside"), [("Een Test", True), ("Test", False), ("Ja. Test", False), ("a\nTest", False)]
)
def test_the_first_word_of_a_sentence_is_not_inside(text: str, *, inside: bool) -> None:
    assert bool(re.search(f"{INSIDE}Test", text)) is inside


def test_a_word_can_be_all_there_is() -> None:
    assert re.search(ALONE.format("test"), " Test. ")
    assert not re.search(ALONE.format("test"), "de test")
