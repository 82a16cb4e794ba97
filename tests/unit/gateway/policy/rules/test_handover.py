"""Chapter 3.4: what a handover holds and where it goes."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Adres, Content, Dienst, Dienstresultaat, Monitoring, Verrijking
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind
from gateway.policy import UNKNOWN_HISTORY, Effect, Facts, History
from gateway.policy.rules import reporter
from gateway.policy.rules.handover import RULES
from gateway.policy.verdicts import Copy, Route
from tests.kit.policy_cases import (
    ADDRESS,
    CHILD,
    DIRECT_HANDOVER,
    HIDDEN_CITIZEN,
    MOTHER,
    OPEN_REPORTER,
    TRIAGE,
    changed,
    effects,
    elements,
    exchange,
    facts,
    handover,
    judge,
    party,
    recorded,
)

SERVICE = Dienstresultaat(
    dienst=Dienst.VOORWAARDEN_EN_VERVOLG,
    veiligheidsvoorwaarden="geen contact zonder toezicht",
    gevolgen="terug naar Veilig Thuis",
    afspraken="plan met lokaal veld",
    monitorafspraken="3 en 12 maanden",
)
INVESTIGATED = replace(SERVICE, dienst=Dienst.ONDERZOEK, bevinding="bevestigd")
ITEM = Verrijking(
    tekst="eerdere registratie", bron="politie", ontvangen_op=date(2026, 3, 1), noodzaak="veilig huisbezoek"
)


TWO_TOWNS = recorded(CaseFact.OTHER_MUNICIPALITY)
OTHER_FIELD = replace(party(PartyKind.LOKAAL_VELD, PartyKind.GEMEENTE), oin=party(PartyKind.GEMEENTE).oin)


def _after(service: Dienstresultaat | None, history: History | None = None, **groups: object) -> Facts:
    content = changed(DIRECT_HANDOVER, dienst=service, **groups)
    return replace(facts(MessageType.MSG_35, content), history=history or History())


# R046


def test_r046_a_complete_handover_passes() -> None:
    assert judge(RULES, "R046", handover()) == ()


def test_r046_what_is_missing_is_listed() -> None:
    verdicts = judge(RULES, "R046", handover(Content(betrokkenen=(MOTHER,))))
    assert effects(verdicts) == [Effect.DENY]
    assert {"melding", "triage.motivering", "overdracht.informeert_gezin"} < elements(verdicts)


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b"])
def test_r046_a_blank_is_no_reasoning(blank: str) -> None:
    asked = handover(triage=replace(TRIAGE, motivering=blank))
    assert elements(judge(RULES, "R046", asked)) == {"triage.motivering"}


def test_r046_is_about_a_direct_handover() -> None:
    assert judge(RULES, "R046", facts(MessageType.MSG_35, Content())) == ()


# R047


def test_r047_enrichment_with_a_necessity_passes() -> None:
    assert judge(RULES, "R047", handover(verrijking=(ITEM,))) == ()


def test_r047_enrichment_without_one_is_stripped() -> None:
    verdicts = judge(RULES, "R047", handover(verrijking=(ITEM, replace(ITEM, noodzaak=None))))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"verrijking[1]"}


def test_r047_is_about_handovers() -> None:
    asked = facts(MessageType.MSG_31, Content(verrijking=(replace(ITEM, noodzaak=None),)))
    assert judge(RULES, "R047", asked) == ()


# R048


@pytest.mark.parametrize("service", [SERVICE, INVESTIGATED])
def test_r048_conditions_consequences_agreements_and_monitoring_pass(service: Dienstresultaat) -> None:
    assert judge(RULES, "R048", _after(service)) == ()


def test_r048_without_consequences_it_is_refused() -> None:
    verdicts = judge(RULES, "R048", _after(replace(SERVICE, gevolgen="")))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"dienst.gevolgen"}


def test_r048_without_any_service_all_is_missing() -> None:
    assert len(elements(judge(RULES, "R048", _after(None)))) == 4


def test_r048_an_investigation_ends_with_a_finding() -> None:
    verdicts = judge(RULES, "R048", _after(replace(INVESTIGATED, bevinding=None)))
    assert elements(verdicts) == {"dienst.bevinding"}


def test_r048_is_about_a_handover_after_a_service() -> None:
    assert judge(RULES, "R048", handover()) == ()


# R049


def test_r049_a_finding_after_an_investigation_passes() -> None:
    assert judge(RULES, "R049", _after(INVESTIGATED)) == ()


def test_r049_no_finding_is_no_problem() -> None:
    assert judge(RULES, "R049", handover()) == ()
    assert judge(RULES, "R049", _after(SERVICE)) == ()


@pytest.mark.parametrize(
    "asked", [_after(replace(SERVICE, bevinding="bevestigd")), handover(dienst=INVESTIGATED)], ids=["V&V", "direct"]
)
def test_r049_any_other_finding_is_stripped_and_flagged(asked: Facts) -> None:
    verdicts = judge(RULES, "R049", asked)
    assert effects(verdicts) == [Effect.STRIP, Effect.FLAG]
    assert elements(verdicts) == {"dienst.bevinding"}


# R053

ELSEWHERE = replace(CHILD, adres=replace(ADDRESS, woonplaats="Voorbeeldstad"))


def test_r053_one_household_in_one_town_passes() -> None:
    assert judge(RULES, "R053", _after(SERVICE)) == ()


@pytest.mark.parametrize(
    ("other", "persons"),
    [(TWO_TOWNS, (MOTHER, CHILD)), (UNKNOWN_HISTORY, (MOTHER, ELSEWHERE))],
    ids=["recorded", "two towns"],
)
def test_r053_two_municipalities_both_get_it(other: History, persons: object) -> None:
    verdicts = judge(RULES, "R053", _after(SERVICE, other, betrokkenen=persons))
    assert effects(verdicts) == [Effect.COPY]
    assert isinstance(verdicts[0], Copy)
    assert (verdicts[0].type, verdicts[0].to) == (MessageType.MSG_35, PartyKind.LOKAAL_VELD)


def test_r053_two_towns_can_be_one_municipality() -> None:
    asked = _after(SERVICE, recorded(CaseFact.OTHER_MUNICIPALITY, holds=False), betrokkenen=(MOTHER, ELSEWHERE))
    assert judge(RULES, "R053", asked) == ()


def test_r053_once_both_are_told_it_passes() -> None:
    told = replace(TWO_TOWNS, exchanged=(exchange(MessageType.MSG_35, OTHER_FIELD),))
    assert judge(RULES, "R053", _after(SERVICE, told)) == ()


def test_r053_the_same_municipality_twice_is_not_both() -> None:
    again = replace(TWO_TOWNS, exchanged=(exchange(MessageType.MSG_35), exchange(MessageType.MSG_34, OTHER_FIELD)))
    assert effects(judge(RULES, "R053", _after(SERVICE, again))) == [Effect.COPY]


def test_r053_where_somebody_really_stays_counts() -> None:
    moved = replace(CHILD, verblijfadres=replace(ADDRESS, woonplaats="Voorbeeldstad"))
    assert effects(judge(RULES, "R053", _after(SERVICE, betrokkenen=(MOTHER, moved)))) == [Effect.COPY]


def test_r053_an_address_without_a_town_tells_nothing() -> None:
    asked = _after(SERVICE, betrokkenen=(MOTHER, replace(CHILD, adres=Adres()), replace(CHILD, adres=None)))
    assert judge(RULES, "R053", asked) == ()


def test_r053_is_about_a_handover_after_a_service() -> None:
    assert judge(RULES, "R053", handover(betrokkenen=(MOTHER, ELSEWHERE))) == ()


# R054


def test_r054_without_an_institution_the_local_field_gets_it() -> None:
    assert judge(RULES, "R054", replace(handover(), history=recorded(CaseFact.GUARDIAN_INVOLVED, holds=False))) == ()


def test_r054_an_institution_goes_first_and_the_municipality_gets_a_copy() -> None:
    verdicts = judge(RULES, "R054", replace(handover(), history=recorded(CaseFact.GUARDIAN_INVOLVED)))
    assert effects(verdicts) == [Effect.DENY, Effect.ROUTE, Effect.COPY]
    assert [verdict.to for verdict in verdicts if isinstance(verdict, Route)] == [PartyKind.GI]
    assert [verdict.type for verdict in verdicts if isinstance(verdict, Copy)] == [MessageType.MSG_36C]


def test_r054_not_knowing_is_flagged() -> None:
    assert effects(judge(RULES, "R054", handover())) == [Effect.FLAG]


def test_r054_is_about_a_direct_handover() -> None:
    assert judge(RULES, "R054", _after(SERVICE, recorded(CaseFact.GUARDIAN_INVOLVED))) == ()


# R058


def test_r058_no_monitoring_passes() -> None:
    assert judge(RULES, "R058", handover()) == ()
    assert judge(RULES, "R058", _after(SERVICE)) == ()


@pytest.mark.parametrize(
    ("groups", "named"),
    [({"dienst": SERVICE}, "dienst.monitorafspraken"), ({"monitoring": Monitoring(maand=3)}, "monitoring")],
)
def test_r058_we_will_call_in_three_months_does_not(groups: dict[str, object], named: str) -> None:
    verdicts = judge(RULES, "R058", handover(**groups))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {named}


def test_distinction_01_the_reporter_goes_along_unless_anonymous_and_after_a_service_only_when_needed() -> None:
    needed = replace(OPEN_REPORTER, contact_nodig="eerste contact")
    assert judge(reporter.RULES, "R030", handover(melder=OPEN_REPORTER)) == ()
    assert effects(judge(reporter.RULES, "R031", _after(SERVICE, melder=OPEN_REPORTER))) == [Effect.STRIP]
    assert judge(reporter.RULES, "R031", _after(SERVICE, melder=needed)) == ()
    for asked, number in ((handover(melder=HIDDEN_CITIZEN), "R030"), (_after(SERVICE, melder=HIDDEN_CITIZEN), "R031")):
        assert effects(judge(reporter.RULES, number, asked)) == [Effect.STRIP]


def test_distinction_06_an_institution_gets_all_and_two_municipalities_both_get_the_whole() -> None:
    with_guardian = replace(handover(), history=recorded(CaseFact.GUARDIAN_INVOLVED))
    copies = [each.type for each in judge(RULES, "R054", with_guardian) if isinstance(each, Copy)]
    assert copies == [MessageType.MSG_36C]
    assert "melding" not in CATALOGUE[MessageType.MSG_36C].elements
    assert "melding" in CATALOGUE[MessageType.MSG_36].elements
    both = [each.type for each in judge(RULES, "R053", _after(SERVICE, TWO_TOWNS)) if isinstance(each, Copy)]
    assert both == [MessageType.MSG_35]
