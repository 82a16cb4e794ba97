"""Chapter 3.5: what a source gave: its conditions, whom it was meant for, and whose secret it is."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.content import Antwoord, Antwoorddeel, Bijlage, Content, Verrijking
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.party import Party, PartyKind
from gateway.policy import Effect, Facts
from gateway.policy.engine import bind, decide
from gateway.policy.rules.enrichment import RULES
from gateway.policy.verdicts import Justify
from tests.kit.policy_cases import (
    DOCTOR,
    EMPLOYEE,
    LOCAL_FIELD,
    POLICE,
    VT,
    arriving,
    effects,
    elements,
    facts,
    judge,
    party,
    taken,
)

RAAD = party(PartyKind.RAAD)
OM = party(PartyKind.OM)
FAMILY = party(PartyKind.BETROKKENE)
ITEM = Verrijking(
    tekst="verzuim",
    bron="leerkracht",
    ontvangen_op=date(2026, 3, 3),
    noodzaak="nodig om het gesprek met school voor te bereiden",
    feit=True,
)
SECRET = replace(ITEM, voorwaarden=("niet aan ouders",))


def _carries(*items: Verrijking, to: Party = LOCAL_FIELD, kind: MessageType = MessageType.MSG_34) -> Facts:
    return facts(kind, Content(verrijking=items), VT, to)


# R080


def test_r080_the_condition_is_shown_to_who_does_not_fall_under_it() -> None:
    verdicts = judge(RULES, "R080", _carries(ITEM, SECRET))
    assert effects(verdicts) == [Effect.FLAG]
    assert elements(verdicts) == {"verrijking[1]"}


def test_r080_the_same_item_in_a_letter_to_the_parents_is_stripped() -> None:
    verdicts = judge(RULES, "R080", _carries(ITEM, SECRET, to=FAMILY, kind=MessageType.MSG_62))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"verrijking[1]"}


def test_r080_what_needs_a_talk_waits_for_it() -> None:
    talk = replace(ITEM, voorwaarden=("niet aan politie zonder overleg",))
    assert effects(judge(RULES, "R080", _carries(talk, to=POLICE, kind=MessageType.MSG_55))) == [Effect.HOLD]
    assert effects(judge(RULES, "R080", _carries(talk))) == [Effect.FLAG]


@pytest.mark.parametrize("condition", ["vertrouwelijk", "alleen voor Veilig Thuis", "niet aan ouders of hun coach"])
def test_r080_a_condition_that_nobody_here_understands_waits_for_a_person(condition: str) -> None:
    asked = _carries(replace(ITEM, voorwaarden=(condition,)), to=POLICE, kind=MessageType.MSG_55)
    verdicts = judge(RULES, "R080", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.HOLD], {"verrijking[0]"})


@pytest.mark.parametrize("condition", ["niet aan ouders", "bron is minderjarig", "alleen voor politie"])
def test_r080_a_condition_that_keeps_nothing_from_the_receiver_is_shown(condition: str) -> None:
    asked = _carries(replace(ITEM, voorwaarden=(condition,)), to=POLICE, kind=MessageType.MSG_55)
    assert effects(judge(RULES, "R080", asked)) == [Effect.FLAG]


def test_r080_every_part_of_an_answer_keeps_its_conditions() -> None:
    part = Antwoorddeel(code="1", tekst="x", voorwaarden=("niet aan Veilig Thuis",))
    asked = facts(MessageType.MSG_18, Content(antwoord=Antwoord(bekend=True, delen=(part,))), LOCAL_FIELD, VT)
    verdicts = judge(RULES, "R080", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.STRIP], {"antwoord.delen[0]"})


def test_r080_what_arrives_is_shown_and_never_dropped() -> None:
    asked = arriving(_carries(SECRET, to=FAMILY, kind=MessageType.MSG_62))
    assert effects(judge(RULES, "R080", asked)) == [Effect.FLAG]


def test_r080_each_item_is_judged_by_itself_and_none_without_conditions() -> None:
    talk = replace(ITEM, voorwaarden=("niet delen",))
    asked = _carries(ITEM, SECRET, talk, to=FAMILY, kind=MessageType.MSG_62)
    found = {verdict.effect: verdict.elements for verdict in judge(RULES, "R080", asked)}
    assert found == {Effect.STRIP: ("verrijking[1]",), Effect.HOLD: ("verrijking[2]",)}
    assert judge(RULES, "R080", _carries(ITEM)) == ()
    assert effects(judge(RULES, "R080", replace(_carries(SECRET), receiver=None))) == [Effect.FLAG]


# R081


@pytest.mark.parametrize("kind", [MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_51, MessageType.MSG_55])
def test_r081_school_absence_with_a_reason_passes(kind: MessageType) -> None:
    assert judge(RULES, "R081", _carries(ITEM, kind=kind)) == ()


@pytest.mark.parametrize(
    "reason", [None, "", "ter informatie", "voor de volledigheid", "nodig nodig nodig nodig nodig"]
)
@pytest.mark.parametrize("kind", [MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_51, MessageType.MSG_55])
def test_r081_copying_every_answer_needs_a_justification(kind: MessageType, reason: str | None) -> None:
    verdicts = judge(RULES, "R081", _carries(ITEM, replace(ITEM, noodzaak=reason), kind=kind))
    assert effects(verdicts) == [Effect.JUSTIFY]
    assert elements(verdicts) == {"verrijking[1]"}
    assert [each.minimum_characters for each in verdicts if isinstance(each, Justify)] == [20]


@pytest.mark.parametrize("source", [VT.name, LOCAL_FIELD.name.upper()])
def test_r081_our_own_and_what_the_receiver_gave_itself_is_of_no_third_party(source: str) -> None:
    assert judge(RULES, "R081", _carries(replace(ITEM, bron=source, noodzaak=None))) == ()


def test_r081_is_about_what_goes_on() -> None:
    assert judge(RULES, "R081", _carries(replace(ITEM, noodzaak=None), kind=MessageType.MSG_31)) == ()


# R082

INJURY = replace(ITEM, bron="kinderarts van het ziekenhuis")
LABELLED = replace(ITEM, bijzonder=("Beroepsgeheim-zorg",))
DOCUMENT = Bijlage(naam="a.pdf", soort="Diagnostisch onderzoek", mime="application/pdf", inhoud=b"%PDF-")


@pytest.mark.parametrize(
    ("kind", "receiver"), [(MessageType.MSG_55, POLICE), (MessageType.MSG_56, OM), (MessageType.MSG_51, RAAD)]
)
@pytest.mark.parametrize("item", [INJURY, LABELLED])
def test_r082_therapy_notes_need_a_second_person_and_a_reason(
    kind: MessageType, receiver: Party, item: Verrijking
) -> None:
    verdicts = judge(RULES, "R082", _carries(ITEM, item, to=receiver, kind=kind))
    assert effects(verdicts) == [Effect.SECOND, Effect.JUSTIFY]
    assert elements(verdicts) == {"verrijking[1]"}


@pytest.mark.parametrize(
    "source",
    [
        *("Huisartsenpraktijk De Linde", "huisartsenpost", "Kinderziekenhuis", "wijkverpleegkundige", "kraamzorg"),
        *("Erasmus MC", "verslavingskliniek", "consultatiearts", "GGZ-instelling", "schoolpsycholoog", "LUMC"),
        *("medische dienst", "artsen van de GGD", "ambulancedienst", "fysiotherapeute"),
    ],
)
def test_r082_a_source_in_health_care_is_known_by_its_words(source: str) -> None:
    asked = _carries(replace(ITEM, bron=source), to=POLICE, kind=MessageType.MSG_55)
    assert effects(judge(RULES, "R082", asked)) == [Effect.SECOND, Effect.JUSTIFY]


@pytest.mark.parametrize(
    "source",
    [
        *("school", "leerkracht", "mevrouw Zwarts", "buurvrouw", "wijkteam", "Jeugdzorg Voorbeeld", "McDonald's"),
        *("zorgcoördinator van de school", "gezinscoach", "politie", "jeugdbeschermer", "marktkraam", "kinderopvang"),
    ],
)
def test_r082_another_source_is_no_health_care(source: str) -> None:
    asked = _carries(replace(ITEM, bron=source), to=POLICE, kind=MessageType.MSG_55)
    assert judge(RULES, "R082", asked) == ()


def test_r082_a_medical_document_counts_by_its_kind_or_its_author() -> None:
    by_doctor = replace(DOCUMENT, soort="Hulpverleningsrapportage", auteur="GGZ Voorbeeld")
    form = replace(DOCUMENT, soort="Verzoek tot onderzoek RvdK")
    asked = facts(MessageType.MSG_51, Content(bijlagen=(form, DOCUMENT, by_doctor)), VT, RAAD)
    assert elements(judge(RULES, "R082", asked)) == {"bijlagen[1]", "bijlagen[2]"}


def test_r082_with_a_second_person_and_a_reason_it_leaves() -> None:
    rules = tuple(rule for rule in RULES if rule.number == "R082")
    asked = bind(rules, _carries(INJURY, to=POLICE, kind=MessageType.MSG_55))
    named = ("verrijking[0]",)
    reason = "letsel van een baby dat niet bij een val past"
    signed = taken("R082", Effect.SECOND, DOCTOR, elements=named)
    explained = taken("R082", Effect.JUSTIFY, EMPLOYEE, elements=named, justification=reason)
    own = taken("R082", Effect.SECOND, Employee(EmployeeId("m-17"), StaffRole.PRIVACY), elements=named)
    told = replace(asked, author=EMPLOYEE, steps=(signed, explained))
    assert decide(rules, told).waiting == ()
    for steps in ((signed,), (explained,), (own, explained)):
        assert len(decide(rules, replace(told, steps=steps)).waiting) == 1


def test_r082_elsewhere_the_secret_is_weighed_by_others() -> None:
    assert judge(RULES, "R082", _carries(INJURY)) == ()
    assert judge(RULES, "R082", _carries(ITEM, to=POLICE, kind=MessageType.MSG_55)) == ()


# R089

UNSAID = replace(ITEM, feit=None)


@pytest.mark.parametrize("kind", [MessageType.MSG_35, MessageType.MSG_51, MessageType.MSG_34, MessageType.MSG_31])
def test_r089_what_the_teacher_saw_passes_and_an_opinion_may_be_called_one(kind: MessageType) -> None:
    assert judge(RULES, "R089", _carries(ITEM, replace(ITEM, feit=False), kind=kind)) == ()


@pytest.mark.parametrize("kind", [MessageType.MSG_35, MessageType.MSG_51])
@pytest.mark.parametrize("item", [UNSAID, replace(ITEM, bron=" ")])
def test_r089_she_is_just_dangerous_is_refused(kind: MessageType, item: Verrijking) -> None:
    verdicts = judge(RULES, "R089", _carries(ITEM, item, kind=kind))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"verrijking[1]"}


def test_r089_elsewhere_it_is_flagged() -> None:
    assert effects(judge(RULES, "R089", _carries(UNSAID))) == [Effect.FLAG]
