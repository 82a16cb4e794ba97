"""Chapter 3.2, last part: where a BSN comes from, what haste excuses, and who is surely meant."""

from dataclasses import replace

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Adres, Antwoord, Bekendheid, Betrokkene, Content, Verwijsindexsignaal
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.policy import Effect, Facts
from gateway.policy.rules.bsn_source import RULES
from gateway.policy.verdicts import Timer
from tests.kit.policy_cases import (
    AT,
    CHILD,
    CONTACT,
    DIRECT_HANDOVER,
    MOTHER,
    VT,
    effects,
    elements,
    facts,
    handover,
    judge,
    recorded,
)

UNPROVEN = replace(CHILD, bsn_bron=None)
NAMED = replace(MOTHER, bsn=None, bsn_bron=None)


def people(*persons: Betrokkene) -> Facts:
    return handover(replace(DIRECT_HANDOVER, betrokkenen=persons))


def urgent(asked: Facts) -> Facts:
    header = replace(asked.header, urgency=Urgency.SPOED)
    return replace(asked, message=replace(asked.message, header=header))


# R017


@pytest.mark.parametrize("source", ["SBV 2026-03-02", "BRP", "GBA-V", "paspoort gezien", "andere gebruiker: Raad"])
def test_r017_a_bsn_whose_source_is_stated_passes(source: str) -> None:
    assert judge(RULES, "R017", people(MOTHER, replace(CHILD, bsn_bron=source))) == ()


@pytest.mark.parametrize("source", [None, "", "briefje van een burger", "brpx"])
def test_r017_a_bsn_from_a_note_of_a_citizen_waits(source: str | None) -> None:
    verdicts = judge(RULES, "R017", people(MOTHER, replace(CHILD, bsn_bron=source)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.HOLD], {"betrokkenen[1].bsn"})


def test_r017_what_our_records_say_of_this_person_counts_too() -> None:
    asked = people(MOTHER, UNPROVEN)
    assert judge(RULES, "R017", replace(asked, history=recorded(CaseFact.BSN_VERIFIED, about="p2"))) == ()
    other = replace(asked, history=recorded(CaseFact.BSN_VERIFIED, about="p1"))
    assert effects(judge(RULES, "R017", other)) == [Effect.HOLD]


def test_r017_a_format_without_a_place_for_the_source_is_marked_and_a_recorded_no_waits() -> None:
    asked = facts(MessageType.MSG_51, Content(betrokkenen=(UNPROVEN,)))
    verdicts = judge(RULES, "R017", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.FLAG], {"betrokkenen[0].bsn"})
    refused = replace(asked, history=recorded(CaseFact.BSN_VERIFIED, about="p2", holds=False))
    assert effects(judge(RULES, "R017", refused)) == [Effect.HOLD]


def test_r017_a_bsn_that_stands_elsewhere_is_marked() -> None:
    signal = Verwijsindexsignaal(bsn="999990019", contact=CONTACT, tijdstip=AT, verwijderen_op=AT.date())
    verdicts = judge(RULES, "R017", facts(MessageType.MSG_66, Content(verwijsindex=signal)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.FLAG], {"verwijsindex.bsn"})


def test_r017_who_has_no_bsn_needs_no_source_and_haste_is_for_another_rule() -> None:
    assert judge(RULES, "R017", people(NAMED)) == judge(RULES, "R017", urgent(people(UNPROVEN))) == ()


# R019


def test_r019_a_crisis_with_little_is_justified_and_completed_within_a_working_day() -> None:
    verdicts = judge(RULES, "R019", urgent(people(UNPROVEN)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.JUSTIFY, Effect.TIMER], {"betrokkenen[0].bsn"})
    assert verdicts[1] == Timer(because=verdicts[1].because, deadline="R019", starts=True)
    first_name = Betrokkene(kenmerk="p1", rol="", geslachtsnaam="", voornamen="Anna", adres=Adres(woonplaats="X"))
    # R018 itself asks for the reason.
    assert effects(judge(RULES, "R019", urgent(people(first_name)))) == [Effect.TIMER]


def test_r019_without_haste_nothing_is_excused() -> None:
    assert judge(RULES, "R019", people(UNPROVEN)) == ()


def test_r019_a_complete_message_needs_no_completion() -> None:
    assert judge(RULES, "R019", urgent(people(MOTHER, NAMED))) == ()


# R021


def answer(
    kind: MessageType = MessageType.MSG_28, *persons: Betrokkene, per_person: tuple[Bekendheid, ...] = ()
) -> Facts:
    content = Content(antwoord=Antwoord(bekend=True, per_persoon=per_person), betrokkenen=persons)
    return facts(kind, content, VT, VT)


LITTLE = Betrokkene(kenmerk="p1", rol="", geslachtsnaam="Bakker", voorletters="J.")


@pytest.mark.parametrize("person", [MOTHER, NAMED, replace(LITTLE, bsn="999990019")])
def test_r021_the_same_bsn_or_the_whole_identity_is_sure(person: Betrokkene) -> None:
    assert judge(RULES, "R021", answer(MessageType.MSG_28, person)) == ()
    known = Bekendheid(kenmerk="p1", bekend=True)
    assert judge(RULES, "R021", answer(MessageType.MSG_14, person, per_person=(known,))) == ()


def test_r021_an_initial_and_a_surname_need_a_second_person() -> None:
    verdicts = judge(RULES, "R021", answer(MessageType.MSG_28, MOTHER, replace(LITTLE, kenmerk="p2")))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.SECOND], {"antwoord.bekend"})
    known = (Bekendheid(kenmerk="p9", bekend=False), Bekendheid(kenmerk="p1", bekend=True))
    verdicts = judge(RULES, "R021", answer(MessageType.MSG_16, LITTLE, per_person=known))
    assert elements(verdicts) == {"antwoord.per_persoon[1].bekend"}


def test_r021_an_answer_that_names_nobody_is_unsure_until_it_is_recorded() -> None:
    assert effects(judge(RULES, "R021", answer())) == [Effect.SECOND]
    assert judge(RULES, "R021", replace(answer(), history=recorded(CaseFact.MATCH_EXACT))) == ()
    known = (Bekendheid(kenmerk="p1", bekend=True),)
    asked = answer(MessageType.MSG_18, per_person=known)
    assert effects(judge(RULES, "R021", asked)) == [Effect.SECOND]
    assert judge(RULES, "R021", replace(asked, history=recorded(CaseFact.MATCH_EXACT, about="p1"))) == ()
    doubted = replace(answer(MessageType.MSG_18, MOTHER, per_person=known))
    doubted = replace(doubted, history=recorded(CaseFact.MATCH_EXACT, about="p1", holds=False))
    assert effects(judge(RULES, "R021", doubted)) == [Effect.SECOND]


def test_r021_nobody_known_and_other_messages_need_no_second_person() -> None:
    unknown = facts(MessageType.MSG_28, Content(antwoord=Antwoord(bekend=False)), VT, VT)
    assert judge(RULES, "R021", unknown) == judge(RULES, "R021", handover()) == ()
    assert judge(RULES, "R021", answer(MessageType.MSG_30)) == ()
