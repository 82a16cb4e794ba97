"""One side of one agreement as a test plays it: it writes any octets, sends them, and proves what comes."""

import ssl
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.simulator.chain import Organisation
from gateway.domain.agreement import Action, Agreement
from gateway.domain.identifiers import ConversationId, MessageId, Oin
from gateway.domain.octets import whole
from gateway.wire.ebms2 import encryption, mime, render, signature
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import Envelope, ErrorItem, Outgoing, Part, Proven, Received
from tests.kit.partner_mailbox import Arrived
from tests.kit.posting import Answer, Posting, exchange
from tests.kit.wire_keys import WireKey, content_key

_NOBODY: Final = Oin("00000000000000000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message before it is signed and sealed: a test replaces what it wants to be wrong."""

    message: SoapMessage
    parts: tuple[Part, ...]

    def with_header(self, **changes: Any) -> "Letter":  # noqa: ANN401 - fields have many types
        """Return the letter with other values in its header."""
        header = replace(self.message.header, **changes)
        return replace(self, message=replace(self.message, header=header))

    def with_block(self, **changes: Any) -> "Letter":  # noqa: ANN401 - blocks have many types
        """Return the letter with other blocks."""
        return replace(self, message=replace(self.message, **changes))

    @property
    def message_id(self) -> str:
        """The MessageId."""
        return str(self.message.header.message_id)


class Correspondent:
    """An organisation under one agreement, with its keys; `action` is what it sends, and how it signs and encrypts."""

    def __init__(self, own: Organisation, folder: Path, agreement: Agreement, action: Action, port: int) -> None:
        """Take who we are, the folder with our keys and trust, and the loopback port where the other side listens."""
        self.own = own
        self.keys = folder / "keys"
        self.roots = next((folder / "trust" / "roots").glob("*.pem"))
        self.signing = read_key(self.keys, "signing")
        self._encryption = read_key(self.keys, "encryption")
        self.agreement = agreement
        # Whom a signature of the other side must prove, and how: an agreement's algorithms are those of its actions.
        self.action = action
        self._port = port
        self._context = self.client_context(self.keys / "tls.pem", self.keys / "tls.key.pem")

    @property
    def host(self) -> str:
        """The name of the other side's server."""
        return urlsplit(self.agreement.partner.endpoint).hostname or ""

    # --- writing ---

    def compose(self, parts: Sequence[Part], at: datetime | None = None, message_id: str = "") -> Letter:
        """Return a letter with these payloads, as the wire room composes it."""
        outgoing = Outgoing(
            message_id=MessageId.parse(message_id) if message_id else self.new_id(),
            conversation_id=ConversationId.parse(str(uuid.uuid4())),
            service=self.action.service,
            action=self.action.action,
            parts=tuple(parts),
        )
        draft = ebms2.compose(outgoing, self.agreement, at or datetime.now(UTC))
        return Letter(message=read_message(draft.envelope), parts=draft.parts)

    def sign(self, letter: Letter) -> bytes:
        """Return the SOAP octets, signed over the parts."""
        return self.sign_element(render.render_message(letter.message), letter.parts)

    def sign_element(self, root: Element, parts: tuple[Part, ...], key: WireKey | None = None) -> bytes:
        """Return the SOAP octets of any envelope, signed over the parts; with our own key unless another is given."""
        signer = key or self.signing
        drafted = signature.draft(root, parts, Algorithms.agreed(self.action))
        return signature.place(drafted, signer.sign(drafted.signing_input), signer.certificate)

    def lock(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return the parts encrypted for the gateway."""
        certificate, cipher = self.agreement.partner.encryption_certificate, self.action.cipher
        return tuple(
            encryption.encrypt(part, content_key(cipher), certificate, cipher, self.action.key_transport)
            for part in parts
        )

    def pack(self, soap: bytes, parts: tuple[Part, ...], message_id: str) -> Posting:
        """Return what goes over the wire."""
        content_type, body = mime.join(soap, parts, message_id)
        return Posting(content_type=content_type, body=whole(body), message_id=message_id, host=self.host)

    def soap(self, letter: Letter) -> bytes:
        """Return the SOAP octets, signed over the parts where the agreement has that."""
        signed = self.action.profile.signed
        return self.sign(letter) if signed else render.to_octets(render.render_message(letter.message))

    def seal(self, letter: Letter) -> Posting:
        """Return the letter as it goes over the wire, signed and encrypted as the agreement has it."""
        parts = self.lock(letter.parts) if self.action.profile.encrypted else letter.parts
        return self.pack(self.soap(letter), parts, letter.message_id)

    def receipt(self, proven: Proven) -> SoapMessage:
        """Return our receipt for what came."""
        draft = ebms2.compose_receipt(proven, self.agreement, self.new_id(), datetime.now(UTC))
        return read_message(draft.envelope)

    def refusal(self, arrived: Arrived, error: ErrorItem) -> SoapMessage:
        """Return our MessageError about what came."""
        draft = ebms2.compose_refusal(self.parse(arrived), self.agreement, error, self.new_id(), datetime.now(UTC))
        return read_message(draft.envelope)

    def write(self, signal: SoapMessage, key: WireKey | None) -> Posting:
        """Return a signal as it goes over the wire, signed with that key or not at all."""
        root = render.render_message(signal)
        soap = render.to_octets(root) if key is None else self.sign_element(root, (), key)
        return self.pack(soap, (), str(signal.header.message_id))

    def new_id(self) -> MessageId:
        """Return a MessageId of ours."""
        return MessageId.parse(f"{uuid.uuid4()}@{self.own.host}")

    # --- sending ---

    def post(self, posting: Posting, context: ssl.SSLContext | None = None, port: int = 0) -> Answer:
        """Send one request on a connection of its own; another port is that of another process of the gateway."""
        return self.exchange(posting.octets, context, port)

    def exchange(self, octets: bytes, context: ssl.SSLContext | None = None, port: int = 0) -> Answer:
        """Send any octets and return the first answer."""
        return exchange(octets, context or self._context, self.host, port or self._port)

    def client_context(self, chain: Path, key: Path) -> ssl.SSLContext:
        """Return a client that shows this certificate."""
        context = ssl.create_default_context(cafile=str(self.roots))
        context.load_cert_chain(chain, key)
        return context

    # --- receiving ---

    @staticmethod
    def parse(what: Posting | Arrived) -> Envelope:
        """Return what octets say of themselves."""
        return ebms2.parse(_received(what, _NOBODY))

    def prove(self, what: Posting) -> Proven:
        """Return what octets that the other side posted prove under the agreement; raise PartnerError."""
        return self.judge(_received(what, self.agreement.partner.party_id.oin))

    def judge(self, received: Received) -> Proven:
        """Return what was received proves under the agreement; raise PartnerError."""
        envelope, agreement = ebms2.parse(received), self.agreement
        ebms2.check_header(envelope, agreement, received.partner, received.at)
        covered = ebms2.verify(envelope, agreement, received.at)
        keys = tuple(self._encryption.unwrap(each) for each in ebms2.wrapped_keys(covered, agreement, received.at))
        return ebms2.prove(covered, agreement, keys, received.at)


def _received(what: Posting | Arrived, partner: Oin) -> Received:
    return Received(
        body=what.body, content_type=what.content_type, soap_action="ebXML", partner=partner, at=datetime.now(UTC)
    )


def read_key(folder: Path, stem: str) -> WireKey:
    """Return a key and its certificate as they stand in the folder of an organisation."""
    key = serialization.load_pem_private_key(
        (folder / f"{stem}.key.pem").read_bytes(), None, unsafe_skip_rsa_key_validation=True
    )
    assert isinstance(key, rsa.RSAPrivateKey)
    certificate = x509.load_pem_x509_certificate((folder / f"{stem}.pem").read_bytes())
    return WireKey(key, certificate.public_bytes(serialization.Encoding.DER))
