from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.content import (
    Adres,
    Antwoord,
    Antwoorddeel,
    Betrokkene,
    Contact,
    Content,
    Ontvangst,
    Triage,
    Verrijking,
)
from gateway.domain.identifiers import Oin
from gateway.domain.moments import IncompleteDate
from gateway.policy.elements import (
    any_said,
    covers,
    find,
    is_group,
    missing,
    present,
    says_nothing,
    shape,
    unlisted,
    walk,
)
from tests.kit.content_samples import content_of, paths_of, whole_content
from tests.kit.policy_cases import AT, MOTHER, TRIAGE

BARE = Betrokkene(kenmerk="p1", rol="112", geslachtsnaam="Testpersoon")


def test_walking_names_groups_before_their_parts() -> None:
    content = Content(betrokkenen=(replace(BARE, geboortedatum=IncompleteDate(1985)),))
    assert [path for path, _ in walk(content)] == [
        "betrokkenen[0]",
        "betrokkenen[0].kenmerk",
        "betrokkenen[0].rol",
        "betrokkenen[0].geslachtsnaam",
        "betrokkenen[0].geboortedatum",
    ]


def test_walking_reaches_every_element_there_can_be() -> None:
    reached = {shape(path) for path, _ in walk(whole_content())}
    # A switch that says what it says by default says nothing.
    default = {"melder.wil_terugkoppeling", "fout.plek"}
    lists = {path.removesuffix("[]") for path in paths_of() if path.endswith("[]")}
    assert reached | default | lists == paths_of()


def test_identifiers_and_dates_have_no_parts() -> None:
    assert is_group(MOTHER)
    assert not is_group(Oin("00000001123456789000"))
    assert not is_group(IncompleteDate(1985))
    assert not is_group("text")


@pytest.mark.parametrize(
    ("listed", "element", "covered"),
    [
        ("triage", "triage.besluit", True),
        ("betrokkenen", "betrokkenen[].adres.postcode", True),
        ("betrokkenen[].adres", "betrokkenen[].adres.postcode", True),
        ("betrokkenen[]", "betrokkenen[]", True),
        ("betrokkenen[]", "betrokkenen[].bsn", False),
        ("melder", "melding.omschrijving", False),
        ("melding.datum", "melding.datum_incident", False),
        ("betrokkenen[1]", "betrokkenen[1].adres", True),
        ("betrokkenen[1]", "betrokkenen[10]", False),
    ],
)
def test_a_listed_element_covers_itself_and_what_is_in_it(listed: str, element: str, *, covered: bool) -> None:
    assert covers(listed, element) is covered


def test_present_names_a_whole_group_by_its_own_path() -> None:
    content = Content(triage=TRIAGE, betrokkenen=(MOTHER,))
    assert present(content, ("triage", "betrokkenen[].bsn", "melder")) == ("triage", "betrokkenen[0].bsn")


def test_found_elements_come_with_what_they_hold() -> None:
    content = Content(betrokkenen=(BARE, MOTHER))
    assert list(find(content, ("betrokkenen[].bsn",))) == [("betrokkenen[1].bsn", "999990019")]


def test_what_is_empty_is_missing() -> None:
    content = Content(triage=replace(TRIAGE, motivering=""))
    assert missing(content, ("triage", "triage.motivering", "melder", "verrijking", "betrokkenen[]")) == (
        "triage.motivering",
        "melder",
        "verrijking",
        "betrokkenen[]",
    )


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b", "\t\u00ad\n"])
def test_what_shows_nothing_is_missing(blank: str) -> None:
    assert missing(Content(triage=replace(TRIAGE, motivering=blank)), ("triage.motivering",)) == ("triage.motivering",)
    assert says_nothing(blank)


@pytest.mark.parametrize("value", [None, Adres(), Adres(straatnaam=" "), Contact(naam=""), (), (Adres(),), ("", " ")])
def test_a_group_or_list_of_nothing_says_nothing(value: object) -> None:
    assert says_nothing(value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "-",
            "é",
            " x ",
            0,
            False,
            date(2026, 3, 2),
            Adres(geheim=True),
            Contact(naam="", telefoonnummer="1"),
            MOTHER,
        ),
        *(Antwoord(bekend=False), (Adres(), Adres(huisnummer=1)), Betrokkene(kenmerk="p1", rol="", geslachtsnaam="")),
    ],
)
def test_what_says_anything_is_there(value: object) -> None:
    assert not says_nothing(value)


def test_one_of_several_must_say_something() -> None:
    empty = Content(betrokkenen=(replace(BARE, bsn=" "),))
    assert not any_said(empty, ("zaak", "betrokkenen[].bsn"))
    assert any_said(replace(empty, zaak="Z-1"), ("zaak", "betrokkenen[].bsn"))
    assert any_said(Content(betrokkenen=(BARE, MOTHER)), ("betrokkenen[].bsn",))


def test_a_part_of_a_missing_group_is_missing() -> None:
    assert missing(Content(), ("triage.besluit",)) == ("triage.besluit",)


def test_every_item_must_have_what_is_asked_of_all() -> None:
    whole = Antwoorddeel(code="1", tekst="ja", datum=date(2026, 3, 2))
    content = Content(antwoord=Antwoord(bekend=True, delen=(whole, replace(whole, datum=None))))
    assert missing(content, ("antwoord.delen[].datum",)) == ("antwoord.delen[].datum",)
    assert missing(content, ("antwoord.delen[].tekst", "antwoord.delen[]")) == ()


def test_nothing_lacks_in_a_list_without_items() -> None:
    assert missing(Content(antwoord=Antwoord(bekend=False)), ("antwoord.delen[].datum",)) == ()


def test_no_is_a_value_and_not_missing() -> None:
    assert missing(Content(antwoord=Antwoord(bekend=False)), ("antwoord.bekend",)) == ()


def test_of_a_group_that_no_list_names_only_its_own_path_is_told() -> None:
    content = Content(triage=TRIAGE, betrokkenen=(MOTHER,))
    assert unlisted(content, ("betrokkenen",)) == ("triage",)


def test_of_a_group_that_is_named_in_part_the_other_parts_are_told() -> None:
    content = Content(triage=TRIAGE)
    assert unlisted(content, ("triage.besluit", "triage.datum", "triage.veiligheid")) == ("triage.motivering",)


def test_of_an_item_that_no_list_names_only_its_own_path_is_told() -> None:
    item = Verrijking(tekst="t", bron="b", ontvangen_op=date(2026, 3, 2))
    content = Content(verrijking=(item,), ontvangst=Ontvangst(ontvangen_op=AT, eenheid="e"))
    assert unlisted(content, ("ontvangst",)) == ("verrijking[0]",)


def test_everything_is_listed_when_every_group_is() -> None:
    content = Content(triage=Triage(besluit="b", veiligheid="geen", datum=date(2026, 3, 2), motivering="m"))
    assert unlisted(content, ("triage",)) == ()


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.type)
def test_a_message_with_just_what_it_must_hold_lacks_nothing_and_holds_nothing_more(entry: CatalogueEntry) -> None:
    content = content_of((*entry.mandatory, *(names[0] for names in entry.one_of)))
    assert missing(content, entry.mandatory) == ()
    assert unlisted(content, entry.elements) == ()
    assert all(present(content, names) for names in entry.one_of)
