"""Chapter 3.9, first part: the people concerned are informed, safely, and what was wrong is put right everywhere."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.case import CaseFact, Exchanged
from gateway.domain.content import Content, Correctie, Informering
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.rights import LETTER_SUBJECTS, RULES
from gateway.policy.verdicts import Copy, Timer
from tests.kit.policy_cases import (
    AT,
    EARLIER,
    LOCAL_FIELD,
    MOTHER,
    POLICE,
    REFERENCE,
    VT,
    effects,
    elements,
    exchange,
    facts,
    handover,
    judge,
    party,
    recorded,
)

CONCERNED = party(PartyKind.BETROKKENE)
LETTER = facts(MessageType.MSG_62, Content(betrokkenen=(MOTHER,)), VT, CONCERNED)
GI = party(PartyKind.GI)


def telling(*subjects: str) -> History:
    return History(case=tuple(entry for name in subjects for entry in recorded(CaseFact.LETTER_TELLS, about=name).case))


# R120


def test_r120_a_letter_with_all_five_subjects_passes() -> None:
    assert judge(RULES, "R120", replace(LETTER, history=telling(*LETTER_SUBJECTS))) == ()


def test_r120_a_letter_of_one_line_is_refused() -> None:
    assert effects(judge(RULES, "R120", LETTER)) == [Effect.DENY]


@pytest.mark.parametrize("lacking", LETTER_SUBJECTS)
def test_r120_one_subject_too_few_is_named(lacking: str) -> None:
    told = telling(*(name for name in LETTER_SUBJECTS if name != lacking))
    (verdict,) = judge(RULES, "R120", replace(LETTER, history=told))
    assert verdict.repair.endswith(lacking)


def test_r120_is_about_the_letter_alone() -> None:
    assert judge(RULES, "R120", handover()) == ()


# R121

CORRECTION = Content(correctie=Correctie(betreft=EARLIER, wijziging="adres", reden="onjuist"))


def correcting(*exchanged: Exchanged, waiting: tuple[Exchanged, ...] = ()) -> Facts:
    asked = facts(MessageType.MSG_63, CORRECTION, VT, LOCAL_FIELD)
    return replace(asked, history=History(exchanged=exchanged, waiting=waiting))


FIRST = exchange(MessageType.MSG_34, LOCAL_FIELD)
SECOND = exchange(MessageType.MSG_55, POLICE, reference=REFERENCE)
THIRD = exchange(MessageType.MSG_36, GI)


def test_r121_three_receivers_hear_of_it() -> None:
    later = AT - timedelta(minutes=5)
    told = [exchange(MessageType.MSG_63, each, at=later) for each in (POLICE, GI)]
    assert judge(RULES, "R121", correcting(FIRST, SECOND, THIRD, *told)) == ()


def test_r121_a_correction_that_waits_for_a_person_told_nobody() -> None:
    told = [exchange(MessageType.MSG_63, each, at=AT - timedelta(minutes=5)) for each in (POLICE, GI)]
    one = correcting(FIRST, SECOND, THIRD, told[0], waiting=(told[1],))
    assert effects(judge(RULES, "R121", one)) == [Effect.COPY]


def test_r121_only_the_last_receiver_is_not_enough() -> None:
    verdicts = judge(RULES, "R121", correcting(FIRST, SECOND, THIRD))
    assert effects(verdicts) == [Effect.COPY, Effect.COPY]
    assert {verdict.to for verdict in verdicts if isinstance(verdict, Copy)} == {PartyKind.POLITIE, PartyKind.GI}
    assert len(elements(verdicts)) == 2


def test_r121_a_correction_before_the_message_corrects_nothing_of_it() -> None:
    before = exchange(MessageType.MSG_63, POLICE, at=AT - timedelta(hours=2))
    assert effects(judge(RULES, "R121", correcting(FIRST, SECOND, before))) == [Effect.COPY]


def test_r121_a_correction_of_last_week_tells_nobody_of_a_second_one() -> None:
    last_week = [exchange(MessageType.MSG_63, each, at=AT - timedelta(minutes=9)) for each in (LOCAL_FIELD, POLICE, GI)]
    verdicts = judge(RULES, "R121", correcting(FIRST, SECOND, THIRD, *last_week))
    assert effects(verdicts) == [Effect.COPY, Effect.COPY]
    now = [exchange(MessageType.MSG_63, each, at=AT) for each in (POLICE, GI)]
    assert judge(RULES, "R121", correcting(FIRST, SECOND, THIRD, *last_week, *now)) == ()
    assert len(judge(RULES, "R121", correcting(FIRST, SECOND, THIRD, *last_week, now[0]))) == 1


def test_r121_who_came_later_needs_no_correction_of_before() -> None:
    last_week = exchange(MessageType.MSG_63, LOCAL_FIELD, at=AT - timedelta(minutes=9))
    later = replace(SECOND, at=AT - timedelta(minutes=5))
    assert len(judge(RULES, "R121", correcting(FIRST, last_week, later))) == 1
    told = exchange(MessageType.MSG_63, POLICE, at=AT)
    assert judge(RULES, "R121", correcting(FIRST, last_week, later, told)) == ()


def test_r121_receipts_and_what_came_in_need_no_correction() -> None:
    receipt = exchange(MessageType.MSG_40, POLICE)
    came = exchange(MessageType.MSG_01, POLICE, Direction.IN)
    nobody = replace(SECOND, other_kinds=frozenset())
    assert judge(RULES, "R121", correcting(FIRST, receipt, came, nobody)) == ()


def test_r121_what_we_did_not_send_is_marked() -> None:
    came = exchange(MessageType.MSG_34, POLICE, Direction.IN)
    assert effects(judge(RULES, "R121", correcting(came))) == [Effect.FLAG]
    assert judge(RULES, "R121", handover()) == ()
    assert judge(RULES, "R121", facts(MessageType.MSG_63, Content())) == ()


# R122


def test_r122_a_letter_to_the_address_that_was_agreed_passes() -> None:
    assert judge(RULES, "R122", replace(LETTER, history=recorded(CaseFact.SAFE_CHANNEL, about="p1"))) == ()


@pytest.mark.parametrize("about", ["", "p2"])
def test_r122_a_letter_to_a_shared_house_waits(about: str) -> None:
    verdicts = judge(RULES, "R122", replace(LETTER, history=recorded(CaseFact.SAFE_CHANNEL, about=about)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.HOLD], {"betrokkenen[0]"})


def test_r122_a_letter_that_names_nobody_and_a_recorded_no_wait_too() -> None:
    bare = facts(MessageType.MSG_62, Content(), VT, CONCERNED)
    assert effects(judge(RULES, "R122", bare)) == [Effect.HOLD]
    assert judge(RULES, "R122", replace(bare, history=recorded(CaseFact.SAFE_CHANNEL))) == ()
    unsafe = recorded(CaseFact.SAFE_CHANNEL, about="p1", holds=False)
    assert effects(judge(RULES, "R122", replace(LETTER, history=unsafe))) == [Effect.HOLD]
    assert judge(RULES, "R122", handover()) == ()


# R123


def untold(reason: str | None, kind: MessageType = MessageType.MSG_42) -> Facts:
    person = replace(MOTHER, informering=Informering(geinformeerd=False, reden_niet=reason))
    return facts(kind, Content(betrokkenen=(person,)))


@pytest.mark.parametrize("kind", [MessageType.MSG_42, MessageType.MSG_62])
def test_r123_the_safety_of_the_child_is_a_ground_for_two_weeks(kind: MessageType) -> None:
    verdicts = judge(RULES, "R123", untold("veiligheid van het kind", kind))
    assert verdicts == (Timer(because=verdicts[0].because, deadline="D010", starts=True),)


@pytest.mark.parametrize("reason", ["onhandig moment", "veiligheid", "UAVG 41", "", None])
def test_r123_an_awkward_moment_is_no_ground(reason: str | None) -> None:
    verdicts = judge(RULES, "R123", untold(reason))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"betrokkenen[0].informering.reden_niet"}


def test_r123_who_was_told_or_not_reached_is_not_kept_ignorant() -> None:
    assert judge(RULES, "R123", facts(MessageType.MSG_42, Content(betrokkenen=(MOTHER,)))) == ()
    silent = Content(betrokkenen=(replace(MOTHER, informering=None),))
    assert judge(RULES, "R123", facts(MessageType.MSG_42, silent)) == ()
    assert judge(RULES, "R123", untold("drie keer gebeld, niet bereikt")) == ()
    assert judge(RULES, "R123", untold("onhandig moment", MessageType.MSG_34)) == ()
