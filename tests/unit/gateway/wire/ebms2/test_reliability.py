from datetime import timedelta

import pytest

from gateway.domain.agreement import Reliability
from gateway.wire.ebms2.reliability import Outcome, expires_at, next_attempt_at, remember_until
from tests.kit.ebms2_messages import AT, RELIABILITY

HOUR = timedelta(hours=1)
QUICK = Reliability(retries=5, retry_interval=timedelta(seconds=30), persist_duration=HOUR)
NONE = Reliability(retries=0, retry_interval=HOUR, persist_duration=HOUR)


def _pause(attempts: int, jitter: float, reliability: Reliability = RELIABILITY) -> timedelta:
    due_at = next_attempt_at(reliability, AT, AT, Outcome.UNREACHABLE, attempts, jitter)
    assert due_at is not None
    return due_at - AT


def test_a_message_expires_after_its_last_retry_had_an_interval() -> None:
    assert expires_at(RELIABILITY, AT) == AT + 27 * HOUR


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_what_was_taken_waits_the_agreed_interval(jitter: float) -> None:
    assert next_attempt_at(RELIABILITY, AT, AT + HOUR, Outcome.TAKEN, 1, jitter) == AT + 4 * HOUR


def test_the_agreed_number_of_retries_fits_and_not_one_more() -> None:
    attempts, at = 1, AT
    while (due_at := next_attempt_at(RELIABILITY, AT, at, Outcome.TAKEN, attempts, 0.5)) is not None:
        attempts, at = attempts + 1, due_at
    assert attempts == 1 + RELIABILITY.retries


def test_what_did_not_arrive_is_tried_within_a_minute() -> None:
    assert _pause(1, 0.999) < timedelta(seconds=20)


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    assert [_pause(attempts, 0.5) for attempts in (1, 2, 3, 6, 7, 8, 1000)] == [
        timedelta(seconds=seconds) for seconds in (10, 20, 40, 320, 450, 450, 450)
    ]


def test_a_pause_never_exceeds_the_agreed_interval() -> None:
    assert _pause(10, 0.999, QUICK) < QUICK.retry_interval


def test_chance_never_makes_a_pause_nothing() -> None:
    assert _pause(1, 0.0) == timedelta(seconds=1)


@pytest.mark.parametrize("outcome", Outcome)
def test_nothing_is_tried_at_or_after_expiry(outcome: Outcome) -> None:
    end = expires_at(RELIABILITY, AT)
    assert next_attempt_at(RELIABILITY, AT, end - timedelta(milliseconds=999), outcome, 9, 0.0) is None
    assert next_attempt_at(RELIABILITY, AT, end - timedelta(seconds=1), outcome, 9, 0.0) is None


def test_a_pause_may_end_just_before_expiry() -> None:
    at = expires_at(RELIABILITY, AT) - timedelta(seconds=2)
    assert next_attempt_at(RELIABILITY, AT, at, Outcome.UNREACHABLE, 9, 0.0) == at + timedelta(seconds=1)


@pytest.mark.parametrize("outcome", Outcome)
def test_without_agreed_retries_there_are_none(outcome: Outcome) -> None:
    assert next_attempt_at(NONE, AT, AT, outcome, 1, 0.5) is None


def test_duplicates_are_remembered_beyond_a_short_persist_duration() -> None:
    assert remember_until(RELIABILITY, AT) == AT + 27 * HOUR
    assert remember_until(QUICK, AT) == AT + HOUR
