"""Bad inputs against a running gateway: one case at a time, and what must hold after each (reliability-security.md 3).

The gateway is that of Veilig Thuis; the police, with its own keys, is who sends.
"""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

from adapters.simulator.back_office import BackOffice
from adapters.simulator.chain import Organisation, lay_out
from adapters.simulator.processes import GatewayProcess
from gateway.domain.evidence import EvidenceType
from gateway.domain.octets import whole
from gateway.errors import HeaderRefusedError, PartnerError, UnprovenRefusalError
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2 import kept, mime
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.stages import EnvelopeKind
from tests.kit.corpus_chain import audit, keys_of, organisations_of
from tests.kit.corpus_watch import TokenSearch, Trap, Watch
from tests.kit.http import CANARY
from tests.kit.partner import Partner
from tests.kit.partner_mailbox import Arrived
from tests.kit.posting import Answer, Posting

# Large enough for the eleven megabytes of bad input 100, small enough to send one octet more (83).
LIMIT_OCTETS: Final = 12 * 1024 * 1024
_MIB: Final = 64
_GOOD_SECONDS: Final = 5.0
_PATIENCE_SECONDS: Final = 20.0
# What a healthy gateway never writes.
ALARMS: Final = frozenset({"unexpected_error", "unlisted_event", "library_spoke", "work_failed", "store_unavailable"})
_FAULT_TYPE: Final = "text/xml; charset=UTF-8"


