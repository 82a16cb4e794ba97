"""Chapter 3.10: routing and integrity."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.content import Bijlage, Content, Rest
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.policy import Effect, Facts, History
from gateway.policy.rules.transport import RULES
from tests.kit.policy_cases import (
    AT,
    LOCAL_FIELD,
    VT,
    arriving,
    changed,
    effects,
    elements,
    facts,
    handover,
    headed,
    judge,
)

PDF = Bijlage(naam="bijlage-1.pdf", soort="rapport", mime="application/pdf", inhoud=b"%PDF-")


# R133


def test_r133_known_fields_pass() -> None:
    assert judge(RULES, "R133", handover()) == ()


def test_r133_what_we_do_not_model_is_kept_and_reported() -> None:
    unknown = Rest(plaats="object/extraElementen", inhoud="x")
    verdicts = judge(RULES, "R133", arriving(facts(MessageType.MSG_01, Content(rest=(unknown, unknown)))))
    assert effects(verdicts) == [Effect.FLAG]
    assert elements(verdicts) == {"rest[0]", "rest[1]"}


# R134


def test_r134_parties_and_certificate_that_agree_pass() -> None:
    assert judge(RULES, "R134", handover()) == ()
    assert judge(RULES, "R134", replace(arriving(handover()), certificate=VT.oin)) == ()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"sender": LOCAL_FIELD}, "header.sender"),
        ({"certificate": Oin.parse("00000001999999999000")}, "certificate"),
    ],
)
def test_r134_a_forged_party_is_refused(changes: dict[str, object], named: str) -> None:
    verdicts = judge(RULES, "R134", changed(arriving(handover()), **changes))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {named}


def test_r134_a_sender_that_nobody_knows_is_told_so_by_another_rule() -> None:
    asked = replace(arriving(handover()), sender=None, certificate=Oin.parse("00000001999999999000"))
    assert judge(RULES, "R134", asked) == ()


# R152


def _made(
    at: timedelta, patience: timedelta = timedelta(), cause: timedelta | None = None, *, leaves: bool = False
) -> Facts:
    history = History(cross_reference_at=None if cause is None else AT + cause)
    asked = replace(headed(handover(), created_at=AT + at), patience=patience, history=history)
    return asked if leaves else arriving(asked)


@pytest.mark.parametrize("at", [timedelta(), timedelta(minutes=5), timedelta(minutes=-5)])
def test_r152_a_clock_within_five_minutes_passes(at: timedelta) -> None:
    assert judge(RULES, "R152", _made(at)) == ()


@pytest.mark.parametrize("at", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=1), timedelta(days=-1)])
def test_r152_up_to_a_day_is_marked(at: timedelta) -> None:
    verdicts = judge(RULES, "R152", _made(at))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.FLAG], {"header.created_at"})


@pytest.mark.parametrize("at", [timedelta(days=1, seconds=1), timedelta(days=-1, seconds=-1), timedelta(days=-2000)])
def test_r152_more_than_a_day_is_refused(at: timedelta) -> None:
    for asked in (_made(at), _made(at, leaves=True)):
        verdicts = judge(RULES, "R152", asked)
        assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.created_at"})


def test_r152_a_message_may_be_on_its_way_as_long_as_was_agreed() -> None:
    days = timedelta(days=3)
    assert judge(RULES, "R152", _made(-days, patience=days)) == ()
    assert effects(judge(RULES, "R152", _made(-days - timedelta(hours=1), patience=days))) == [Effect.FLAG]
    assert effects(judge(RULES, "R152", _made(-days - timedelta(days=2), patience=days))) == [Effect.DENY]
    assert effects(judge(RULES, "R152", _made(days, patience=days))) == [Effect.DENY]


def test_r152_an_answer_is_not_older_than_its_question() -> None:
    days, hour = timedelta(days=3), timedelta(hours=1)
    assert judge(RULES, "R152", _made(-hour, days, cause=-hour)) == ()
    assert effects(judge(RULES, "R152", _made(-2 * hour, days, cause=-hour))) == [Effect.FLAG]
    assert effects(judge(RULES, "R152", _made(timedelta(days=-2), days, cause=-hour))) == [Effect.DENY]
    assert judge(RULES, "R152", _made(-days, days, cause=-2 * days)) == ()


# R144


def test_r144_a_small_file_with_a_plain_name_passes() -> None:
    assert judge(RULES, "R144", handover(Content(bijlagen=(PDF,)))) == ()


@pytest.mark.parametrize("name", ["rapport 3.pdf", "../rapport.pdf", "rapport.pdf\n", "é.pdf", "x" * 256])
def test_r144_another_name_is_refused(name: str) -> None:
    verdicts = judge(RULES, "R144", handover(Content(bijlagen=(PDF, replace(PDF, naam=name)))))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"bijlagen[1].naam"}


def test_r144_more_than_25_megabytes_together_is_refused() -> None:
    half = replace(PDF, inhoud=PDF.inhoud.ljust(13 * 1024 * 1024))
    assert judge(RULES, "R144", handover(Content(bijlagen=(half,)))) == ()
    verdicts = judge(RULES, "R144", handover(Content(bijlagen=(half, half))))
    assert elements(verdicts) == {"bijlagen"}
