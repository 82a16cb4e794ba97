"""Chapter 3.4: all parents with authority are in, one of them may consent, and both hear of it."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene, Content, Informering, OngeborenKind, Toestemming
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.policy import Effect, Facts, History
from gateway.policy.book import RULES as BOOK
from gateway.policy.engine import decide
from gateway.policy.rules.parents import RULES, is_minor, minors
from tests.kit.policy_cases import (
    AT,
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    effects,
    elements,
    facts,
    handover,
    judge,
    recorded,
)

YES = Toestemming(gegeven=True, waarvoor="overdracht", door="p1", datum=date(2026, 3, 1))
CONSENTING = replace(MOTHER, toestemming=(YES,))
FATHER = replace(MOTHER, kenmerk="p3", voornamen="Jan", bsn=None)
UNAWARE = replace(FATHER, informering=None)


def _known(*people: str) -> History:
    entries = [recorded(CaseFact.PARENT_WITH_AUTHORITY, about=name) for name in people]
    return History(case=tuple(entry for each in entries for entry in each.case))


def _between(*people: Betrokkene, kind: MessageType = MessageType.MSG_34, history: History | None = None) -> Facts:
    asked = facts(kind, replace(DIRECT_HANDOVER, betrokkenen=people))
    return replace(asked, history=history or History())


def _on_consent(*people: Betrokkene, basis: str | None = "TOESTEMMING") -> Facts:
    asked = _between(*people)
    return replace(asked, message=replace(asked.message, header=replace(asked.header, basis=basis)))


# R050


@pytest.mark.parametrize("kind", [MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_51])
def test_r050_with_the_divorced_father_in_it_passes(kind: MessageType) -> None:
    assert judge(RULES, "R050", _between(MOTHER, FATHER, CHILD, kind=kind, history=_known("p1", "p3"))) == ()


@pytest.mark.parametrize("kind", [MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_51])
def test_r050_with_only_the_resident_mother_it_is_refused(kind: MessageType) -> None:
    verdicts = judge(RULES, "R050", _between(MOTHER, CHILD, kind=kind, history=_known("p1", "p3")))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"betrokkenen"}


def test_r050_who_lost_authority_need_not_be_in_it() -> None:
    lost = recorded(CaseFact.PARENT_WITH_AUTHORITY, about="p3", holds=False)
    both = replace(lost, case=(*lost.case, *_known("p1").case))
    assert judge(RULES, "R050", _between(MOTHER, CHILD, history=both)) == ()


def test_r050_not_knowing_who_has_authority_is_flagged() -> None:
    assert effects(judge(RULES, "R050", _between(MOTHER, CHILD))) == [Effect.FLAG]


def test_r050_a_child_to_be_born_counts() -> None:
    unborn = OngeborenKind(kenmerk_moeder="p1", uitgerekende_datum=IncompleteDate(2026, 7))
    content = replace(DIRECT_HANDOVER, betrokkenen=(MOTHER,), ongeboren=(unborn,))
    asked = replace(handover(content), history=_known("p1", "p3"))
    assert effects(judge(RULES, "R050", asked)) == [Effect.DENY]


def test_r050_is_about_handovers_and_requests_about_a_child() -> None:
    assert judge(RULES, "R050", _between(MOTHER, history=_known("p3"))) == ()
    assert judge(RULES, "R050", _between(MOTHER, CHILD, kind=MessageType.MSG_37, history=_known("p3"))) == ()


# R051 and R052


def test_r051_of_one_parent_of_two_consent_is_enough() -> None:
    assert effects(judge(RULES, "R051", _on_consent(CONSENTING, FATHER, CHILD))) == [Effect.ALLOW]


def test_r051_a_parent_may_consent_for_the_child() -> None:
    child = replace(CHILD, toestemming=(YES,))
    assert effects(judge(RULES, "R051", _on_consent(MOTHER, FATHER, child))) == [Effect.ALLOW]


@pytest.mark.parametrize(
    "given",
    [(), (replace(YES, gegeven=False),), (replace(YES, door="p2"),), (replace(YES, ingetrokken_op=date(2026, 3, 2)),)],
    ids=["nothing", "refused", "the child alone", "withdrawn"],
)
def test_r051_when_neither_consents_and_no_law_is_named_it_is_refused(given: tuple[Toestemming, ...]) -> None:
    verdicts = judge(RULES, "R051", _on_consent(replace(MOTHER, toestemming=given), FATHER, CHILD))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"header.basis", "betrokkenen[].toestemming"}


def test_r051_when_all_consent_there_is_nothing_to_allow() -> None:
    both = replace(FATHER, toestemming=(replace(YES, door="p3"),))
    assert judge(RULES, "R051", _on_consent(CONSENTING, both, CHILD)) == ()
    assert judge(RULES, "R051", _on_consent(CONSENTING, CHILD)) == ()


@pytest.mark.parametrize("number", ["R051", "R052"])
@pytest.mark.parametrize("basis", ["WMO_411_2_D", None])
def test_r051_on_a_statutory_ground_no_consent_is_asked(number: str, basis: str | None) -> None:
    assert judge(RULES, number, _on_consent(MOTHER, UNAWARE, CHILD, basis=basis)) == ()


def test_r051_allows_nothing_that_another_rule_refuses() -> None:
    asked = _on_consent(CONSENTING, FATHER, CHILD)
    refused = replace(asked, receiver=None)
    assert not decide(BOOK, refused).passes


def test_r052_with_a_letter_to_both_it_passes() -> None:
    assert judge(RULES, "R052", _on_consent(CONSENTING, FATHER, CHILD)) == ()


@pytest.mark.parametrize("father", [UNAWARE, replace(FATHER, informering=Informering(geinformeerd=False))])
def test_r052_while_the_father_was_not_reached_it_waits(father: Betrokkene) -> None:
    verdicts = judge(RULES, "R052", _on_consent(CONSENTING, father, CHILD))
    assert effects(verdicts) == [Effect.HOLD]
    assert elements(verdicts) == {"betrokkenen[1].informering"}


def test_r052_is_about_the_consent_of_one_of_them() -> None:
    both = replace(UNAWARE, toestemming=(replace(YES, door="p3"),))
    assert judge(RULES, "R052", _on_consent(CONSENTING, both, CHILD)) == ()
    assert judge(RULES, "R052", _on_consent(MOTHER, UNAWARE, CHILD)) == ()


def test_distinction_18_one_parents_consent_is_enough_but_both_are_informed() -> None:
    asked = _on_consent(CONSENTING, UNAWARE, CHILD)
    assert effects(judge(RULES, "R051", asked)) == [Effect.ALLOW]
    assert effects(judge(RULES, "R052", asked)) == [Effect.HOLD]


# who is a minor


@pytest.mark.parametrize(
    ("person", "minor"),
    [
        (CHILD, True),
        (MOTHER, False),
        (replace(MOTHER, geboortedatum=None), False),
        (replace(CHILD, geboortedatum=None), True),
        (replace(CHILD, geboortedatum=None, rol="kind"), True),
        (replace(CHILD, geboortedatum=IncompleteDate(2008, 3, 2)), False),
        (replace(CHILD, geboortedatum=IncompleteDate(2008, 3, 3)), True),
        (replace(CHILD, geboortedatum=IncompleteDate(2008)), True),
    ],
)
def test_who_may_not_be_of_age_is_a_minor(person: Betrokkene, *, minor: bool) -> None:
    assert is_minor(person, AT.date()) is minor
    assert bool(minors(Content(betrokkenen=(person,)), AT.date())) is minor