class Outcome(StrEnum):
    """What must come of a case."""

    # Nobody was identified: HTTP 500 and a SOAP Fault that always reads the same.
    FAULT = "fault"
    # Identified and refused: HTTP 204, and a signed MessageError.
    REFUSED = "refused"
    # A bad signal: HTTP 204, an entry in the chain of evidence, and not a word to anyone.
    RECORDED = "recorded"
    # Accepted, acknowledged, and there for the back office.
    ACCEPTED = "accepted"
    # Acknowledged, and answered with a functional fault; the back office sees nothing.
    CONTENT = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is sent and what must come of it; `error` is what the gateway makes of it, `code` the functional fault."""

    make: Callable[["Bench"], Posting]
    outcome: Outcome
    error: PartnerError | None = None
    code: str = ""


Prepare = Callable[["Bench"], object]


class Bench:
    """A running gateway, two partners with their own keys, and everything that can be seen from outside."""

    def __init__(self, folder: Path, prepare: Prepare | None = None) -> None:
        """Take a folder with the keys of the chain; `prepare` may add to it before the gateway runs."""
        self.folder = folder
        # The partner as it speaks under the agreements that `prepare` added, by their names.
        self.agreed: dict[str, Partner] = {}
        self.organisations = organisations_of(folder)
        lay_out(folder, tuple(self.organisations.values()), datetime.now(UTC))
        own = self.organisations["veiligthuis"]
        self.home = folder / own.name
        with (self.home / "schakel.toml").open("a", encoding="utf-8") as settings:
            settings.write(f"\n[limits]\nbody_octets = {LIMIT_OCTETS}\n")
        with contextlib.ExitStack() as stack:
            self.trap = stack.enter_context(contextlib.closing(Trap(folder)))
            self.partner = self._play("politie", stack)
            self.neighbour = self._play("buureenheid", stack)
            self.process = GatewayProcess(self.home, own.operations_port)
            stack.callback(self.process.stop)
            self._start(own, prepare)
            self._opened = stack.pop_all()

    def _play(self, name: str, stack: contextlib.ExitStack) -> Partner:
        partner = Partner(self.folder, self.organisations[name], self.organisations["veiligthuis"])
        return stack.enter_context(contextlib.closing(partner))

    def _start(self, own: Organisation, prepare: Prepare | None) -> None:
        self.office = BackOffice(own.office_port, self.home / "keys")
        if prepare is not None:
            prepare(self)
        self.process.start()
        self.process.wait_until_ready()
        self.watch = Watch(self.home, own.operations_port, self.process.pid)
        self._files = set(self.home.rglob("*"))
        # Messages about which there must be a signal; about any other there must be none.
        self.answered: set[str] = set()
        # References of what a test keeps without an acknowledgement.
        self.flying: set[str] = set()
        # Whether the partner failed so often that nothing of it is decrypted now (D14).
        self.held = False
        # What a test planted besides the one token of all.
        self.tokens: set[str] = set()

    # --- one case ---

    def check(self, case: Case) -> None:
        """Send what the case makes, and check its outcome and everything beside it."""
        posting = case.make(self)
        self.watch.mark()
        answer = self.partner.post(posting)
        _CHECKS[case.outcome](self, case, posting, answer)
        self._check_cost(posting, case)
        self._check_rest(posting, case)

    def check_good(self) -> None:
        """Send a good message and have it accepted within seconds: whatever came before did no harm."""
        started = time.monotonic()
        self.check(Case(make=lambda bench: bench.partner.message(), outcome=Outcome.ACCEPTED))
        assert time.monotonic() - started < _GOOD_SECONDS

    def check_fault(self, case: Case, posting: Posting, answer: Answer) -> None:
        """A constant answer, a closed connection, and one line in the log."""
        assert case.error is not None
        expected = Answer(status=500, content_type=_FAULT_TYPE, body=ebms2.fault(case.error), closed=True)
        assert answer == expected, answer
        assert self.watch.evidence() == []

    def check_refused(self, case: Case, posting: Posting, answer: Answer) -> None:
        """One signed MessageError with a code and a place, and one entry in the chain."""
        assert case.error is not None
        self._check_recorded(case.error, answer)
        arrived = self._signal(posting, EnvelopeKind.MESSAGE_ERROR)
        item = ebms2.error_item(case.error)
        assert arrived.errors == [(item.code, item.location)], arrived.errors
        assert CANARY.encode() not in arrived.body

    def check_recorded(self, case: Case, posting: Posting, answer: Answer) -> None:
        """One entry in the chain, and nothing is said."""
        assert case.error is not None
        self._check_recorded(case.error, answer)

    def check_accepted(self, case: Case, posting: Posting, answer: Answer) -> None:
        """A signed acknowledgement that returns what was signed, and the message is there, whole."""
        assert answer == Answer(status=204, closed=False)
        arrived = self._signal(posting, EnvelopeKind.ACKNOWLEDGMENT)
        soap, _ = mime.split(posting.content_type, posting.body)
        assert arrived.proven.acknowledged == kept.read_kept(soap, self.partner.signing.certificate).references
        (waiting,) = self.office.waiting()
        taken = self.office.collect(waiting["sender"], waiting["reference"])
        assert taken["content"]["betrokkenen"][0]["geslachtsnaam"] == CANARY
        self.settle()

    def check_content(self, case: Case, posting: Posting, answer: Answer) -> None:
        """Acknowledged, and a functional fault that names a code and no content."""
        assert answer == Answer(status=204, closed=False)
        self._signal(posting, EnvelopeKind.ACKNOWLEDGMENT)
        conversation = self.partner.parse(posting).address.conversation_id
        (fault,) = self.partner.mailbox.wait_for(
            lambda each: each.kind is EnvelopeKind.MESSAGE and each.proven.address.conversation_id == conversation
        )
        said = whole(fault.proven.parts[0].content)
        assert f"<StUF:code>{case.code}</StUF:code>".encode() in said
        assert CANARY.encode() not in said
        self.settle()

    def settle(self) -> None:
        """Wait until the gateway has nothing left to do, or to write, but what a test keeps in the air."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self.watch.outbox() <= self.flying:
            assert time.monotonic() < until, "the outbox is not emptied"
            time.sleep(0.02)
        for partner in (self.partner, self.neighbour):
            partner.rest()

    def _check_recorded(self, error: PartnerError, answer: Answer) -> None:
        assert answer == Answer(status=204, closed=False)
        entries = self.watch.evidence()
        (entry,) = [each for each in entries if each.type == EvidenceType.SECURITY_REFUSED]
        beside = [each.type for each in entries if each is not entry]
        # What was decrypted in vain is counted (D14); an answer that proves nothing stands beside what it is about.
        assert beside in ([], [EvidenceType.DECRYPTION_FAILED], [EvidenceType.REFUSAL_UNPROVEN])
        assert beside or error.reason != Refusal.DECRYPTION
        assert entry.facts["code"] == error.code
        assert entry.facts.keys() == {"code", "reason", "soap-sha256"}
        assert entry.facts["reason"] == error.reason, entry.facts["reason"]

    def _signal(self, posting: Posting, kind: EnvelopeKind) -> Arrived:
        self.answered.add(posting.message_id)
        arrived = self.partner.mailbox.wait_for_signal(posting.message_id)
        assert arrived.kind is kind, arrived.errors
        return arrived

    # --- what must hold after every case ---

    def _check_cost(self, posting: Posting, case: Case) -> None:
        # 3, (c) and G8: 250 ms for each 100 KB, and for what one full message costs; never more than two seconds.
        budget = 2.0 if case.outcome is Outcome.ACCEPTED else min(2.0, 0.25 + 0.25 * len(posting.body) / 100_000)
        used = self.watch.cpu_seconds
        assert used <= budget, used
        # (d) and G8, beside the octets themselves, which a request holds a few times over.
        assert self.watch.grown_mib <= _MIB + 4 * len(posting.body) / 2**20

    def _check_rest(self, posting: Posting, case: Case) -> None:
        assert self.office.waiting() == []
        assert self.watch.lives()
        assert not self.trap.is_sprung()
        lines = self.watch.log()
        assert not {line["event"] for line in lines} & ALARMS
        assert not [line for line in lines if "dropped" in line]
        if case.error is not None and case.outcome is not Outcome.CONTENT:
            self._check_told(case.error)

    def _check_told(self, error: PartnerError) -> None:
        """One line in the log, with code and reason; of a MessageError that proves nothing what it said (223)."""
        (line,) = self.watch.log("message_received")
        if line["outcome"] != UnprovenRefusalError.code:
            reason = error.ebms_code if isinstance(error, HeaderRefusedError) else error.reason
            assert (line["outcome"], line.get("reason", "")) == (error.code, reason)

    def finish(self) -> None:
        """A good message still gets through; stop; the chain of evidence is whole, and no token stands anywhere."""
        if not self.held:
            self.check_good()
        for partner in (self.partner, self.neighbour):
            assert partner.mailbox.wrong == []
        signals = [each for each in self.partner.mailbox.arrived if each.kind is not EnvelopeKind.MESSAGE]
        # Whatever got a fault, or nothing, got no signal behind its back.
        assert {str(each.refers_to) for each in signals} == self.answered
        assert self.process.stop() == 0
        assert not self.trap.is_sprung()
        asyncio.run(audit(self.home))
        assert set(self.home.rglob("*")) <= self._files
        assert TokenSearch([CANARY, *self.tokens]).found_below(self.home) == []

    def send(self, posting: Posting, count: int = 1) -> Arrived:
        """Send something that must be taken, and return the last of that many answers about it."""
        if count > 1:
            # An answer that is still under way would answer this too.
            self.settle()
        self.answered.add(posting.message_id)
        answer = self.partner.post(posting)
        assert answer == Answer(status=204, closed=False), answer
        return self.partner.mailbox.wait_for_signal(posting.message_id, count)

    def drain(self) -> None:
        """Take whatever still waits, so that one test that fails leaves nothing to the next."""
        for waiting in self.office.waiting():
            self.office.collect(waiting["sender"], waiting["reference"])
        self.settle()

    def collect(self) -> str:
        """Let the back office take the one message that waits; return its reference."""
        (waiting,) = self.office.waiting()
        self.office.collect(waiting["sender"], waiting["reference"])
        self.settle()
        return str(waiting["reference"])

    def close(self) -> None:
        """Stop whatever runs."""
        self._opened.close()


@contextlib.contextmanager
def running_bench(factory: pytest.TempPathFactory, prepare: Prepare | None = None) -> Iterator[Bench]:
    """Run a bench, and check what must hold at the end; keys are made once a run."""
    folder = factory.mktemp("keten")
    shutil.copytree(keys_of(factory.getbasetemp() / "sleutels"), folder, dirs_exist_ok=True)
    bench = Bench(folder, prepare)
    try:
        yield bench
        bench.finish()
    finally:
        bench.close()


_CHECKS: Final = {
    Outcome.FAULT: Bench.check_fault,
    Outcome.REFUSED: Bench.check_refused,
    Outcome.RECORDED: Bench.check_recorded,
    Outcome.ACCEPTED: Bench.check_accepted,
    Outcome.CONTENT: Bench.check_content,
}
