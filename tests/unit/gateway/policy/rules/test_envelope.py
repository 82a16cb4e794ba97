"""Chapter 3.2, third part: what travels outside the sealed content says nothing of persons; and texts hold no BSN."""

from dataclasses import replace

import pytest

from gateway.domain.content import Antwoord, Bekendheid, Betrokkene, Bijlage, Content, Initiator, Rest, Zorgmelding
from gateway.domain.identifiers import ConversationId, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.policy import Effect, Facts
from gateway.policy.rules.envelope import RULES, birth_date_in_text, bsn_in_text
from tests.kit.policy_cases import (
    MOTHER,
    REPORT,
    SCHOOL,
    VT,
    effects,
    elements,
    facts,
    handover,
    headed,
    judge,
)


def _about(*persons: Betrokkene, **groups: object) -> Facts:
    return handover(betrokkenen=persons, **groups)


def _file(name: str, link: str | None = None) -> Bijlage:
    return Bijlage(naam=name, soort="rapport", mime="application/pdf", inhoud=b"%PDF-", link=link)


def _named(name: str, person: Betrokkene = MOTHER) -> Facts:
    return _about(person, bijlagen=(_file(name),))


# R020


def test_r020_a_file_name_that_says_nothing_passes() -> None:
    assert judge(RULES, "R020", _named("bijlage-1.pdf")) == ()


@pytest.mark.parametrize(
    "name",
    [
        "VTO_Jansen_999990019.pdf",
        "verslag-testpersoon.pdf",
        "TESTPERSOON.pdf",
        "1985-05-01.pdf",
        "19850501.pdf",
        "01-05-1985.pdf",
        "01051985.pdf",
    ],
)
def test_r020_a_file_name_with_a_bsn_a_name_or_a_date_of_birth_is_refused(name: str) -> None:
    verdicts = judge(RULES, "R020", _named(name))
    assert effects(verdicts) == [Effect.DENY, Effect.FLAG]
    assert elements(verdicts) == {"bijlagen[0].naam"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reference", ReferenceNumber("999990019")),
        ("cross_reference", ReferenceNumber("zaak-testpersoon")),
        ("conversation", ConversationId("gezin Testpersoon")),
        ("purpose", "overdracht 999990019"),
        ("basis", "9999.90.019"),
        ("sender_unit", "team 999990019"),
        ("receiver_unit", "999990019"),
    ],
)
def test_r020_holds_for_every_text_of_the_envelope(field: str, value: object) -> None:
    assert elements(judge(RULES, "R020", headed(handover(), **{field: value}))) == {f"header.{field}"}


def test_r020_holds_for_the_case_reference() -> None:
    assert elements(judge(RULES, "R020", _about(MOTHER, zaak="gezin-testpersoon"))) == {"zaak"}


def test_r020_a_uuid_is_chance_whatever_digits_it_has() -> None:
    chance = ReferenceNumber("99999001-9999-4999-8999-999990019999")
    assert judge(RULES, "R020", headed(handover(), cross_reference=chance)) == ()


def test_r020_a_unit_may_be_named_like_a_family() -> None:
    assert judge(RULES, "R020", headed(handover(), receiver_unit="wijkteam Testpersoon")) == ()


def test_r020_names_without_letters_or_with_two_are_not_sought() -> None:
    asked = headed(_about(replace(MOTHER, geslachtsnaam="..."), replace(MOTHER, geslachtsnaam="Do")), purpose="do ...")
    assert judge(RULES, "R020", asked) == ()


def test_r020_a_birth_year_alone_tells_nothing() -> None:
    asked = headed(_about(replace(MOTHER, geboortedatum=IncompleteDate(1985))), purpose="1985")
    assert judge(RULES, "R020", asked) == ()


def test_r020_what_was_found_is_an_incident_besides() -> None:
    denied, marked = judge(RULES, "R020", _named("VTO_Jansen_999990019.pdf"))
    assert (denied.effect, marked.effect) == (Effect.DENY, Effect.FLAG)
    assert "incident" in marked.because
    assert denied.elements == marked.elements == ("bijlagen[0].naam",)


@pytest.mark.parametrize(
    "name",
    [
        *("999 990 019.pdf", "999-990-019.pdf", "99.99.90.019.pdf", "9999-90-019.pdf", "99 99 90 019.pdf"),
        *("bsn 9 9 9 9 9 0 0 1 9.pdf", "sofi-999990019.pdf", "x999990019x.pdf"),
        *("verslag 1 mei 1985.pdf", "1-5-85.pdf", "1.5.1985.pdf", "1985_05_01.pdf", "01 05 1985.pdf", "1 mei '85.pdf"),
        *("gesprekAnna.pdf", "Anna's verhaal.pdf", "A. Testpersoon.pdf", "testpersoons-huis.pdf", "Tèstpersoon.pdf"),
        *("Testpersoon%20Anna.pdf", "TestpersoonAnna.pdf", "verslag_anna.pdf", "VERSLAG-ANNA.PDF"),
    ],
)
def test_r020_however_it_is_written(name: str) -> None:
    assert elements(judge(RULES, "R020", _named(name))) == {"bijlagen[0].naam"}


