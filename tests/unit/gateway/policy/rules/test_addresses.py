"""Chapter 3.2: an address that must stay secret."""

from dataclasses import replace

import pytest

from gateway.domain.content import Content, Crisis, Huisverbod
from gateway.domain.employees import Employee, StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.domain.party import PartyKind
from gateway.policy import Effect, Facts, Outcome
from gateway.policy import judge as judge_all
from gateway.policy.rules.addresses import RULES
from tests.kit.policy_cases import (
    ADDRESS,
    CHILD,
    DIRECT_HANDOVER,
    DOCTOR,
    EMPLOYEE,
    MOTHER,
    POLICE,
    VT,
    changed,
    effects,
    elements,
    facts,
    handover,
    headed,
    judge,
    party,
    taken,
)

SECRET = replace(ADDRESS, geheim=True)
SHELTER = replace(ADDRESS, opvang=True)


def _lives(**changes: object) -> Facts:
    mother = changed(MOTHER, **changes)
    return handover(replace(DIRECT_HANDOVER, betrokkenen=(CHILD, mother)))


def test_r024_an_ordinary_address_passes() -> None:
    assert judge(RULES, "R024", handover()) == ()


def test_r024_a_secret_address_is_stripped_with_what_leads_to_it() -> None:
    verdicts = judge(RULES, "R024", _lives(adres=SECRET, telefoonnummer="0880000000"))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"betrokkenen[1].adres", "betrokkenen[1].telefoonnummer"}


def test_r024_a_phone_is_named_once_however_many_addresses_are_secret() -> None:
    verdicts = judge(RULES, "R024", _lives(adres=SECRET, verblijfadres=SECRET, telefoonnummer="0880000000"))
    assert verdicts[0].elements == (
        "betrokkenen[1].adres",
        "betrokkenen[1].telefoonnummer",
        "betrokkenen[1].verblijfadres",
    )


def _crisis(**changes: object) -> Facts:
    there = Crisis(adres=SECRET, gevaar="g", veiligheid_medewerkers="v", terugbelnummer="0880000000")
    content = Content(betrokkenen=(replace(CHILD, adres=None),), crisis=changed(there, **changes))
    asked = facts(MessageType.MSG_57, content, VT, party(PartyKind.CRISISHULP))
    return replace(headed(asked, urgency=Urgency.SPOED), author=EMPLOYEE)


def test_r024_what_the_police_need_a_second_person_sees_first() -> None:
    mother = replace(MOTHER, adres=SECRET, telefoonnummer="0880000000")
    verdicts = judge(RULES, "R024", facts(MessageType.MSG_55, Content(betrokkenen=(mother,)), VT, POLICE))
    assert effects(verdicts) == [Effect.SECOND]
    assert elements(verdicts) == {"betrokkenen[0].adres", "betrokkenen[0].telefoonnummer"}


def test_r024_the_crisis_service_gets_a_secret_address_after_a_second_person() -> None:
    asked = _crisis()
    assert [(step.rule, step.effect) for step in judge_all(asked).wanted] == [("R024", Effect.SECOND)]
    seen = taken("R024", Effect.SECOND, elements=("crisis.adres",))
    assert judge_all(replace(asked, steps=(seen,))).outcome is Outcome.PASSES


@pytest.mark.parametrize("by", [EMPLOYEE, replace(DOCTOR, role=StaffRole.BEHANDELAAR)], ids=["author", "role"])
def test_r024_nobody_else_counts_as_a_second_person(by: Employee) -> None:
    seen = taken("R024", Effect.SECOND, by, elements=("crisis.adres",))
    assert judge_all(replace(_crisis(), steps=(seen,))).outcome is Outcome.WAITS


def test_r024_what_the_catalogue_demands_is_not_stripped_and_the_rest_is() -> None:
    content = Content(betrokkenen=(replace(CHILD, adres=SECRET),), huisverbod=Huisverbod(adres=SECRET))
    verdicts = judge(RULES, "R024", facts(MessageType.MSG_06, content, POLICE, VT))
    assert [(verdict.effect, verdict.elements) for verdict in verdicts] == [
        (Effect.STRIP, ("betrokkenen[0].adres",)),
        (Effect.SECOND, ("huisverbod.adres",)),
    ]


def test_r025_a_shelter_goes_to_nobody_whoever_saw_it() -> None:
    seen = taken("R025", Effect.SECOND, elements=("crisis.adres",))
    decision = judge_all(replace(_crisis(adres=SHELTER), steps=(seen,)))
    assert [(step.rule, step.effect) for step in decision.wanted] == [("R025", Effect.STRIP)]


def test_r025_that_somebody_stays_in_a_shelter_may_be_said() -> None:
    assert judge(RULES, "R025", _lives(adres=None, aanvullende_informatie="verblijft in opvang, via VT")) == ()


def test_r025_the_street_of_a_shelter_is_stripped() -> None:
    verdicts = judge(RULES, "R025", _lives(adres=SHELTER, emailadres="m@example.nl"))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"betrokkenen[1].adres", "betrokkenen[1].emailadres"}


def test_r025_holds_for_an_address_that_is_nobodys() -> None:
    crisis = Crisis(adres=SHELTER, gevaar="g", veiligheid_medewerkers="v", terugbelnummer="0880000000")
    asked = handover(replace(DIRECT_HANDOVER, crisis=crisis))
    assert elements(judge(RULES, "R025", asked)) == {"crisis.adres"}
