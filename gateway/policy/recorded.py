"""What was recorded of a case about several persons, organisations or codes at once."""

from gateway.domain.case import CaseFact
from gateway.policy.facts import History, Known


def is_recorded(history: History, fact: CaseFact) -> bool:
    """Tell whether anybody recorded the fact about anything: that it holds, or that it does not."""
    return any(entry.fact is fact for entry in history.case)


def recorded_about(history: History, fact: CaseFact) -> frozenset[str]:
    """Return about whom or what the fact holds now."""
    named = {entry.about for entry in history.case if entry.fact is fact}
    return frozenset(about for about in named if history.known(fact, about) is Known.YES)
