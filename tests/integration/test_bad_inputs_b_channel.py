"""Group B of the corpus (reliability-security.md 3): protocols and ciphers at a running gateway (53 to 56).

What no library of today still offers is said octet for octet; the openssl program asks for the rest.
"""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.kit.bad_certificates import shown
from tests.kit.corpus import ALARMS, Bench
from tests.kit.forging import Office
from tests.kit.raw_tls import GOOD, SUITES, Version, say, say_hello

_PROTOCOL_VERSION, _HANDSHAKE_FAILURE = 70, 40
_ALERT: Final = b"\x15"
# An SSL 2.0 hello, as the last browsers that had it sent it.
_SSL_2: Final = bytes.fromhex("802e0103010015000000100100800300800700c00500800200800a4b1f") + bytes(22)
_SECONDS: Final = 20


@pytest.fixture
def port(bench: Bench) -> int:
    return bench.partner.other.partner_port


@pytest.fixture(autouse=True)
def _heard_by_the_door_alone(bench: Bench) -> Iterator[None]:
    """Whatever was said, nothing came of it, no alarm was written, and the next good message is accepted."""
    bench.watch.mark()
    yield
    assert bench.watch.evidence() == []
    assert bench.watch.log("message_received") == []
    assert not {line["event"] for line in bench.watch.log()} & ALARMS
    bench.check_good()


def test_a_good_offer_is_taken_up(bench: Bench, port: int) -> None:
    # The witness: the same octets with one good suite among them are answered.
    heard = say_hello(port, Version.TLS_1_2, *SUITES["cbc"], GOOD)
    assert (heard.version, heard.suite, heard.compression) == (Version.TLS_1_2, GOOD, 0)


@pytest.mark.parametrize(
    "version",
    [
        pytest.param(Version.SSL_3, id="53-ssl-3.0"),
        pytest.param(Version.TLS_1_0, id="53-tls-1.0"),
        pytest.param(Version.TLS_1_1, id="53-tls-1.1"),
    ],
)
def test_a_protocol_of_before_is_not_spoken(bench: Bench, port: int, version: Version) -> None:
    heard = say_hello(port, version, GOOD, *SUITES["cbc"], *SUITES["static-rsa"])
    assert not heard.agreed
    assert heard.alert in {_PROTOCOL_VERSION, _HANDSHAKE_FAILURE}
    (line,) = bench.watch.log("handshake_refused")
    assert line["reason"] == "tls"


def test_53_ssl_2_is_not_even_a_handshake(bench: Bench, port: int) -> None:
    heard = say(port, _SSL_2)
    assert heard[:1] in {b"", _ALERT}


@pytest.mark.parametrize("suites", [pytest.param(suites, id=f"54-{name}") for name, suites in SUITES.items()])
def test_a_cipher_that_is_not_good_is_not_spoken(bench: Bench, port: int, suites: tuple[int, ...]) -> None:
    for offered in (suites, *((suite,) for suite in suites)):
        heard = say_hello(port, Version.TLS_1_2, *offered)
        assert not heard.agreed
        assert heard.alert == _HANDSHAKE_FAILURE


def test_54_a_weak_group_is_not_used(bench: Bench, office: Office) -> None:
    context = office.good(ssl.TLSVersion.TLSv1_2)
    context.set_ecdh_curve("secp224r1")
    assert bench.partner.post(bench.partner.message(), context).status == 0


def test_55_compression_is_not_agreed(port: int) -> None:
    heard = say_hello(port, Version.TLS_1_2, GOOD, compression=b"\x01\x00")
    assert (heard.suite, heard.compression) == (GOOD, 0)
    # And who offers nothing but compression is not answered at all.
    heard = say_hello(port, Version.TLS_1_2, GOOD, compression=b"\x01")
    assert not heard.agreed


Ask = Callable[..., str]


@pytest.fixture
def ask(office: Office, needs_tool: Callable[[str], Path], port: int) -> Ask:
    """Return what calls the openssl program as a client with a proper certificate; it returns what that prints."""
    program = needs_tool("openssl")
    chain, key = shown(office.forge.issue()).write(office.folder)

    def call(*options: str, said: bytes) -> str:
        command = [str(program), "s_client", "-connect", f"127.0.0.1:{port}", "-cert", str(chain), "-key", str(key)]
        command += ["-cert_chain", str(chain), *options]
        ended = subprocess.run(command, input=said, capture_output=True, check=False, timeout=_SECONDS)
        return (ended.stdout + ended.stderr).decode(errors="replace")

    return call


def test_55_renegotiation_is_refused(ask: Ask) -> None:
    printed = ask("-tls1_2", "-comp", said=b"R\n")
    assert "RENEGOTIATING" in printed
    assert "no renegotiation" in printed.lower()
    assert "Compression: NONE" in printed


def test_56_early_data_is_not_taken(ask: Ask, office: Office, tmp_path: Path) -> None:
    session, early = tmp_path / "session", tmp_path / "early"
    early.write_bytes(b"POST / HTTP/1.1\r\n\r\n")
    ask("-tls1_3", "-sess_out", str(session), said=b"Q\n")
    # Without a ticket there is no session to bring early data with; offered all the same, it is not sent.
    assert not session.exists()
    assert "Early data was accepted" not in ask("-tls1_3", "-early_data", str(early), said=b"Q\n")
