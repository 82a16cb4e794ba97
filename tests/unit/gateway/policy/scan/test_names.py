import pytest

from gateway.policy.scan import Kind, Text, find_marks
from gateway.policy.scan.names import Name, careful_marks, marks_in_file_name, name_marks, name_of, read_name

COMMON = frozenset({"jong", "bakker", "vos", "roos", "mark"})


def _found(written: str, text: str) -> set[Kind]:
    name = read_name(written)
    assert name is not None
    return {hit.kind for hit in find_marks([("tekst", Text(text))], name_marks(name, COMMON), "R027")}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("J. de Jong", Name(surname="Jong", prefix="de", initials="J")),
        ("mevrouw J.A. van den Berg-de Vries", Name(surname="Berg-de Vries", prefix="van den", initials="JA")),
        ("dhr. Jan Pieter de Jong", Name(surname="Jong", prefix="de", given=("Jan", "Pieter"), initials="JP")),
        ("Jong, J. de", Name(surname="Jong", prefix="de", initials="J")),
        ("Jong, Jan de", Name(surname="Jong", prefix="de", given=("Jan",), initials="J")),
        ("Jansen, ", Name(surname="Jansen")),
        ("JP Jansen", Name(surname="Jansen", initials="JP")),
        ("Buur", Name(surname="Buur")),
        ("J. ", Name(surname="J. ".strip())),
        ("Müller", Name(surname="Muller")),
        ("de", Name(surname="de")),
    ],
)
def test_a_name_is_read_as_people_write_it(written: str, name: Name) -> None:
    assert read_name(written) == name


@pytest.mark.parametrize("written", ["Afdeling Zorg", "meldkamer Noord", "Basis-school De Test", "", "..."])
def test_a_desk_and_nobody_have_no_name(written: str) -> None:
    assert read_name(written) is None


def test_the_fields_of_a_person_are_a_name() -> None:
    assert name_of("de Jong", given="Anna Maria") == Name(
        surname="Jong", prefix="de", given=("Anna", "Maria"), initials="AM"
    )
    assert name_of("Jong", "de", "", "a.m.") == Name(surname="Jong", prefix="de", initials="AM")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("P. Testman", "Testman belde"),
        ("P. Testman", "volgens testman"),
        ("P. Testman", "TESTMAN"),
        ("P. Testman", "Testmans verhaal"),
        ("P. Testman", "Testman's verhaal"),
        ("P. Testman", "de heer P. Testman, buurman"),
        ("P. Testman", "(testman)"),
        ("P. Testman", "verslag_testman_2.pdf"),
        ("P. Testman", "verslagTestman.pdf"),
        ("P. Testman", "p.testman@voorbeeld.invalid"),
        ("P. Testman", "familie Testman-Proef"),
        ("P. Testman", "Test\u00adman zei"),
        ("P. Testman", "<naam>Testman</naam>"),
        ("A. Müller", "mevrouw Muller"),
        ("A. Muller", "mevrouw Mu\u0308ller"),
        ("A. Müller", "M&#252;ller"),
        ("A. Müller", "M%C3%BCller"),
        ("A. Jansen", "Daarna zei Jansen dat"),
        ("A. Jansen", "VTO_Naomi_Jansen.pdf"),
        ("A. Jansen", "gesprekLeviJansen.pdf"),
        ("A. el Amrani", "Mevrouw El Amrani joeg het kind weg"),
        ("J. van Dijk", "zij: Van Dyk"),
        ("J. van Dijk", "van Dijk zag het"),
        ("J. van Dijk", "mw. v. Dyk"),
        ("J. van Dijk", "DIJK"),
        ("A. Proef-Testman", "mevrouw Proef"),
        ("A. Proef-Testman", "testman"),
        ("A. Proef-Testman", "Proef - Testman"),
        ("A. Proef-de Testman", "Testman"),
        ("A. Garcia Lopez", "Garcia-Lopez"),
        ("A. O'Test", "OTest en O’Test"),  # noqa: RUF001 - as phones write it
        ("A. Łukasik", "lukasik"),
        # Words that are names: with a capital in a sentence, a prefix, a title, initials, or alone.
        ("P. Bakker", "Volgens Bakker klopt het"),
        ("P. Bakker", "mevrouw bakker"),
        ("P. Bakker", "fam. bakker"),
        ("P. Bakker", "p. bakker"),
        ("P. Bakker", "Bakker, P."),
        ("P. Bakker", "verslag-Bakker.pdf"),
        ("P. Bakker", "bakker"),
        ("P. Bakker", "Bakkers vrouw en Bakkers zoon"),
        ("J. de Jong", "De Jong belde"),
        ("J. de Jong", "Gebeld met de Jong."),
        ("J. de Jong", "familie de jong"),
        ("J. de Jong", "j. de jong"),
        ("A. Li", "met Li gesproken"),
        ("A. Li", "mevrouw li"),
    ],
)
def test_a_surname_is_found(written: str, text: str) -> None:
    assert _found(written, text) & {Kind.ACHTERNAAM, Kind.VOORLETTERS}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("P. Testman", "testmannen en proeftestman"),
        ("P. Testman", "Testmanie"),
        ("P. Testman", "de test, man"),
        ("P. Testman", ""),
        ("P. Bakker", "De bakker op de hoek; een bakker bakt."),
        ("P. Bakker", "Bakker is hij van beroep."),
        ("P. Bakker", "Dat was zo. Bakker is hij."),
        ("P. Bakker", "de bakkerij en de bakkers"),
        ("J. de Jong", "De jongen is jong. Jong geleerd."),
        ("J. de Jong", "zij zijn de jongste"),
        ("J. de Jong", "de jong volwassene"),
        ("R. Vos", "een vos in de tuin"),
        ("A. Li", "familie; limiet; ali"),
        ("A. Li", "li"),
    ],
)
def test_a_word_that_is_no_surname_is_left_alone(written: str, text: str) -> None:
    assert _found(written, text) == set()


