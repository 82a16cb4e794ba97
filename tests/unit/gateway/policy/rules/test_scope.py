"""Chapter 3.1, third part: to whom and about whom; figures are about nobody."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.domain.content import Adres, Betrokkene, Cijfer, Content, Escalatie, Statistiek
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind as P
from gateway.policy import Effect, Facts
from gateway.policy.rules.scope import RULES
from tests.kit.policy_cases import (
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    SCHOOL,
    VT,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
    setting,
    taken,
)

ELSEWHERE = Adres(straatnaam="Anderestraat", huisnummer=9, postcode="8888YY")
PLAYMATE = Betrokkene(kenmerk="p9", rol="overige verwant", geslachtsnaam="Anders", adres=ELSEWHERE)
GEMEENTE = party(P.GEMEENTE)
BELEID = party(P.GEMEENTE_BELEID)
BOTH = party(P.GEMEENTE, P.GEMEENTE_BELEID)
ESCALATION = Content(escalatie=Escalatie(afspraak="contact", zaken=("Z-1",), geprobeerd="gebeld"))
TABLE = Content(statistiek=Statistiek(periode="2026-Q1", cijfers=(Cijfer(naam="meldingen", aantal=214),)))


# R008


@pytest.mark.parametrize("kind", [P.ZORG, P.GI, P.VT, P.POLITIE, P.OM, P.SLACHTOFFERHULP])
def test_r008_who_can_help_or_protect_may_be_told(kind: P) -> None:
    assert judge(RULES, "R008", facts(MessageType.MSG_37, DIRECT_HANDOVER, VT, party(kind))) == ()


@pytest.mark.parametrize("kinds", [(), (P.SCHOOL,), (P.BURGER,), (P.HALT,), (P.GEMEENTE,)])
def test_r008_a_landlord_employer_or_club_is_never_told(kinds: tuple[P, ...]) -> None:
    verdicts = judge(RULES, "R008", facts(MessageType.MSG_37, DIRECT_HANDOVER, VT, party(*kinds)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.receiver"})


def test_r008_the_college_is_told_in_the_cases_of_the_law_alone() -> None:
    assert judge(RULES, "R008", facts(MessageType.MSG_50, Content(), VT, GEMEENTE)) == ()
    assert effects(judge(RULES, "R008", facts(MessageType.MSG_55, Content(), VT, GEMEENTE))) == [Effect.DENY]


def test_r008_since_when_justice_may_be_told_is_a_day_of_the_region() -> None:
    asked = facts(MessageType.MSG_56, Content(), VT, party(P.OM))
    before = replace(asked, at=datetime(2025, 12, 31, tzinfo=UTC))
    assert effects(judge(RULES, "R008", before)) == [Effect.DENY]
    assert judge(RULES, "R008", setting("R008", before, justice_since_yyyymmdd=20250101)) == ()
    assert effects(judge(RULES, "R008", setting("R008", asked, justice_since_yyyymmdd=5))) == [Effect.DENY]


def test_r008_is_about_what_vt_tells_of_a_case() -> None:
    assert judge(RULES, "R008", facts(MessageType.MSG_29, Content(), VT, SCHOOL)) == ()
    assert judge(RULES, "R008", facts(MessageType.MSG_38, Content(), party(P.LOKAAL_VELD), SCHOOL)) == ()
    assert judge(RULES, "R008", replace(handover(), sender=None)) == ()
    assert judge(RULES, "R008", replace(handover(), receiver=None)) == ()


# R011


def people(*persons: Betrokkene) -> Facts:
    return handover(replace(DIRECT_HANDOVER, betrokkenen=persons))


def test_r011_an_ex_partner_who_is_the_suspect_belongs_to_it() -> None:
    assert judge(RULES, "R011", people(MOTHER, CHILD, replace(PLAYMATE, status_in_zaak="verdachte"))) == ()


def test_r011_the_child_of_the_neighbours_needs_a_reason() -> None:
    verdicts = judge(RULES, "R011", people(MOTHER, CHILD, PLAYMATE))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.JUSTIFY], {"betrokkenen[2]"})


def test_r011_who_gives_no_reason_takes_the_person_out() -> None:
    hollow = taken("R011", Effect.JUSTIFY, elements=("betrokkenen[2]",), justification="ter informatie")
    verdicts = judge(RULES, "R011", replace(people(MOTHER, CHILD, PLAYMATE, PLAYMATE), steps=(hollow,)))
    assert effects(verdicts) == [Effect.STRIP, Effect.JUSTIFY]
    assert [verdict.elements for verdict in verdicts] == [("betrokkenen[2]",), ("betrokkenen[3]",)]
    good = replace(hollow, justification="speelt dagelijks in het huis en zag het geweld")
    asked = replace(people(MOTHER, CHILD, PLAYMATE), steps=(good, replace(hollow, rule="R009")))
    assert effects(judge(RULES, "R011", asked)) == [Effect.JUSTIFY]


@pytest.mark.parametrize(
    "person",
    [
        replace(PLAYMATE, adres=MOTHER.adres),
        replace(PLAYMATE, verblijfadres=Adres(postcode="9999 zz", huisnummer=4)),
        replace(PLAYMATE, rol="hulpverlener"),
        replace(PLAYMATE, rol="Voogd (tante) "),
        replace(PLAYMATE, rol="ouder zonder gezag"),
        replace(PLAYMATE, status_in_zaak="Slachtoffer"),
    ],
)
def test_r011_who_lives_there_is_family_victim_or_professional_belongs_to_it(person: Betrokkene) -> None:
    assert judge(RULES, "R011", people(MOTHER, CHILD, person)) == ()


def test_r011_an_unknown_address_is_nobodys_home() -> None:
    unknown = replace(PLAYMATE, adres=None)
    asked = people(replace(MOTHER, adres=None), unknown)
    assert elements(judge(RULES, "R011", asked)) == {"betrokkenen[1]"}


def test_r011_where_no_role_tells_the_message_is_about_the_first_person() -> None:
    assert judge(RULES, "R011", people(PLAYMATE)) == judge(RULES, "R011", people()) == ()
    assert elements(judge(RULES, "R011", people(PLAYMATE, replace(PLAYMATE, adres=None)))) == {"betrokkenen[1]"}


# R012


def test_r012_a_table_without_persons_passes() -> None:
    assert judge(RULES, "R012", facts(MessageType.MSG_69, TABLE, VT, BELEID)) == ()


def test_r012_an_escalation_to_team_control_is_refused() -> None:
    asked = facts(MessageType.MSG_60, ESCALATION, VT, GEMEENTE)
    header = replace(asked.header, receiver_unit="Team Control")
    verdicts = judge(RULES, "R012", replace(asked, message=replace(asked.message, header=header)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.receiver"})
    assert judge(RULES, "R012", asked) == ()


def test_r012_a_policy_department_gets_no_case_whatever_its_unit() -> None:
    assert effects(judge(RULES, "R012", facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, BELEID))) == [Effect.DENY]


def test_r012_a_municipality_that_is_more_than_that_gets_what_is_meant_for_it() -> None:
    assert judge(RULES, "R012", facts(MessageType.MSG_60, ESCALATION, VT, BOTH)) == ()
    assert judge(RULES, "R012", facts(MessageType.TEC_02, Content(), VT, BELEID)) == ()
    assert judge(RULES, "R012", replace(handover(), receiver=None)) == ()


# R013


def figures(*items: Cijfer, kind: MessageType = MessageType.MSG_69, period: str = "eerste kwartaal 2026") -> Facts:
    return facts(kind, Content(statistiek=Statistiek(periode=period, cijfers=items)), VT, BELEID)


def test_r013_reports_per_quarter_per_municipality_pass() -> None:
    assert judge(RULES, "R013", figures(Cijfer(naam="meldingen", aantal=5, gemeente="Voorbeeldstad"))) == ()


def test_r013_one_case_in_a_village_is_refused() -> None:
    verdicts = judge(RULES, "R013", figures(Cijfer(naam="1 zaak in dorp X, 3 kinderen, moeder 34", aantal=1)))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"statistiek.cijfers[0].naam", "statistiek.cijfers[0].aantal"}


@pytest.mark.parametrize(
    "heading",
    [
        *("Fatima El Amrani Dorpsstraat 4", "meldingen Dorpsstraat 4", "Fatima El Amrani", "Jan van der Voorbeeld"),
        *("moeder 34 jaar dorp X", "kind 7 jaar", "man, 81", "familie Jansen", "meldingen 1234 AB", "Özlem Çelik"),
        *("Vanessa Landman", "Inge de Perre", "meldingen Kim Testpersoon", "Mevrouw Jansen"),
        *("gezin Voorbeeld", "bel 0612345678", "FATIMA AMRANI"),
    ],
)
def test_r013_a_heading_with_a_name_an_address_or_an_age_is_refused(heading: str) -> None:
    verdicts = judge(RULES, "R013", figures(Cijfer(naam=heading, aantal=12)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"statistiek.cijfers[0].naam"})


@pytest.mark.parametrize(
    "heading",
    [
        *("meldingen 2026", "Meldingen per kwartaal", "Aantal Meldingen Huiselijk Geweld", "MELDINGEN TOTAAL 2026"),
        *("kinderen 0-4 jaar", "slachtoffer man 18+", "vrouwen 18 tot 65 jaar", "kind 12 jaar en ouder", "gezinnen"),
        *("meldingen Den Haag", "Meldingen van Politie", "Overdrachten aan het Lokaal Veld", "Hoek van Holland"),
        *("Meldingen door Veilig Thuis", "kinderen groep 8", "terugkoppeling binnen 10 dagen", "Zuid Limburg"),
    ],
)
def test_r013_a_heading_that_says_what_is_counted_passes(heading: str) -> None:
    assert judge(RULES, "R013", figures(Cijfer(naam=heading, aantal=12))) == ()


@pytest.mark.parametrize("town", ["Den Haag", "De Fryske Marren", "Bergen op Zoom", "GM0363", "Sint-Michielsgestel"])
def test_r013_a_municipality_may_be_called_like_a_person(town: str) -> None:
    assert judge(RULES, "R013", figures(Cijfer(naam="meldingen", aantal=12, gemeente=town))) == ()
    elsewhere = figures(Cijfer(naam="meldingen", aantal=12, gemeente="Dorpsstraat 4"))
    assert elements(judge(RULES, "R013", elsewhere)) == {"statistiek.cijfers[0].gemeente"}


@pytest.mark.parametrize("period", ["Januari - Maart 2026", "01-01-2026 t/m 31-03-2026", "Q1 2026"])
def test_r013_a_period_has_dates_and_no_names(period: str) -> None:
    meldingen = Cijfer(naam="meldingen", aantal=12)
    assert judge(RULES, "R013", figures(meldingen, period=period)) == ()
    named = judge(RULES, "R013", figures(meldingen, period="Fatima El Amrani"))
    assert elements(named) == {"statistiek.periode"}


@pytest.mark.parametrize("count", [0, 4])
def test_r013_a_small_number_is_refused_to_a_municipality_and_not_to_statistics(count: int) -> None:
    small = Cijfer(naam="meldingen", aantal=count)
    assert effects(judge(RULES, "R013", figures(small))) == [Effect.DENY]
    assert judge(RULES, "R013", figures(small, kind=MessageType.MSG_68)) == ()
    assert judge(RULES, "R013", setting("R013", figures(small), smallest_cell_persons=0)) == ()


@pytest.mark.parametrize(
    "text",
    ["BSN 999990019", "moeder en kind", "een twee drie vier vijf zes zeven", "Zie toelichting.", "a; b"],
)
def test_r013_a_number_of_a_person_and_free_text_are_refused(text: str) -> None:
    expected = [] if text == "moeder en kind" else [Effect.DENY]
    assert effects(judge(RULES, "R013", figures(Cijfer(naam=text, aantal=50)))) == expected
    assert effects(judge(RULES, "R013", figures(Cijfer(naam="a", aantal=50, gemeente=text)))) == expected
    assert effects(judge(RULES, "R013", figures(period=text))) == expected


def test_r013_persons_and_reports_have_no_place_among_figures() -> None:
    content = replace(DIRECT_HANDOVER, statistiek=None)
    verdicts = judge(RULES, "R013", facts(MessageType.MSG_68, content, VT, party(P.CBS)))
    assert elements(verdicts) == {"betrokkenen[0]", "betrokkenen[1]", "melder", "melding"}
    assert judge(RULES, "R013", handover(replace(DIRECT_HANDOVER, statistiek=TABLE.statistiek))) == ()
