"""Chapter 3.2 with R132: in what role somebody is there, and that codes of lists are not mixed."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.content import Betrokkene, Content, OngeborenKind
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import PartyKind
from gateway.domain.references import NO_REFERENCES, ReferenceLists, Role
from gateway.policy import Effect, Facts
from gateway.policy.people import is_bsn, passes_eleven_test
from gateway.policy.rules.feedback import STATUSES
from gateway.policy.rules.roles import RULES
from tests.kit.policy_cases import (
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    POLICE,
    VT,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
)

LISTS = ReferenceLists(
    version="1.0.87",
    roles=(
        Role(code="015", text="moeder", valid_from=date(2014, 7, 2), valid_until=date(2016, 5, 24), successor="111"),
        Role(code="009", text="hulpverlener", valid_until=date(2016, 5, 24)),
        Role(code="411", text="hulpverlener", valid_from=date(2014, 7, 2)),
        Role(code="301", text="jeugdige", valid_until=date(2026, 3, 1)),
        Role(code="112", text="ouder met gezag", valid_from=date(2026, 3, 3)),
    ),
)


def _with(lists: ReferenceLists, *persons: Betrokkene) -> Facts:
    return replace(handover(replace(DIRECT_HANDOVER, betrokkenen=persons)), references=lists)


def _in_role(role: str, lists: ReferenceLists = NO_REFERENCES) -> Facts:
    return _with(lists, CHILD, replace(MOTHER, rol=role))


# R026


@pytest.mark.parametrize("role", ["112", "ouder met gezag", "", "iets nieuws"])
def test_r026_without_lists_whatever_has_not_ended_passes(role: str) -> None:
    assert judge(RULES, "R026", _in_role(role)) == ()


@pytest.mark.parametrize(
    "role", ["015", "016", "027", "044", "moeder", "Vader", "zus", "cliënt", "vader ", "016 (oud)"]
)
def test_r026_without_lists_the_old_roles_of_version_1_are_refused(role: str) -> None:
    verdicts = judge(RULES, "R026", _in_role(role))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[1].rol"})


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("hulpverlener", False),
        ("411", False),
        ("009", True),
        ("015", True),
        ("moeder", True),
        ("301", True),
        ("jeugdige", True),
        ("ouder met gezag", True),
        ("016", True),
        ("Moeder (biologisch)", True),
        ("grootouder", False),
    ],
)
def test_r026_with_lists_a_role_holds_on_the_day_of_the_message(role: str, *, refused: bool) -> None:
    assert bool(judge(RULES, "R026", _with(LISTS, replace(MOTHER, rol=role)))) is refused


# R026a


def _request(*persons: Betrokkene, unborn: tuple[OngeborenKind, ...] = ()) -> Facts:
    return facts(MessageType.MSG_51, Content(betrokkenen=persons, ongeboren=unborn), VT, party(PartyKind.RAAD))


@pytest.mark.parametrize(
    "parent",
    [
        replace(MOTHER, rol="112"),
        replace(MOTHER, rol="ouder zonder gezag"),
        replace(MOTHER, rol="voogd"),
        replace(MOTHER, rol="111", gezag=False),
    ],
)
def test_r026a_with_somebody_whose_authority_is_known_a_request_passes(parent: Betrokkene) -> None:
    assert judge(RULES, "R026a", _request(CHILD, parent)) == ()


@pytest.mark.parametrize("child", ["301", "jeugdige", "kind", "Kind "])
def test_r026a_a_request_about_a_child_of_whom_nobody_is_known_to_have_authority_is_refused(child: str) -> None:
    verdicts = judge(RULES, "R026a", _request(replace(CHILD, rol=child), replace(MOTHER, rol="111")))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[].gezag"})


def test_r026a_an_unborn_child_is_a_child() -> None:
    unborn = OngeborenKind(kenmerk_moeder="p1", uitgerekende_datum=IncompleteDate(2026, 7))
    assert effects(judge(RULES, "R026a", _request(replace(MOTHER, rol="111"), unborn=(unborn,)))) == [Effect.DENY]


def test_r026a_without_a_child_or_in_another_message_it_says_nothing() -> None:
    assert judge(RULES, "R026a", _request(replace(MOTHER, rol="111"))) == ()
    assert judge(RULES, "R026a", _with(NO_REFERENCES, CHILD)) == ()


# R132


@pytest.mark.parametrize("role", ["112", "ouder met gezag", "kind van de jeugdige", "015", "016", "100", "12", "x01"])
def test_r132_a_role_of_its_own_list_passes(role: str) -> None:
    assert judge(RULES, "R132", _in_role(role)) == ()


@pytest.mark.parametrize("role", ["001", "043", "099", "verdachte", "Slachtoffer", "getuige ", "099 "])
def test_r132_a_code_of_another_list_is_refused(role: str) -> None:
    verdicts = judge(RULES, "R132", _in_role(role))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[1].rol"})


def test_r132_an_installed_list_knows_more_old_roles() -> None:
    assert judge(RULES, "R132", _in_role("009", LISTS)) == ()
    assert effects(judge(RULES, "R132", _in_role("009"))) == [Effect.DENY]


@pytest.mark.parametrize("capacity", ["verdachte", "getuige", "derde", None])
def test_r132_a_capacity_in_words_passes(capacity: str | None) -> None:
    assert judge(RULES, "R132", _with(NO_REFERENCES, replace(MOTHER, status_in_zaak=capacity))) == ()


@pytest.mark.parametrize("capacity", ["001", "ouder met gezag", "Kind", "moeder"])
def test_r132_a_capacity_as_bare_code_or_from_another_list_is_refused(capacity: str) -> None:
    verdicts = judge(RULES, "R132", _with(NO_REFERENCES, replace(MOTHER, status_in_zaak=capacity)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[0].status_in_zaak"})


def test_r132_a_relation_as_bare_code_is_refused() -> None:
    assert judge(RULES, "R132", _with(NO_REFERENCES, replace(MOTHER, betrokkenheid="kleinkind"))) == ()
    verdicts = judge(RULES, "R132", _with(NO_REFERENCES, replace(MOTHER, betrokkenheid="016")))
    assert elements(verdicts) == {"betrokkenen[0].betrokkenheid"}


def test_distinction_15_a_number_that_passes_the_eleven_test_a_capital_and_a_code_of_two_lists() -> None:
    """000000000 is no BSN (R016), one status has a capital (CL06), and 016 is vader or kleinkind (R132)."""
    assert [is_bsn("000000000"), passes_eleven_test("000000000")] == [False, True]
    assert {"Melding onjuist geadresseerd", "melding onjuist geadresseerd"} & STATUSES == {
        "Melding onjuist geadresseerd"
    }
    asked = facts(MessageType.MSG_03, Content(betrokkenen=(replace(MOTHER, betrokkenheid="016"),)), POLICE, VT)
    assert elements(judge(RULES, "R132", asked)) == {"betrokkenen[0].betrokkenheid"}