@pytest.mark.parametrize(
    ("written", "text", "kind"),
    [
        ("J.A. de Jong", "J. de Jong", Kind.VOORLETTERS),
        ("J.A. de Jong", "J.A. de Jong", Kind.VOORLETTERS),
        ("J.A. de Jong", "JA de Jong", Kind.VOORLETTERS),
        ("J.A. de Jong", "J Jong", Kind.VOORLETTERS),
        ("J.A. de Jong", "Jong, J.A. de", Kind.VOORLETTERS),
        ("Jan de Jong", "jan de jong", Kind.VOLLEDIGE_NAAM),
        ("Jan de Jong", "Jan A. de Jong", Kind.VOLLEDIGE_NAAM),
        ("Jan de Jong", "Jong, Jan de", Kind.VOLLEDIGE_NAAM),
        ("Jan de Jong", "Jan zag het", Kind.VOORNAAM),
        ("Jan de Jong", "Jans auto", Kind.VOORNAAM),
        ("Roos Testman", "toen Roos belde", Kind.VOORNAAM),
    ],
)
def test_initials_and_first_names_are_found(written: str, text: str, kind: Kind) -> None:
    assert kind in _found(written, text)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Roos Testman", "een roos. Roos is een bloem"),
        ("Mark Testman", "in de markt"),
        ("Jan Testman", "januari, en jan niet"),
        ("Jo Testman", "Jo"),
    ],
)
def test_a_word_that_is_no_first_name_is_left_alone(written: str, text: str) -> None:
    assert _found(written, text) == set()


def test_who_has_other_initials_is_somebody_else() -> None:
    assert Kind.VOORLETTERS not in _found("J. Testman", "P. Testman")
    assert Kind.VOORLETTERS not in _found("J. Testman", "Testman, Piet")


@pytest.mark.parametrize("text", ["familie Testman", "A. Testman", "Anna Testman", "gezin testman"])
def test_of_a_careful_search_only_what_is_surely_a_name_is_found(text: str) -> None:
    marks = list(careful_marks(name_of("Testman", given="Anna")))
    assert find_marks([("eenheid", Text(text))], marks, "R020")
    assert not find_marks([("eenheid", Text("wijkteam Testman"))], marks, "R020")


@pytest.mark.parametrize(
    "text", ["verslag_kim.pdf", "VERSLAG_KIM.PDF", "gesprek-kim.pdf", "kims-tekening.png", "Kim.pdf"]
)
def test_a_first_name_in_the_name_of_a_file_is_found_in_any_case(text: str) -> None:
    marks = list(marks_in_file_name(name_of("Testman", given="Kim Jan")))
    assert [hit.kind for hit in find_marks([("naam", Text(text))], marks, "R020")] == [Kind.VOORNAAM]


@pytest.mark.parametrize("text", ["verslag_jan_2026.pdf", "kimono.pdf", "skim.pdf", "jo.pdf", "roos.pdf"])
def test_a_month_or_a_part_of_a_word_in_the_name_of_a_file_is_no_first_name(text: str) -> None:
    marks = list(marks_in_file_name(name_of("Testman", given="Kim Jan Jo Roos")))
    assert not find_marks([("naam", Text(text))], marks, "R020")


def test_a_name_without_letters_has_no_marks() -> None:
    assert list(name_marks(name_of("..."))) == []
    assert list(name_marks(name_of("Testman- "))) == list(name_marks(name_of("Testman-")))
