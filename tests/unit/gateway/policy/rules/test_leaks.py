"""Chapter 3.3, third part: a text by which the hidden can be recognised."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Adres, Bijlage, Contact, Content, Onthulling, Rest, Verrijking
from gateway.domain.kinds import MessageType
from gateway.domain.region import Change
from gateway.policy import Effect, Facts, strip
from gateway.policy.rules.leaks import COMMON_NAMES, RELATIONS, RELATIONS_WITH_ARTICLE, RULES
from gateway.policy.verdicts import Hold
from tests.kit.policy_cases import (
    ADDRESS,
    CHILD,
    DIRECT_HANDOVER,
    HIDDEN_CITIZEN,
    MOTHER,
    OPEN_REPORTER,
    REPORT,
    SCHOOL,
    VT,
    arriving,
    changed,
    effects,
    elements,
    facts,
    handover,
    judge,
    recorded,
)

TEXT = "melding.omschrijving"
NEIGHBOUR = replace(
    HIDDEN_CITIZEN, naam="mevrouw R. Testman", contact=Contact(naam="R. Testman", telefoonnummer="06-12345678")
)
TEACHER = replace(
    OPEN_REPORTER,
    onthulling=Onthulling.ANONIEM,
    reden_onthulling="dreiging betrokkene",
    naam="P. Proef",
    organisatie="Basisschool De Regenboog",
    contact=None,
)
NEIGHBOUR_IN_LIST = replace(
    MOTHER,
    rol="melder",
    geslachtsnaam="Testman",
    voornamen="Rita",
    bsn=None,
    geboortedatum=None,
    adres=Adres(straatnaam="Zijstraat", huisnummer=12, postcode="9999YY"),
)


def _said(text: str, **groups: object) -> Facts:
    content = replace(DIRECT_HANDOVER, melder=NEIGHBOUR, melding=replace(REPORT, omschrijving=text))
    return handover(changed(content, **groups))


# R029


def test_r029_that_concerns_were_reported_may_be_said() -> None:
    assert judge(RULES, "R029", _said("Er zijn zorgen gemeld.")) == ()


def test_r029_the_neighbour_who_heard_it_through_the_wall_is_held() -> None:
    (verdict,) = judge(RULES, "R029", _said("de buurvrouw hoorde het door de muur"))
    assert isinstance(verdict, Hold)
    assert verdict.another
    assert verdict.elements == (TEXT,)
    assert verdict.because == "wie verborgen blijft, is te herkennen: unieke relatie (R027) in melding.omschrijving"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Testman belde", "achternaam"),
        ("R. Testman belde", "voorletters met achternaam"),
        ("bel 0612345678", "telefoonnummer"),
        ("bel +31 6 1234 5678", "telefoonnummer"),
    ],
)
def test_r029_each_hit_says_what_kind_it_is_and_never_what(text: str, kind: str) -> None:
    (verdict,) = judge(RULES, "R029", _said(text))
    assert f"{kind} (R027) in {TEXT}" in verdict.because
    assert "testman" not in verdict.because.casefold()
    assert "1234" not in verdict.because


def test_r029_the_place_of_work_of_a_hidden_professional_is_held() -> None:
    (verdict,) = judge(RULES, "R029", _said("Op De Regenboog viel het op.", melder=TEACHER))
    assert "werkplek of organisatie (R028)" in verdict.because


def test_r029_the_name_and_the_street_of_a_reporter_among_the_persons_are_held() -> None:
    asked = _said("in de Zijstraat zag Rita het", betrokkenen=(MOTHER, NEIGHBOUR_IN_LIST), melder=None)
    (verdict,) = judge(RULES, "R029", asked)
    assert "straat (R029a)" in verdict.because
    assert "voornaam (R029a)" in verdict.because
    assert verdict.elements == (TEXT,)


@pytest.mark.parametrize(
    ("groups", "path"),
    [
        ({"bijlagen": (Bijlage(naam="testman.pdf", soort="s", mime="m", inhoud=b"x"),)}, "bijlagen[0].naam"),
        ({"bijlagen": (Bijlage(naam="1.txt", soort="s", mime="m", inhoud=b"Testman"),)}, "bijlagen[0].inhoud"),
        ({"rest": (Rest(plaats="p", inhoud="<n>Testman</n>"),)}, "rest[0].inhoud"),
        ({"zaak": "zaak-testman"}, "zaak"),
        (
            {"verrijking": (Verrijking(tekst="Testman", bron="b", ontvangen_op=date(2026, 3, 2)),)},
            "verrijking[0].tekst",
        ),
        (
            {"betrokkenen": (replace(MOTHER, aanvullende_informatie="Testman"),)},
            "betrokkenen[0].aanvullende_informatie",
        ),
    ],
)
def test_r029_every_text_is_searched(groups: dict[str, object], path: str) -> None:
    assert elements(judge(RULES, "R029", _said("Er zijn zorgen.", **groups))) == {path}


def test_r029_what_was_taken_out_is_still_sought() -> None:
    asked = _said("Testman belde")
    left = strip(asked.message, ("melder.naam", "melder.contact"), "R027")
    assert elements(judge(RULES, "R029", replace(asked, message=left, submitted=asked.message))) == {TEXT}


def test_r029_what_will_be_taken_out_is_no_leak_of_itself() -> None:
    asked = _said("Er zijn zorgen.", betrokkenen=(MOTHER, NEIGHBOUR_IN_LIST))
    assert judge(RULES, "R029", asked) == ()


def test_r029_a_name_that_somebody_who_stays_has_too_may_be_said() -> None:
    family = replace(NEIGHBOUR, naam="A. Testpersoon", contact=None)
    assert judge(RULES, "R029", _said("Mevrouw Testpersoon en Anna Testpersoon", melder=family)) == ()
    grandmother = replace(NEIGHBOUR, naam="R. Testpersoon", contact=None)
    (verdict,) = judge(RULES, "R029", _said("R. Testpersoon belde", melder=grandmother))
    assert "voorletters met achternaam" in verdict.because


def test_r029_an_open_reporter_may_be_named() -> None:
    asked = _said("de buurvrouw, B. Behandelaar, hoorde het", melder=OPEN_REPORTER)
    assert judge(RULES, "R029", asked) == ()
    assert judge(RULES, "R029", _said("de buurvrouw", melder=None)) == ()


def test_r029_a_reporter_of_whom_nothing_is_known_can_be_recognised_by_a_relation() -> None:
    anonymous = replace(HIDDEN_CITIZEN, naam=None, contact=None)
    assert effects(judge(RULES, "R029", _said("haar oma belde", melder=anonymous))) == [Effect.HOLD]


@pytest.mark.parametrize("rule", ["R027", "R028", "R029a"])
def test_r029_that_a_reporter_was_removed_before_is_enough(rule: str) -> None:
    asked = _said("haar oma belde", melder=None, verwijderd=(rule,))
    assert f"({rule})" in judge(RULES, "R029", asked)[0].because


def test_r029_that_the_reporter_of_the_case_is_hidden_is_enough() -> None:
    asked = replace(_said("haar oma belde", melder=None), history=recorded(CaseFact.REPORTER_HIDDEN))
    assert effects(judge(RULES, "R029", asked)) == [Effect.HOLD]
    shown = replace(asked, history=recorded(CaseFact.REPORTER_HIDDEN, holds=False))
    assert judge(RULES, "R029", shown) == ()


def test_r029_in_a_report_the_reporter_speaks() -> None:
    content = replace(DIRECT_HANDOVER, melder=NEIGHBOUR, melding=replace(REPORT, omschrijving="de buurvrouw, Testman"))
    assert judge(RULES, "R029", facts(MessageType.MSG_02, content, SCHOOL, VT)) == ()


def test_r029_on_arrival_it_is_marked() -> None:
    verdicts = judge(RULES, "R029", arriving(_said("de buurvrouw, Testman")))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.FLAG], {TEXT})
    groundless = replace(TEACHER, reden_onthulling=None)
    assert judge(RULES, "R029", arriving(_said("Er zijn zorgen.", melder=groundless))) == ()
    secret = replace(MOTHER, adres=replace(ADDRESS, geheim=True))
    assert judge(RULES, "R029", arriving(_said("Dorpsstraat 4", melder=None, betrokkenen=(secret,)))) == ()


@pytest.mark.parametrize(("mark", "rule"), [("geheim", "R024"), ("opvang", "R025")])
@pytest.mark.parametrize("text", ["zij zit in de Dorpsstraat", "dorpsstraat 4", "9999 ZZ", "op nummer 4"])
def test_r029_where_somebody_hides_is_held(mark: str, rule: str, text: str) -> None:
    hidden = replace(MOTHER, adres=changed(ADDRESS, **{mark: True}))
    (verdict,) = judge(RULES, "R029", _said(text, melder=None, betrokkenen=(hidden,)))
    assert f"({rule}) in {TEXT}" in verdict.because


def test_r029_where_somebody_hides_may_not_stand_with_who_lives_there_too() -> None:
    hidden = replace(MOTHER, adres=replace(ADDRESS, geheim=True))
    asked = _said("Er zijn zorgen.", melder=None, betrokkenen=(hidden, replace(CHILD, adres=ADDRESS)))
    assert elements(judge(RULES, "R029", asked)) == {
        "betrokkenen[1].adres.straatnaam",
        "betrokkenen[1].adres.postcode",
    }


def test_r029_that_somebody_is_in_a_shelter_may_be_said() -> None:
    hidden = replace(MOTHER, adres=replace(ADDRESS, opvang=True))
    text = "verblijft in opvang, contact via Veilig Thuis"
    assert judge(RULES, "R029", _said(text, melder=None, betrokkenen=(hidden,))) == ()


def test_r029_a_document_that_nobody_can_read_here_is_marked() -> None:
    scan = Bijlage(naam="1.pdf", soort="s", mime="application/pdf", inhoud=b"%PDF-")
    verdicts = judge(RULES, "R029", _said("Er zijn zorgen.", bijlagen=(scan,)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.FLAG], {"bijlagen[0]"})
    assert effects(judge(RULES, "R029", _said("de buurvrouw", bijlagen=(scan,)))) == [Effect.HOLD, Effect.FLAG]
    assert judge(RULES, "R029", _said("de buurvrouw", bijlagen=(scan,), melder=OPEN_REPORTER)) == ()


def test_r029_a_region_has_words_of_its_own() -> None:
    own = Change(rule="R029", source="s", author="a", parameters=(("relations", frozenset({"kapster"})),))
    asked = _said("de kapster zag het")
    assert judge(RULES, "R029", asked) == ()
    assert judge(RULES, "R029", replace(asked, region=replace(asked.region, changes=(own,))))


def test_r029_what_a_region_does_not_hide_is_not_sought() -> None:
    hidden = replace(MOTHER, adres=replace(ADDRESS, opvang=True))
    asked = _said("Dorpsstraat 4", melder=None, betrokkenen=(hidden,))
    off = Change(rule="R025", source="s", author="a", on=False)
    assert judge(RULES, "R029", replace(asked, region=replace(asked.region, changes=(off,)))) == ()


def test_r029_its_words_are_written_as_they_are_sought() -> None:
    for words in (RELATIONS, RELATIONS_WITH_ARTICLE, COMMON_NAMES):
        assert all(word == word.casefold().strip() for word in words)
    assert not RELATIONS & RELATIONS_WITH_ARTICLE


def test_r029_a_content_without_texts_hides_nobody() -> None:
    assert judge(RULES, "R029", facts(MessageType.MSG_34, Content())) == ()


# 3.11


def test_distinction_07_a_professional_hides_on_a_ground_and_a_citizen_by_default_also_among_the_persons() -> None:
    text = "de juf en de buurvrouw"
    assert judge(RULES, "R029", _said(text, melder=replace(TEACHER, reden_onthulling="liever niet"))) == ()
    assert "(R028)" in judge(RULES, "R029", _said(text, melder=TEACHER))[0].because
    assert "(R027)" in judge(RULES, "R029", _said(text))[0].because
    listed = _said(text, melder=None, betrokkenen=(MOTHER, NEIGHBOUR_IN_LIST))
    assert "(R029a)" in judge(RULES, "R029", listed)[0].because
