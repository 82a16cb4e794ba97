"""Counters and histograms, in a registry of our own: labels are codes and OINs, never free text (bad input 253)."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from adapters.telemetry.allowed import EVENTS
from adapters.telemetry.fields import code_of, organisation_of

# From a duplicate answered from memory to a partner that lets the whole time-out pass.
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_OTHER: Final = "other"


class Metrics:
    """What is counted and timed; a label that is no code of ours and no OIN is counted as `other`."""

    content_type: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._received = self._counter("schakel_messages_received", "Messages at the partner door", "outcome")
        self._received_seconds = self._histogram("schakel_receive_seconds", "From request to answer", "outcome")
        self._work = self._counter("schakel_work", "Attempts of the relay", "kind", "partner", "outcome")
        self._work_seconds = self._histogram("schakel_work_seconds", "One attempt of the relay", "kind")
        self._office = self._counter("schakel_office_requests", "Calls of back offices", "operation", "outcome")
        self._events = self._counter("schakel_events", "Other events of the log", "event", "outcome")
        self._waiting = self._gauge("schakel_outbox_waiting", "Work that is still to be done")
        self._oldest = self._gauge("schakel_outbox_oldest_seconds", "How long the oldest work has waited")
        self._fetches = self._counter("schakel_revocation_fetches", "Fetches of a revocation list", "ending", "reason")
        self._unfetched = self._gauge(
            "schakel_revocation_oldest_fetch_seconds", "How long ago the list was fetched that waits longest"
        )
        self._alarms = Gauge(
            "schakel_alarms", "What is not as it should be", ("kind", "partner"), registry=self._registry
        )

    def message_received(self, outcome: str, seconds: float) -> None:
        """Count and time one request at the partner door."""
        code = _code(outcome)
        self._received.labels(code).inc()
        self._received_seconds.labels(code).observe(seconds)

    def work_done(self, kind: str, partner: str, outcome: str, seconds: float) -> None:
        """Count and time one attempt of the relay."""
        code = _code(kind)
        self._work.labels(code, organisation_of(partner) or _OTHER, _code(outcome)).inc()
        self._work_seconds.labels(code).observe(seconds)

    def office_request(self, operation: str, outcome: str) -> None:
        """Count one call of a back office."""
        self._office.labels(_code(operation), _code(outcome)).inc()

    def event(self, name: str, outcome: str = "ok") -> None:
        """Count an event that has no counter of its own."""
        self._events.labels(name if name in EVENTS else _OTHER, _code(outcome)).inc()

    def outbox(self, waiting: int, oldest_seconds: float) -> None:
        """Tell how much work waits, and how long the oldest."""
        self._waiting.set(waiting)
        self._oldest.set(oldest_seconds)

    def list_fetched(self, ending: str, reason: str) -> None:
        """Count one fetch of a revocation list; the reason is empty when it was taken."""
        self._fetches.labels(_code(ending), _code(reason) if reason else "").inc()

    def oldest_fetch(self, seconds: float) -> None:
        """Tell how long ago the list was fetched that waits longest."""
        self._unfetched.set(seconds)

    def alarms(self, found: Iterable[tuple[str, str]]) -> None:
        """Tell everything that is not as it should be, by kind and partner; what is not named again is over."""
        self._alarms.clear()
        for kind, partner in found:
            self._alarms.labels(_code(kind), organisation_of(partner) or _OTHER).set(1)

    def render(self) -> bytes:
        """Return everything in the text form of Prometheus."""
        return generate_latest(self._registry)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, labels, registry=self._registry)

    def _histogram(self, name: str, words: str, *labels: str) -> Histogram:
        return Histogram(name, words, labels, buckets=_SECONDS, registry=self._registry)

    def _gauge(self, name: str, words: str) -> Gauge:
        return Gauge(name, words, registry=self._registry)


def _code(value: str) -> str:
    return code_of(value) or _OTHER
