"""Chapter 3.6: police, OM and restraining order."""

from dataclasses import replace

import pytest

from gateway.domain.content import Antwoord, Antwoorddeel, Content, Eenheid, Uitvraag
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.policy import Effect, Facts
from gateway.policy.rules.police import RULES
from tests.kit.policy_cases import MOTHER, POLICE, REPORT, VT, arriving, effects, elements, facts, handover, judge

CHECK = Uitvraag(reden="06", soort_verzoeker="03", initiator=Eenheid(naam="OM"))


def _items(*articles: str | None, urgency: Urgency = Urgency.NORMAAL, bron: str | None = None) -> Facts:
    parts = tuple(Antwoorddeel(code="1", tekst="t", bron=bron, wpg_artikel=article) for article in articles)
    asked = facts(MessageType.MSG_24, Content(antwoord=Antwoord(bekend=True, delen=parts)), POLICE, VT)
    header = replace(asked.header, urgency=urgency)
    return arriving(replace(asked, message=replace(asked.message, header=header)))


# R090


@pytest.mark.parametrize(
    "article", ["8", "art. 8", "artikel 8 Wpg", "13 lid 1", "Art. 13, lid 1", "13.1", "9", "art. 10 lid 2", None, ""]
)
def test_r090_what_may_come_and_what_r091_judges_passes(article: str | None) -> None:
    assert judge(RULES, "R090", _items(article)) == ()


@pytest.mark.parametrize("article", ["12", "13", "13 lid 2", "11", "18", "iets", "8a"])
def test_r090_another_article_is_refused(article: str) -> None:
    verdicts = judge(RULES, "R090", _items("8", article))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"antwoord.delen[1].wpg_artikel"})


def test_r090_without_an_answer_it_says_nothing() -> None:
    assert judge(RULES, "R090", handover()) == ()


# R091


def test_r091_article_8_needs_nothing_more() -> None:
    assert judge(RULES, "R091", _items("8", None)) == ()


@pytest.mark.parametrize("article", ["9", "10", "art. 9", "artikel 10 lid 1", "10.2 Wpg"])
def test_r091_article_9_or_10_is_urgent_and_cleared(article: str) -> None:
    decision = "officier van justitie, beslissing 2026-12"
    assert judge(RULES, "R091", _items(article, bron=decision, urgency=Urgency.SPOED)) == ()
    hearsay = _items(article, bron="van collega recherche", urgency=Urgency.SPOED)
    for asked in (_items(article), _items(article, urgency=Urgency.SPOED), _items(article, bron=decision), hearsay):
        verdicts = judge(RULES, "R091", asked)
        assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"antwoord.delen[0].wpg_artikel"})


# R093


def _answer(status: str | None, kind: MessageType = MessageType.MSG_24, role: str = "112") -> Facts:
    content = Content(betrokkenen=(replace(MOTHER, rol=role, status_in_zaak=status),))
    return facts(kind, content, POLICE, VT)


@pytest.mark.parametrize("status", ["verdachte", "slachtoffer", "derde"])
def test_r093_a_person_with_a_capacity_passes(status: str) -> None:
    assert judge(RULES, "R093", _answer(status)) == ()


@pytest.mark.parametrize("status", [None, "", "betrokkene", "Onbekend"])
def test_r093_betrokkene_for_everybody_is_refused(status: str | None) -> None:
    verdicts = judge(RULES, "R093", _answer(status))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[0].status_in_zaak"})


def test_r093_is_about_police_items_and_not_about_professionals() -> None:
    assert judge(RULES, "R093", _answer(None, MessageType.MSG_22)) == ()
    assert judge(RULES, "R093", _answer(None, role="411")) == ()


# R097


def _asks(who: str, why: str, kind: MessageType = MessageType.MSG_13) -> Facts:
    return facts(kind, Content(uitvraag=replace(CHECK, soort_verzoeker=who, reden=why)), POLICE, VT)


@pytest.mark.parametrize(
    ("who", "why"), [("03", "06"), ("03", "05"), ("05", "01"), ("04", "03"), ("02", "06"), ("01", "01")]
)
def test_r097_a_settlement_with_its_own_code_passes(who: str, why: str) -> None:
    assert judge(RULES, "R097", _asks(who, why)) == ()


@pytest.mark.parametrize("kind", [MessageType.MSG_13, MessageType.MSG_15])
@pytest.mark.parametrize(
    ("who", "why"), [("03", "01"), ("03", "02"), ("03", "03"), ("03", "04"), ("04", "06"), ("05", "06")]
)
def test_r097_a_settlement_under_another_code_or_by_another_is_refused(who: str, why: str, kind: MessageType) -> None:
    verdicts = judge(RULES, "R097", _asks(who, why, kind))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"uitvraag.soort_verzoeker", "uitvraag.reden"}


def test_r097_is_about_the_two_inquiries() -> None:
    assert judge(RULES, "R097", _asks("05", "06", MessageType.MSG_19)) == ()
    assert judge(RULES, "R097", facts(MessageType.MSG_13, Content(), POLICE, VT)) == ()


# R099


@pytest.mark.parametrize(("filled", "level"), [(True, "hoog"), (False, None), (None, None), (None, "hoog")])
def test_r099_a_level_with_a_form_passes(level: str | None, *, filled: bool | None) -> None:
    report = replace(REPORT, sash_ingevuld=filled, sash_niveau=level)
    assert judge(RULES, "R099", facts(MessageType.MSG_01, Content(melding=report), POLICE, VT)) == ()


@pytest.mark.parametrize(("filled", "level"), [(False, "hoog"), (True, None)])
def test_r099_a_level_without_a_form_or_a_form_without_level_is_refused(level: str | None, *, filled: bool) -> None:
    report = replace(REPORT, sash_ingevuld=filled, sash_niveau=level)
    verdicts = judge(RULES, "R099", facts(MessageType.MSG_01, Content(melding=report), POLICE, VT))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"melding.sash_ingevuld", "melding.sash_niveau"}


def test_r099_without_a_report_it_says_nothing() -> None:
    assert judge(RULES, "R099", facts(MessageType.MSG_13, Content(), POLICE, VT)) == ()
