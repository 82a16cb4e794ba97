"""What we show partners of ourselves is the pair that was accepted last, whatever stands in its files by now (F48)."""

import contextlib
import shutil
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from adapters.bootstrap.house import House, open_house
from adapters.bootstrap.renewal import Renewal
from adapters.config import load
from adapters.http.probe import Step
from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, Issued, LeafPurpose, PrivateKey, p_256
from tests.kit.chain import Chain
from tests.kit.logs import NamedLog
from tests.kit.tls_listener import TlsListener

OWN: Final = "politie"
OTHER: Final = "veiligthuis"


class Listener(TlsListener):
    """A partner that remembers which certificate (DER) was shown at each connection."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self.shown: list[bytes] = []
        super().__init__(port, _Handler, context)


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def setup(self) -> None:
        super().setup()
        assert isinstance(self.connection, ssl.SSLSocket)
        self.server.shown.append(self.connection.getpeercert(binary_form=True) or b"")

    def do_POST(self) -> None:  # the library's name
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Desk:
    """A gateway of the police that is open, what looks after its TLS pair, an administrator, and a partner."""

    def __init__(self, chain: Chain, home: Path, house: House, listener: Listener) -> None:
        self.keys, self.house, self._listener = home / "keys", house, listener
        self._authority = Authority.load(chain.folder / "pki" / "authority")
        self._holder = Holder(
            oin=chain.organisations[OWN].oin,
            organisation=chain.organisations[OWN].title,
            host_names=(chain.organisations[OWN].host,),
        )
        self.log = NamedLog()
        self._renewal = Renewal(house.own_pair, house.trust, house.client, self.log)

    def issue(self, key: PrivateKey) -> Issued:
        """Return a TLS certificate of ours for that key."""
        return self._authority.issue(self._holder, LeafPurpose.TLS, datetime.now(UTC), key=key)

    def write(self, key: PrivateKey) -> bytes:
        """Put a new pair in the place of the old; return its certificate."""
        issued = self.issue(key)
        write_issued(issued, self.keys, "tls")
        return issued.der

    async def look(self) -> list[str]:
        """Let a round pass; return what the log says of it."""
        self.log.names.clear()
        await self._renewal.renew_when_changed()
        return self.log.names

    async def shown(self) -> bytes:
        """Return the certificate that a partner sees when something is posted."""
        # The listener speaks HTTP/1.0: each time there is a new connection.
        await self.house.client.post(self.house.book.agreements[0], "text/xml", b"<x/>")
        return self._listener.shown[-1]

    async def shown_at_a_look(self) -> bytes:
        """Return the certificate that a partner sees when it is looked at."""
        looked = await self.house.client.look(self.house.book.agreements[0])
        assert (looked.step, looked.reason) == (Step.CLIENT, "")
        return self._listener.shown[-1]


@pytest.fixture
def listener(chain: Chain) -> Iterator[Listener]:
    keys, trust = chain.folder / OTHER / "keys", chain.folder / OTHER / "trust"
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=_roots(trust))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(keys / "tls.pem", keys / "tls.key.pem")
    with contextlib.closing(Listener(chain.organisations[OTHER].partner_port, context)) as listener:
        yield listener


def _roots(trust: Path) -> str:
    return "".join(file.read_text() for file in sorted((trust / "roots").iterdir()))


@pytest.fixture
async def desk(chain: Chain, tmp_path: Path, listener: Listener) -> AsyncIterator[Desk]:
    home = Path(shutil.copytree(chain.folder / OWN, tmp_path / OWN))
    async with open_house(load(home / "schakel.toml")) as house:
        yield Desk(chain, home, house, listener)


def _certificate(file: Path) -> bytes:
    return x509.load_pem_x509_certificates(file.read_bytes())[0].public_bytes(Encoding.DER)


# --- what was refused changes nothing for anybody ---------------------------------------------------------------------


def _weak(desk: Desk) -> None:
    """A key that is too short."""
    desk.write(rsa.generate_private_key(65537, 2048))


def _half(desk: Desk) -> None:
    """The key of another certificate."""
    (desk.keys / "tls.key.pem").write_bytes(desk.issue(p_256()).key_pem)


def _without_key(desk: Desk) -> None:
    (desk.keys / "tls.key.pem").unlink()


def _without_certificate(desk: Desk) -> None:
    (desk.keys / "tls.pem").unlink()


def _broken_off(desk: Desk) -> None:
    """A new pair whose chain ends in the middle: only OpenSSL sees that."""
    desk.write(p_256())
    chain = desk.keys / "tls.pem"
    chain.write_bytes(chain.read_bytes()[:-200])


def _readable(desk: Desk) -> None:
    """A key that everybody may read."""
    desk.write(p_256())
    (desk.keys / "tls.key.pem").chmod(0o644)


def _of_two_purposes(desk: Desk) -> None:
    """The key that signs messages (D12)."""
    key = load_pem_private_key((desk.keys / "signing.key.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    desk.write(key)


Spoil: TypeAlias = Callable[[Desk], None]
WRONG: Final = [_weak, _half, _without_key, _without_certificate, _broken_off, _readable, _of_two_purposes]


@pytest.mark.parametrize("spoil", WRONG)
async def test_a_pair_that_was_refused_is_shown_to_nobody(desk: Desk, spoil: Spoil) -> None:
    before = _certificate(desk.keys / "tls.pem")
    spoil(desk)
    assert await desk.look() == ["certificate_not_renewed"]
    assert await desk.look() == []
    assert await desk.shown() == before


@pytest.mark.parametrize("spoil", [_weak, _half])
async def test_a_pair_that_nobody_judged_yet_is_shown_to_nobody(desk: Desk, spoil: Spoil) -> None:
    before = _certificate(desk.keys / "tls.pem")
    spoil(desk)
    assert await desk.shown() == before
    assert await desk.shown_at_a_look() == before


async def test_a_partner_that_is_being_talked_to_and_one_that_is_not_see_a_new_pair(desk: Desk) -> None:
    before = await desk.shown()
    renewed = desk.write(p_256())
    assert await desk.look() == ["certificate_renewed"]
    assert await desk.shown() == await desk.shown_at_a_look() == renewed != before


async def test_after_a_refused_pair_a_good_one_counts(desk: Desk) -> None:
    _weak(desk)
    await desk.look()
    renewed = desk.write(p_256())
    assert await desk.look() == ["certificate_renewed"]
    assert await desk.shown() == renewed


async def test_what_changed_while_the_house_was_opened_is_found_in_the_first_round(
    chain: Chain, tmp_path: Path, listener: Listener
) -> None:
    home = Path(shutil.copytree(chain.folder / OWN, tmp_path / OWN))
    async with open_house(load(home / "schakel.toml")) as house:
        issued = Desk(chain, home, house, listener).write(p_256())
        desk = Desk(chain, home, house, listener)
        assert await desk.look() == ["certificate_renewed"]
        assert await desk.shown() == issued
