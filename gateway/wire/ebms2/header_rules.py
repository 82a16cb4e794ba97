"""A header against its agreement: who, when, what and how reliably (E-61; bad inputs 111 to 134)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NoReturn

from gateway.domain.agreement import Action, Agreement
from gateway.domain.identifiers import Oin
from gateway.domain.party import HubUse
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2.model import Acknowledgment, AckRequested, MessageHeader, PartyElement, SoapMessage
from gateway.wire.ebms2.reading import refuse
from gateway.wire.ebms2.vocabulary import VERSION, Actor, ErrorCode, Location
from gateway.wire.stages import Address, EnvelopeKind

# Bad input 129: clocks of partners may differ from ours by this much, either way.
CLOCK_SKEW: Final = timedelta(minutes=5)
# E-37: a signal that answers says what it answers.
_ANSWERS: Final = frozenset(
    {
        EnvelopeKind.ACKNOWLEDGMENT,
        EnvelopeKind.MESSAGE_ERROR,
        EnvelopeKind.PONG,
        EnvelopeKind.STATUS_RESPONSE,
    }
)


class IdentityRefusal(StrEnum):
    """Why an identity was refused; for our own eyes, the partner sees one face for all (D13)."""

    NOT_THE_PARTNER = "not-the-partner"
    NOT_THE_SENDER = "not-the-sender"


def check_identity(address: Address, agreement: Agreement, partner: Oin, at: datetime) -> None:
    """OIN of the channel = OIN of the sender = partner of the agreement (D10), and the message is meant for us.

    A hub with a mandate may stand at the other end of the channel for the partner (E-32, E-89).

    Raise SecurityRefusedError where somebody speaks for another, HeaderRefusedError where the message went astray.
    """
    if not agreement.partner.is_held_by(partner, HubUse.TLS, at):
        raise SecurityRefusedError(IdentityRefusal.NOT_THE_PARTNER)
    if address.receiver != agreement.own.party_id:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.TO_PARTY)
    if address.sender.oin != agreement.partner.party_id.oin:
        raise SecurityRefusedError(IdentityRefusal.NOT_THE_SENDER)
    if address.sender != agreement.partner.party_id:
        # Another environment of the same organisation (E-30).
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.FROM_PARTY)


def check_rules(message: SoapMessage, address: Address, agreement: Agreement, at: datetime) -> Action | None:
    """Return the agreed action of a business message, None for a signal; raise HeaderRefusedError."""
    header = message.header
    if header.version != VERSION:
        # E-61, as partners know it from the common adapter.
        refuse(ErrorCode.INCONSISTENT, Location.VERSION)
    _check_party(header.sender, agreement.partner.party_type, Location.FROM_PARTY)
    _check_party(header.receiver, agreement.own.party_type, Location.TO_PARTY)
    _check_agreement(address, agreement, at)
    _check_moments(header, at)
    _check_blocks(message, address.kind)
    if header.refers_to == header.message_id:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.REFERS_TO)
    if address.kind is EnvelopeKind.MESSAGE:
        return _check_business(message, agreement)
    _check_signal(message, address, agreement)
    return None


def refuse_reference() -> NoReturn:
    """Raise HeaderRefusedError: the message refers to one that is not known here (E-61)."""
    refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.REFERS_TO)


def _check_party(element: PartyElement, agreed: str, location: Location) -> None:
    # E-29, E-61, and one identity only (bad inputs 117, 124).
    if len(element.party_ids) != 1 or element.party_ids[0].type is None:
        refuse(ErrorCode.INCONSISTENT, location)
    if element.party_ids[0].type != agreed:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)


def _check_agreement(address: Address, agreement: Agreement, at: datetime) -> None:
    if address.agreement_id != agreement.agreement_id or not agreement.in_force(at):
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.AGREEMENT)
    if not agreement.in_force(address.timestamp):
        refuse(ErrorCode.INCONSISTENT, Location.AGREEMENT_PERIOD)


def _check_moments(header: MessageHeader, at: datetime) -> None:
    # No bound to the past but the agreement's: a message may have waited for us for days (E-46).
    if header.timestamp > at + CLOCK_SKEW:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.TIMESTAMP)
    if header.time_to_live is None:
        return
    if header.time_to_live <= header.timestamp:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.TIME_TO_LIVE)
    if header.time_to_live + CLOCK_SKEW <= at:
        refuse(ErrorCode.TIME_TO_LIVE_EXPIRED, Location.TIME_TO_LIVE)


def _check_blocks(message: SoapMessage, kind: EnvelopeKind) -> None:
    if message.message_order:
        refuse(ErrorCode.NOT_SUPPORTED, Location.MESSAGE_ORDER)
    # Each at home in one kind of signal; none travels along with anything else (E-44).
    for block, home, location in (
        (message.acknowledgment, EnvelopeKind.ACKNOWLEDGMENT, Location.ACKNOWLEDGMENT),
        (message.error_list, EnvelopeKind.MESSAGE_ERROR, Location.ERROR_LIST),
        (message.status_request, EnvelopeKind.STATUS_REQUEST, Location.STATUS_REQUEST),
        (message.status_response, EnvelopeKind.STATUS_RESPONSE, Location.STATUS_RESPONSE),
    ):
        if (block is not None) != (kind is home):
            refuse(ErrorCode.INCONSISTENT, location)


def _check_business(message: SoapMessage, agreement: Agreement) -> Action:
    header = message.header
    action = agreement.find_action(header.service.text, header.action, outbound=False)
    if action is None:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, Location.ACTION)
    if header.service.type != action.service_type:
        refuse(ErrorCode.INCONSISTENT, Location.SERVICE)
    _check_role(header.sender.role, agreement.partner.role, Location.FROM_ROLE)
    _check_role(header.receiver.role, agreement.own.role, Location.TO_ROLE)
    _check_reliability(message, action)
    return action


def _check_role(role: str | None, agreed: str, location: Location) -> None:
    # E-33; a role left out is a different mistake to the common adapter (E-61).
    if role is None:
        refuse(ErrorCode.INCONSISTENT, location)
    if role != agreed:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)


def _check_reliability(message: SoapMessage, action: Action) -> None:
    # The agreement decides, not the message (E-42, E-68; bad input 134).
    if message.ack_requested is not None:
        _check_ack_requested(message.ack_requested, action)
    if (message.ack_requested is not None) != action.profile.reliable:
        refuse(ErrorCode.INCONSISTENT, Location.ACK_REQUESTED)
    if message.header.duplicate_elimination != action.profile.reliable:
        refuse(ErrorCode.INCONSISTENT, Location.DUPLICATE_ELIMINATION)


def _check_ack_requested(requested: AckRequested, action: Action) -> None:
    _check_actor(requested.actor, Location.ACK_ACTOR)
    if requested.signed != action.receipt_signed:
        refuse(ErrorCode.INCONSISTENT, Location.ACK_SIGNED)


def _check_actor(actor: str | None, location: Location) -> None:
    # E-43; none means the To Party MSH.
    if actor == Actor.NEXT_MSH:
        refuse(ErrorCode.NOT_SUPPORTED, location)
    if actor not in {None, Actor.TO_PARTY_MSH}:
        refuse(ErrorCode.INCONSISTENT, location)


def _check_signal(message: SoapMessage, address: Address, agreement: Agreement) -> None:
    # Roles and DuplicateElimination in a signal mean nothing: some peers copy them (ebms2.md 2b; 8, quirk 28).
    if message.ack_requested is not None:
        refuse(ErrorCode.INCONSISTENT, Location.ACK_REQUESTED)
    if message.manifest is not None:
        refuse(ErrorCode.INCONSISTENT, Location.MANIFEST)
    if address.refers_to is None and address.kind in _ANSWERS:
        refuse(ErrorCode.INCONSISTENT, Location.REFERS_TO)
    if message.acknowledgment is not None:
        _check_acknowledgment(message.acknowledgment, address, agreement)


def _check_acknowledgment(acknowledgment: Acknowledgment, address: Address, agreement: Agreement) -> None:
    _check_actor(acknowledgment.actor, Location.ACKNOWLEDGMENT_ACTOR)
    # E-54: both say which message is acknowledged.
    if acknowledgment.refers_to != address.refers_to:
        refuse(ErrorCode.INCONSISTENT, Location.REFERS_TO)
    sender = acknowledgment.sender
    if sender is not None and [each.text for each in sender.party_ids] != [str(agreement.partner.party_id)]:
        refuse(ErrorCode.INCONSISTENT, Location.ACKNOWLEDGMENT)
