"""Chapter 3.1 and chapter 2: who may send what to whom, and what is in it."""

from dataclasses import replace

import pytest

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Adres, Content, Fout, Ontvangst
from gateway.domain.kinds import MessageType
from gateway.domain.party import Party, PartyKind
from gateway.policy import Effect
from gateway.policy.rules.basis import RULES, SET_BY_A_RULE
from tests.kit.content_samples import content_of
from tests.kit.policy_cases import (
    AT,
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    SCHOOL,
    VT,
    arriving,
    changed,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
)

RAAD = party(PartyKind.RAAD)
RECEIPT = Content(ontvangst=Ontvangst(ontvangen_op=AT, eenheid="Wijkteam"))


def test_r002_vt_may_request_an_investigation_of_the_raad() -> None:
    assert effects(judge(RULES, "R002", facts(MessageType.MSG_51, Content(), VT, RAAD))) == [Effect.ALLOW]


def test_r002_a_school_may_not_where_r102_says_so_itself() -> None:
    assert judge(RULES, "R002", facts(MessageType.MSG_51, Content(), SCHOOL, RAAD)) == ()


@pytest.mark.parametrize(
    ("kind", "sender", "receiver"),
    [
        (MessageType.MSG_01, SCHOOL, VT),
        (MessageType.MSG_51, VT, SCHOOL),
        (MessageType.MSG_51, SCHOOL, VT),
        (MessageType.MSG_52, VT, RAAD),
    ],
)
def test_r002_a_message_between_others_or_one_that_does_not_travel_is_refused(
    kind: MessageType, sender: Party, receiver: Party
) -> None:
    asked = facts(kind, Content(), sender, receiver)
    assert effects(judge(RULES, "R002", asked)) == [Effect.DENY]
    assert effects(judge(RULES, "R002", arriving(asked))) == [Effect.DENY]


@pytest.mark.parametrize("changes", [{"sender": None}, {"receiver": None}])
def test_r002_of_a_party_that_nobody_knows_it_neither_allows_nor_refuses(changes: dict[str, None]) -> None:
    asked = changed(facts(MessageType.MSG_51, Content(), VT, RAAD), **changes)
    assert judge(RULES, "R002", asked) == ()


# Chapter 1


def test_h1a_a_sender_that_nobody_knows_is_refused() -> None:
    assert judge(RULES, "H1A", handover()) == ()
    verdicts = judge(RULES, "H1A", replace(arriving(handover()), sender=None))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.sender"})


@pytest.mark.parametrize("receiver", [None, VT])
def test_h1o_another_receiver_or_one_that_nobody_knows_is_refused(receiver: Party | None) -> None:
    assert judge(RULES, "H1O", handover()) == ()
    verdicts = judge(RULES, "H1O", replace(arriving(handover()), receiver=receiver))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.receiver"})


def test_r002_a_phone_call_does_not_travel() -> None:
    assert effects(judge(RULES, "R002", facts(MessageType.MSG_52, Content(), VT, RAAD))) == [Effect.DENY]


@pytest.mark.parametrize("kind", [MessageType.TEC_01, MessageType.TEC_05, MessageType.TEC_09])
def test_r002_what_stays_in_the_house_does_not_travel(kind: MessageType) -> None:
    assert effects(judge(RULES, "R002", facts(kind, Content()))) == [Effect.DENY]


def test_h2m_a_message_with_all_it_must_hold_passes() -> None:
    assert judge(RULES, "H2M", facts(MessageType.MSG_40, RECEIPT)) == ()


def test_h2m_what_is_missing_is_named() -> None:
    verdicts = judge(RULES, "H2M", facts(MessageType.MSG_40, Content()))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"ontvangst.ontvangen_op", "ontvangst.eenheid"}


def test_h2m_an_address_without_anything_in_it_is_missing() -> None:
    row = CATALOGUE[MessageType.MSG_57]
    whole = content_of(row.mandatory)
    assert whole.crisis is not None
    asked = facts(MessageType.MSG_57, whole, VT, party(PartyKind.CRISISHULP))
    assert judge(RULES, "H2M", asked) == ()
    empty = replace(whole, crisis=replace(whole.crisis, adres=Adres(straatnaam=" ")))
    assert elements(judge(RULES, "H2M", facts(MessageType.MSG_57, empty))) == {"crisis.adres"}


def test_h2m_one_of_a_choice_is_enough() -> None:
    asked = facts(MessageType.MSG_13, Content(betrokkenen=(replace(MOTHER, bsn=None),)))
    assert not any("betrokkenen" in name for name in elements(judge(RULES, "H2M", asked)))


def test_h2m_none_of_a_choice_names_all_of_it() -> None:
    stranger = replace(MOTHER, bsn=" ", geboortedatum=None)
    verdicts = judge(RULES, "H2M", facts(MessageType.MSG_13, Content(betrokkenen=(stranger,))))
    assert "betrokkenen[].bsn of betrokkenen[].vreemdelingennummer of betrokkenen[].geboortedatum" in elements(verdicts)


def test_h2m_a_report_is_not_sent_back_for_what_its_sender_cannot_know() -> None:
    row = CATALOGUE[MessageType.MSG_01]
    known = content_of((*row.mandatory, *(choice[0] for choice in row.one_of)))
    assert known.melding is not None
    report = replace(known, melding=replace(known.melding, datum_incident=None, locatie_incident=None))
    asked = facts(MessageType.MSG_01, report, party(PartyKind.POLITIE), VT)
    assert effects(judge(RULES, "H2M", arriving(asked))) == [Effect.FLAG]
    assert effects(judge(RULES, "H2M", asked)) == [Effect.DENY]
    without_number = replace(report, melding=replace(known.melding, identificatie=""))
    assert effects(
        judge(RULES, "H2M", arriving(replace(asked, message=replace(asked.message, content=without_number))))
    ) == [Effect.DENY]


def test_h2m_leaves_to_r046_and_r048_what_they_say_themselves() -> None:
    assert judge(RULES, "H2M", handover(Content())) == ()
    assert "dienst.gevolgen" not in elements(judge(RULES, "H2M", facts(MessageType.MSG_35, Content())))


def test_what_a_rule_says_itself_is_what_the_catalogue_demands() -> None:
    assert set(SET_BY_A_RULE[MessageType.MSG_34]) == set(CATALOGUE[MessageType.MSG_34].mandatory)
    assert set(SET_BY_A_RULE[MessageType.MSG_35]) < set(CATALOGUE[MessageType.MSG_35].mandatory)


def test_h2x_what_is_listed_passes() -> None:
    assert judge(RULES, "H2X", handover()) == ()


def test_h2x_what_no_list_names_is_refused_by_name() -> None:
    extra = replace(DIRECT_HANDOVER, fout=Fout(code="1", omschrijving="x"))
    verdicts = judge(RULES, "H2X", handover(extra))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"fout"}


def test_h2x_a_check_on_known_is_about_one_person() -> None:
    verdicts = judge(RULES, "H2X", facts(MessageType.MSG_13, Content(betrokkenen=(MOTHER, CHILD))))
    assert "betrokkenen" in elements(verdicts)


def test_h2x_leaves_to_its_own_rule_what_may_be_stripped() -> None:
    asked = facts(MessageType.MSG_13, Content(melding=DIRECT_HANDOVER.melding, melder=DIRECT_HANDOVER.melder))
    assert judge(RULES, "H2X", asked) == ()
