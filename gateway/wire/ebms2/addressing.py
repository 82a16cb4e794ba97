"""Model -> address: who sends what to whom, in the words of our own table."""

from typing import Final

from gateway.domain.identifiers import PartyId
from gateway.errors import InvalidIdentifierError
from gateway.wire.ebms2.model import MessageHeader, PartyElement
from gateway.wire.ebms2.reading import refuse
from gateway.wire.ebms2.vocabulary import SIGNAL_SERVICE, ErrorCode, Location
from gateway.wire.stages import Address, EnvelopeKind

# E-53
_SIGNALS: Final = {kind.value: kind for kind in EnvelopeKind if kind is not EnvelopeKind.MESSAGE}


def to_address(header: MessageHeader) -> Address:
    """Return the address; raise HeaderRefusedError where a party or a signal is none that we know."""
    return Address(
        kind=_kind_of(header),
        agreement_id=header.agreement_id,
        message_id=header.message_id,
        conversation_id=header.conversation_id,
        sender=_party_of(header.sender, Location.FROM_PARTY),
        receiver=_party_of(header.receiver, Location.TO_PARTY),
        service=header.service.text,
        service_type=header.service.type,
        action=header.action,
        timestamp=header.timestamp,
        time_to_live=header.time_to_live,
        refers_to=header.refers_to,
    )


def _kind_of(header: MessageHeader) -> EnvelopeKind:
    if header.service.text != SIGNAL_SERVICE:
        return EnvelopeKind.MESSAGE
    if header.action not in _SIGNALS:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.ACTION)
    return _SIGNALS[header.action]


def _party_of(element: PartyElement, location: Location) -> PartyId:
    # The first; whether there may be more is a rule, not a shape (bad input 124).
    try:
        return PartyId.parse(element.party_ids[0].text)
    except InvalidIdentifierError:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
