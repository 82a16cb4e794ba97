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
from adapters.keys.key_files import write_secret
from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, LeafPurpose, rsa_3072
from gateway.domain.evidence import EvidenceType
from tests.kit.chain import Chain, eventually
from tests.kit.commands import run

ID: Final = "Keten_00000099000000003000_00000099000000001000_1"
OWN: Final = "politie"
OTHER: Final = "veiligthuis"
NEW: Final = {"signing": LeafPurpose.SIGNING, "encryption": LeafPurpose.ENCRYPTION}
CAME: Final = {f"{use}-came" for use in NEW}
WENT: Final = {f"{use}-went" for use in NEW}
HALF: Final = b"-----BEGIN PRIVATE KEY-----\n"
# What an entry of would mean that a message was refused, or failed.
BAD: Final = (
    EvidenceType.SECURITY_REFUSED,
    EvidenceType.DECRYPTION_FAILED,
    EvidenceType.CONTRADICTED,
    EvidenceType.REFUSAL_RECEIVED,
    EvidenceType.REFUSAL_UNPROVEN,
    EvidenceType.DELIVERY_ENDED,
)
# So that the moment comes while messages flow; nothing depends on which comes first, the moment or the reading.
_AHEAD: Final = timedelta(seconds=5)
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

    def more(self) -> str:
        """Wait for a report that is sent from now on, and for all before it; return its reference."""
        # The one that is being handed in may have begun before now.
        behind = len(self.sent) + 1
        eventually("another report", lambda: len(self.sent) > behind)
        self.arrives()
        return self.sent[behind]

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


def _log(chain: Chain, name: str, event: str) -> list[dict[str, Any]]:
    lines = (chain.folder / name / "gateway.log").read_bytes().splitlines()
    return [line for line in map(json.loads, lines) if line["event"] == event]


def _evidence(chain: Chain, name: str, kind: str) -> list[dict[str, str]]:
    with contextlib.closing(sqlite3.connect(chain.folder / name / "gateway.db")) as store:
        rows = store.execute("SELECT facts FROM evidence WHERE type = ? ORDER BY sequence", (kind,)).fetchall()
    return [dict(json.loads(facts)) for (facts,) in rows]


def _arrived(chain: Chain) -> list[str]:
    """Return everything that came in: on a slow machine that is more than the back office lists."""
    with contextlib.closing(sqlite3.connect(chain.folder / OTHER / "gateway.db")) as store:
        return [reference for (reference,) in store.execute("SELECT reference FROM messages WHERE direction = 'in'")]


def _noted(chain: Chain) -> set[str]:
    """Return which keys of ours came and went, once all of that is in use: the log tells of it after the evidence."""
    entries = _evidence(chain, OWN, EvidenceType.KEYS_CHANGED)
    return set().union(*entries) if len(_log(chain, OWN, "keys_renewed")) == len(entries) else set()


def _put(chain: Chain, name: str, file: str, octets: bytes) -> None:
    """Put a key in its place as a whole, as an administrator does: no round sees it half written."""
    write_secret(chain.folder / file, octets)
    (chain.folder / file).replace(chain.folder / name / "keys" / file)


def _issue(chain: Chain) -> None:
    """Put new pairs beside those in use, at one blow."""
    one = chain.organisations[OWN]
    authority = Authority.load(chain.folder / "pki" / "authority")
    holder = Holder(oin=one.oin, organisation=one.title, host_names=(one.host,))
    made = chain.folder / "made"
    for name, purpose in NEW.items():
        write_issued(authority.issue(holder, purpose, datetime.now(UTC), key=rsa_3072()), made, f"{name}-2027")
    for file in made.iterdir():
        file.replace(chain.folder / OWN / "keys" / file.name)


def _is_told(chain: Chain, name: str, before: int) -> bool:
    return len(_log(chain, name, "keys_not_renewed")) > before


def _reads_again(chain: Chain, name: str) -> None:
    """Wait until a gateway has read its agreements since now.

    In each round it looks at its keys first and at its agreements after that, and tells of half a pair once. When it
    tells of a second one, it has been through the agreements behind the first.
    """
    for number in range(2):
        told = len(_log(chain, name, "keys_not_renewed"))
        _put(chain, name, "signing-half.key.pem", HALF[number:])
        eventually("half a pair is told", partial(_is_told, chain, name, told))
    (chain.folder / name / "keys" / "signing-half.key.pem").unlink()


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


@pytest.mark.timeout(400)
def test_new_keys_take_over_while_messages_flow(chain: Chain) -> None:
    keys = chain.folder / OWN / "keys"
    old = _certificate(keys / "signing.pem")
    with Traffic(chain) as traffic:
        traffic.more()
        # A file that is half there changes nothing, and is told.
        _put(chain, OWN, "signing-2027.key.pem", HALF)
        eventually("it is told", partial(_is_told, chain, OWN, 0))
        traffic.more()
        # 1. Beside those in use: nobody knows them yet, and nothing is signed with them.
        _issue(chain)
        new = _certificate(keys / "signing-2027.pem")
        eventually("both pairs are held", lambda: _noted(chain) == CAME)
        assert _signer(chain, traffic.more()) == old
        # 2. The partner knows both; 3. we change a while later.
        now = datetime.now(UTC).replace(microsecond=0)
        _replace(chain, OTHER, "partner", now)
        _reads_again(chain, OTHER)
        assert _signer(chain, traffic.more()) == old
        _replace(chain, OWN, "own", datetime.now(UTC) + _AHEAD)
        eventually("the new key signs", lambda: _signer(chain, traffic.more()) == new)
        # 4. When everything of before has its receipt, the new pairs take the place of the old.
        traffic.arrives()
        for use in NEW:
            for suffix in ("key.pem", "pem"):
                (keys / f"{use}-2027.{suffix}").replace(keys / f"{use}.{suffix}")
        eventually("the old pairs are gone", lambda: _noted(chain) == CAME | WENT)
        assert _signer(chain, traffic.more()) == new
    traffic.arrives()
    for name in (OWN, OTHER):
        assert [kind for kind in BAD if _evidence(chain, name, kind)] == []
    assert sorted(_arrived(chain)) == sorted(traffic.sent)
