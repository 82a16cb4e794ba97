"""The collaboration protocol agreement (CPPA 2.0): its octets in, an agreement as we see it out."""

from gateway.wire.ebms2.cpa.reading import Review, parse, review
from gateway.wire.ebms2.cpa.vocabulary import Rule

__all__ = ["Review", "Rule", "parse", "review"]
