"""Assertions 1 to 3, 13 and 14: over which TLS, and by which port, at a running gateway."""

import re
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from gateway.wire.ebms2 import cpa
from tests.kit.bad_certificates import shown
from tests.kit.conformance import NO_CONTENT, let_in
from tests.kit.corpus import Bench
from tests.kit.cpa_documents import HOSTS, ONS, spoiled
from tests.kit.forging import HUNG_UP, Office
from tests.kit.raw_tls import GOOD, Version, say_hello
from tests.kit.tls import careless_client

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
# digikoppeling.md 5.3, for a server whose key is RSA.
_SUITES_1_2: Final = {0xC02F, 0xC030, 0xCCA8}
_SUITES_1_3: Final = ("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256")
# Every number that IANA gave a suite of TLS 1.2 and older, and those of TLS 1.3, which are no suite there.
_ALL_SUITES: Final = (*range(0x0001, 0x00FF), *range(0x1301, 0x1306), *range(0xC001, 0xC100), *range(0xCC13, 0xCCB0))


def _port(bench: Bench) -> int:
    return bench.partner.other.partner_port


@pytest.mark.parametrize("version", [Version.SSL_3, Version.TLS_1_0, Version.TLS_1_1])
def test_a001_nothing_older_than_tls_1_2_is_spoken(bench: Bench, version: Version) -> None:
    assert not say_hello(_port(bench), version, *(suite for suite in _ALL_SUITES if suite < 0xC000)).agreed
    assert not say_hello(_port(bench), version, *range(0xC001, 0xC100), GOOD).agreed
    assert say_hello(_port(bench), Version.TLS_1_2, GOOD).version == Version.TLS_1_2


def test_a002_tls_1_2_is_spoken_in_the_suites_that_are_sufficient_and_in_no_other(bench: Bench) -> None:
    others = [suite for suite in _ALL_SUITES if suite not in _SUITES_1_2]
    for start in range(0, len(others), 64):
        # The server would take any of those it knows: so it knows none.
        assert not say_hello(_port(bench), Version.TLS_1_2, *others[start : start + 64]).agreed
    assert {say_hello(_port(bench), Version.TLS_1_2, suite).suite for suite in _SUITES_1_2} == _SUITES_1_2


def test_a002_tls_1_3_is_spoken_in_the_suites_that_are_good_or_sufficient(
    bench: Bench, office: Office, needs_tool: Callable[[str], Path]
) -> None:
    # AES-128-CCM would do too; no partner has only that, and nobody loses by our not offering it.
    for suite in (*_SUITES_1_3, "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"):
        printed = _witness(bench, office, needs_tool("openssl"), "-tls1_3", "-ciphersuites", suite)
        assert (f"Cipher is {suite}" in printed) is (suite in _SUITES_1_3), printed
    for version in (V12, V13):
        let_in(bench, office.good(version))


def _witness(bench: Bench, office: Office, program: Path, *options: str, said: bytes = b"Q\n") -> str:
    """Return what the openssl program printed as a client with a proper certificate."""
    chain, key = shown(office.forge.issue()).write(office.folder)
    address = f"127.0.0.1:{_port(bench)}"
    shows = ("-cert", str(chain), "-key", str(key), "-cert_chain", str(chain))
    command = (str(program), "s_client", "-connect", address, *shows, *options)
    done = subprocess.run(command, input=said, check=False, capture_output=True, timeout=20)
    return (done.stdout + done.stderr).decode(errors="replace")


def test_a003_a_client_without_a_certificate_is_not_let_in(bench: Bench, office: Office) -> None:
    for version in (V12, V13):
        assert bench.partner.post(bench.partner.message(), careless_client(None, version)) == HUNG_UP
        let_in(bench, office.good(version))


def test_a013_no_early_data_no_compression_and_no_renegotiation(
    bench: Bench, office: Office, needs_tool: Callable[[str], Path]
) -> None:
    heard = say_hello(_port(bench), Version.TLS_1_2, GOOD, compression=b"\x01\x00")
    assert (heard.agreed, heard.compression) == (True, 0)
    openssl, session = needs_tool("openssl"), office.folder / "sessie"
    again = _witness(bench, office, openssl, "-tls1_2", said=b"R\n")
    assert "RENEGOTIATING" in again
    assert "no renegotiation" in again
    # Early data needs a ticket of an earlier session, and there is none.
    first = _witness(bench, office, openssl, "-tls1_3", "-sess_out", str(session))
    assert "Early data was not sent" in first
    assert "Max Early Data: 0" in first or "Max Early Data" not in first
    assert not session.exists()


def test_a014_data_comes_in_by_one_port_and_agreements_name_443(bench: Bench) -> None:
    own = bench.organisations["veiligthuis"]
    listening = _listening(bench.process.pid)
    assert listening == {own.partner_port, own.office_port, own.operations_port}
    posting = bench.partner.message()
    for port in listening - {own.partner_port}:
        assert bench.partner.post(posting, port=port).status != NO_CONTENT
    assert bench.watch.remembers(posting.message_id) == 0
    notices = cpa.review(spoiled((f"https://{HOSTS[ONS]}/", f"https://{HOSTS[ONS]}:8443/")), ONS).notices
    assert any("TLS005" in notice or "443" in notice for notice in notices)
    assert not any("443" in notice for notice in cpa.review(spoiled(), ONS).notices)


def _listening(pid: int) -> set[int]:
    """Return the ports that a process listens on (proc(5))."""
    files = (Path(f"/proc/{pid}/fd")).iterdir()
    inodes = {match[1] for file in files if (match := re.fullmatch(r"socket:\[(\d+)\]", str(file.readlink())))}
    rows = [line.split() for name in ("tcp", "tcp6") for line in _rows(Path(f"/proc/{pid}/net/{name}"))]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A" and row[9] in inodes}


def _rows(table: Path) -> list[str]:
    return table.read_text(encoding="ascii").splitlines()[1:] if table.exists() else []
