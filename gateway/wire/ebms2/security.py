"""Which messages an agreement wants signed, and with what: never the message itself decides (D6)."""

from typing import Final

from gateway.domain.agreement import Action, Agreement
from gateway.wire.stages import Address, EnvelopeKind

# Ping, Pong and status need no signature (E-56); nothing follows from them but what `partner check` tells.
_SIGNED_SIGNALS: Final = frozenset({EnvelopeKind.ACKNOWLEDGMENT, EnvelopeKind.MESSAGE_ERROR})


def find_inbound_action(address: Address, agreement: Agreement) -> Action | None:
    """Return the agreed action of a business message from the partner; None for a signal or for nothing agreed."""
    if address.kind is not EnvelopeKind.MESSAGE:
        return None
    return agreement.find_action(address.service, address.action, outbound=False)


def find_signing_action(agreement: Agreement) -> Action | None:
    """Return the action whose signature a question and its answer share, where they are signed; None in plain ones."""
    return next((action for action in agreement.actions if action.profile.signed), None)


def find_signal_action(kind: EnvelopeKind, agreement: Agreement, *, about_outbound: bool) -> Action | None:
    """Return the action whose signature a signal about messages in that direction shares; None when it goes unsigned.

    All actions of an agreement share one default channel for signals, with the highest profile of all (E-55, E-80).
    Acknowledgements are signed where that was asked for in their direction (E-68).
    """
    if kind not in _SIGNED_SIGNALS:
        return None
    signed = (action for action in agreement.actions if action.profile.signed)
    if kind is EnvelopeKind.ACKNOWLEDGMENT:
        signed = (action for action in signed if action.receipt_signed and action.outbound is about_outbound)
    return next(signed, None)
