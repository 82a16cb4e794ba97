"""Reading a PartyInfo as it is written."""

from datetime import timedelta

from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.cpa.document import PartyInfo
from gateway.wire.ebms2.cpa.nodes import elements
from gateway.wire.ebms2.cpa.reader import read_party
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE, SIGNATURE_ALGORITHM
from tests.kit.cpa_documents import SERVICE, document, spoiled


def _first(octets: bytes) -> PartyInfo:
    return read_party(next(elements(xml.parse(octets), "PartyInfo")))


def test_a_party_is_read_as_it_is_written() -> None:
    party = _first(document())
    assert party.identifiers == (("urn:osb:oin", "00000099000000010000_T"),)
    assert party.roles == ("AFNEMER", "AFNEMER")
    assert [(each.sends, each.action, each.other) for each in party.bindings] == [
        (True, "terugkoppelen", "B_action_1"),
        (False, "melden", "B_action_0"),
        (False, "uitvragen", "B_action_2"),
    ]
    assert party.bindings[0].service == SERVICE
    assert party.bindings[0].signed
    assert party.bindings[0].encrypted
    assert set(party.certificates) == {"A_client", "A_server", "A_signing", "A_encryption"}


def test_both_sides_of_an_exchange_are_read() -> None:
    channel = _first(document()).bindings[0].channels[0]
    assert channel is not None
    assert channel.exchange is not None
    sender, receiver = channel.exchange.sender, channel.exchange.receiver
    assert sender is not None
    assert receiver is not None
    assert (sender.retries, sender.interval, sender.persist) == (8, timedelta(hours=3), timedelta(days=2))
    assert sender.signature_algorithms == receiver.signature_algorithms == (SIGNATURE_ALGORITHM,)
    assert (sender.signing_certificate, receiver.signing_certificate) == ("A_signing", None)
    assert (sender.encryption_certificate, receiver.encryption_certificate) == (None, "A_encryption")


def test_an_algorithm_without_uri_attribute_is_its_text() -> None:
    octets = spoiled((f' tns:w3c="{SIGNATURE_ALGORITHM}"', ""), count=99)
    channel = _first(octets).default_channel
    assert channel is not None
    assert channel.exchange is not None
    assert channel.exchange.sender is not None
    assert channel.exchange.sender.signature_algorithms == (SIGNATURE_ALGORITHM,)


def test_what_is_absent_is_none() -> None:
    empty = "".join(
        f"<{name}/>" for name in ("PartyId", "CollaborationRole", "Certificate", "DeliveryChannel", "Transport")
    )
    octets = f'<C xmlns="{CPA_NAMESPACE}"><PartyInfo>{empty}<DocExchange/></PartyInfo></C>'.encode()
    party = _first(octets)
    assert party.identifiers == ((None, None),)
    assert party.bindings == ()
    assert party.default_channel is not None
    assert party.default_channel.characteristics.ack_requested == "perMessage"
    assert party.default_channel.transport is not None
    assert party.default_channel.transport.client is None
    assert party.default_channel.exchange is not None
    assert party.default_channel.exchange.sender is None


def test_an_empty_binding_holds_nothing() -> None:
    octets = (
        f'<C xmlns="{CPA_NAMESPACE}"><PartyInfo><CollaborationRole><ServiceBinding><CanSend/></ServiceBinding>'
        f"</CollaborationRole></PartyInfo></C>"
    ).encode()
    (binding,) = _first(octets).bindings
    assert (binding.name, binding.action, binding.signed, binding.encrypted, binding.channels) == (
        None,
        None,
        False,
        False,
        (),
    )
