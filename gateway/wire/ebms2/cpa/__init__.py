"""The collaboration protocol agreement (CPPA 2.0): its octets in, an agreement as we see it out."""

from gateway.wire.ebms2.cpa.certificates import NOBODY, Holders
from gateway.wire.ebms2.cpa.findings import Finding, Severity
from gateway.wire.ebms2.cpa.fitting import check_fit
from gateway.wire.ebms2.cpa.reading import Inspection, Review, inspect, parse, review
from gateway.wire.ebms2.cpa.replacements import check_overlay
from gateway.wire.ebms2.cpa.vocabulary import Rule

__all__ = [
    "NOBODY",
    "Finding",
    "Holders",
    "Inspection",
    "Review",
    "Rule",
    "Severity",
    "check_fit",
    "check_overlay",
    "inspect",
    "parse",
    "review",
]
