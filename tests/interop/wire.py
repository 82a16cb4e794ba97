"""Our wire room and our keys over against the peer, past the running gateway: messages that no office of ours makes."""

import socket
import ssl
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from adapters.simulator.chain import Organisation
from gateway.domain.agreement import Action, AgreementParty
from gateway.domain.identifiers import ConversationId, MessageId, Oin
from gateway.domain.octets import whole
from gateway.wire.ebms2 import cpa, encryption, mime, render, signature
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.model import MessageHeader, PartyElement, SoapMessage, StatusRequest, TypedValue
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.ebms2.vocabulary import PARTY_TYPE, SIGNAL_SERVICE, VERSION
from gateway.wire.stages import EnvelopeKind, Outgoing, Part, Proven, Received
from tests.kit.partner import Letter, read_key
from tests.kit.posting import Answer, Posting
from tests.kit.wire_keys import content_key

FEEDBACK: Final = "vtTerugkoppelingDi01"
_SECONDS: Final = 30.0


class Wire:
    """We, over against one unit."""

    def __init__(self, agreement: bytes, own: Organisation, home: Path, port: int) -> None:
        """Take the CPA, who we are, the folder with our keys, and the port of the peer."""
        self.agreement = cpa.parse(agreement, own.party_id)
        self.action = self._action(FEEDBACK)
        self._own = own
        self._keys = home / "keys"
        self._port = port
        self.signing = read_key(self._keys, "signing")
        self.encryption = read_key(self._keys, "encryption")
        (root,) = (home / "trust" / "roots").glob("*.pem")
        self.context = ssl.create_default_context(cafile=str(root))
        self.context.load_cert_chain(self._keys / "tls.pem", self._keys / "tls.key.pem")

    # --- writing ---

    def letter(self, parts: Sequence[Part], at: datetime | None = None) -> Letter:
        """Return a message as the wire room composes it, before it is signed and sealed."""
        outgoing = Outgoing(
            message_id=self.new_id(),
            conversation_id=ConversationId.parse(str(uuid.uuid4())),
            service=self.action.service,
            action=self.action.action,
            parts=tuple(parts),
        )
        draft = ebms2.compose(outgoing, self.agreement, at or datetime.now(UTC))
        return Letter(message=read_message(draft.envelope), parts=draft.parts)

    def seal(self, letter: Letter) -> Posting:
        """Return the letter as it goes over the wire under the agreement."""
        profile = self.action.profile
        parts = tuple(self._lock(part) for part in letter.parts) if profile.encrypted else letter.parts
        return self.pack(self.write(letter.message, letter.parts, signed=profile.signed), parts, letter.message_id)

    def write(self, message: SoapMessage, parts: tuple[Part, ...] = (), *, signed: bool) -> bytes:
        """Return the SOAP octets."""
        root = render.render_message(message)
        if not signed:
            return render.to_octets(root)
        drafted = signature.draft(root, parts, Algorithms.agreed(self.action))
        return signature.place(drafted, self.signing.sign(drafted.signing_input), self.signing.certificate)

    @staticmethod
    def pack(soap: bytes, parts: tuple[Part, ...], message_id: str) -> Posting:
        """Return what goes over the wire."""
        content_type, body = mime.join(soap, parts, message_id)
        return Posting(content_type=content_type, body=whole(body), message_id=message_id)

    def signal(self, message: SoapMessage, *, signed: bool = False) -> Posting:
        """Return a signal as it goes over the wire."""
        return self.pack(self.write(message, signed=signed), (), str(message.header.message_id))

    def new_id(self) -> MessageId:
        """Return a MessageId of ours."""
        return MessageId.parse(f"{uuid.uuid4()}@{self._own.host}")

    def question(self, kind: EnvelopeKind, about: str = "") -> SoapMessage:
        """Return a Ping, or a StatusRequest about a message."""
        header = MessageHeader(
            version=VERSION,
            sender=_party_element(self.agreement.own),
            receiver=_party_element(self.agreement.partner),
            agreement_id=self.agreement.agreement_id,
            conversation_id=ConversationId.parse(str(uuid.uuid4())),
            service=TypedValue(SIGNAL_SERVICE),
            action=kind,
            message_id=self.new_id(),
            timestamp=datetime.now(UTC).replace(microsecond=0),
        )
        return SoapMessage(header=header, status_request=StatusRequest(MessageId.parse(about)) if about else None)

    # --- sending ---

    def post(self, posting: Posting, context: ssl.SSLContext | None = None, soap_action: str = '"ebXML"') -> Answer:
        """Send one request on a connection of its own."""
        host = urlsplit(self.agreement.partner.endpoint).hostname or ""
        connection = _Connection(host, self._port, context or self.context)
        headers = {"Content-Type": posting.content_type, "SOAPAction": soap_action}
        try:
            connection.request("POST", "/ebms", posting.body, headers)
            response = connection.getresponse()
            content_type = response.headers.get("Content-Type", "")
            return Answer(status=response.status, content_type=content_type, body=response.read())
        finally:
            connection.close()

    # --- receiving ---

    def prove(self, content_type: str, body: bytes) -> Proven:
        """Return what the peer's octets prove under the agreement; raise PartnerError."""
        partner, at = self.agreement.partner.party_id.oin, datetime.now(UTC)
        envelope = ebms2.parse(_received(content_type, body, partner))
        ebms2.check_header(envelope, self.agreement, partner, at)
        covered = ebms2.verify(envelope, self.agreement, at)
        keys = tuple(self.encryption.unwrap(each) for each in ebms2.wrapped_keys(covered, self.agreement, at))
        return ebms2.prove(covered, self.agreement, keys, at)

    def receipt(
        self, proven: Proven, change: Callable[[SoapMessage], SoapMessage] = lambda message: message
    ) -> Posting:
        """Return our receipt for what the peer sent, signed where the agreement wants that."""
        draft = ebms2.compose_receipt(proven, self.agreement, self.new_id(), datetime.now(UTC))
        return self.signal(change(read_message(draft.envelope)), signed=proven.receipt_signed)

    def _lock(self, part: Part) -> Part:
        certificate, cipher = self.agreement.partner.encryption_certificate, self.action.cipher
        return encryption.encrypt(part, content_key(cipher), certificate, cipher, self.action.key_transport)

    def _action(self, name: str) -> Action:
        return next(each for each in self.agreement.actions if each.action == name and each.outbound)


class _Connection(HTTPConnection):
    """Connects to loopback, whatever the host is called."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=_SECONDS)
        self._tls = context

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), _SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _party_element(party: AgreementParty) -> PartyElement:
    return PartyElement((TypedValue(str(party.party_id), PARTY_TYPE),))


def _received(content_type: str, body: bytes, partner: Oin) -> Received:
    return Received(body=body, content_type=content_type, soap_action='"ebXML"', partner=partner, at=datetime.now(UTC))
