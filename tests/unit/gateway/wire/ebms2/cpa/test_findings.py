"""What was found in one agreement."""

import pytest

from gateway.errors import ConfigError
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.vocabulary import Rule


def test_without_mistakes_nothing_is_raised() -> None:
    findings = Findings()
    findings.notice(Rule.TRANSPORT, 3, "something to know")
    findings.settle()
    assert findings.notices == ("transport: line 3: something to know",)


def test_every_mistake_is_raised_at_once_and_the_same_one_counts_once() -> None:
    findings = Findings()
    for line in (2, 2, 7):
        findings.mistake(Rule.STATUS, line, "wrong")
    with pytest.raises(ConfigError) as refusal:
        findings.settle()
    assert refusal.value.mistakes == ("status: line 2: wrong", "status: line 7: wrong")
