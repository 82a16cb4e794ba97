import pytest

from adapters.http.probe import Step
from adapters.partners.diagnosis import (
    Check,
    Finding,
    Verdict,
    Who,
    diagnose_certificate,
    diagnose_connection,
    diagnose_sending,
    good,
    skipped,
)
from gateway.wire.trust import Distrust

KNOWN = {"host": "partner.example", "port": 443, "oin": "00000099000000001000"}
REASONS = (
    (Check.NAME, "unknown-name"),
    (Check.NAME, "private-address"),
    (Check.NAME, "endpoint"),
    (Check.CONNECTION, "refused"),
    (Check.CONNECTION, "timeout"),
    (Check.CONNECTION, "unreachable"),
    (Check.TLS, "other-version"),
    (Check.TLS, "no-tls"),
    (Check.TLS, "silent"),
    (Check.TLS, "hangs-up"),
    (Check.CERTIFICATE, "server-name"),
    (Check.CERTIFICATE, "unknown-issuer"),
    (Check.CERTIFICATE, "other-oin"),
    (Check.CLIENT, "client-refused"),
    (Check.CLIENT, "hangs-up"),
)
OUTCOMES = ("no-agreement", "expired", "http-302", "http-404", "http-500", "http-503", "connect", "disconnected")


def require_useful(finding: Finding) -> None:
    """Fail unless it says what, what to do, and who, without a place left open."""
    assert finding.verdict is Verdict.WRONG
    assert finding.explanation.endswith(".")
    assert finding.action.endswith(".")
    assert finding.who is not Who.NOBODY
    assert "{" not in finding.explanation + finding.action


@pytest.mark.parametrize(("check", "reason"), REASONS)
def test_every_reason_of_a_look_says_what_to_do_and_who(check: Check, reason: str) -> None:
    require_useful(diagnose_connection(check, reason, KNOWN))


@pytest.mark.parametrize("reason", Distrust)
def test_every_reason_to_distrust_a_certificate_does_too(reason: Distrust) -> None:
    require_useful(diagnose_certificate(Check.CERTIFICATE, reason, KNOWN))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_and_so_does_every_outcome_of_an_attempt(outcome: str) -> None:
    require_useful(diagnose_sending(outcome))


def test_an_expired_certificate_is_renewed_by_who_holds_it_and_a_late_list_always_by_us() -> None:
    assert diagnose_certificate(Check.OWN_CERTIFICATES, Distrust.EXPIRED, KNOWN, Who.WE).who is Who.WE
    assert diagnose_certificate(Check.CERTIFICATE, Distrust.EXPIRED, KNOWN).who is Who.THEY
    assert diagnose_certificate(Check.CERTIFICATE, Distrust.REVOCATION_STALE, KNOWN).who is Who.WE


def test_what_is_good_or_was_not_looked_at_asks_nothing_of_anybody() -> None:
    for finding in (good(Check.PING, "er is een Pong"), skipped(Check.PING, "eerst iets anders")):
        assert (finding.action, finding.who) == ("", Who.NOBODY)


def test_every_step_of_a_look_is_a_check() -> None:
    assert {Step.NAME, Step.CONNECTION, Step.TLS, Step.CERTIFICATE, Step.CLIENT} == set(Step)
