"""What the tests of conformance say to a running gateway: a message that differs from a good one in one thing."""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from lxml import etree

from gateway.errors import HeaderRefusedError, PartnerError, SecurityRefusedError
from gateway.wire.ebms2 import render, xml
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.vocabulary import ErrorCode
from gateway.wire.stages import EnvelopeKind, Part
from tests.kit.chain import eventually, read_message
from tests.kit.conformance_terms import SIGNED, Terms, under
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.correspondent import Letter
from tests.kit.partner import Partner
from tests.kit.partner_mailbox import Arrived
from tests.kit.posting import Posting
from tests.kit.signed_messages import Change, resigned
from tests.kit.wire_keys import WireKey

NO_CONTENT: Final = 204
Make = Callable[[Bench], Posting]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A report of the police, its receipt, our feedback on it, and the octets in which each travelled."""

    report: Posting
    receipt: Arrived
    feedback: Arrived


def exchange(bench: Bench) -> Exchange:
    """Let a report come in, and feedback on it go out."""
    report = bench.partner.message()
    receipt = bench.send(report)
    message = read_message("05-terugkoppeling-politie.json") | {"crossReference": bench.collect()}
    conversation = str(bench.partner.parse(report).address.conversation_id)
    reference = bench.office.submit(message | {"conversation": conversation})
    assert isinstance(reference, str), reference
    (feedback,) = bench.partner.mailbox.wait_for(
        lambda each: each.kind is EnvelopeKind.MESSAGE and str(each.proven.address.conversation_id) == conversation
    )
    bench.settle()
    return Exchange(report=report, receipt=receipt, feedback=feedback)


@dataclass(frozen=True, slots=True)
class Flight:
    """A message of the gateway's that the police has, and has said nothing about."""

    bench: Bench
    reference: str
    arrived: Arrived

    @property
    def state(self) -> str:
        """Where it stands, as the back office sees it."""
        return str(self.bench.office.follow(str(self.bench.partner.other.oin), self.reference)["state"])

    @property
    def receipt(self) -> SoapMessage:
        """What would settle it."""
        return self.bench.partner.receipt(self.arrived.proven)

    def answer(self, signal: SoapMessage, key: WireKey | None) -> None:
        """Send a signal of the police, signed with that key or not at all."""
        assert self.bench.partner.post(self.bench.partner.write(signal, key)).status == NO_CONTENT


def is_feedback(arrived: Arrived) -> bool:
    """Tell whether it is the message that the gateway is asked to send."""
    return arrived.proven.address.action == "vtTerugkoppelingDi01"


def submit_feedback(bench: Bench, before: Callable[[], object] = lambda: None) -> str:
    """Let a report come in and hand in feedback on it, which the gateway then tries to send; return its reference.

    `before` happens in between, when nothing else is on its way.
    """
    bench.send(bench.partner.message())
    message = read_message("05-terugkoppeling-politie.json") | {"crossReference": bench.collect()}
    del message["conversation"]
    before()
    reference = bench.office.submit(message)
    assert isinstance(reference, str), reference
    bench.flying.add(reference)
    return reference


@contextmanager
def unanswered(bench: Bench) -> Iterator[Flight]:
    """Let feedback go out that the police keeps silent about."""
    mailbox, held = bench.partner.mailbox, bench.partner.acknowledges
    bench.partner.acknowledges = lambda arrived: not is_feedback(arrived)
    before = sum(map(is_feedback, mailbox.arrived))
    reference = submit_feedback(bench)
    flight = Flight(bench, reference, mailbox.wait_for(is_feedback, before + 1)[-1])
    eventually("an attempt", lambda: flight.state == "awaiting-receipt")
    try:
        yield flight
    finally:
        bench.partner.acknowledges = held
        if flight.state == "awaiting-receipt":
            flight.answer(flight.receipt, bench.partner.signing)
        bench.flying.discard(reference)
        bench.settle()


