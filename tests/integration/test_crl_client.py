"""Revocation lists over HTTP, from servers of every kind (bad inputs 37 and 60, F31)."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from adapters.http.client import Patience
from adapters.http.crl_client import CrlClient
from gateway.errors import SourceUnavailableError
from tests.kit.http import TlsWorld
from tests.kit.publisher import Publisher, Talk, dripping, endless, listed, publishing, said, silent
from tests.kit.world import POLITIE

HOST: Final = "crl.voorbeeld.test"
LIMIT: Final = 100_000
LIST: Final = bytes(range(256)) * 100
QUICK: Final = Patience(connect_seconds=1.0, silence_seconds=0.3, total_seconds=1.0)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as found:
        yield found


@contextmanager
def _refused_for(reason: str) -> Iterator[None]:
    with pytest.raises(SourceUnavailableError) as refused:
        yield
    assert refused.value.outcome == reason


def _client(**given: str) -> CrlClient:
    return CrlClient({HOST: "127.0.0.1"}, frozenset(), patience=QUICK, **given)


def _address(publisher: Publisher, page: bytes | Talk) -> str:
    address = f"http://{HOST}:{publisher.port}/een/lijst.crl?van=ons"
    publisher.pages[address] = page
    return address


async def test_a_list_comes_as_it_is_and_nothing_is_said_but_what_is_asked(publisher: Publisher) -> None:
    address = _address(publisher, listed(LIST))
    for _ in range(2):
        assert await _client().fetch(address, LIMIT) == LIST
    first, second = publisher.heads
    assert first == second
    assert first.startswith(b"GET /een/lijst.crl?van=ons HTTP/1.1\r\n")
    names = {line.partition(b":")[0].lower() for line in first.split(b"\r\n")[1:] if line}
    assert names == {b"host", b"user-agent", b"accept", b"accept-encoding", b"connection"}
    assert b"accept-encoding: identity\r\n" in first.lower()


async def test_behind_a_proxy_the_proxy_finds_the_host(publisher: Publisher) -> None:
    address = "http://crl.elders.test/lijst.crl"
    publisher.pages[address] = listed(LIST)
    assert await _client(proxy=publisher.url).fetch(address, LIMIT) == LIST
    assert publisher.asked == [address]


async def test_a_list_may_be_as_large_as_the_limit(publisher: Publisher) -> None:
    assert len(await _client().fetch(_address(publisher, listed(bytes(LIMIT))), LIMIT)) == LIMIT


@pytest.mark.parametrize("page", [listed(bytes(LIMIT + 1)), listed(bytes(20 * LIMIT)), endless])
async def test_37_of_more_than_the_limit_no_more_is_read_than_shows_it(
    publisher: Publisher, page: bytes | Talk
) -> None:
    octets = await _client().fetch(_address(publisher, page), LIMIT)
    assert LIMIT < len(octets) <= LIMIT + 64 * 1024


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        pytest.param(said(404, b"nothing"), "http-404", id="404"),
        pytest.param(said(503, b"later"), "http-503", id="503"),
        pytest.param(said(204, b""), "http-204", id="204"),
        pytest.param(said(206, LIST), "http-206", id="a-part"),
        pytest.param(said(999, LIST), "invalid-answer", id="no-status"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n", "invalid-answer", id="no-http"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000, "invalid-answer", id="endless-header"),
        pytest.param(b"", "disconnected", id="hung-up"),
        pytest.param(listed(LIST)[:-1], "disconnected", id="cut-half"),
        pytest.param(silent, "timeout", id="silent"),
        pytest.param(dripping, "timeout", id="dripping"),
    ],
)
async def test_37_what_is_no_answer_is_named(publisher: Publisher, page: bytes | Talk, reason: str) -> None:
    with _refused_for(reason):
        await _client().fetch(_address(publisher, page), LIMIT)


async def test_a_redirect_is_not_followed(publisher: Publisher) -> None:
    trap = f"http://{HOST}:{publisher.port}/val"
    with _refused_for("http-302"):
        await _client().fetch(_address(publisher, said(302, b"", f"Location: {trap}")), LIMIT)
    assert len(publisher.asked) == 1


async def test_octets_that_say_they_are_packed_stay_as_they_are(publisher: Publisher) -> None:
    page = said(200, LIST, "Content-Encoding: gzip")
    assert await _client().fetch(_address(publisher, page), LIMIT) == LIST


async def test_where_nobody_listens_nothing_is_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with _refused_for("connect"):
        await _client().fetch(f"http://{HOST}:{port}/a.crl", LIMIT)


async def test_a_name_that_nobody_has_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with _refused_for("connect"):
        await _client().fetch("http://crl.elders.test/a.crl", LIMIT)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (f"http://{'a' * 64}.voorbeeld.test/a.crl", "connect"),
        ("http://a..voorbeeld.test/a.crl", "connect"),
        ("http://crl.voorbeeld.test:99999/a.crl", "endpoint"),
    ],
)
async def test_an_address_that_cannot_be_leads_nowhere(address: str, reason: str) -> None:
    with _refused_for(reason):
        await _client().fetch(address, LIMIT)


async def test_60_a_name_that_leads_into_our_own_network_leads_nowhere(publisher: Publisher) -> None:
    address = f"http://localhost:{publisher.port}/a.crl"
    publisher.pages[address] = listed(LIST)
    with _refused_for("private-address"):
        await _client().fetch(address, LIMIT)
    assert publisher.asked == []
    named = CrlClient({}, frozenset({"localhost"}), patience=QUICK)
    assert await named.fetch(address, LIMIT) == LIST


async def test_a_server_of_an_unknown_authority_is_not_believed(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    files = TlsWorld.make(tmp_path).files(POLITIE.name)
    context.load_cert_chain(files.chain, files.key)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        with _refused_for("server-certificate"):
            await _client().fetch(f"https://{HOST}:{server.sockets[0].getsockname()[1]}/a.crl", LIMIT)


async def test_whoever_is_cancelled_leaves_at_once_though_the_name_server_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, let_go, answered = threading.Event(), threading.Event(), threading.Event()

    def hang(*_: object) -> list[object]:
        asked.set()
        let_go.wait(20)
        answered.set()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    task = asyncio.create_task(_client().fetch("http://crl.elders.test/a.crl", LIMIT))
    await asyncio.to_thread(asked.wait)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    # Nor does the end of the loop wait for it.
    await asyncio.get_running_loop().shutdown_default_executor()
    assert not answered.is_set()
    let_go.set()
