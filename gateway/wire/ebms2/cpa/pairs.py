"""Joins what one party can send with what the other can receive; an action that stands alone is a mistake."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.wire.ebms2.cpa.document import Binding, Channel, PartyInfo
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.vocabulary import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One action on its way from the party that sends it to the party that receives it."""

    sender: PartyInfo
    send: Binding
    receive: Binding

    @property
    def channels(self) -> tuple[Channel | None, Channel | None]:
        """The channel of the sender and that of the receiver."""
        return _only(self.send.channels), _only(self.receive.channels)


def pair_actions(parties: tuple[PartyInfo, PartyInfo], findings: Findings) -> tuple[Pair, ...]:
    """Return every action that both parties agreed; what is wrong with the others is added."""
    for party in parties:
        _check_bindings(party, findings)
    first, second = parties
    pairs = (*_pair(first, second, findings), *_pair(second, first, findings))
    if not pairs:
        findings.mistake(Rule.PAIRING, first.line, "de partijen spraken geen enkele actie af")
    return pairs


def _pair(sender: PartyInfo, receiver: PartyInfo, findings: Findings) -> Iterator[Pair]:
    receiving = {binding.name: binding for binding in receiver.bindings if not binding.sends}
    paired = set()
    for send in (binding for binding in sender.bindings if binding.sends):
        receive = receiving.get(send.other)
        if receive is None or not _belong_together(send, receive):
            text = "bij deze CanSend hoort geen CanReceive van de andere partij met dezelfde Service en action"
            findings.mistake(Rule.PAIRING, send.line, text)
        else:
            paired.add(receive.name)
            yield Pair(sender=sender, send=send, receive=receive)
    for receive in receiving.values():
        if receive.name not in paired:
            text = "bij deze CanReceive hoort geen CanSend van de andere partij die haar noemt"
            findings.mistake(Rule.PAIRING, receive.line, text)


def _belong_together(send: Binding, receive: Binding) -> bool:
    return (
        send.other is not None
        and receive.other in {None, send.name}
        and (send.service_type, send.service, send.action) == (receive.service_type, receive.service, receive.action)
    )


def _check_bindings(party: PartyInfo, findings: Findings) -> None:
    counts = Counter((binding.sends, binding.service, binding.action) for binding in party.bindings)
    for binding in party.bindings:
        if counts[binding.sends, binding.service, binding.action] > 1:
            text = "dezelfde Service en action staan hier meer dan eens in dezelfde richting; houd er één"
            findings.mistake(Rule.ONE_SERVICE_ACTION, binding.line, text)
        if len(binding.channels) > 1:
            findings.mistake(Rule.ONE_CHANNEL, binding.line, "een actie heeft één ChannelId; hier staan er meer")
        _check_service(binding, findings)


def _check_service(binding: Binding, findings: Findings) -> None:
    """E-38: no white space; E-61: without a type it is a URI."""
    texts = [text for text in (binding.service, binding.service_type, binding.action) if text]
    if any(not text.isascii() or not text.isprintable() or " " in text for text in texts):
        text = "Service en action bestaan uit zichtbare ASCII-tekens, zonder spaties"
        findings.mistake(Rule.SERVICE, binding.line, text)
    if binding.service and binding.service_type is None and ":" not in binding.service:
        text = "een Service zonder type moet een URI zijn; geef het type urn:osb:services"
        findings.mistake(Rule.SERVICE, binding.line, text)


def _only(channels: tuple[Channel | None, ...]) -> Channel | None:
    return channels[0] if channels else None
