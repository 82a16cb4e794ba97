"""Which messages an agreement wants signed, and with what: never the message itself decides (D6)."""

from typing import Final

from gateway.domain.agreement import Action, Agreement
from gateway.wire.stages import Address, EnvelopeKind

# Ping, Pong and status need no signature (E-56); nothing follows from them.
_SIGNED_SIGNALS: Final = frozenset({EnvelopeKind.ACKNOWLEDGMENT, EnvelopeKind.MESSAGE_ERROR})


def find_inbound_action(address: Address, agreement: Agreement) -> Action | None:
    """Return the agreed action of a business message from the partner; None for a signal or for nothing agreed."""
    if address.kind is not EnvelopeKind.MESSAGE:
        return None
    return agreement.find_action(address.service, address.action, outbound=False)


def find_signal_action(kind: EnvelopeKind, agreement: Agreement) -> Action | None:
    """Return the action whose signature a signal shares; None when it goes unsigned.

    All actions of an agreement share one default channel for signals, with the highest profile of all (E-55, E-80).
    """
    if kind not in _SIGNED_SIGNALS:
        return None
    return next((action for action in agreement.actions if action.profile.signed), None)
