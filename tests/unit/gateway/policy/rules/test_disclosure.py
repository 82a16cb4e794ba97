"""Chapter 3.6, second part: what of the police is told to others, and what police, OM and victim support are told."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import (
    Antwoord,
    Antwoorddeel,
    Bekendheid,
    Betrokkene,
    Content,
    Eenheid,
    Kennisgeving,
    Verrijking,
)
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import Mandate, Party, PartyKind
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.disclosure import RULES
from tests.kit.policy_cases import (
    AT,
    CHILD,
    CONTACT,
    DIRECT_HANDOVER,
    LOCAL_FIELD,
    MOTHER,
    POLICE,
    REPORT,
    SCHOOL,
    VT,
    arriving,
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

SHN = party(PartyKind.SLACHTOFFERHULP)
OM = party(PartyKind.OM)
CARE = party(PartyKind.ZORG)
OTHER_VT = replace(VT, oin=replace(VT.oin, text="00000001000000077000"))
VICTIM = replace(MOTHER, status_in_zaak="slachtoffer", bsn=None)
FROM_POLICE = replace(REPORT, ingediend_door=CONTACT)
SIGNAL = Verrijking(tekst="Eerder geweld.", bron="politie", ontvangen_op=date(2026, 2, 1), noodzaak="veiligheid")


def _came(*kinds: MessageType) -> History:
    return History(exchanged=tuple(exchange(kind, POLICE, Direction.IN) for kind in kinds))


# R092


def _report(**changes: object) -> Facts:
    return handover(melding=changed(FROM_POLICE, **changes))


def test_r092_a_police_report_with_its_story_passes() -> None:
    assert judge(RULES, "R092", _report(zorgelijke_situatie="Moeder en kind waren bang.")) == ()


def test_r092_a_police_report_of_codes_alone_stays_with_vt() -> None:
    asked = _report(omschrijving="HG-melding, adres")
    for each in (asked, arriving(asked)):
        verdicts = judge(RULES, "R092", each)
        assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"melding.zorgelijke_situatie"})


def test_r092_a_report_that_came_from_the_police_is_one_whatever_it_says_itself() -> None:
    asked = handover()
    assert judge(RULES, "R092", asked) == ()
    assert effects(judge(RULES, "R092", replace(asked, history=_came(MessageType.MSG_01)))) == [Effect.DENY]
    both = _came(MessageType.MSG_01, MessageType.MSG_02)
    assert judge(RULES, "R092", replace(asked, history=both)) == ()


def test_r092_is_about_what_the_local_field_gets() -> None:
    assert judge(RULES, "R092", facts(MessageType.MSG_01, Content(melding=FROM_POLICE), POLICE, VT)) == ()
    assert judge(RULES, "R092", facts(MessageType.MSG_34, Content())) == ()


# R094


def _told(receiver: Party, kind: MessageType = MessageType.MSG_37, **content: object) -> Facts:
    return facts(kind, changed(DIRECT_HANDOVER, **content), VT, receiver)


def test_r094_police_data_to_the_local_field_wait_for_reason_and_second_person() -> None:
    verdicts = judge(RULES, "R094", _told(LOCAL_FIELD, MessageType.MSG_34, verrijking=(SIGNAL,)))
    assert effects(verdicts) == [Effect.JUSTIFY, Effect.SECOND]
    assert elements(verdicts) == {"verrijking[0]"}


@pytest.mark.parametrize("kind", [PartyKind.POLITIE, PartyKind.OM, PartyKind.RAAD, PartyKind.GI, PartyKind.GEMEENTE])
def test_r094_those_who_get_them_by_law_get_them(kind: PartyKind) -> None:
    receiver = replace(LOCAL_FIELD, kinds=LOCAL_FIELD.kinds | {kind})
    assert judge(RULES, "R094", _told(receiver, MessageType.MSG_34, verrijking=(SIGNAL,))) == ()


def test_r094_what_is_not_from_the_police_passes() -> None:
    other = replace(SIGNAL, bron="school")
    assert judge(RULES, "R094", _told(LOCAL_FIELD, MessageType.MSG_34, verrijking=(other,))) == ()
    labelled = replace(other, bijzonder=("politie (Wpg)",))
    assert effects(judge(RULES, "R094", _told(CARE, verrijking=(labelled,)))) == [Effect.JUSTIFY, Effect.SECOND]


@pytest.mark.parametrize(
    "source",
    [
        *("politie", "Politie-eenheid Limburg", "politiemelding", "zedenpolitie", "wijkagent", "agent in de wijk"),
        *("recherche", "zedenrechercheur", "BVH", "BVH-registratie", "wijkagenten", "Koninklijke Marechaussee"),
    ],
)
def test_r094_a_source_of_the_police_is_known_by_its_words(source: str) -> None:
    asked = _told(LOCAL_FIELD, MessageType.MSG_34, verrijking=(replace(SIGNAL, bron=source),))
    assert effects(judge(RULES, "R094", asked)) == [Effect.JUSTIFY, Effect.SECOND]


@pytest.mark.parametrize(
    "source", ["school", "leerkracht", "mevrouw Van der Pol", "buurtpreventie", "gemeente", "agentschap", "huisarts"]
)
def test_r094_another_source_is_no_police(source: str) -> None:
    asked = _told(LOCAL_FIELD, MessageType.MSG_34, verrijking=(replace(SIGNAL, bron=source),))
    assert judge(RULES, "R094", asked) == ()


def test_r094_a_whole_police_report_goes_to_a_professional_only_so() -> None:
    assert elements(judge(RULES, "R094", _told(CARE, melding=FROM_POLICE))) == {"melding"}
    assert judge(RULES, "R094", _told(LOCAL_FIELD, MessageType.MSG_34, melding=FROM_POLICE)) == ()


def test_r094_an_answer_with_police_articles_is_police_data() -> None:
    parts = (
        Antwoorddeel(code="1", tekst="t", wpg_artikel="8"),
        Antwoorddeel(code="2", tekst="t", bron="Politie Eenheid"),
        Antwoorddeel(code="3", tekst="t", bron="school"),
    )
    asked = facts(MessageType.MSG_28, Content(antwoord=Antwoord(bekend=True, delen=parts)), VT, OTHER_VT)
    assert elements(judge(RULES, "R094", asked)) == {"antwoord.delen[0]", "antwoord.delen[1]"}


def test_r094_is_about_what_leaves_vt() -> None:
    assert judge(RULES, "R094", facts(MessageType.MSG_31, Content(verrijking=(SIGNAL,)), SCHOOL, VT)) == ()


# R095


def _answer(article: str | None, basis: str | None) -> Facts:
    part = Antwoorddeel(code="1", tekst="t", wpg_artikel=article)
    asked = facts(MessageType.MSG_24, Content(antwoord=Antwoord(bekend=True, delen=(part,))), POLICE, VT)
    return replace(asked, message=replace(asked.message, header=replace(asked.header, basis=basis)))


def test_r095_with_article_and_ground_the_record_says_something() -> None:
    assert judge(RULES, "R095", _answer("8", "BPG_42_1I")) == ()


@pytest.mark.parametrize(
    ("article", "basis", "named"),
    [
        (None, "BPG_42_1I", {"antwoord.delen[0].wpg_artikel"}),
        (" ", "BPG_42_1I", {"antwoord.delen[0].wpg_artikel"}),
        ("8", None, {"header.basis"}),
        ("", "", {"antwoord.delen[0].wpg_artikel", "header.basis"}),
    ],
)
def test_r095_without_article_or_ground_nothing_is_disclosed(
    article: str | None, basis: str | None, named: set[str]
) -> None:
    verdicts = judge(RULES, "R095", _answer(article, basis))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], named)


def test_r095_is_about_what_the_police_discloses() -> None:
    assert judge(RULES, "R095", handover()) == ()
    assert judge(RULES, "R095", facts(MessageType.MSG_24, Content(), POLICE, VT)) == ()


# R096


def _notice(reason: str | None, kind: MessageType = MessageType.MSG_55) -> Facts:
    return facts(kind, Content(kennisgeving=Kennisgeving(omschrijving="o", belang=reason)), VT, POLICE)


@pytest.mark.parametrize(
    "reason", ["Ernst van de situatie: herhaalde verwurging", "In het belang van de betrokkene, die bedreigd wordt"]
)
def test_r096_a_ground_with_an_explanation_passes(reason: str) -> None:
    assert judge(RULES, "R096", _notice(reason)) == ()
    assert judge(RULES, "R096", _notice(reason, MessageType.MSG_56)) == ()


@pytest.mark.parametrize("reason", ["De politie wilde het weten", "ernst van de situatie", "", None])
def test_r096_because_they_wanted_to_know_is_no_ground(reason: str | None) -> None:
    verdicts = judge(RULES, "R096", _notice(reason))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"kennisgeving.belang"})


def test_r096_is_about_two_messages() -> None:
    assert judge(RULES, "R096", _notice(None, MessageType.MSG_58)) == ()
    assert effects(judge(RULES, "R096", facts(MessageType.MSG_55, Content(), VT, POLICE))) == [Effect.DENY]


# R096a


def _support(*persons: Betrokkene, receiver: Party = SHN) -> Facts:
    return facts(MessageType.MSG_56, Content(betrokkenen=persons), VT, receiver)


def test_r096a_the_name_of_the_victim_passes() -> None:
    assert judge(RULES, "R096a", _support(VICTIM)) == ()


def test_r096a_the_phone_of_the_victim_passes_with_consent() -> None:
    asked = _support(replace(VICTIM, telefoonnummer="0900-0000"))
    assert elements(judge(RULES, "R096a", asked)) == {"betrokkenen[0].telefoonnummer"}
    agreed = recorded(CaseFact.CONTACT_CONSENT, about="p1")
    assert judge(RULES, "R096a", replace(asked, history=agreed)) == ()
    for other in (
        recorded(CaseFact.CONTACT_CONSENT, about="p2"),
        recorded(CaseFact.CONTACT_CONSENT, about="p1", holds=False),
    ):
        assert effects(judge(RULES, "R096a", replace(asked, history=other))) == [Effect.STRIP]


def test_r096a_suspects_children_and_whoever_is_not_known_to_be_a_victim_are_stripped() -> None:
    suspect = replace(MOTHER, kenmerk="p3", status_in_zaak="verdachte")
    verdicts = judge(RULES, "R096a", _support(VICTIM, suspect, CHILD))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.STRIP], {"betrokkenen[1]", "betrokkenen[2]"})


def test_r096a_a_bsn_is_stripped() -> None:
    assert elements(judge(RULES, "R096a", _support(replace(VICTIM, bsn="999990019")))) == {"betrokkenen[0].bsn"}


def test_r096a_is_about_victim_support() -> None:
    assert judge(RULES, "R096a", _support(CHILD, receiver=OM)) == ()
    both = replace(SHN, kinds=SHN.kinds | OM.kinds)
    assert judge(RULES, "R096a", _support(CHILD, receiver=both)) == ()


# R098


def _answers(number: str | None, *mandates: Mandate, sender: Party = VT) -> Facts:
    unit = Eenheid(naam="eenheid", identificatie=number)
    each = Bekendheid(kenmerk="p1", bekend=True, uitvoerende=unit)
    content = Content(antwoord=Antwoord(bekend=True, uitvoerende=unit, per_persoon=(each,)))
    return facts(MessageType.MSG_14, content, replace(sender, mandates=mandates), OM)


def test_r098_who_answers_for_itself_passes() -> None:
    assert judge(RULES, "R098", _answers(str(VT.oin))) == ()
    assert judge(RULES, "R098", _answers("team-3")) == ()
    assert judge(RULES, "R098", _answers(None)) == ()


def test_r098_who_answers_for_another_region_needs_a_mandate() -> None:
    verdicts = judge(RULES, "R098", _answers(str(OTHER_VT.oin)))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {
        "antwoord.uitvoerende.identificatie",
        "antwoord.per_persoon[0].uitvoerende.identificatie",
    }


def test_r098_a_mandate_for_that_message_on_that_day_is_enough() -> None:
    day = AT.date()
    mandate = Mandate(principal=OTHER_VT.oin, types=frozenset({MessageType.MSG_14}), valid_from=day, valid_until=day)
    assert judge(RULES, "R098", _answers(str(OTHER_VT.oin), mandate)) == ()
    for other in (
        replace(mandate, principal=OM.oin),
        replace(mandate, types=frozenset({MessageType.MSG_16})),
        replace(mandate, valid_until=date(2026, 3, 1)),
    ):
        assert effects(judge(RULES, "R098", _answers(str(OTHER_VT.oin), other))) == [Effect.DENY]


def test_r098_is_about_answers_of_vt() -> None:
    assert judge(RULES, "R098", _answers(str(OTHER_VT.oin), sender=POLICE)) == ()
    assert judge(RULES, "R098", handover()) == ()
