"""Chapter 3.4: outside a statutory task consent is needed, from who may give it, and only until it is withdrawn."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene, Content, Toestemming
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import Party, PartyKind
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.consent import RULES
from tests.kit.policy_cases import (
    LOCAL_FIELD,
    MOTHER,
    SCHOOL,
    VT,
    changed,
    effects,
    elements,
    facts,
    judge,
    party,
    recorded,
)

COLLEGE = party(PartyKind.GEMEENTE)
WRITTEN = Toestemming(gegeven=True, waarvoor="schuldhulp", door="p1", datum=date(2026, 3, 1))
OWN = replace(WRITTEN, door="p2")
CONSENTING = replace(MOTHER, toestemming=(WRITTEN,))


def _on_consent(
    *people: Betrokkene,
    receiver: Party = COLLEGE,
    kind: MessageType = MessageType.MSG_50,
    basis: str | None = "TOESTEMMING",
    history: History | None = None,
) -> Facts:
    asked = facts(kind, Content(betrokkenen=people), VT, receiver)
    message = replace(asked.message, header=replace(asked.header, basis=basis))
    return replace(asked, message=message, history=history or History())


def _aged(years: int, *given: Toestemming, **changes: object) -> Betrokkene:
    """Return a child that had this birthday today."""
    child = replace(
        MOTHER, kenmerk="p2", rol="301", geboortedatum=IncompleteDate(2026 - years, 3, 2), toestemming=given
    )
    return changed(child, **changes)


# R067


def test_r067_the_written_consent_of_the_mother_passes() -> None:
    assert judge(RULES, "R067", _on_consent(CONSENTING)) == ()


@pytest.mark.parametrize(
    "said",
    [
        (),
        (Toestemming(gegeven=True),),
        (replace(WRITTEN, gegeven=False),),
        (replace(WRITTEN, waarvoor=None),),
        (replace(WRITTEN, door=None),),
        (replace(WRITTEN, datum=None),),
        (replace(WRITTEN, ingetrokken_op=date(2026, 3, 2)),),
    ],
)
def test_r067_that_the_family_agrees_is_not_enough(said: tuple[Toestemming, ...]) -> None:
    verdicts = judge(RULES, "R067", _on_consent(CONSENTING, replace(MOTHER, kenmerk="p3", toestemming=said)))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"betrokkenen[1].toestemming"}


def test_r067_is_about_consent_outside_a_statutory_task() -> None:
    assert judge(RULES, "R067", _on_consent(MOTHER, basis="WMO_411_2_F")) == ()
    assert judge(RULES, "R067", _on_consent(MOTHER, basis=None)) == ()
    assert judge(RULES, "R067", _on_consent(MOTHER, receiver=LOCAL_FIELD, kind=MessageType.MSG_34)) == ()


def test_r067_a_school_is_covered_by_no_task() -> None:
    asked = _on_consent(MOTHER, receiver=SCHOOL, kind=MessageType.MSG_29)
    assert effects(judge(RULES, "R067", asked)) == [Effect.DENY]


# R068


@pytest.mark.parametrize(
    "child",
    [
        _aged(15, WRITTEN, OWN),
        _aged(12, WRITTEN, OWN),
        _aged(11, WRITTEN),
        _aged(16, OWN),
        _aged(17, OWN),
        _aged(30, OWN),
        _aged(11),
        _aged(15, WRITTEN, OWN, geboortedatum=None),
        _aged(15, WRITTEN, OWN, geboortedatum=IncompleteDate(2010)),
        _aged(15, OWN, geboortedatum=None, rol="112"),
    ],
)
def test_r068_who_may_consent_for_that_age_passes(child: Betrokkene) -> None:
    assert judge(RULES, "R068", _on_consent(MOTHER, child)) == ()


@pytest.mark.parametrize(
    "child",
    [
        _aged(17, WRITTEN),
        _aged(16, WRITTEN),
        _aged(15, WRITTEN),
        _aged(15, OWN),
        _aged(12, WRITTEN),
        _aged(11, OWN),
        _aged(17, WRITTEN, geboortedatum=None),
        _aged(17, OWN, geboortedatum=None),
        _aged(16, OWN, geboortedatum=IncompleteDate(2010)),
        _aged(12, WRITTEN, geboortedatum=IncompleteDate(2014)),
        _aged(11, replace(WRITTEN, door="p9")),
    ],
)
def test_r068_only_the_mother_for_a_young_person_of_seventeen_is_refused(child: Betrokkene) -> None:
    verdicts = judge(RULES, "R068", _on_consent(MOTHER, child))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"betrokkenen[1].toestemming"}


def test_r068_a_parent_without_authority_does_not_represent() -> None:
    father = replace(MOTHER, rol="113")
    assert effects(judge(RULES, "R068", _on_consent(father, _aged(11, WRITTEN)))) == [Effect.DENY]


def test_r068_for_who_is_incapable_the_representative_consents() -> None:
    incapable = recorded(CaseFact.INCAPABLE, about="p2")
    assert judge(RULES, "R068", _on_consent(MOTHER, _aged(17, WRITTEN), history=incapable)) == ()
    assert effects(judge(RULES, "R068", _on_consent(MOTHER, _aged(17, OWN), history=incapable))) == [Effect.DENY]
    undated = _aged(17, WRITTEN, geboortedatum=None)
    assert judge(RULES, "R068", _on_consent(MOTHER, undated, history=incapable)) == ()


def test_r068_is_about_messages_that_rest_on_consent() -> None:
    assert judge(RULES, "R068", _on_consent(MOTHER, _aged(17, WRITTEN), basis="WMO_411_2_D")) == ()


# R069

BACK = replace(MOTHER, toestemming=(replace(WRITTEN, ingetrokken_op=date(2026, 3, 1)),))


def test_r069_on_another_ground_it_passes() -> None:
    withdrawn = recorded(CaseFact.CONSENT_WITHDRAWN)
    assert judge(RULES, "R069", _on_consent(BACK, basis="WMO_411_2_D", history=withdrawn)) == ()


@pytest.mark.parametrize(
    ("person", "history"),
    [
        (CONSENTING, recorded(CaseFact.CONSENT_WITHDRAWN)),
        (CONSENTING, recorded(CaseFact.CONSENT_WITHDRAWN, about="p1")),
        (BACK, History()),
    ],
)
def test_r069_a_supplement_on_the_old_consent_waits(person: Betrokkene, history: History) -> None:
    verdicts = judge(RULES, "R069", _on_consent(person, history=history))
    assert effects(verdicts) == [Effect.HOLD]
    assert "header.basis" in elements(verdicts)


def test_r069_consent_that_stands_passes() -> None:
    assert judge(RULES, "R069", _on_consent(CONSENTING)) == ()
    again = recorded(CaseFact.CONSENT_WITHDRAWN, holds=False)
    assert judge(RULES, "R069", _on_consent(CONSENTING, history=again)) == ()
