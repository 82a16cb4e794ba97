"""A partner as a test plays it: its own keys and agreement, a TLS client that sends any octets, and a mailbox."""

import copy
import json
import ssl
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.partners.book import AgreementBook
from adapters.simulator.chain import Organisation
from gateway.domain.agreement import Agreement, Profile
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, Oin, ReferenceNumber
from gateway.domain.octets import whole
from gateway.formats import interpreter, office
from gateway.wire.ebms2 import encryption, mime, render, signature
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import Envelope, EnvelopeKind, ErrorItem, Outgoing, Part, Proven, Received
from tests.kit.chain import read_message as read_office_message
from tests.kit.http import CANARY
from tests.kit.partner_mailbox import Arrived, Mailbox
from tests.kit.posting import Answer, Posting, exchange
from tests.kit.wire_keys import WireKey, content_key

ROOT: Final = "vtMeldingDi01"
_REFERENCE: Final = b"00000000-0000-4000-8000-000000000000"


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


class Partner:
    """One organisation over against one gateway; `close` it."""

    def __init__(self, folder: Path, own: Organisation, other: Organisation) -> None:
        """Take the folder of the chain, who we are, and whose gateway we speak to."""
        self.own = own
        self.other = other
        self.keys = folder / own.name / "keys"
        self.roots = next((folder / own.name / "trust" / "roots").glob("*.pem"))
        self.signing = read_key(self.keys, "signing")
        self._encryption = read_key(self.keys, "encryption")
        book = AgreementBook(folder / own.name / "agreements", own.party_id, frozenset(Profile))
        self.agreement = _between(book, own, other)
        # Whom a signature of the gateway must prove, and how: the agreement's algorithms are those of its actions.
        self.action = next(each for each in self.agreement.actions if each.action == ROOT)
        # As it speaks under agreements besides that one.
        self._others: dict[AgreementId, Partner] = {}
        # Which of the messages that come it acknowledges.
        self.acknowledges: Callable[[Arrived], bool] = lambda _: True
        self._context = self.client_context(self.keys / "tls.pem", self.keys / "tls.key.pem")
        self._report = self._render_report()
        self._pool = ThreadPoolExecutor(1)
        self.mailbox = Mailbox(own.partner_port, self.server_context(self.keys), self._judge)
        self.mailbox.taken = self.answer

    def close(self) -> None:
        """Stop listening."""
        self.mailbox.close()
        self._pool.shutdown()

    def under(self, agreement: Agreement) -> "Partner":
        """Return the same partner as it speaks under another agreement; one mailbox takes all answers."""
        other = copy.copy(self)
        other.agreement = agreement
        other.action = next(each for each in agreement.actions if each.action == ROOT)
        self._others[agreement.agreement_id] = other
        return other

    # --- writing ---

    def report(self) -> bytes:
        """Return a police report as StUF; every call has a reference of its own."""
        return self._report.replace(_REFERENCE, str(uuid.uuid4()).encode())

    def _render_report(self) -> bytes:
        document = read_office_message("01-politiemelding.json")
        document["content"]["betrokkenen"][0]["geslachtsnaam"] = CANARY
        message = office.parse(json.dumps(document).encode()).complete(
            sender=self.own.oin,
            at=datetime.now(UTC),
            reference=ReferenceNumber(_REFERENCE.decode()),
            conversation=ConversationId("niet-in-stuf"),
        )
        return interpreter.render(message).octets

    def letter(
        self,
        content: bytes | None = None,
        at: datetime | None = None,
        message_id: str = "",
        beside: tuple[Part, ...] = (),
    ) -> Letter:
        """Return a letter as an honest partner composes it, with more payloads where a test wants them."""
        identifier = MessageId.parse(message_id) if message_id else self.new_id()
        part = Part(
            content_id=f"inhoud-{identifier}",
            media_type="application/xml",
            content=self.report() if content is None else content,
            file_name="melding.xml",
        )
        outgoing = Outgoing(
            message_id=identifier,
            conversation_id=ConversationId.parse(str(uuid.uuid4())),
            service=self.action.service,
            action=self.action.action,
            parts=(part, *beside),
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
        return Posting(content_type=content_type, body=whole(body), message_id=message_id)

    def seal(self, letter: Letter) -> Posting:
        """Return the letter as it goes over the wire, signed and encrypted as the agreement has it."""
        profile = self.action.profile
        soap = self.sign(letter) if profile.signed else render.to_octets(render.render_message(letter.message))
        parts = self.lock(letter.parts) if profile.encrypted else letter.parts
        return self.pack(soap, parts, letter.message_id)

    def message(self) -> Posting:
        """Return a message that nothing is wrong with."""
        return self.seal(self.letter())

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

    @staticmethod
    def parse(what: Posting | Arrived) -> Envelope:
        """Return what octets say of themselves."""
        nobody = Oin("00000000000000000000")
        received = Received(
            body=what.body, content_type=what.content_type, soap_action="ebXML", partner=nobody, at=datetime.now(UTC)
        )
        return ebms2.parse(received)

    # --- sending ---

    def post(self, posting: Posting, context: ssl.SSLContext | None = None, port: int = 0) -> Answer:
        """Send one request on a connection of its own; another port is that of another process of the gateway."""
        return self.exchange(posting.octets, context, port)

    def exchange(self, octets: bytes, context: ssl.SSLContext | None = None, port: int = 0) -> Answer:
        """Send any octets and return the first answer."""
        return exchange(octets, context or self._context, self.other.host, port or self.other.partner_port)

    def client_context(self, chain: Path, key: Path) -> ssl.SSLContext:
        """Return a client that shows this certificate."""
        context = ssl.create_default_context(cafile=str(self.roots))
        context.load_cert_chain(chain, key)
        return context

    # --- receiving ---

    def answer(self, arrived: Arrived) -> None:
        """Acknowledge a message that came, as an honest partner does, where a test wants that."""
        if arrived.kind is EnvelopeKind.MESSAGE and self.acknowledges(arrived):
            speaker = self._others.get(arrived.proven.address.agreement_id, self)
            key = self.signing if speaker.action.profile.signed else None
            self._pool.submit(self.post, speaker.write(speaker.receipt(arrived.proven), key))

    def server_context(self, folder: Path, roots: Path | None = None) -> ssl.SSLContext:
        """Return a listener with the TLS certificate in a folder, for whoever those roots vouch for."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(roots or self.roots))
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_cert_chain(folder / "tls.pem", folder / "tls.key.pem")
        return context

    def _judge(self, received: Received) -> Proven:
        envelope = ebms2.parse(received)
        agreement = self._others.get(envelope.address.agreement_id, self).agreement
        ebms2.check_header(envelope, agreement, received.partner, received.at)
        covered = ebms2.verify(envelope, agreement, received.at)
        keys = tuple(self._encryption.unwrap(each) for each in ebms2.wrapped_keys(covered, agreement, received.at))
        return ebms2.prove(covered, agreement, keys, received.at)


def _between(book: AgreementBook, own: Organisation, other: Organisation) -> Agreement:
    name = f"Keten_{min(own.oin, other.oin)}_{max(own.oin, other.oin)}_1"
    names = (name, f"Keten_{max(own.oin, other.oin)}_{min(own.oin, other.oin)}_1")
    return next(each for each in book.agreements if str(each.agreement_id) in names)


def read_key(folder: Path, stem: str) -> WireKey:
    """Return a key and its certificate as they stand in the folder of an organisation."""
    key = serialization.load_pem_private_key(
        (folder / f"{stem}.key.pem").read_bytes(), None, unsafe_skip_rsa_key_validation=True
    )
    assert isinstance(key, rsa.RSAPrivateKey)
    certificate = x509.load_pem_x509_certificate((folder / f"{stem}.pem").read_bytes())
    return WireKey(key, certificate.public_bytes(serialization.Encoding.DER))