def let_in(bench: Bench, context: ssl.SSLContext, posting: Posting | None = None) -> None:
    """Send a message over a channel that must be let in, and take it."""
    sent = posting or bench.partner.message()
    assert bench.partner.post(sent, context).status == NO_CONTENT
    bench.answered.add(sent.message_id)
    bench.collect()


def soap_of(octets: bytes) -> etree._Element:
    """Return the SOAP part of a message."""
    return etree.fromstring(re.findall(rb"<soap:Envelope.*</soap:Envelope>", octets, re.DOTALL)[0])


# --- one thing different ---


def lettered(change: Callable[[Letter], Letter]) -> Make:
    """Return what sends a letter with one thing changed before it is signed."""
    return lambda bench: bench.partner.seal(change(bench.partner.letter()))


def headed(**changes: Any) -> Make:  # noqa: ANN401 - fields have many types
    """Return what sends a letter with other values in its header."""
    return lettered(lambda letter: letter.with_header(**changes))


def texted(old: str, new: str) -> Make:
    """Return what sends an envelope with a text of it changed, everywhere, before it is signed."""

    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        text = render.to_octets(render.render_message(letter.message)).decode()
        assert old in text
        soap = bench.partner.sign_element(xml.parse(text.replace(old, new).encode()), letter.parts)
        return enclosed(bench.partner, letter, soap)

    return make


def resoaped(change: Callable[[bytes], bytes], terms: Terms | None = None) -> Make:
    """Return what sends an envelope changed after it was signed, under the agreement of the chain or another."""

    def make(bench: Bench) -> Posting:
        partner = bench.partner if terms is None else under(bench, terms)
        letter = partner.letter()
        return enclosed(partner, letter, change(partner.sign(letter)))

    return make


def resigned_as(change: Change, algorithm: type[hashes.HashAlgorithm] = hashes.SHA256) -> Make:
    """Return what changes a signed envelope and signs SignedInfo anew with the right key."""
    return lambda bench: resoaped(lambda soap: resigned(soap, bench.partner.signing, change, algorithm), SIGNED)(bench)


def locked(change: Callable[[Part], Part]) -> Make:
    """Return what sends a payload changed after it was encrypted."""

    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        parts = tuple(map(change, bench.partner.lock(letter.parts)))
        return bench.partner.pack(bench.partner.sign(letter), parts, letter.message_id)

    return make


def enclosed(partner: Partner, letter: Letter, soap: bytes) -> Posting:
    """Return the envelope with the parts of the letter, encrypted where that is agreed."""
    parts = partner.lock(letter.parts) if partner.action.profile.encrypted else letter.parts
    return partner.pack(soap, parts, letter.message_id)


# --- what must come of it ---


def accepted(bench: Bench, make: Make) -> None:
    """Send it, and have it acknowledged and delivered."""
    bench.check(Case(make=make, outcome=Outcome.ACCEPTED))


def refused(bench: Bench, make: Make, code: ErrorCode, location: str) -> None:
    """Send it, and have it refused with a MessageError of that code and place."""
    bench.check(Case(make=make, outcome=Outcome.REFUSED, error=HeaderRefusedError(code, location)))


def insecure(bench: Bench, make: Make, reason: str) -> None:
    """Send it, and have it refused with SecurityFailure, whatever the reason that we keep to ourselves."""
    bench.check(Case(make=make, outcome=Outcome.REFUSED, error=SecurityRefusedError(reason)))


def faulted(bench: Bench, make: Make, error: PartnerError) -> None:
    """Send it, and have it answered with HTTP 500 and a SOAP Fault."""
    bench.check(Case(make=make, outcome=Outcome.FAULT, error=error))


def with_part(letter: Letter, content_id: str, *hrefs: str) -> Letter:
    """Return the letter with its part under another name, and another Manifest."""
    assert letter.message.manifest is not None
    (part,) = letter.parts
    named = replace(letter, parts=(replace(part, content_id=content_id),))
    return named.with_block(manifest=replace(letter.message.manifest, hrefs=hrefs))
