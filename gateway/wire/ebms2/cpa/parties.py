"""The two parties of an agreement: who they are, where they are reached, and with which certificates."""

from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.domain.agreement import AgreementParty
from gateway.domain.identifiers import PartyId
from gateway.errors import InvalidIdentifierError
from gateway.wire.ebms2.cpa.certificates import Period, Use, only_certificate
from gateway.wire.ebms2.cpa.document import Channel, PartyInfo, Side
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.transport import check_endpoint_name, check_transport, only_endpoint
from gateway.wire.ebms2.cpa.vocabulary import HASH_FUNCTION, PARTY_ID_TYPE, SIGNATURE_ALGORITHM, Rule


def read_party_id(party: PartyInfo, findings: Findings) -> PartyId | None:
    """Return the one PartyId of type urn:osb:oin (E-29); anything else is a mistake."""
    if len(party.identifiers) == 1:
        kind, text = party.identifiers[0]
        try:
            if kind == PARTY_ID_TYPE:
                return PartyId.parse(text or "")
        except InvalidIdentifierError:
            pass
    text = f"a party has one PartyId, of type {PARTY_ID_TYPE}: an OIN, outside production followed by _O, _T or _A"
    findings.mistake(Rule.PARTY_ID, party.line, text)
    return None


def read_agreement_party(
    party: PartyInfo, party_id: PartyId | None, period: Period, findings: Findings
) -> AgreementParty | None:
    """Return the party as our agreements know it; None when a mistake was added."""
    _check_channels(party, findings)
    role, endpoint = _only_role(party, findings), only_endpoint(party, findings)
    transports = [channel.transport for channel in party.channels if channel.transport is not None]
    sides = [side for channel in party.channels for side in _sides(channel)]

    def certificate(names: Iterable[str | None], use: Use) -> x509.Certificate | None:
        return only_certificate(party, names, use, period, findings)

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
        client_certificate=_der(client),
        server_certificate=_der(server),
        signing_certificate=_der(signing),
        encryption_certificate=_der(encryption),
    )


def check_default_channel(party: PartyInfo, *, signed: bool, findings: Findings) -> None:
    """E-80: receipts and errors travel over the default channel, which is as safe as the safest action."""
    exchange = None if party.default_channel is None else party.default_channel.exchange
    sender = None if exchange is None else exchange.sender
    if sender is None:
        text = "defaultMshChannelId must name a DeliveryChannel whose DocExchange has an ebXMLSenderBinding"
        findings.mistake(Rule.DEFAULT_CHANNEL, party.line, text)
    elif signed and not _signs_as_we_do(sender):
        text = (
            "an action is signed, so the DocExchange of the default channel must have SenderNonRepudiation "
            f"with {HASH_FUNCTION} and {SIGNATURE_ALGORITHM}"
        )
        findings.mistake(Rule.DEFAULT_CHANNEL, sender.line, text)


def _signs_as_we_do(side: Side) -> bool:
    return side.hash_function == HASH_FUNCTION and side.signature_algorithms == (SIGNATURE_ALGORITHM,)


def _check_channels(party: PartyInfo, findings: Findings) -> None:
    for channel in party.channels:
        if channel.characteristics.sync_reply_mode != "none":
            text = "syncReplyMode must be none: receipts travel over a connection of their own (E-28)"
            findings.mistake(Rule.NO_SYNC_REPLY, channel.line, text)
    for transport in dict.fromkeys(channel.transport for channel in party.channels):
        if transport is not None:
            check_transport(transport, findings)


def _only_role(party: PartyInfo, findings: Findings) -> str | None:
    """E-33: each partner has exactly one role within a CPA."""
    roles = {role for role in party.roles if role}
    if len(roles) > 1:
        findings.mistake(Rule.ONE_ROLE, party.line, "a party has one Role in an agreement; this one has several")
    return min(roles, default=None)


def _sides(channel: Channel) -> tuple[Side, ...]:
    exchange = channel.exchange
    both = () if exchange is None else (exchange.sender, exchange.receiver)
    return tuple(side for side in both if side is not None)


def _der(certificate: x509.Certificate | None) -> bytes:
    """Return the octets; none where the agreement names no such certificate, so that nothing is proven by it."""
    return b"" if certificate is None else certificate.public_bytes(Encoding.DER)
