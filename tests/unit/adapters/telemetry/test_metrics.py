"""Counters and histograms."""

import pytest

from adapters.bootstrap import Ending
from adapters.keys.revocation import CrlFault
from adapters.telemetry.metrics import Metrics
from gateway.ports import WorkKind

OIN = "00000099000000010000"


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def test_what_happened_is_counted_and_timed(metrics: Metrics) -> None:
    metrics.message_received("accepted", 0.02)
    metrics.work_done(WorkKind.DELIVER, OIN, "posted", 0.2)
    metrics.office_request("submit", "ok")
    metrics.event("trust_reloaded")
    metrics.outbox(3, 12.5)
    metrics.list_fetched(Ending.REFUSED, CrlFault.OLDER)
    metrics.list_fetched(Ending.FETCHED, "")
    metrics.oldest_fetch(60.0)
    text = metrics.render().decode()
    assert 'schakel_messages_received_total{outcome="accepted"} 1.0' in text
    assert 'schakel_receive_seconds_bucket{le="0.025",outcome="accepted"} 1.0' in text
    assert f'schakel_work_total{{kind="deliver",outcome="posted",partner="{OIN}"}} 1.0' in text
    assert 'schakel_office_requests_total{operation="submit",outcome="ok"} 1.0' in text
    assert 'schakel_events_total{event="trust_reloaded",outcome="ok"} 1.0' in text
    assert "schakel_outbox_waiting 3.0" in text
    assert 'schakel_revocation_fetches_total{ending="fetched",reason=""} 1.0' in text
    assert 'schakel_revocation_fetches_total{ending="refused",reason="older"} 1.0' in text
    assert "schakel_revocation_oldest_fetch_seconds 60.0" in text
    assert "schakel_outbox_oldest_seconds 12.5" in text


@pytest.mark.parametrize("canary", ["999990019", "Jan Jansen", "jansen", 'x"} 1\njansen{a="'])
def test_a_label_is_never_free_text(canary: str, metrics: Metrics) -> None:
    metrics.message_received(canary, 0.1)
    metrics.work_done(canary, canary, canary, 0.1)
    metrics.office_request(canary, canary)
    metrics.event(canary, canary)
    metrics.list_fetched(canary, canary)
    text = metrics.render().decode()
    assert "999990019" not in text
    assert "jansen" not in text.lower()
    assert 'schakel_work_total{kind="other",outcome="other",partner="other"} 1.0' in text


def test_two_gateways_in_one_process_count_for_themselves(metrics: Metrics) -> None:
    metrics.office_request("submit", "ok")
    assert "submit" not in Metrics().render().decode()


def test_the_form_is_that_of_prometheus(metrics: Metrics) -> None:
    assert metrics.content_type.startswith("text/plain")
    assert metrics.render().endswith(b"\n")
