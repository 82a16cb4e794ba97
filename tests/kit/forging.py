"""A bench with an authority that issues whatever a case wants, and clients that show it."""

import ssl
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.http.tls import TlsFiles
from adapters.simulator.authority import Authority
from adapters.simulator.certificates import EXAMPLE_POLICY, Holder
from gateway.wire.trust import Distrust
from tests.kit.bad_certificates import Forge, Shown, shown
from tests.kit.chain import eventually
from tests.kit.corpus import ALARMS, Bench
from tests.kit.posting import Answer, Posting
from tests.kit.tls import careless_client

HUNG_UP: Final = Answer(status=0)
# What the log says of who knocks, and what a healthy gateway never writes.
_AT_THE_DOOR: Final = {"handshake_refused", "message_received", "request_refused", *ALARMS}
POLICY: Final = EXAMPLE_POLICY.dotted_string


@dataclass(frozen=True)
class Office:
    """The authority of the chain, over against its gateway; one key serves for every certificate."""

    bench: Bench
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    @cached_property
    def forge(self) -> Forge:
        """What issues certificates to the police."""
        own = self.bench.partner.own
        holder = Holder(oin=own.oin, organisation=own.title, host_names=(own.host,))
        return Forge(Authority.load(self.bench.folder / "pki" / "authority"), holder, self.key)

    def client(self, what: Shown | None, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
        """Return a client that shows it, and checks nothing itself: the gateway must be the one to refuse."""
        if what is None:
            return careless_client(None, version)
        chain, key = what.write(self.folder)
        return careless_client(TlsFiles(chain=chain, key=key), version)

    @property
    def folder(self) -> Path:
        """Where what is shown is written; not in the gateway's own folder."""
        found = self.bench.folder / "getoond"
        found.mkdir(exist_ok=True)
        return found

    def good(self, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
        """Return a client that shows a proper certificate of the police."""
        return self.client(shown(self.forge.issue()), version)

    def await_admission(self, context: ssl.SSLContext, posting: Posting, seconds: float) -> None:
        """Send a message over a channel that will be let in when the trust folder has been read again."""
        admitted = Answer(status=HTTPStatus.NO_CONTENT, closed=False)
        eventually("to be let in", lambda: self.bench.partner.post(posting, context) == admitted, seconds)
        self.bench.answered.add(posting.message_id)
        self.bench.collect()

    def await_refusal(self, context: ssl.SSLContext, reason: Distrust, seconds: float) -> None:
        """Send messages until one is hung up on for that reason; each one before is, for another."""
        reasons: set[str] = set()

        def refused() -> bool:
            self.bench.watch.mark()
            assert self.bench.partner.post(self.bench.partner.message(), context) == HUNG_UP
            reasons.update(str(line["reason"]) for line in self.bench.watch.log("handshake_refused"))
            return reason in reasons

        eventually(f"to be refused for {reason}", refused, seconds)

    def check_refused(self, context: ssl.SSLContext, posting: Posting) -> str:
        """Have it hung up on without a word, with one line in the log, and nothing else; return the reason there."""
        watch = self.bench.watch
        watch.mark()
        assert self.bench.partner.post(posting, context) == HUNG_UP
        assert watch.cpu_seconds <= 0.25
        assert watch.evidence() == []
        assert watch.remembers(posting.message_id) == 0
        (line,) = [line for line in watch.log() if line["event"] in _AT_THE_DOOR]
        assert line["event"] == "handshake_refused"
        assert not self.bench.trap.is_sprung()
        self.bench.check_good()
        return str(line["reason"])


def ask_for_policies(bench: Bench) -> None:
    """Have the gateway want what an environment of PKIoverheid has: a policy along the whole path (43)."""
    settings = bench.home / "schakel.toml"
    text = settings.read_text(encoding="utf-8")
    assert "policies = []" in text
    settings.write_text(text.replace("policies = []", f'policies = ["{POLICY}"]'), encoding="utf-8")
