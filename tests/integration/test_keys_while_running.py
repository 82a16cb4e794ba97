"""A running gateway gets new keys to sign and to decrypt with while messages flow: none is lost, none refused (F47)."""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.evidence.contents import OWN_CERTIFICATE, read
from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, LeafPurpose, rsa_3072
from gateway.domain.evidence import EvidenceType
from tests.kit.chain import Chain, eventually
from tests.kit.commands import run

ID: Final = "Keten_00000099000000003000_00000099000000001000_1"
OWN: Final = "politie"
OTHER: Final = "veiligthuis"
NEW: Final = {"signing": LeafPurpose.SIGNING, "encryption": LeafPurpose.ENCRYPTION}
# What an entry of would mean that a message was refused, or failed.
BAD: Final = (
    EvidenceType.SECURITY_REFUSED,
    EvidenceType.DECRYPTION_FAILED,
    EvidenceType.CONTRADICTED,
    EvidenceType.REFUSAL_RECEIVED,
    EvidenceType.REFUSAL_UNPROVEN,
    EvidenceType.DELIVERY_ENDED,
)
# Long enough for both books to be read again, twice.
_AHEAD: Final = timedelta(seconds=14)
_PAUSE_SECONDS: Final = 0.5


class Traffic:
    """Reports that keep coming, one behind the other, until somebody has seen enough."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._send)
        self.sent: list[str] = []

    def _send(self) -> None:
        while not self._enough.wait(_PAUSE_SECONDS):
            self.sent.append(self._chain.submit(self._chain.report()))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    def arrives(self) -> None:
        """Wait until everything that was sent before now is whole, both ways: theirs is encrypted to us."""
        for reference in tuple(self.sent):
            eventually("a report is received, and its receipt is", partial(self._is_whole, reference))

    def more(self) -> None:
        """Wait for a report that is sent from now on, and for all before it."""
        before = len(self.sent)
        eventually("another report", lambda: len(self.sent) > before)
        self.arrives()

    def _is_whole(self, reference: str) -> bool:
        layers = self._chain.layers(reference)
        return layers["T"] is not None and layers["R"] is not None


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    made = Chain(tmp_path)
    try:
        made.start_all()
        yield made
    finally:
        made.stop_all()


def _log(chain: Chain, event: str) -> list[dict[str, Any]]:
    lines = (chain.folder / OWN / "gateway.log").read_bytes().splitlines()
    return [line for line in map(json.loads, lines) if line["event"] == event]


def _evidence(chain: Chain, name: str, kind: str) -> list[dict[str, str]]:
    with contextlib.closing(sqlite3.connect(chain.folder / name / "gateway.db")) as store:
        rows = store.execute("SELECT facts FROM evidence WHERE type = ? ORDER BY sequence", (kind,)).fetchall()
    return [dict(json.loads(facts)) for (facts,) in rows]


def _arrived(chain: Chain) -> list[str]:
    """Return everything that came in: on a slow machine that is more than the back office lists."""
    with contextlib.closing(sqlite3.connect(chain.folder / OTHER / "gateway.db")) as store:
        return [reference for (reference,) in store.execute("SELECT reference FROM messages WHERE direction = 'in'")]


def _issue(chain: Chain) -> None:
    """Put new pairs beside those in use."""
    one = chain.organisations[OWN]
    authority = Authority.load(chain.folder / "pki" / "authority")
    holder = Holder(oin=one.oin, organisation=one.title, host_names=(one.host,))
    for name, purpose in NEW.items():
        issued = authority.issue(holder, purpose, datetime.now(UTC), key=rsa_3072())
        write_issued(issued, chain.folder / OWN / "keys", f"{name}-2027")


def _replace(chain: Chain, name: str, side: str, moment: datetime) -> None:
    keys = chain.folder / OWN / "keys"
    certificates = [each for use in NEW for each in ("--certificate", f"{use}={keys / f'{use}-2027.pem'}")]
    begins = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    where = ("--side", side, "--from", begins, "--config", chain.folder / name / "schakel.toml")
    ended = run("cpa", "replace", ID, *certificates, *where)
    assert ended.exit_code == 0, ended.stderr


def _signer(chain: Chain, reference: str) -> bytes:
    """Return our certificate (DER) that the evidence of a report verifies with."""
    return read(chain.offices[OWN].bundle(chain.oin(OWN), reference)).files[OWN_CERTIFICATE]


def _certificate(file: Path) -> bytes:
    return x509.load_pem_x509_certificates(file.read_bytes())[0].public_bytes(Encoding.DER)


def test_new_keys_take_over_while_messages_flow(chain: Chain) -> None:
    keys = chain.folder / OWN / "keys"
    old = _certificate(keys / "signing.pem")
    with Traffic(chain) as traffic:
        traffic.more()
        # A file that is half there changes nothing, and is told once.
        half = keys / "signing-2027.key.pem"
        half.write_bytes(b"-----BEGIN PRIVATE KEY-----\n")
        half.chmod(0o600)
        eventually("it is told", lambda: bool(_log(chain, "keys_not_renewed")))
        traffic.more()
        # 1. Beside those in use: nobody knows them yet, and nothing is signed with them.
        _issue(chain)
        eventually("both pairs are held", lambda: len(_log(chain, "keys_renewed")) == 1)
        traffic.more()
        # 2. The partner knows both; 3. we change a while later.
        now = datetime.now(UTC).replace(microsecond=0)
        moment = now + _AHEAD
        _replace(chain, OTHER, "partner", now)
        _replace(chain, OWN, "own", moment)
        while datetime.now(UTC) < moment:
            traffic.more()
        # 4. When everything of before has its receipt, the new pairs take the place of the old.
        traffic.more()
        for use in NEW:
            for suffix in ("key.pem", "pem"):
                (keys / f"{use}-2027.{suffix}").replace(keys / f"{use}.{suffix}")
        eventually("the old pairs are gone", lambda: len(_log(chain, "keys_renewed")) == 2)
        traffic.more()
    traffic.arrives()
    first, *_, last = traffic.sent
    assert (_signer(chain, first), _signer(chain, last)) == (old, _certificate(keys / "signing.pem"))
    assert len(_log(chain, "keys_not_renewed")) in {1, 2}, "told once, and once more where half of a rename was seen"
    came, went = _evidence(chain, OWN, EvidenceType.KEYS_CHANGED)
    assert (set(came), set(went)) == ({"signing-came", "encryption-came"}, {"signing-went", "encryption-went"})
    for name in (OWN, OTHER):
        assert [kind for kind in BAD if _evidence(chain, name, kind)] == []
    assert sorted(_arrived(chain)) == sorted(traffic.sent)
