from datetime import timedelta

import pytest

from adapters.partners.answers import (
    Asked,
    judge_clock,
    judge_ping,
    judge_sending,
    judge_signature,
    judge_status,
)
from adapters.partners.diagnosis import Verdict, Who
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.wire.ebms2.vocabulary import Location
from tests.kit.clock import NOON

ENDPOINT = "https://wij.example/ebms"
SIGNED = {"signed": "yes"}
POSTED = {"outcome": "posted"}


def asked(**entries: dict[str, str]) -> Asked:
    """Return what is known of a question: facts by the type of the entry, with underscores."""
    found = [
        EvidenceEntry(
            type=EvidenceType(name.replace("_", "-")), at=NOON, subject="s", actor="a", facts=tuple(facts.items())
        )
        for name, facts in entries.items()
    ]
    return Asked(entries=found, waited=timedelta(seconds=20))


def pong(ahead: timedelta = timedelta(0), signed: str = "yes", said: str = "", answer: str = "Pong") -> dict[str, str]:
    """Return the facts of an answer."""
    return {"answer": answer, "signed": signed, "said": said, "timestamp": (NOON + ahead).isoformat()}


def refused(code: str, reason: str, ahead: timedelta = timedelta(0)) -> dict[str, str]:
    """Return the facts of an answer that proved nothing."""
    return {"answer": "Pong", "code": code, "reason": reason, "timestamp": (NOON + ahead).isoformat()}


def test_there_is_something_to_wait_for_until_an_answer_or_a_failure() -> None:
    assert not asked(question_asked=SIGNED).ended
    assert not asked(question_asked=SIGNED, question_sent=POSTED).ended
    assert asked(question_asked=SIGNED, question_sent={"outcome": "http-404"}).ended
    assert asked(question_asked=SIGNED, answer_received=pong()).ended
    assert asked(question_asked=SIGNED, answer_refused=refused("security-refused", "signature-value")).ended


def test_a_question_that_nobody_sent_is_ours_to_mend() -> None:
    finding = judge_sending(asked(question_asked=SIGNED))
    assert (finding.verdict, finding.who) == (Verdict.WRONG, Who.WE)
    assert judge_sending(asked(question_asked=SIGNED, question_sent=POSTED)).verdict is Verdict.GOOD
    assert "no-agreement" not in judge_sending(asked(question_sent={"outcome": "no-agreement"})).explanation


def test_an_answer_over_the_same_connection_that_proves_nothing_is_theirs_to_mend_and_the_ping_arrived() -> None:
    ping = asked(question_asked=SIGNED, question_sent={"outcome": "answer-refused", "reason": "mime-refused"})
    assert ping.ended
    assert judge_sending(ping).verdict is Verdict.GOOD
    finding = judge_ping(ping, ENDPOINT)
    assert (finding.verdict, finding.who) == (Verdict.WRONG, Who.THEY)
    assert "mime-refused" in finding.explanation


def test_a_partner_that_does_not_know_ping_is_within_its_rights() -> None:
    finding = judge_ping(asked(answer_received=pong(answer="MessageError", said="NotSupported")), ENDPOINT)
    assert (finding.verdict, "NotSupported" in finding.explanation) == (Verdict.NOTICE, True)


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        ("header-refused", f"ValueNotRecognized at {Location.TIMESTAMP}", "toekomst"),
        ("header-refused", f"Inconsistent at {Location.FROM_PARTY}", "klopt niet met de afspraak"),
        ("security-refused", "signature-value", "handtekening"),
    ],
)
def test_a_pong_that_proves_nothing_says_why(code: str, reason: str, words: str) -> None:
    finding = judge_ping(asked(answer_refused=refused(code, reason)), ENDPOINT)
    assert finding.verdict is Verdict.WRONG
    assert words in finding.explanation


@pytest.mark.parametrize(
    ("ahead", "verdict"),
    [
        (timedelta(seconds=60), Verdict.GOOD),
        (timedelta(seconds=-60), Verdict.GOOD),
        (timedelta(seconds=61), Verdict.NOTICE),
        (timedelta(minutes=-5), Verdict.NOTICE),
        (timedelta(minutes=5, seconds=1), Verdict.WRONG),
    ],
)
def test_the_clocks_may_be_a_minute_apart_and_must_not_be_five(ahead: timedelta, verdict: Verdict) -> None:
    assert judge_clock(asked(answer_received=pong(ahead))).verdict is verdict


def test_the_clock_shows_in_an_answer_that_was_refused_too_and_nowhere_without_one() -> None:
    hour = refused("header-refused", f"ValueNotRecognized at {Location.TIMESTAMP}", timedelta(hours=1))
    assert "3600 s voor" in judge_clock(asked(answer_refused=hour)).explanation
    assert judge_clock(asked(question_sent=POSTED)).verdict is Verdict.SKIPPED


def test_signatures_are_seen_in_the_pong_or_else_in_the_last_receipt() -> None:
    signed, unsigned = asked(question_asked=SIGNED, answer_received=pong()), pong(signed="no")
    assert judge_signature(signed, None).verdict is Verdict.GOOD
    plain = asked(question_asked=SIGNED, answer_received=unsigned)
    assert judge_signature(plain, NOON).verdict is Verdict.GOOD
    assert judge_signature(plain, None).verdict is Verdict.NOTICE
    assert judge_signature(asked(question_asked=SIGNED), NOON).verdict is Verdict.SKIPPED
    assert judge_signature(asked(question_asked={"signed": "no"}, answer_received=unsigned), NOON).verdict is (
        Verdict.SKIPPED
    )


@pytest.mark.parametrize(
    ("said", "known", "verdict"),
    [
        ("Received", True, Verdict.GOOD),
        ("Processed", True, Verdict.GOOD),
        ("NotRecognized", True, Verdict.NOTICE),
        ("NotRecognized", False, Verdict.GOOD),
        ("UnAuthorized", False, Verdict.GOOD),
        ("Received", False, Verdict.WRONG),
        ("NotSupported", False, Verdict.NOTICE),
    ],
)
def test_a_status_is_good_when_it_is_true(said: str, verdict: Verdict, *, known: bool) -> None:
    status = asked(question_asked=SIGNED, answer_received=pong(said=said, answer="StatusResponse"))
    assert judge_status(status, known=known).verdict is verdict


def test_no_answer_about_a_status_is_allowed() -> None:
    assert judge_status(asked(question_sent=POSTED), known=True).verdict is Verdict.NOTICE