@pytest.mark.parametrize(
    "name",
    [
        "bijlage-1.pdf",
        "20260301.pdf",
        "testpersonen.pdf",
        "VTV-2026000142.pdf",
        "annalen.pdf",
        "1985.pdf",
        "ananas.pdf",
    ],
)
def test_r020_what_only_looks_like_it_passes(name: str) -> None:
    assert judge(RULES, "R020", _named(name)) == ()


@pytest.mark.parametrize(
    "name", ["VTO_Naomi_Jansen.pdf", "gesprek_bij_Levi_Jansen.pdf", "naomi-jansen.pdf", "LeviJansen.pdf"]
)
def test_r020_a_name_behind_a_word_that_ends_on_i_is_found(name: str) -> None:
    assert elements(judge(RULES, "R020", _named(name, replace(MOTHER, geslachtsnaam="Jansen")))) == {"bijlagen[0].naam"}


def test_r020_a_month_is_no_first_name() -> None:
    asked = _named("verslag_jan.pdf", replace(MOTHER, voornamen="Jan"))
    assert judge(RULES, "R020", asked) == ()
    assert judge(RULES, "R020", _named("verslag_Jan.pdf", replace(MOTHER, voornamen="Jan")))


def test_r020_a_link_to_a_document_is_outside_too() -> None:
    asked = _about(MOTHER, bijlagen=(_file("1.pdf", "https://voorbeeld.invalid/999990019"),))
    assert elements(judge(RULES, "R020", asked)) == {"bijlagen[0].link"}
    link = "https://voorbeeld.invalid/?naam=testpersoon"
    person = Bekendheid(kenmerk="p1", bekend=True, toelichting_link=link)
    answer = Antwoord(bekend=True, toelichting_link=link, per_persoon=(person,))
    assert elements(judge(RULES, "R020", _about(MOTHER, antwoord=answer))) == {
        "antwoord.toelichting_link",
        "antwoord.per_persoon[0].toelichting_link",
    }


@pytest.mark.parametrize("unit", ["gezin Testpersoon", "A. Testpersoon", "Anna Testpersoon", "Testpersoon, Anna"])
def test_r020_a_unit_may_not_be_named_like_a_person(unit: str) -> None:
    assert elements(judge(RULES, "R020", headed(handover(), sender_unit=unit))) == {"header.sender_unit"}


def test_r020_a_person_without_a_date_of_birth_is_sought_by_name() -> None:
    assert judge(RULES, "R020", _named("testpersoon.pdf", replace(MOTHER, geboortedatum=None, bsn=None)))


# R015, for texts


@pytest.mark.parametrize("text", ["Haar BSN is 999990020.", "Zie 999-990-019", "bsn: 99999 0019 van moeder"])
def test_r015_a_text_with_a_bsn_is_seen(text: str) -> None:
    content = Content(betrokkenen=(MOTHER,), melding=replace(REPORT, omschrijving=text))
    assert bsn_in_text(content) == ("melding.omschrijving",)


def test_r015_another_number_of_nine_digits_is_no_text() -> None:
    concern = Zorgmelding(kenmerk="999990020", signaal="s", initiator=Initiator(rsin="999990020"))
    rest = Rest(plaats="p", inhoud="<nummer soort='vestiging'>999990020</nummer>")
    assert bsn_in_text(Content(betrokkenen=(MOTHER,), zorgmelding=concern, rest=(rest,))) == ()


def test_r015_the_number_of_a_person_of_the_message_is_seen_anywhere() -> None:
    concern = Zorgmelding(kenmerk="zaak-999990019", signaal="s")
    rest = Rest(plaats="p", inhoud="<x>999990019</x>")
    content = Content(betrokkenen=(MOTHER,), zorgmelding=concern, rest=(rest,))
    assert set(bsn_in_text(content)) == {"zorgmelding.kenmerk", "rest[0].inhoud"}


@pytest.mark.parametrize("text", ["geboren 1 mei 1985", "geb. 01-05-1985", "(1/5/85)"])
def test_r015_a_text_with_a_date_of_birth_is_seen(text: str) -> None:
    child = replace(MOTHER, geboortedatum=None)
    content = Content(betrokkenen=(MOTHER, child), melding=replace(REPORT, omschrijving=text))
    assert birth_date_in_text(content) == ("melding.omschrijving",)


def test_r015_another_date_is_not() -> None:
    content = Content(betrokkenen=(MOTHER,), melding=replace(REPORT, omschrijving="op 2 mei 1985 en 11-05-1985"))
    assert birth_date_in_text(content) == ()


def test_r020_holds_whoever_gets_it() -> None:
    asked = facts(MessageType.MSG_29, Content(betrokkenen=(MOTHER,), zaak="999990019"), VT, SCHOOL)
    assert elements(judge(RULES, "R020", asked)) == {"zaak"}
