"""What was found in one agreement."""

import pytest

from gateway.errors import ConfigError
from gateway.wire.ebms2.cpa.findings import Findings, Severity, errors_of, settle, warnings_of
from gateway.wire.ebms2.cpa.vocabulary import Rule


def test_without_mistakes_nothing_is_raised() -> None:
    findings = Findings()
    findings.notice(Rule.TRANSPORT, 3, "iets om te weten")
    settle(findings.all)
    assert warnings_of(findings.all) == ("transport: regel 3: iets om te weten (E-12, E-13, E-84)",)
    assert errors_of(findings.all) == ()


def test_every_mistake_is_raised_at_once_and_the_same_one_counts_once() -> None:
    findings = Findings()
    for line in (2, 2, 7):
        findings.mistake(Rule.STATUS, line, "fout")
    with pytest.raises(ConfigError) as refusal:
        settle(findings.all)
    assert refusal.value.mistakes == (
        "status: regel 2: fout (E-86, 83)",
        "status: regel 7: fout (E-86, 83)",
    )


def test_errors_come_before_warnings() -> None:
    findings = Findings()
    findings.notice(Rule.TRANSPORT, 1, "let op")
    findings.mistake(Rule.STATUS, 0, "fout")
    assert [each.severity for each in findings.all] == [Severity.ERROR, Severity.WARNING]
    assert [str(each) for each in findings.all] == [
        "status: fout (E-86, 83)",
        "transport: regel 1: let op (E-12, E-13, E-84)",
    ]
