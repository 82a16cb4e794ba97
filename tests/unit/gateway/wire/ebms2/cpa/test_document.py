"""A CPA as it is written."""

from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.cpa.nodes import find
from gateway.wire.ebms2.cpa.reader import read_party
from tests.kit.cpa_documents import document, spoiled


def test_a_party_uses_the_channels_of_its_signals_and_actions_each_once() -> None:
    party = find(xml.parse(document()), "PartyInfo")
    assert party is not None
    assert len(read_party(party).channels) == 2


def test_a_channel_that_is_not_there_is_not_used() -> None:
    party = find(xml.parse(spoiled(('defaultMshChannelId="A_signal"', 'defaultMshChannelId="A_nowhere"'))), "PartyInfo")
    assert party is not None
    assert len(read_party(party).channels) == 1
