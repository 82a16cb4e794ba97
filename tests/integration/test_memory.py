"""Payloads of 100 MB: nothing of them is ever whole in memory, whoever sent them and however they are wrong."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import pytest

from gateway.wire.stages import Part
from tests.bench.memory import MOST_GROWTH_OCTETS, PAYLOAD_OCTETS, measure, memory_of, reset_peak
from tests.kit.chain import eventually
from tests.kit.partner import Partner
from tests.kit.shipments import ShippingChain

pytestmark = pytest.mark.alone
RECEIVER: Final = "veiligthuis"
SENDER: Final = "politie"


@pytest.mark.timeout(400)
def test_100_megabytes_travel_within_64_of_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    chain = ShippingChain(tmp_path_factory.mktemp("groot"))
    try:
        chain.start_all()
        growth = measure(chain, PAYLOAD_OCTETS)
    finally:
        chain.stop_all()
    sys.stdout.write("\n".join(["", *growth.lines(), ""]))
    assert growth.sender_octets <= MOST_GROWTH_OCTETS
    assert growth.receiver_octets <= MOST_GROWTH_OCTETS


# --- hostile, or merely wrong ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bench:
    """A gateway, and a partner that can send anything."""

    chain: ShippingChain
    partner: Partner

    @property
    def pid(self) -> int:
        return self.chain.processes[RECEIVER].pid


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    chain = ShippingChain(tmp_path_factory.mktemp("vijandig"))
    partner = Partner(chain.folder, chain.organisations[SENDER], chain.organisations[RECEIVER])
    try:
        chain.start(RECEIVER)
        bench = Bench(chain, partner)
        # So that what is loaded once is not counted.
        assert partner.post(partner.message()).status == 204
        yield bench
    finally:
        partner.close()
        chain.stop_all()


def _endless(bench: Bench) -> bytes:
    """Chunks without a last one, until nobody listens any more."""
    head = bench.partner.message().octets.partition(b"\r\n\r\n")[0]
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    chunk = b"10000\r\n" + bytes(65536) + b"\r\n"
    return b"\r\n".join([*lines, b"Transfer-Encoding: chunked", b"", b""]) + chunk * (160 * 16)


def _without_end(bench: Bench) -> bytes:
    """A part that goes on to the end of the body."""
    posting = bench.partner.message()
    closing = posting.body.rindex(b"\r\n--")
    return replace(posting, body=posting.body[:closing] + bytes(PAYLOAD_OCTETS)).octets


def _base64(*, garbage: bytes, end: bytes) -> Callable[[Bench], bytes]:
    """A part in base64 that is none: from the start, or only at its end."""

    def build(bench: Bench) -> bytes:
        posting = bench.partner.message()
        start = posting.body.index(b"Content-Disposition", posting.body.index(b"<xenc") - 500)
        head = posting.body[:start] + b"Content-Transfer-Encoding: base64\r\n"
        rest = posting.body[start:]
        content = rest.index(b"\r\n\r\n") + 4
        closing = rest.rindex(b"\r\n--")
        body = head + rest[:content] + garbage * (PAYLOAD_OCTETS // len(garbage)) + end + rest[closing:]
        return replace(posting, body=body).octets

    return build


def _wrong_tag(bench: Bench) -> bytes:
    """Everything right but the last octets: the tag of the encryption."""
    posting = bench.partner.seal(bench.partner.letter(bytes(PAYLOAD_OCTETS)))
    place = posting.body.rindex(b"</xenc:CipherValue>") - 8
    other = b"A" if posting.body[place : place + 1] != b"A" else b"B"
    return replace(posting, body=posting.body[:place] + other + posting.body[place + 1 :]).octets


def _one_too_large(bench: Bench) -> bytes:
    """A message of the catalogue whose one payload is beyond every limit of it."""
    return bench.partner.seal(bench.partner.letter(bytes(PAYLOAD_OCTETS))).octets


def _two_payloads(bench: Bench) -> bytes:
    """A message of the catalogue, signed and encrypted as agreed, with a large payload beside its own."""
    beside = Part(content_id="bijlage@politie", media_type="video/mp4", content=bytes(PAYLOAD_OCTETS))
    return bench.partner.seal(bench.partner.letter(beside=(beside,))).octets


CASES: Final[dict[str, tuple[Callable[[Bench], bytes], int]]] = {
    "a body without end": (_endless, 413),
    "a part without end": (_without_end, 500),
    "base64 that is none": (_base64(garbage=b"!?" * 32, end=b""), 500),
    "base64 that is none at its end": (_base64(garbage=b"QUJD" * 16, end=b"QQ=Q"), 500),
    "an encrypted part with a wrong tag": (_wrong_tag, 204),
    "a message with a payload that is too large": (_one_too_large, 204),
    "a message with a large payload too many": (_two_payloads, 204),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_costs_no_memory_and_is_not_delivered(bench: Bench, name: str) -> None:
    build, status = CASES[name]
    request = build(bench)
    waiting = len(bench.chain.offices[RECEIVER].waiting())
    before = reset_peak(bench.pid)
    answer = bench.partner.exchange(request)
    grown = memory_of(bench.pid, "VmHWM") - before
    sys.stdout.write(f"\n{name}: {grown / 1024 / 1024:.1f} MB\n")
    assert answer.status == status
    assert grown <= MOST_GROWTH_OCTETS
    assert len(bench.chain.offices[RECEIVER].waiting()) == waiting
    # It lives, and takes what is right.
    assert bench.partner.post(bench.partner.message()).status == 204
    eventually("the next message waits", lambda: len(bench.chain.offices[RECEIVER].waiting()) == waiting + 1)
