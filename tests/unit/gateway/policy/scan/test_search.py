import pytest

from gateway.policy.scan import Hit, Kind, Mark, Text, find_marks, find_relations
from gateway.policy.scan.search import Hit as Found

UNIQUE = frozenset({"buurvrouw", "juf", "oma", "intern begeleider"})
WITH_ARTICLE = frozenset({"meester", "collega"})


def _relations(text: str, path: str = "melding.omschrijving") -> tuple[Hit, ...]:
    return find_relations([(path, Text(text))], UNIQUE, WITH_ARTICLE, "R027")


def test_a_hit_explains_itself_without_the_value() -> None:
    hit = Found("melding.omschrijving", Kind.ACHTERNAAM, "R027")
    assert hit.explanation == "melding.omschrijving bevat achternaam van wie verborgen blijft volgens R027."


def test_a_mark_is_found_where_its_pattern_fits() -> None:
    marks = [Mark(Kind.ACHTERNAAM, "test", "Test"), Mark(Kind.TELEFOON, "12", "1 ?2")]
    texts = [("b", Text("Test 12")), ("a", Text("1 2")), ("c", Text("test")), ("d", Text("niets"))]
    assert find_marks(texts, marks, "R027") == (
        Hit("a", Kind.TELEFOON, "R027"),
        Hit("b", Kind.ACHTERNAAM, "R027"),
        Hit("b", Kind.TELEFOON, "R027"),
    )


@pytest.mark.parametrize(
    "text",
    [
        *("de buurvrouw hoorde het", "Buurvrouw van nr. 12", "de buurvrouw van nr. 12", "zijn oma", "Oma's huis"),
        *("de juf", "juf's", "JUF ANNA", "de intern begeleider", "intern-begeleider", "een buurvrouw"),
        *("de meester", "haar oude meester", "meester van groep 4", "een collega", "collega's van moeder"),
        "verhaal-oma",
    ],
)
def test_a_relation_is_found(text: str) -> None:
    assert [hit.kind for hit in _relations(text)] == [Kind.RELATIE]


@pytest.mark.parametrize(
    "text",
    [
        *("er zijn zorgen gemeld", "geen oma", "juffer", "aromatisch", "omarmen", "meester in de rechten", "Collega."),
        *("omaopa", "", "de begeleider"),
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert _relations(text) == ()


@pytest.mark.parametrize(
    "path",
    [
        *("betrokkenen[0].rol", "melding.contact_verdieping.functie", "organisaties[1].rol", "header.purpose"),
        *("betrokkenen[0].relaties[2].omschrijving", "verrijking[0].bron", "verwijderd[0]"),
    ],
)
def test_a_field_that_names_a_relation_is_no_prose(path: str) -> None:
    assert _relations("de oma", path) == ()


@pytest.mark.parametrize("path", ["bijlagen[0].naam", "bijlagen[0].inhoud", "rest[0].inhoud", "verrijking[0].tekst"])
def test_names_and_texts_of_attachments_are_prose(path: str) -> None:
    assert [hit.path for hit in _relations("verklaring-oma.pdf", path)] == [path]


def test_a_region_without_words_finds_nothing() -> None:
    texts = [("x", Text("de oma en de meester"))]
    assert find_relations(texts, frozenset(), frozenset(), "R027") == ()
    assert find_relations(texts, frozenset(), WITH_ARTICLE, "R027")
    assert find_relations(texts, UNIQUE, frozenset(), "R027")
