"""What the doors tell, telemetry takes."""

from adapters.http.watching import EventLog, Exposition, Meter
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics


def test_the_log_and_the_metrics_are_what_the_doors_ask_for() -> None:
    log: EventLog = Log()
    meter: Meter = Metrics()
    exposition: Exposition = Metrics()
    # mypy holds this test: it fails where a name or a type differs.
    assert all(map(callable, (log.event, log.failed, meter.message_received, meter.office_request)))
    assert exposition.content_type.startswith("text/plain")
