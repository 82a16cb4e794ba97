"""Over which connection an answer goes back: its own, or by agreement the one on which the question came (E-28)."""

from gateway.domain.agreement import Agreement, SyncReply
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.reading import refuse
from gateway.wire.ebms2.security import find_inbound_action
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.stages import Address, EnvelopeKind

# What asks for an answer of the message handler; the answers themselves ask for nothing.
_QUESTIONS = frozenset({EnvelopeKind.PING, EnvelopeKind.STATUS_REQUEST})


def answers_at_once(address: Address, agreement: Agreement) -> bool:
    """Tell whether what we answer to this goes back over the same connection: the agreement decides, never the header.

    Signals and whatever was not agreed share the partner's default channel, which has one mode (ebms2.md 1.3).
    """
    action = find_inbound_action(address, agreement)
    if action is not None:
        return action.sync_reply is SyncReply.MSH_SIGNALS_ONLY
    return any(each.sync_reply is SyncReply.MSH_SIGNALS_ONLY for each in agreement.actions if not each.outbound)


def check_sync_reply(message: SoapMessage, address: Address, agreement: Agreement) -> None:
    """Raise HeaderRefusedError unless eb:SyncReply stands where it was agreed; a question may leave it out.

    No signature covers the element (its actor is next, E-65), so this is asked of the message as it came.
    """
    agreed = address.kind in _QUESTIONS | {EnvelopeKind.MESSAGE} and answers_at_once(address, agreement)
    if message.sync_reply is agreed or (agreed and address.kind in _QUESTIONS):
        return
    refuse(ErrorCode.INCONSISTENT, Location.SYNC_REPLY)
