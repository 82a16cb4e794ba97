"""F6: asked to stop, a gateway finishes what it has in hand, answers nothing by halves, and ends with exit code 0."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Final

import pytest

from adapters.bootstrap import open_house
from adapters.config import load
from adapters.simulator.chain import PARTNER_PATH
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import whole
from gateway.flows.parcel import unpack
from tests.kit.chain import eventually
from tests.kit.faults import POLITIE, VEILIG_THUIS, FaultyChain
from tests.kit.ledger import Ledger, numbered

# What whoever stops us waits before killing (docs/operations.md; the simulator's own patience).
LONGEST_S: Final = 35.0
SENDERS: Final = 4
MESSAGES: Final = 24

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyChain]:
    """Two gateways that know each other."""
    chain = FaultyChain(tmp_path_factory.mktemp("chain"))
    try:
        chain.start_all()
        yield chain
    finally:
        chain.stop_all()


@pytest.fixture
def chain(shared: FaultyChain) -> Iterator[FaultyChain]:
    """The same two gateways, both running."""
    yield shared
    shared.mend()


def require_clean_stop(chain: FaultyChain, name: str, started: float) -> None:
    """Fail unless the process ended by itself, in time, and well."""
    assert chain.processes[name].stop() == 0
    assert time.monotonic() - started < LONGEST_S


class Request:
    """One HTTP request over TLS that a test sends in pieces."""

    def __init__(self, context: ssl.SSLContext, port: int, host: str) -> None:
        self._socket = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 20.0), server_hostname=host)
        self._socket.settimeout(40.0)
        self._host = host

    def begin(self, path: str, headers: dict[str, str], length: int) -> None:
        """Send the header, and wait until the other side says that it wants the body: then it has this in hand."""
        lines = [f"POST {path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {length}", "Expect: 100-continue"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        assert self._socket.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"

    def send(self, octets: bytes) -> None:
        """Send a piece of the body."""
        self._socket.sendall(octets)

    def answer(self) -> bytes:
        """Return everything that comes until the other side closes."""
        with self._socket:
            return b"".join(iter(lambda: self._socket.recv(65536), b""))


def client(folder: Path, stem: str, roots: Path) -> ssl.SSLContext:
    """Return a context with the certificate of that name."""
    context = ssl.create_default_context()
    for root in roots.glob("*.pem"):
        context.load_verify_locations(str(root))
    context.load_cert_chain(folder / f"{stem}.pem", folder / f"{stem}.key.pem")
    return context


def refuses_connections(port: int) -> bool:
    """Tell whether nobody listens there any more."""
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return True
    return False


def test_what_was_accepted_while_it_stops_is_kept_and_what_was_not_is_accepted_later(chain: FaultyChain) -> None:
    ledger, stopped, enough = Ledger(), Event(), Event()
    numbers = [f"PL0900-2026{count:06}" for count in range(1, MESSAGES + 1)]

    def send(number: str) -> None:
        message, key = numbered(chain.report(), number), f"stop-{number}"
        reference = chain.try_submit(message, POLITIE, key)
        if reference is None:
            assert stopped.wait(LONGEST_S)
            reference = chain.submit_at_last(message, POLITIE, key)
        ledger.accept(number, reference)

    with ThreadPoolExecutor(SENDERS + 1) as pool:
        collecting = pool.submit(chain.collect_all, VEILIG_THUIS, ledger, until=enough)
        sending = [pool.submit(send, number) for number in numbers]
        try:
            eventually("some are accepted", lambda: len(ledger.accepted) >= SENDERS)
            started = time.monotonic()
            chain.processes[POLITIE].ask_to_stop()
            require_clean_stop(chain, POLITIE, started)
            chain.start(POLITIE)
            stopped.set()
            for each in sending:
                each.result()
            eventually("everything is collected", lambda: not ledger.lost)
            chain.require_rest()
        finally:
            stopped.set()
            enough.set()
    collecting.result()
    assert sorted(ledger.collected) == numbers


def test_a_request_of_the_back_office_that_is_half_in_is_finished_and_answered(chain: FaultyChain) -> None:
    organisation, keys = chain.organisations[POLITIE], chain.folder / POLITIE / "keys"
    body = json.dumps(chain.report()).encode()
    context = client(keys, "office-client", keys / "office" / "roots")
    request = Request(context, organisation.office_port, "localhost")
    headers = {"Content-Type": "application/json", "Idempotency-Key": chain.new_key()}
    request.begin("/v1/messages", headers, len(body))
    request.send(body[:100])
    started = time.monotonic()
    chain.processes[POLITIE].ask_to_stop()
    eventually("the door is closed", lambda: refuses_connections(organisation.office_port))
    request.send(body[100:])
    answer = request.answer()
    require_clean_stop(chain, POLITIE, started)
    assert answer.startswith(b"HTTP/1.1 202 ")
    reference = str(json.loads(answer.partition(b"\r\n\r\n")[2])["reference"])
    chain.start(POLITIE)
    eventually("it is delivered", lambda: chain.is_delivered(reference, POLITIE))
    assert chain.arrivals(reference) == 1


async def test_a_message_of_a_partner_that_is_half_in_is_finished_and_answered(chain: FaultyChain) -> None:
    reference = chain.submit(chain.report())
    eventually("it is delivered", lambda: chain.is_delivered(reference, POLITIE))
    async with open_house(load(chain.folder / POLITIE / "schakel.toml")) as house, house.ports.unit_of_work() as uow:
        record = await uow.messages.find(Direction.OUT, ReferenceNumber.parse(reference))
        assert record is not None
        assert record.wire is not None
        content_type, parcel = unpack(await uow.payloads.open(record.wire))
        body = whole(parcel)
    receiver, folder = chain.organisations[VEILIG_THUIS], chain.folder / POLITIE
    request = Request(client(folder / "keys", "tls", folder / "trust" / "roots"), receiver.partner_port, receiver.host)
    request.begin(PARTNER_PATH, {"Content-Type": content_type, "SOAPAction": '"ebXML"'}, len(body))
    request.send(body[:1000])
    started = time.monotonic()
    chain.processes[VEILIG_THUIS].ask_to_stop()
    eventually("the door is closed", lambda: refuses_connections(receiver.partner_port))
    request.send(body[1000:])
    answer = request.answer()
    require_clean_stop(chain, VEILIG_THUIS, started)
    assert answer.startswith(b"HTTP/1.1 204 ")
    chain.start(VEILIG_THUIS)
    assert chain.evidence(reference, POLITIE, at=VEILIG_THUIS).count("duplicate-received") == 1
    chain.require_rest()


def test_a_partner_that_never_answers_does_not_keep_it_from_ending(chain: FaultyChain) -> None:
    silent = chain.processes[VEILIG_THUIS].pid
    os.kill(silent, signal.SIGSTOP)
    try:
        reference = chain.submit(chain.report())
        eventually("an attempt is made", lambda: "attempted" in chain.evidence(reference, POLITIE, at=POLITIE))
        started = time.monotonic()
        chain.processes[POLITIE].ask_to_stop()
        require_clean_stop(chain, POLITIE, started)
    finally:
        os.kill(silent, signal.SIGCONT)
    chain.start(POLITIE)
    eventually("it is delivered", lambda: chain.is_delivered(reference, POLITIE))
    assert chain.arrivals(reference) == 1


def test_a_process_without_doors_delivers_what_waits_and_stops_as_well(chain: FaultyChain) -> None:
    chain.processes[VEILIG_THUIS].kill()
    reference = chain.submit(chain.report())
    eventually("an attempt is made", lambda: "attempted" in chain.evidence(reference, POLITIE, at=POLITIE))
    assert chain.processes[POLITIE].stop() == 0
    chain.start(VEILIG_THUIS)
    command = [sys.executable, "-P", "-m", "adapters", "work", "--config", str(chain.folder / POLITIE / "schakel.toml")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as working:
        try:
            eventually("it arrives", lambda: chain.arrivals(reference) == 1)
        finally:
            working.send_signal(signal.SIGTERM)
        assert working.wait(LONGEST_S) == 0
    chain.start(POLITIE)
    eventually("it is delivered", lambda: chain.is_delivered(reference, POLITIE))
