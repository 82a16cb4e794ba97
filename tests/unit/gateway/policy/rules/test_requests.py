"""Chapter 3.9, second part: what people ask about their file, and what stays out of everybody's reach."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Betrokkene, Content, Fout, Rechtenverzoek, Statistiek, Uitvraag, Verrijking, Vraag
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import PartyKind as P
from gateway.policy import Effect, Facts
from gateway.policy.rules.requests import RULES
from gateway.policy.verdicts import Timer
from tests.kit.policy_cases import (
    CHILD,
    DIRECT_HANDOVER,
    LOCAL_FIELD,
    MOTHER,
    REPORT,
    VT,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
    recorded,
    setting,
)

CONCERNED = party(P.BETROKKENE)
CONFIDANT = party(P.VERTROUWENSPERSOON)
FOURTEEN = replace(CHILD, geboortedatum=IncompleteDate(2011, 6, 1))
TEN = replace(CHILD, geboortedatum=IncompleteDate(2015, 6, 1))


def request(kind: str, *persons: Betrokkene) -> Facts:
    content = Content(betrokkenen=persons, rechtenverzoek=Rechtenverzoek(soort=kind, ontvangen_op=date(2026, 3, 2)))
    return facts(MessageType.MSG_64, content, LOCAL_FIELD, VT)


# R124


def test_r124_a_request_is_passed_on_to_who_is_responsible() -> None:
    assert judge(RULES, "R124", request("inzage", MOTHER)) == ()


@pytest.mark.parametrize("kind", [P.BETROKKENE, P.BURGER])
def test_r124_messages_never_go_to_a_parent_by_themselves(kind: P) -> None:
    verdicts = judge(RULES, "R124", facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, party(kind)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.receiver"})


def test_r124_nobody_concerned_gets_a_message() -> None:
    for entry in CATALOGUE.values():
        asked = facts(entry.type, Content(), VT, CONCERNED)
        allowed = judge(RULES, "R124", asked) == ()
        of_gateways = entry.type.startswith("TEC")
        assert allowed is (of_gateways or entry.type in {f"MSG-{number}" for number in ("05", "09", 10, 12, 62, 63)})


def test_r124_an_organisation_that_is_more_or_unknown_is_for_other_rules() -> None:
    assert judge(RULES, "R124", replace(handover(), receiver=None)) == ()
    assert judge(RULES, "R124", facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, party(P.BETROKKENE, P.ZORG))) == ()
    assert judge(RULES, "R124", facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, party())) == ()


# R125


def test_r125_a_request_of_a_child_of_fourteen_passes_once_weighed() -> None:
    asked = request("inzage in het dossier", FOURTEEN)
    assert judge(RULES, "R125", replace(asked, history=recorded(CaseFact.ACCESS_WEIGHED, about="p2"))) == ()


def test_r125_the_father_of_a_victim_waits_until_somebody_weighed_it() -> None:
    verdicts = judge(RULES, "R125", request("Inzage", MOTHER, TEN))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.HOLD], {"betrokkenen[1]"})
    refused = recorded(CaseFact.ACCESS_WEIGHED, about="p2", holds=False)
    assert effects(judge(RULES, "R125", replace(request("Inzage", TEN), history=refused))) == [Effect.DENY]


@pytest.mark.parametrize(
    ("born", "waits"),
    [
        (IncompleteDate(2010, 3, 2), False),
        (IncompleteDate(2010, 3, 3), True),
        (IncompleteDate(2010), True),
        (IncompleteDate(2009), False),
        (None, True),
    ],
)
def test_r125_who_may_be_younger_than_sixteen_counts_as_a_child(born: IncompleteDate | None, *, waits: bool) -> None:
    verdicts = judge(RULES, "R125", request("kopie", replace(CHILD, geboortedatum=born)))
    assert bool(verdicts) is waits


def test_r125_other_requests_and_messages_are_weighed_by_other_rules() -> None:
    assert judge(RULES, "R125", request("bezwaar", TEN)) == judge(RULES, "R125", handover()) == ()
    assert judge(RULES, "R125", facts(MessageType.MSG_64, Content(betrokkenen=(TEN,)))) == ()


# R126


def test_r126_a_request_for_destruction_is_done_within_three_months() -> None:
    verdicts = judge(RULES, "R126", request("Vernietiging", MOTHER, FOURTEEN))
    assert verdicts == (Timer(because=verdicts[0].because, deadline="D035", starts=True),)
    represented = replace(request("wissen", TEN), history=recorded(CaseFact.ACCESS_WEIGHED, about="p2"))
    assert effects(judge(RULES, "R126", represented)) == [Effect.TIMER]


@pytest.mark.parametrize("born", [IncompleteDate(2014, 3, 3), IncompleteDate(2015), None])
def test_r126_a_child_below_twelve_does_not_ask_it_alone(born: IncompleteDate | None) -> None:
    verdicts = judge(RULES, "R126", request("verwijdering", MOTHER, replace(CHILD, geboortedatum=born)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[1]"})


def test_r126_other_requests_destroy_nothing() -> None:
    assert judge(RULES, "R126", request("inzage", TEN)) == ()


# R127


def reported(day: date, sender: P = P.VT) -> Facts:
    return facts(MessageType.MSG_34, Content(melding=replace(REPORT, datum_melding=day)), party(sender))


@pytest.mark.parametrize(
    ("day", "sender", "old"),
    [
        (date(2006, 3, 3), P.VT, False),
        (date(2006, 2, 27), P.VT, True),
        (date(2011, 3, 3), P.GEMEENTE, False),
        (date(2011, 2, 27), P.GEMEENTE, True),
    ],
)
def test_r127_what_is_older_than_a_file_may_be_is_marked(day: date, sender: P, *, old: bool) -> None:
    verdicts = judge(RULES, "R127", reported(day, sender))
    assert effects(verdicts) == ([Effect.FLAG] if old else [])
    assert elements(verdicts) == ({"melding.datum_melding"} if old else set())


def test_r127_dates_of_enrichment_and_moments_count_and_others_do_not() -> None:
    item = Verrijking(tekst="t", bron="b", ontvangen_op=date(2000, 1, 1))
    old_person = replace(MOTHER, geboortedatum=IncompleteDate(1930))
    asked = handover(replace(DIRECT_HANDOVER, verrijking=(item,), betrokkenen=(old_person,)))
    assert elements(judge(RULES, "R127", asked)) == {"verrijking[0].ontvangen_op"}
    assert elements(judge(RULES, "R127", replace(asked, sender=None))) == {"verrijking[0].ontvangen_op"}
    assert judge(RULES, "R127", handover()) == ()


# R128


def test_r128_a_crisis_passes_with_a_second_person() -> None:
    asked = facts(MessageType.MSG_58, Content(betrokkenen=(MOTHER,)))
    verdicts = judge(RULES, "R128", replace(asked, history=recorded(CaseFact.RESTRICTED, about="p1")))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.SECOND], {"betrokkenen[0]"})


def test_r128_a_routine_handover_waits() -> None:
    asked = replace(handover(), history=recorded(CaseFact.RESTRICTED, about="p2"))
    verdicts = judge(RULES, "R128", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.HOLD], {"betrokkenen[1]"})
    assert effects(judge(RULES, "R128", replace(handover(), history=recorded(CaseFact.RESTRICTED)))) == [Effect.HOLD]


def test_r128_an_urgent_request_to_the_board_is_safety_and_a_common_one_is_not() -> None:
    asked = facts(MessageType.MSG_51, Content(betrokkenen=(MOTHER,)))
    asked = replace(asked, history=recorded(CaseFact.RESTRICTED, about="p1"))
    assert effects(judge(RULES, "R128", asked)) == [Effect.HOLD]
    header = replace(asked.header, urgency=Urgency.SPOED)
    assert effects(judge(RULES, "R128", replace(asked, message=replace(asked.message, header=header)))) == [
        Effect.SECOND
    ]


def test_r128_what_is_lifted_about_somebody_else_or_never_recorded_holds_nothing() -> None:
    assert judge(RULES, "R128", handover()) == ()
    assert judge(RULES, "R128", replace(handover(), history=recorded(CaseFact.RESTRICTED, about="p9"))) == ()
    lifted = recorded(CaseFact.RESTRICTED, about="p1", holds=False)
    assert judge(RULES, "R128", replace(handover(), history=lifted)) == ()
    without = facts(MessageType.MSG_68, Content(statistiek=Statistiek(periode="Q1", cijfers=())))
    assert judge(RULES, "R128", replace(without, history=recorded(CaseFact.RESTRICTED))) == ()


# R129


def asking(text: str) -> Facts:
    question = Uitvraag(reden="01", vragen=(Vraag(code="VT-001", tekst=text),))
    return facts(MessageType.MSG_17, Content(betrokkenen=(MOTHER,), uitvraag=question))


def test_r129_a_table_without_persons_passes() -> None:
    assert (
        judge(RULES, "R129", facts(MessageType.MSG_69, Content(statistiek=Statistiek(periode="Q1", cijfers=())))) == ()
    )


@pytest.mark.parametrize(
    "text", ["Alle meldingen van 2025 voor onderzoek", "een dataset", "wetenschappelijk ONDERZOEK"]
)
def test_r129_all_reports_of_a_year_for_research_are_refused(text: str) -> None:
    verdicts = judge(RULES, "R129", asking(text))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"uitvraag.vragen[0].tekst"})


def test_r129_an_investigation_of_one_case_is_no_research_and_a_region_adds_words() -> None:
    asked = asking("Loopt er een onderzoek door de Raad?")
    assert judge(RULES, "R129", asked) == ()
    assert effects(judge(RULES, "R129", setting("R129", asked, exports=frozenset({"door de Raad"})))) == [Effect.DENY]


# R130


def test_r130_a_receipt_or_advice_tells_a_confidant_nothing() -> None:
    receipt = facts(MessageType.TEC_04, Content(fout=Fout(code="StUF055", omschrijving="fout")), VT, CONFIDANT)
    assert judge(RULES, "R130", receipt) == ()
    assert judge(RULES, "R130", facts(MessageType.MSG_05, Content(), VT, CONFIDANT)) == ()


def test_r130_the_text_of_a_report_never_goes_to_a_confidant() -> None:
    verdicts = judge(RULES, "R130", facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, CONFIDANT))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.receiver"})


def test_r130_an_organisation_that_is_more_gets_what_is_meant_for_that() -> None:
    both = party(P.LOKAAL_VELD, P.VERTROUWENSPERSOON)
    assert judge(RULES, "R130", facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, both)) == ()


def test_r130_others_are_no_confidants() -> None:
    assert judge(RULES, "R130", handover()) == judge(RULES, "R130", replace(handover(), receiver=None)) == ()
