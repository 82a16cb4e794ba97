"""The two parties of an agreement: who they are, where they are reached, and with which certificates."""

import re
from collections.abc import Iterable
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.domain.agreement import AgreementParty, SyncReply
from gateway.domain.identifiers import PartyId
from gateway.errors import InvalidIdentifierError
from gateway.wire.ebms2.cpa.certificates import Bounds, Use, only_certificate
from gateway.wire.ebms2.cpa.document import Channel, PartyInfo, Side
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.terms import Signature, signature_of
from gateway.wire.ebms2.cpa.transport import check_endpoint_name, check_transport, only_endpoint
from gateway.wire.ebms2.cpa.vocabulary import PARTY_ID_TYPE, Rule

# A URN: what stands here is sent in every message.
_PARTY_TYPE: Final = re.compile(r"urn:[!#$%()*+,./0-9:;=?@A-Z_a-z~-]{1,200}", re.ASCII)


def read_party_id(party: PartyInfo, findings: Findings) -> PartyId | None:
    """Return the one PartyId; of another type than urn:osb:oin it counts for now, with a notice (E-29)."""
    if len(party.identifiers) == 1:
        kind, text = party.identifiers[0]
        try:
            if _PARTY_TYPE.fullmatch(kind or ""):
                if kind != PARTY_ID_TYPE:
                    temporary = f"het type van de PartyId is niet {PARTY_ID_TYPE}; spreek af wanneer het dat wordt"
                    findings.notice(Rule.PARTY_ID, party.line, temporary)
                return PartyId.parse(text or "")
        except InvalidIdentifierError:
            pass
    text = (
        f"een partij heeft één PartyId met een type, zoals {PARTY_ID_TYPE}: een OIN, buiten productie gevolgd door "
        "_O, _T of _A"
    )
    findings.mistake(Rule.PARTY_ID, party.line, text)
    return None


def read_agreement_party(
    party: PartyInfo, party_id: PartyId | None, bounds: Bounds, findings: Findings
) -> AgreementParty | None:
    """Return the party as our agreements know it; None when a mistake was added."""
    _check_channels(party, findings)
    role, endpoint = _only_role(party, findings), only_endpoint(party, findings)
    transports = [channel.transport for channel in party.channels if channel.transport is not None]
    sides = [side for channel in party.channels for side in _sides(channel)]

    def certificate(names: Iterable[str | None], use: Use) -> x509.Certificate | None:
        return only_certificate(party, names, use, bounds, findings)

    client = certificate((each.client.certificate for each in transports if each.client is not None), Use.TLS_CLIENT)
    server = certificate((each.server.certificate for each in transports if each.server is not None), Use.TLS_SERVER)
    signing = certificate((side.signing_certificate for side in sides), Use.SIGNING)
    encryption = certificate((side.encryption_certificate for side in sides), Use.ENCRYPTION)
    if endpoint is not None and server is not None:
        check_endpoint_name(party, endpoint, server, findings)
    if party_id is None or not party.name or role is None or endpoint is None:
        return None
    return AgreementParty(
        party_id=party_id,
        name=party.name,
        role=role,
        endpoint=endpoint,
        party_type=party.identifiers[0][0] or PARTY_ID_TYPE,
        client_certificate=_der(client),
        server_certificate=_der(server),
        signing_certificate=_der(signing),
        encryption_certificate=_der(encryption),
    )


def check_default_channel(party: PartyInfo, signatures: frozenset[Signature], findings: Findings) -> None:
    """E-80: receipts and errors travel over the default channel, which signs as the signed actions do, if any."""
    exchange = None if party.default_channel is None else party.default_channel.exchange
    sender = None if exchange is None else exchange.sender
    if sender is None:
        text = "defaultMshChannelId moet een DeliveryChannel noemen waarvan de DocExchange een ebXMLSenderBinding heeft"
        findings.mistake(Rule.DEFAULT_CHANNEL, party.line, text)
    elif signatures and signature_of(sender) not in signatures:
        text = (
            "een actie wordt ondertekend, dus de DocExchange van het standaardkanaal moet SenderNonRepudiation hebben, "
            "met dezelfde HashFunction en SignatureAlgorithm"
        )
        findings.mistake(Rule.DEFAULT_CHANNEL, sender.line, text)


def _check_channels(party: PartyInfo, findings: Findings) -> None:
    _check_sync_reply(party, findings)
    for transport in dict.fromkeys(channel.transport for channel in party.channels):
        if transport is not None:
            check_transport(transport, findings)


def _check_sync_reply(party: PartyInfo, findings: Findings) -> None:
    """E-28; ebms2.md 1.3: peers take the mode of their default channel, so all channels of a party have the same."""
    modes = {channel.characteristics.sync_reply_mode: channel.line for channel in reversed(party.channels)}
    for mode in sorted(modes.keys() - set(SyncReply)):
        text = (
            f"syncReplyMode moet {SyncReply.NONE} of {SyncReply.MSH_SIGNALS_ONLY} zijn: een antwoord op de inhoud is "
            "altijd een eigen bericht"
        )
        findings.mistake(Rule.SYNC_REPLY, modes[mode], text)
    if len(modes) > 1:
        text = "de kanalen van de partij, ook het standaardkanaal, moeten dezelfde syncReplyMode hebben"
        findings.mistake(Rule.SYNC_REPLY, party.line, text)


def _only_role(party: PartyInfo, findings: Findings) -> str | None:
    """E-33: each partner has exactly one role within a CPA."""
    roles = {role for role in party.roles if role}
    if len(roles) > 1:
        findings.mistake(Rule.ONE_ROLE, party.line, "een partij heeft één Role in een afspraak; hier staan er meer")
    return min(roles, default=None)


def _sides(channel: Channel) -> tuple[Side, ...]:
    exchange = channel.exchange
    both = () if exchange is None else (exchange.sender, exchange.receiver)
    return tuple(side for side in both if side is not None)


def _der(certificate: x509.Certificate | None) -> bytes:
    """Return the octets; none where the agreement names no such certificate, so that nothing is proven by it."""
    return b"" if certificate is None else certificate.public_bytes(Encoding.DER)
