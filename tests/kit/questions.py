"""Pings and questions about status, as a partner writes them."""

from dataclasses import replace

from gateway.domain.identifiers import MessageId
from gateway.wire.ebms2.model import PartyElement, SoapMessage, StatusRequest, TypedValue
from gateway.wire.ebms2.vocabulary import SIGNAL_SERVICE
from gateway.wire.stages import EnvelopeKind
from tests.kit.correspondent import Correspondent


def question(asker: Correspondent, kind: EnvelopeKind, asked: MessageId) -> SoapMessage:
    """Return a signal of that kind; `asked` is the message it asks about or answers."""
    held = asker.compose(()).message.header
    header = replace(
        held,
        sender=without_role(held.sender),
        receiver=without_role(held.receiver),
        service=TypedValue(SIGNAL_SERVICE),
        action=kind,
        refers_to=asked if kind is EnvelopeKind.PONG else None,
        time_to_live=None,
        duplicate_elimination=False,
    )
    status = StatusRequest(asked) if kind is EnvelopeKind.STATUS_REQUEST else None
    return SoapMessage(header=header, status_request=status)


def without_role(party: PartyElement) -> PartyElement:
    """Return the party as signals name it."""
    return replace(party, role=None)
