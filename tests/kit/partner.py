"""A partner as a test plays it: a correspondent under the agreements of the chain, with a mailbox."""

import copy
import json
import ssl
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from adapters.partners.book import AgreementBook
from adapters.simulator.chain import Organisation
from gateway.domain.agreement import Action, Agreement, Profile
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, ReferenceNumber
from gateway.formats import interpreter, office
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import EnvelopeKind, Part, Proven, Received
from tests.kit.chain import read_message as read_office_message
from tests.kit.correspondent import Correspondent, Letter
from tests.kit.http import CANARY
from tests.kit.partner_mailbox import Arrived, Mailbox
from tests.kit.posting import Posting

ROOT: Final = "vtMeldingDi01"
_REFERENCE: Final = b"00000000-0000-4000-8000-000000000000"


class Partner(Correspondent):
    """One organisation over against one gateway; `close` it."""

    def __init__(self, folder: Path, own: Organisation, other: Organisation) -> None:
        """Take the folder of the chain, who we are, and whose gateway we speak to."""
        home = folder / own.name
        agreement = _between(AgreementBook(home / "agreements", own.party_id, frozenset(Profile)), own, other)
        super().__init__(own, home, agreement, _root_of(agreement), other.partner_port)
        self.other = other
        # As it speaks under agreements besides that one.
        self._others: dict[AgreementId, Partner] = {}
        # Which of the messages that come it acknowledges.
        self.acknowledges: Callable[[Arrived], bool] = lambda _: True
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
        other.action = _root_of(agreement)
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
        return self.compose((part, *beside), at, str(identifier))

    def message(self) -> Posting:
        """Return a message that nothing is wrong with."""
        return self.seal(self.letter())

    # --- receiving ---

    def answer(self, arrived: Arrived) -> None:
        """Acknowledge a message that came, as an honest partner does, where a test wants that."""
        if arrived.kind is EnvelopeKind.MESSAGE and self.acknowledges(arrived):
            speaker = self._others.get(arrived.proven.address.agreement_id, self)
            key = self.signing if speaker.action.profile.signed else None
            self._pool.submit(self.post, speaker.write(speaker.receipt(arrived.proven), key))

    def rest(self) -> None:
        """Return when every acknowledgement so far is answered, and what is answered stands in the gateway's log."""
        self._pool.submit(lambda: None).result()

    def server_context(self, folder: Path, roots: Path | None = None) -> ssl.SSLContext:
        """Return a listener with the TLS certificate in a folder, for whoever those roots vouch for."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(roots or self.roots))
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_cert_chain(folder / "tls.pem", folder / "tls.key.pem")
        return context

    def _judge(self, received: Received) -> Proven:
        return self._others.get(ebms2.parse(received).address.agreement_id, self).judge(received)


def _root_of(agreement: Agreement) -> Action:
    return next(each for each in agreement.actions if each.action == ROOT)


def _between(book: AgreementBook, own: Organisation, other: Organisation) -> Agreement:
    name = f"Keten_{min(own.oin, other.oin)}_{max(own.oin, other.oin)}_1"
    names = (name, f"Keten_{max(own.oin, other.oin)}_{min(own.oin, other.oin)}_1")
    return next(each for each in book.agreements if str(each.agreement_id) in names)
