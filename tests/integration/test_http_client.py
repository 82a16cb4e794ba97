"""The way out, against servers of every kind (bad inputs 57 to 60, D28; E-12 to E-21)."""

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.http.client import PartnerClient, Patience
from adapters.http.cutting import cut
from adapters.http.tls import GuardedContext, TlsFiles, admit_server, client_context, server_context
from adapters.keys.trust_store import TrustStore
from adapters.simulator.authority import Authority
from adapters.simulator.certificates import LeafPurpose, UnsafeShape, p_256
from gateway.domain.agreement import Agreement, Profile, SyncReply
from gateway.domain.identifiers import Oin
from gateway.errors import PartnerRejectedError, PartnerUnreachableError, TamperedError
from gateway.wire.stages import Answer
from tests.kit.authority import NO_GRACE, STRICT
from tests.kit.http import TlsWorld, holder_of
from tests.kit.streams import Broken, Scattered
from tests.kit.tls import tls_files
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, World

BODY = b"<bericht>inhoud</bericht>"
NAME = "veiligthuis.schakel.test"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def _listening(talk: Talk, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        # What was aborted ends in the next turns of the loop.
        await asyncio.sleep(0.02)


class Partner:
    """A server that says what it is told to, and remembers every octet it was sent."""

    def __init__(self, talk: Talk | None = None, *, answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n") -> None:
        self._talk = talk or self._say
        self._answer = answer
        self.received = b""
        self.connections = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def _say(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await self.request(reader):
            writer.write(self._answer)
            await writer.drain()

    async def request(self, reader: asyncio.StreamReader) -> bool:
        """Read one request; return False when there is none."""
        head = b""
        while b"\r\n\r\n" not in head:
            line = await reader.readline()
            if not line:
                return False
            head += line
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        self.received += head + await reader.readexactly(length)
        return True

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            cut(writer.transport)

    @asynccontextmanager
    async def listening(self, context: ssl.SSLContext) -> AsyncIterator[int]:
        """Listen on a free port."""
        async with _listening(self, context) as port:
            try:
                yield port
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)


class Chain:
    """Our certificates, what we trust, and the agreement between the police and Veilig Thuis."""

    def __init__(self, folder: Path) -> None:
        self.tls = TlsWorld.make(folder)
        self.folder = folder
        self.publish()
        self.store = TrustStore(folder / "trust", STRICT, NO_GRACE, now())
        agreements = World(Profile.RM).side(POLITIE).agreements
        self.agreement = next(each for each in agreements if each.partner.party_id.oin == VEILIG_THUIS.oin)

    def publish(self) -> None:
        """Write what is trusted and revoked now."""
        self.tls.authority.write_trust(self.folder / "trust", now())

    def revoke(self, name: str) -> None:
        """Revoke the certificate of an organisation."""
        self.tls.authority.revoke(self.tls.issued[name].certificate, now())
        self.publish()
        self.store.reload(now())

    def at(self, port: int, *, host: str = NAME, scheme: str = "https", path: str = "/ebms") -> Agreement:
        """Return the agreement with that endpoint."""
        endpoint = f"{scheme}://{host}:{port}{path}"
        return replace(self.agreement, partner=replace(self.agreement.partner, endpoint=endpoint))

    def context_for(self, partner: Oin) -> GuardedContext:
        """Return our side of the connection to a partner."""
        admit = admit_server(self.store, now, partner)
        return client_context(self.tls.files(POLITIE.name), self.store.roots_pem, admit)

    def server(self, files: TlsFiles | None = None) -> ssl.SSLContext:
        """Return the partner's side."""
        return server_context(files or self.tls.files(VEILIG_THUIS.name), self.tls.roots, lambda _: None)

    @asynccontextmanager
    async def client(self, patience: Patience | None = None) -> AsyncIterator[PartnerClient]:
        """Open the way out; every name of the chain is on loopback."""
        known = {NAME: "127.0.0.1", "politie.schakel.test": "127.0.0.1", "elders.schakel.test": "127.0.0.1"}
        client = PartnerClient(self.context_for, known, patience=patience)
        try:
            yield client
        finally:
            await client.close()


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


async def _post(client: PartnerClient, agreement: Agreement, body: bytes = BODY) -> str:
    """Return what became of it: nothing, or the kind of failure and its class."""
    try:
        await client.post(agreement, "text/xml; charset=UTF-8", body)
    except PartnerRejectedError as error:
        return f"rejected {error.outcome}"
    except PartnerUnreachableError as error:
        return f"unreachable {error.outcome}"
    return "taken"


async def _once(chain: Chain, partner: Partner, context: ssl.SSLContext | None = None, **place: str) -> str:
    async with partner.listening(context or chain.server()) as port, chain.client() as client:
        return await _post(client, chain.at(port, **place))


# --- what is sent ----------------------------------------------------------------------------------------------------


async def test_a_message_leaves_as_it_is_with_the_headers_of_the_binding_and_no_others(chain: Chain) -> None:
    partner = Partner()
    assert await _once(chain, partner) == "taken"
    head, _, body = partner.received.partition(b"\r\n\r\n")
    assert body == BODY
    start, *lines = head.decode().split("\r\n")
    assert start == "POST /ebms HTTP/1.1"
    assert {line.partition(":")[0] for line in lines} == {
        "Host",
        "SOAPAction",
        "User-Agent",
        "Content-Type",
        "Content-Length",
    }
    assert 'SOAPAction: "ebXML"' in lines
    assert "Content-Type: text/xml; charset=UTF-8" in lines


async def test_a_stream_leaves_as_the_same_octets_would_with_its_length_said_first(chain: Chain) -> None:
    partner, octets = Partner(), bytes(range(256)) * 20_000
    async with partner.listening(chain.server()) as port, chain.client() as client:
        for _ in range(2):
            await client.post(chain.at(port), "text/xml", Scattered(octets, 60_000))
    head, _, body = partner.received[: len(partner.received) // 2].partition(b"\r\n\r\n")
    assert f"Content-Length: {len(octets)}".encode() in head
    assert b"chunked" not in head
    assert body == octets
    # And at the next attempt the same again.
    assert partner.received == (head + b"\r\n\r\n" + body) * 2


async def test_a_stream_that_breaks_off_is_no_message_to_anybody(chain: Chain) -> None:
    partner = Partner()
    async with partner.listening(chain.server()) as port, chain.client() as client:
        with pytest.raises((PartnerUnreachableError, TamperedError)):
            await client.post(chain.at(port), "text/xml", Broken())
    assert partner.received == b""


ANSWERED = (
    ("200 OK", b"<soap/>", Answer(content_type="text/xml", body=b"<soap/>")),
    ("200 OK", b"", None),
    ("202 Accepted", b"<soap/>", None),
    ("200 OK", b"x" * 100_000, None),
)


@pytest.mark.parametrize(("status", "body", "answer"), ANSWERED, ids=["signal", "empty", "other-success", "too-long"])
async def test_what_a_partner_says_at_once_is_given_to_who_asked(
    chain: Chain, status: str, body: bytes, answer: Answer | None
) -> None:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    async with Partner(answer=head.encode() + body).listening(chain.server()) as port, chain.client() as client:
        assert await client.post(chain.at(port), "text/xml", BODY) == answer


async def test_half_an_answer_is_none(chain: Chain) -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100\r\n\r\n<soap"

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await partner.request(reader)
        writer.write(half)
        await writer.drain()

    partner = Partner(hang_up)
    async with partner.listening(chain.server()) as port, chain.client() as client:
        assert await client.post(chain.at(port), "text/xml", BODY) is None


@pytest.mark.parametrize("count", [2, 5])
async def test_a_connection_is_used_again(chain: Chain, count: int) -> None:
    partner = Partner()
    async with partner.listening(chain.server()) as port, chain.client() as client:
        for _ in range(count):
            assert await _post(client, chain.at(port)) == "taken"
    assert partner.connections == 1
    assert partner.received.count(BODY) == count


async def test_a_large_message_leaves_whole(chain: Chain) -> None:
    partner, body = Partner(), b"x" * (12 * 1024 * 1024)
    async with partner.listening(chain.server()) as port, chain.client() as client:
        assert await _post(client, chain.at(port), body) == "taken"
    assert partner.received.endswith(body)


async def test_partners_do_not_share_connections(chain: Chain) -> None:
    partner = Partner()
    async with partner.listening(chain.server()) as port, chain.client() as client:
        assert await _post(client, chain.at(port)) == "taken"
        other = chain.at(port)
        gemeente = replace(other.partner, party_id=type(other.partner.party_id)(str(GEMEENTE.oin)))
        assert await _post(client, replace(other, partner=gemeente)) == "rejected wrong-oin"


# --- who is there (57, 58, 35) ---------------------------------------------------------------------------------------

_SHAPES = {
    "57-other-name": ("elders.schakel.test", UnsafeShape()),
    "57-common-name-only": (NAME, UnsafeShape(alternative_names=(x509.DNSName("x.schakel.test"),), common_name=NAME)),
    "57-address": (NAME, UnsafeShape(alternative_names=(x509.IPAddress(ip_address("127.0.0.1")),))),
    "57-wildcard-over-two-labels": (NAME, UnsafeShape(alternative_names=(x509.DNSName("*.test"),))),
}


@pytest.mark.parametrize(("host", "shape"), _SHAPES.values(), ids=_SHAPES.keys())
async def test_57_a_server_of_another_name_gets_not_one_octet(chain: Chain, host: str, shape: UnsafeShape) -> None:
    issued = chain.tls.authority.issue(holder_of(VEILIG_THUIS), LeafPurpose.TLS, now(), unsafe_shape=shape)
    partner = Partner()
    context = chain.server(tls_files(issued, chain.folder, "other"))
    assert await _once(chain, partner, context, host=host) == "rejected server-name"
    assert partner.received == b""


async def test_58_the_server_of_another_organisation_gets_not_one_octet(chain: Chain) -> None:
    shape = UnsafeShape(alternative_names=(x509.DNSName(NAME),))
    issued = chain.tls.authority.issue(holder_of(GEMEENTE), LeafPurpose.TLS, now(), unsafe_shape=shape)
    partner = Partner()
    context = chain.server(tls_files(issued, chain.folder, "other"))
    assert await _once(chain, partner, context) == "rejected wrong-oin"
    assert partner.received == b""


async def test_a_server_of_another_authority_gets_not_one_octet(chain: Chain) -> None:
    stranger = Authority.found(now(), key_factory=p_256, name="Vreemd")
    issued = stranger.issue(holder_of(VEILIG_THUIS), LeafPurpose.TLS, now())
    partner = Partner()
    context = chain.server(tls_files(issued, chain.folder, "other"))
    assert await _once(chain, partner, context) == "rejected server-certificate"
    assert partner.received == b""


async def test_35_a_connection_kept_alive_does_not_outlive_a_revocation(chain: Chain) -> None:
    partner = Partner()
    async with partner.listening(chain.server()) as port, chain.client() as client:
        assert await _post(client, chain.at(port)) == "taken"
        before = partner.received
        chain.revoke(VEILIG_THUIS.name)
        assert await _post(client, chain.at(port)) == "rejected server-certificate"
        assert await _post(client, chain.at(port)) == "rejected server-certificate"
    assert partner.received == before


async def test_our_own_stale_lists_are_no_fault_of_the_partner(chain: Chain) -> None:
    chain.tls.authority.write_trust(chain.folder / "trust", now().replace(year=2025))
    store = TrustStore(chain.folder / "trust", STRICT, NO_GRACE, now().replace(year=2025))
    chain.store = store
    assert await _once(chain, partner := Partner()) == "unreachable revocation-unknown"
    assert partner.received == b""


# --- they do not want us (59) ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def _threaded_server(serve_one: Callable[[socket.socket], None]) -> Iterator[int]:
    """Serve from a thread, as most servers do: those send the alert themselves."""

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    serve_one(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _unwilling(chain: Chain, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    """Return a partner's side that trusts nobody we know."""
    stranger = Authority.found(now(), key_factory=p_256, name="Vreemd")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    files = chain.tls.files(VEILIG_THUIS.name)
    context.load_cert_chain(files.chain, files.key)
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = context.maximum_version = version
    context.load_verify_locations(cadata=stranger.root.public_bytes(Encoding.PEM).decode())
    return context


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["tls1.2", "tls1.3"])
@pytest.mark.parametrize("size", [100, 3_000_000])
async def test_59_a_partner_that_refuses_our_certificate_is_no_network_failure(
    chain: Chain, version: ssl.TLSVersion, size: int
) -> None:
    context = _unwilling(chain, version)
    received: list[bytes] = []

    def refuse(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as channel:
            received.append(channel.recv(1))

    with _threaded_server(refuse) as port:
        async with chain.client() as client:
            for _ in range(5):
                assert await _post(client, chain.at(port), b"x" * size) == "rejected tls-rejected"
    assert received == []


async def test_59_a_refusal_that_was_lost_is_heard_on_a_second_connection(chain: Chain) -> None:
    contexts = [chain.server(), _unwilling(chain)]

    def reset_and_then_refuse(connection: socket.socket) -> None:
        channel = contexts.pop(0).wrap_socket(connection, server_side=True)
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        channel.close()

    with _threaded_server(reset_and_then_refuse) as port:
        async with chain.client() as client:
            assert await _post(client, chain.at(port)) == "rejected tls-rejected"
    assert contexts == []


@pytest.mark.parametrize("size", [100, 3_000_000])
async def test_59_a_door_of_ours_says_why_it_hangs_up(chain: Chain, size: int) -> None:
    stranger = Authority.found(now(), key_factory=p_256, name="Vreemd")
    roots = stranger.root.public_bytes(Encoding.PEM).decode()
    partner = Partner()
    context = server_context(chain.tls.files(VEILIG_THUIS.name), roots, lambda _: None)
    async with partner.listening(context) as port, chain.client() as client:
        assert await _post(client, chain.at(port), b"x" * size) == "rejected tls-rejected"
    assert partner.received == b""


async def test_a_server_that_breaks_off_the_handshake_may_do_better_next_time(chain: Chain) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cut(writer.transport)

    async with _listening(hang_up) as port, chain.client() as client:
        assert await _post(client, chain.at(port)) in {"unreachable connect", "unreachable disconnected"}


async def test_a_server_that_speaks_no_tls_may_do_better_next_time(chain: Chain) -> None:
    async def speak_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with _listening(speak_plainly) as port, chain.client() as client:
        assert await _post(client, chain.at(port)) == "unreachable tls"


# --- where it goes (60) ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_60_a_redirect_is_not_followed(chain: Chain, status: int) -> None:
    elsewhere = Partner()
    async with elsewhere.listening(chain.server()) as other_port:
        answer = f"HTTP/1.1 {status} Elders\r\nLocation: https://{NAME}:{other_port}/x\r\nContent-Length: 0\r\n\r\n"
        assert await _once(chain, Partner(answer=answer.encode())) == f"rejected http-{status}"
    assert elsewhere.connections == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://veiligthuis.schakel.test:{port}/ebms",
        "https://127.0.0.1:{port}/ebms",
        "https://2130706433:{port}/ebms",
        "https://[::ffff:127.0.0.1]:{port}/ebms",
        "https://localhost:{port}/ebms",
        "https://naam:woord@veiligthuis.schakel.test:{port}/ebms",
        "https://:{port}/ebms",
        "https://veiligthuis.schakel.test:99999/ebms",
        "ftp://veiligthuis.schakel.test/ebms",
        "",
    ],
)
async def test_60_what_is_no_https_address_by_name_is_not_called(chain: Chain, endpoint: str) -> None:
    partner = Partner()
    async with partner.listening(chain.server()) as port, chain.client() as client:
        place = replace(chain.agreement.partner, endpoint=endpoint.format(port=port))
        assert await _post(client, replace(chain.agreement, partner=place)) == "rejected endpoint"
    assert partner.connections == 0


async def test_60_a_name_that_leads_into_a_private_network_is_not_called(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lead(monkeypatch, "127.0.0.1")
    partner = Partner()
    async with partner.listening(chain.server()) as port:
        client = PartnerClient(chain.context_for, {})
        assert await _post(client, chain.at(port)) == "rejected private-address"
        await client.close()
    assert partner.connections == 0


async def test_a_private_network_that_was_named_is_called(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    _lead(monkeypatch, "127.0.0.1")
    async with Partner().listening(chain.server()) as port:
        client = PartnerClient(chain.context_for, {}, private_networks=[ip_network("127.0.0.0/8")])
        assert await _post(client, chain.at(port)) == "taken"
        await client.close()


def _lead(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Let the system's name server know our name."""
    asked = asyncio.get_running_loop().getaddrinfo

    async def getaddrinfo(host: str, port: int, **how: int) -> Sequence[object]:
        return await asked(address if host == NAME else host, port, **how)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)


async def test_a_name_that_nobody_knows_may_be_known_later(chain: Chain) -> None:
    client = PartnerClient(chain.context_for, {})
    assert await _post(client, chain.at(443, host="bestaat-niet.invalid")) == "unreachable connect"
    await client.close()


# --- what they answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((status, "taken") for status in (200, 202, 204, 299)),
        *((status, f"unreachable http-{status}") for status in (408, 429, 500, 502, 503, 504, 599)),
        *(
            (status, f"rejected http-{status}")
            for status in (300, 304, 400, 401, 403, 404, 405, 413, 415, 501, 505, 510)
        ),
        (101, "rejected http-101"),
    ],
)
async def test_the_status_says_what_became_of_it(chain: Chain, status: int, outcome: str) -> None:
    answer = f"HTTP/1.1 {status} Antwoord\r\nContent-Length: 0\r\n\r\n".encode()
    assert await _once(chain, Partner(answer=answer)) == outcome


async def test_a_fault_in_the_body_changes_nothing(chain: Chain) -> None:
    fault = b"<soap:Envelope/>" * 100
    answer = b"HTTP/1.1 500 Fout\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(fault) + fault
    assert await _once(chain, Partner(answer=answer)) == "unreachable http-500"


async def test_an_answer_of_a_hundred_megabytes_is_not_read(chain: Chain) -> None:
    sent = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await partner.request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x" * 100_000)
            await writer.drain()
            sent += 100_000

    partner = Partner(flood)
    assert await _once(chain, partner) == "taken"
    assert sent < 20_000_000


async def test_a_header_without_end_is_not_read(chain: Chain) -> None:
    answer = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(5000)) + b"\r\n"
    assert await _once(chain, Partner(answer=answer)) == "unreachable invalid-answer"


@pytest.mark.parametrize("answer", [b"HALLO\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n", b"\x00" * 100])
async def test_what_is_no_answer_is_none(chain: Chain, answer: bytes) -> None:
    assert await _once(chain, Partner(answer=answer)) in {"unreachable invalid-answer", "unreachable disconnected"}


QUICK = Patience(connect_seconds=0.5, silence_seconds=0.5, total_seconds=1.5)


async def _silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.readexactly(100)
    await asyncio.sleep(30)


async def _dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(100)
    for octet in b"HTTP/1.1 200 OK\r\n" + b"X" * 1000:
        writer.write(bytes([octet]))
        await asyncio.sleep(0.05)


async def _hanging_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.readexactly(100)


@pytest.mark.parametrize("talk", [_silent, _dripping])
async def test_a_partner_that_does_not_answer_is_not_waited_for(chain: Chain, talk: Talk) -> None:
    started = time.monotonic()
    async with Partner(talk).listening(chain.server()) as port, chain.client(QUICK) as client:
        assert await _post(client, chain.at(port)) == "unreachable timeout"
    # Half of what the partner takes.
    assert time.monotonic() - started < 15.0


async def test_a_partner_that_hangs_up_is_not_there(chain: Chain) -> None:
    async with Partner(_hanging_up).listening(chain.server()) as port, chain.client() as client:
        assert await _post(client, chain.at(port)) == "unreachable disconnected"


async def test_a_handshake_that_does_not_begin_is_not_waited_for(chain: Chain) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with _listening(silent) as port, chain.client(QUICK) as client:
        assert await _post(client, chain.at(port)) == "unreachable timeout"


async def test_nobody_home_may_be_home_later(chain: Chain) -> None:
    async with Partner().listening(chain.server()) as port:
        pass
    async with chain.client() as client:
        assert await _post(client, chain.at(port)) == "unreachable connect"


def _slowly(head: bytes, begun: bytes, seconds: float, rest: bytes = b"") -> Partner:
    """Return a partner that answers 200, and whose body comes in two parts."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await partner.request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + begun)
        await writer.drain()
        await asyncio.sleep(seconds)
        writer.write(rest)

    partner = Partner(talk)
    return partner


async def test_a_slow_body_behind_a_success_is_still_a_success(chain: Chain) -> None:
    partner = _slowly(b"Content-Length: 1000", b"x", 30)
    async with partner.listening(chain.server()) as port, chain.client() as client:
        assert await _post(client, chain.at(port)) == "taken"


async def test_a_receipt_that_was_agreed_to_come_back_at_once_may_take_its_time(chain: Chain) -> None:
    partner = _slowly(b"Content-Type: text/xml\r\nContent-Length: 10", b"", 2.5, b"<receipt/>")
    async with partner.listening(chain.server()) as port, chain.client() as client:
        at_once = _answered_at_once(chain.at(port))
        assert await client.post(at_once, "text/xml", BODY) == Answer(content_type="text/xml", body=b"<receipt/>")


async def test_a_receipt_that_never_comes_whole_costs_one_attempt(chain: Chain) -> None:
    partner = _slowly(b"Content-Length: 1000", b"x", 30)
    async with partner.listening(chain.server()) as port, chain.client(QUICK) as client:
        assert await client.post(_answered_at_once(chain.at(port)), "text/xml", BODY) is None


def _answered_at_once(agreement: Agreement) -> Agreement:
    actions = (replace(each, sync_reply=SyncReply.MSH_SIGNALS_ONLY) for each in agreement.actions)
    return replace(agreement, actions=tuple(actions))


# --- new certificates ------------------------------------------------------------------------------------------------


async def test_new_certificates_count_from_the_next_message_and_break_nothing(chain: Chain) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await partner.request(reader):
            arrived.set()
            await go_on.wait()
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    partner = Partner(wait)
    async with partner.listening(chain.server()) as port, chain.client() as client:
        under_way = asyncio.create_task(_post(client, chain.at(port)))
        await arrived.wait()
        await client.renew()
        go_on.set()
        assert await under_way == "taken"
        assert await _post(client, chain.at(port)) == "taken"
        await client.renew()
    assert partner.connections == 2
