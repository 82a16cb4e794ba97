"""Retries, duplicates, time to live: agreed values + what happened + the moment -> when to act next (E-45 to E-51)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from gateway.domain.agreement import Reliability

# What never reached the partner is tried again soon (G22: within 60 seconds), then ever more slowly (D28).
_FIRST_PAUSE: Final = timedelta(seconds=20)
_LONGEST_PAUSE: Final = timedelta(minutes=15)
# Chance may make a pause short, never nothing: a partner that comes back is not met by all of us at once.
_SHORTEST_PAUSE: Final = timedelta(seconds=1)
# 20 seconds doubled six times pass the longest pause; larger powers need no reckoning.
_DOUBLINGS: Final = 6


class Outcome(StrEnum):
    """How an attempt ended when nothing final came of it."""

    TAKEN = "taken"
    UNREACHABLE = "unreachable"


def expires_at(reliability: Reliability, first_at: datetime) -> datetime:
    """Return when the sender gives up, which is also the TimeToLive: (1 + Retries) x RetryInterval (E-41, E-45)."""
    return first_at + reliability.horizon


def next_attempt_at(
    reliability: Reliability, first_at: datetime, at: datetime, outcome: Outcome, attempts: int, jitter: float
) -> datetime | None:
    """Return when to send the same octets again; None when only waiting for the end is left.

    `attempts` counts those made so far, this one included; `jitter` is chance from [0, 1), drawn by a door. Taken and
    not acknowledged waits the agreed interval. Unreachable backs off within it, with full jitter; that is no retry in
    the sense of the agreement, and has ended before one is due (E-48). No retries agreed means none of either kind.
    """
    if reliability.retries == 0:
        return None
    pause = reliability.retry_interval if outcome is Outcome.TAKEN else _back_off(reliability, attempts, jitter)
    due_at = at + pause
    return due_at if due_at < expires_at(reliability, first_at) else None


def remember_until(reliability: Reliability, received_at: datetime) -> datetime:
    """Return until when a duplicate may come: never PersistDuration alone, which is often shorter (E-45, E-47)."""
    return received_at + max(reliability.persist_duration, reliability.horizon)


def _back_off(reliability: Reliability, attempts: int, jitter: float) -> timedelta:
    doubled = _FIRST_PAUSE * (1 << min(attempts - 1, _DOUBLINGS))
    ceiling = min(doubled, _LONGEST_PAUSE, reliability.retry_interval)
    return max(ceiling * jitter, _SHORTEST_PAUSE)
