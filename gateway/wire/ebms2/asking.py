"""Our own questions to another message handler (E-09): whether it is there, and whether a message reached it."""

from datetime import datetime

from gateway.domain.agreement import Agreement, AgreementParty
from gateway.domain.identifiers import ConversationId, MessageId
from gateway.wire.ebms2.composing import Draft, draft_plain
from gateway.wire.ebms2.model import MessageHeader, PartyElement, SoapMessage, StatusRequest, TypedValue
from gateway.wire.ebms2.security import find_signing_action
from gateway.wire.ebms2.vocabulary import SIGNAL_SERVICE, VERSION
from gateway.wire.stages import EnvelopeKind


def compose_question(
    asked_about: MessageId | None,
    agreement: Agreement,
    message_id: MessageId,
    conversation_id: ConversationId,
    at: datetime,
) -> Draft:
    """Return the draft of a Ping, or of a StatusRequest about a message of ours; signed where the agreement signs.

    Neither need be signed (E-56); who can verify it shows that our signatures arrive whole.
    """
    kind = EnvelopeKind.PING if asked_about is None else EnvelopeKind.STATUS_REQUEST
    header = MessageHeader(
        version=VERSION,
        sender=_party(agreement.own),
        receiver=_party(agreement.partner),
        agreement_id=agreement.agreement_id,
        conversation_id=conversation_id,
        service=TypedValue(SIGNAL_SERVICE),
        action=kind,
        message_id=message_id,
        timestamp=at.replace(microsecond=0),
    )
    request = None if asked_about is None else StatusRequest(asked_about)
    return draft_plain(SoapMessage(header=header, status_request=request), agreement, find_signing_action(agreement))


def _party(party: AgreementParty) -> PartyElement:
    return PartyElement((TypedValue(str(party.party_id), party.party_type),))
