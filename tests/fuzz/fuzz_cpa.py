"""Agreements: a CPA is read whole or refused with its mistakes, and both of its parties are told the same."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from zlib import crc32

from gateway.domain.agreement import Profile
from gateway.domain.identifiers import PartyId
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa.grammar import GRAMMAR
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE, XLINK_NAMESPACE
from gateway.wire.ebms2.cpa_create import create
from tests.fuzz.target import Target
from tests.kit.cpa_documents import ANDER, ONS, form

# Thousands of letters in which a change means only one thing: no certificate.
_CERTIFICATE: Final = re.compile(rb"(?<=X509Certificate>)[^<]+")
_WORDS: Final = (
    *sorted(f"tns:{name}" for name in GRAMMAR),
    *(CPA_NAMESPACE, XLINK_NAMESPACE, "xlink:href", "xlink:type", "tns:id", "tns:certId", "tns:channelId"),
    *("tns:action", "tns:packageId", "tns:transportId", "tns:docExchangeId", "tns:defaultMshChannelId"),
    *("always", "never", "perMessage", "mshSignalsOnly", "none", "true", "agreed", "proposed", "signed"),
    *("P1Y2M3DT4H5M6S", "PT0S", "-P1D", "PT1.5S", "2026-01-01T00:00:00Z", "24:00:00", "0", "-1", "999999999999"),
    *("<!--", "-->", "<?a ?>", "<![CDATA[", "]]>", "&amp;", "<!DOCTYPE a>", "xmlns=''", "#A_signal", "\u00e9"),
)


# Reading costs milliseconds, so the other party reads along once in so many times.
_BOTH: Final = 16


def attempt(data: bytes) -> None:
    """Read it as a party; raise for anything but ConfigError, and where only one of the two may use it."""
    ours = _rules(data, ONS)
    if crc32(data) % _BOTH == 0:
        assert ours - {"own-party"} == _rules(data, ANDER) - {"own-party"}


def _rules(octets: bytes, own: PartyId) -> set[str]:
    try:
        cpa.parse(octets, own)
    except ConfigError as error:
        return {str(cpa.Rule(sentence.partition(":")[0])) for sentence in error.mistakes}
    return set()


def seeds() -> Sequence[bytes]:
    """Return small agreements of one action, the first with certificates and the others without what is in them."""
    made = [create(replace(form(profile), actions=form(profile).actions[:1])) for profile in (Profile.BE, Profile.RM_E)]
    return [made[0], *(_CERTIFICATE.sub(b"AAAA", each) for each in made)]


TARGET: Final = Target(name="cpa", attempt=attempt, seeds=seeds, words=_WORDS, kept_octets=110_000)
