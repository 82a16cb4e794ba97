"""Group B of the corpus (reliability-security.md 3.B, numbers 28 to 59) over real sockets, in TLS 1.2 and 1.3."""

import asyncio
import ipaddress
import socket
import ssl
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from adapters.http.tls import (
    Admit,
    GuardedContext,
    LiveServerContext,
    TlsFiles,
    admit_client,
    admit_server,
    client_context,
    peer_certificate,
    server_context,
)
from adapters.keys.trust_store import TrustStore
from adapters.simulator.authority import Authority
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import (
    EXAMPLE_POLICY,
    Holder,
    Issued,
    LeafPurpose,
    UnsafeShape,
    leaf_builder,
    p_256,
    usage,
)
from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError, ConfigError
from gateway.wire.trust import Caution, Distrust, Purpose
from tests.kit.authority import (
    GEMEENTE,
    NO_GRACE,
    POLITIE,
    STRICT,
    VEILIG_THUIS,
    fresh,
    impostor,
    pooled,
    pooled_keys,
    rewritten,
)
from tests.kit.tls import ask_once, calling, careless_client, listening, now, tls_files

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
BOTH = pytest.mark.parametrize("version", [V12, V13], ids=["tls1.2", "tls1.3"])
DAY = timedelta(days=1)
SERVER_NAME = VEILIG_THUIS.host_names[0]


@dataclass(frozen=True, slots=True)
class House:
    """A gateway of Veilig Thuis on loopback: its authority, its trust folder, its certificate."""

    authority: Authority
    folder: Path
    store: TrustStore
    files: TlsFiles

    def context(self) -> GuardedContext:
        return server_context(self.files, self.store.roots_pem, admit_client(self.store, now))

    def client(self, files: TlsFiles, admit: Admit | None = None) -> GuardedContext:
        return client_context(files, self.store.roots_pem, admit or admit_server(self.store, now, VEILIG_THUIS.oin))

    def publish(self) -> None:
        self.authority.write_trust(self.folder / "trust", now())
        self.store.reload(now())

    def issue(self, holder: Holder = POLITIE, shape: UnsafeShape | None = None, key: Any = None) -> Issued:  # noqa: ANN401 - any kind of key, also those we refuse
        return self.authority.issue(
            holder, LeafPurpose.TLS, now(), key=key or pooled_keys()[6], unsafe_shape=shape or UnsafeShape()
        )


@pytest.fixture
def house(tmp_path: Path) -> House:
    authority = fresh(now())
    authority.write_trust(tmp_path / "trust", now())
    store = TrustStore(tmp_path / "trust", STRICT, NO_GRACE, now())
    issued = authority.issue(VEILIG_THUIS, LeafPurpose.TLS, now(), key=pooled_keys()[7])
    return House(authority, tmp_path, store, tls_files(issued, tmp_path / "own"))


# --- the listener ----------------------------------------------------------------------------------------------------


@BOTH
async def test_a_partner_with_a_proper_certificate_is_heard(house: House, version: ssl.TLSVersion) -> None:
    files = tls_files(house.issue(), house.folder)
    async with listening(house.context(), house.store) as port:
        assert await ask_once(port, careless_client(files, version), SERVER_NAME) == str(POLITIE.oin)
        async with calling(port, house.client(files), SERVER_NAME) as caller:
            assert await caller.ask() == str(POLITIE.oin)
            assert caller.channel.version() == "TLSv1.3"
            assert caller.channel.compression() is None


@BOTH
async def test_28_nobody_without_a_certificate_is_heard(house: House, version: ssl.TLSVersion) -> None:
    async with listening(house.context(), house.store) as port:
        assert await ask_once(port, careless_client(None, version), SERVER_NAME) == ""


@BOTH
async def test_28_a_channel_that_asked_for_no_certificate_proves_nobody(house: House, version: ssl.TLSVersion) -> None:
    open_to_all = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    open_to_all.load_cert_chain(house.files.chain, house.files.key)
    client = careless_client(tls_files(house.issue(), house.folder), version)
    async with listening(open_to_all, house.store) as port:
        assert await ask_once(port, client, SERVER_NAME) == ""


_SERVER, _CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
_OTHER_OIN = str(GEMEENTE.oin)
_UNKNOWN = x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")


def _shapes() -> list[Any]:  # Any: what pytest.param makes has no public name
    """Pair each fault with our reason, or with nothing where OpenSSL refuses before we are asked."""
    at = now()
    any_usage = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
    shapes: dict[str, tuple[UnsafeShape, Distrust | None]] = {
        "29-expired": (UnsafeShape(not_before=at - 3 * DAY, not_after=at - DAY), None),
        "30-not-yet-valid": (UnsafeShape(not_before=at + DAY), None),
        "38-server-only": (UnsafeShape(extended_key_usages=(_SERVER,)), None),
        "38-code-signing-only": (UnsafeShape(extended_key_usages=(ExtendedKeyUsageOID.CODE_SIGNING,)), None),
        "38-no-signature": (UnsafeShape(key_usage=usage("key_encipherment")), None),
        "39-no-usage": (UnsafeShape(extended_key_usages=()), Distrust.WRONG_USAGE),
        "40-any-usage": (UnsafeShape(extended_key_usages=(any_usage,)), None),
        "40-any-usage-beside": (UnsafeShape(extended_key_usages=(any_usage, _CLIENT)), Distrust.WRONG_USAGE),
        "43-no-policy": (UnsafeShape(policies=()), Distrust.WRONG_POLICY),
        "43-other-policy": (UnsafeShape(policies=(ObjectIdentifier("2.999.2"),)), Distrust.WRONG_POLICY),
        "43-unknown-critical-extension": (UnsafeShape(extension=_UNKNOWN), None),
        "48-oin-in-common-name": (
            UnsafeShape(serial_numbers=(), common_name=str(POLITIE.oin)),
            Distrust.NO_OIN,
        ),
        "49-two-oins": (UnsafeShape(serial_numbers=(str(POLITIE.oin), _OTHER_OIN)), Distrust.SEVERAL_OINS),
        "51-nineteen-digits": (UnsafeShape(serial_numbers=("0000009900000002000",)), Distrust.INVALID_OIN),
        "51-twenty-one-digits": (UnsafeShape(serial_numbers=("000000990000000200000",)), Distrust.INVALID_OIN),
        "51-trailing-space": (UnsafeShape(serial_numbers=("00000099000000020000 ",)), Distrust.INVALID_OIN),
    }
    return [pytest.param(*expected, id=name) for name, expected in shapes.items()]


@BOTH
@pytest.mark.parametrize(("shape", "reason"), _shapes())
async def test_a_certificate_with_one_fault_is_refused_and_a_good_one_is_still_heard(
    house: House, shape: UnsafeShape, reason: Distrust | None, version: ssl.TLSVersion
) -> None:
    reasons: list[str] = []

    def admit(der: bytes) -> None:
        try:
            house.store.prove(der, Purpose.TLS_CLIENT, now())
        except CertificateRefusedError as error:
            reasons.append(error.reason)
            raise

    bad = careless_client(tls_files(house.issue(shape=shape), house.folder), version)
    good = careless_client(tls_files(house.issue(), house.folder, "good"), version)
    context = server_context(house.files, house.store.roots_pem, admit)
    async with listening(context, house.store) as port:
        assert await ask_once(port, bad, SERVER_NAME) == ""
        assert await ask_once(port, good, SERVER_NAME) == str(POLITIE.oin)
    assert reasons == ([reason] if reason else [])


def _self_signed(_: House) -> Issued:
    return Level.root("politie.schakel.test", now(), pooled_keys()[6]).issued


def _of_a_public_authority(_: House) -> Issued:
    return fresh(now(), name="Openbaar").issue(POLITIE, LeafPurpose.TLS, now(), key=pooled_keys()[6])


def _of_an_impostor(_: House) -> Issued:
    return impostor(now()).issue(POLITIE, LeafPurpose.TLS, now(), key=pooled_keys()[6])


def _by_a_leaf(house: House) -> Issued:
    leaf = house.issue(GEMEENTE)
    builder = leaf_builder(POLITIE, LeafPurpose.TLS)
    forged = Level(leaf, pss=False).issue(builder, pooled_keys()[5], now(), UnsafeShape())
    return Issued(forged.certificate, forged.key, (leaf.certificate, *leaf.chain))


def _without_intermediates(house: House) -> Issued:
    issued = house.issue()
    return Issued(issued.certificate, issued.key)


def _with_a_hundred_kilobytes(house: House) -> Issued:
    issued = house.issue()
    return Issued(issued.certificate, issued.key, issued.chain * 60)


def _six_deep(house: House) -> Issued:
    levels = [house.authority.levels[0]]
    for depth in range(1, 6):
        levels.append(levels[-1].subordinate(f"TRIAL Diep {depth}", now(), pooled_keys()[depth], path_length=None))
    return Authority(levels, key_factory=pooled()).issue(POLITIE, LeafPurpose.TLS, now(), key=pooled_keys()[6])


def _beyond_the_path_length(house: House) -> Issued:
    issuing = house.authority.levels[-1]
    below = issuing.subordinate("TRIAL Te Diep CA", now(), pooled_keys()[5], path_length=0)
    authority = Authority((*house.authority.levels, below), key_factory=pooled())
    return authority.issue(POLITIE, LeafPurpose.TLS, now(), key=pooled_keys()[6])


def _outside_the_permitted_names(house: House) -> Issued:
    domain = house.authority.levels[1]
    limits = x509.NameConstraints([x509.DNSName("elders.test")], None)
    narrow = domain.subordinate("TRIAL Smal CA", now(), pooled_keys()[5], path_length=0, unsafe_extension=limits)
    authority = Authority((*house.authority.levels[:2], narrow), key_factory=pooled())
    return authority.issue(POLITIE, LeafPurpose.TLS, now(), key=pooled_keys()[6])


def _with_key(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Callable[[House], Issued]:
    return lambda house: house.issue(key=key)


def _with_serial_zero(house: House) -> Issued:
    issued = house.issue()

    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        tbs["serial_number"] = 0

    der = rewritten(issued, house.authority.levels[-1].issued.key, change)
    with pytest.warns(UserWarning, match="positive"):
        return Issued(x509.load_der_x509_certificate(der), issued.key, issued.chain)


@BOTH
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(_self_signed, id="31-self-signed"),
        pytest.param(_of_a_public_authority, id="32-and-33-other-root"),
        pytest.param(_of_an_impostor, id="32-root-of-the-same-name"),
        pytest.param(_by_a_leaf, id="41-issued-by-a-leaf"),
        pytest.param(_without_intermediates, id="42-missing-intermediate"),
        pytest.param(_with_a_hundred_kilobytes, id="42-a-hundred-kilobytes"),
        pytest.param(_six_deep, id="42-six-deep"),
        pytest.param(_beyond_the_path_length, id="43-path-length"),
        pytest.param(_outside_the_permitted_names, id="43-permitted-names"),
        pytest.param(_with_key(rsa.generate_private_key(65537, 1024)), id="44-rsa-1024"),  # noqa: S505 - what is refused
        pytest.param(_with_key(rsa.generate_private_key(3, 2048)), id="45-exponent-3"),
        pytest.param(_with_key(ec.generate_private_key(ec.SECP224R1())), id="45-p-224"),
        pytest.param(_with_serial_zero, id="46-serial-zero"),
    ],
)
async def test_a_certificate_nobody_vouches_for_is_refused(
    house: House, make: Callable[[House], Issued], version: ssl.TLSVersion
) -> None:
    files = tls_files(make(house), house.folder)
    async with listening(house.context(), house.store) as port:
        assert await ask_once(port, careless_client(files, version), SERVER_NAME) == ""


@BOTH
async def test_a_partner_with_a_short_key_is_heard_until_it_renews(house: House, version: ssl.TLSVersion) -> None:
    issued = house.issue(key=rsa.generate_private_key(65537, 2048))
    files = tls_files(issued, house.folder)
    async with listening(house.context(), house.store) as port:
        assert await ask_once(port, careless_client(files, version), SERVER_NAME) == str(POLITIE.oin)
    assert house.store.prove(issued.der, Purpose.TLS_CLIENT, now()).cautions == {Caution.SHORT_KEY}


@BOTH
async def test_a_chain_signed_with_pss_is_as_good(tmp_path: Path, version: ssl.TLSVersion) -> None:
    # S-04: so is everything under the roots of G4.
    authority = fresh(now(), pss=True)
    authority.write_trust(tmp_path / "trust", now())
    store = TrustStore(tmp_path / "trust", STRICT, NO_GRACE, now())
    own, other = (authority.issue(holder, LeafPurpose.TLS, now()) for holder in (VEILIG_THUIS, POLITIE))
    context = server_context(tls_files(own, tmp_path), store.roots_pem, admit_client(store, now))
    async with listening(context, store) as port:
        client = careless_client(tls_files(other, tmp_path, "other"), version)
        assert await ask_once(port, client, SERVER_NAME) == str(POLITIE.oin)


@BOTH
async def test_47_50_and_52_a_partner_is_who_its_certificate_says_and_nobody_else(
    house: House, version: ssl.TLSVersion
) -> None:
    shape = UnsafeShape(common_name=f"politie,serialNumber={_OTHER_OIN}")
    files = tls_files(house.issue(shape=shape), house.folder)
    async with listening(house.context(), house.store) as port:
        assert await ask_once(port, careless_client(files, version), SERVER_NAME) == str(POLITIE.oin)


# --- revocation ------------------------------------------------------------------------------------------------------


@BOTH
async def test_34_a_revoked_certificate_is_refused_also_on_a_connection_that_is_open(
    house: House, version: ssl.TLSVersion
) -> None:
    issued = house.issue()
    client = careless_client(tls_files(issued, house.folder), version)
    async with listening(house.context(), house.store) as port, calling(port, client, SERVER_NAME) as caller:
        assert await caller.ask() == str(POLITIE.oin)
        house.authority.revoke(issued.certificate, now())
        assert await caller.ask() == str(POLITIE.oin)
        house.publish()
        assert await caller.ask() == ""
        assert await ask_once(port, client, SERVER_NAME) == ""


@BOTH
async def test_g19_a_denial_needs_no_issuer_and_spares_others(house: House, version: ssl.TLSVersion) -> None:
    issued = house.issue()
    denied = careless_client(tls_files(issued, house.folder), version)
    other = careless_client(tls_files(house.issue(GEMEENTE), house.folder, "other"), version)
    async with listening(house.context(), house.store) as port, calling(port, denied, SERVER_NAME) as caller:
        assert await caller.ask() == str(POLITIE.oin)
        (house.folder / "trust" / "denied.txt").write_text(f"serial:{issued.certificate.serial_number:x}\n")
        house.store.reload(now())
        assert await caller.ask() == ""
        assert await ask_once(port, denied, SERVER_NAME) == ""
        assert await ask_once(port, other, SERVER_NAME) == _OTHER_OIN


def _resume(port: int, client: ssl.SSLContext, session: ssl.SSLSession | None) -> tuple[bytes, Any, bool]:
    """Ask over a blocking socket, which can hand over a session; return answer, session and whether it was reused."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        try:
            with client.wrap_socket(plain, server_hostname=SERVER_NAME, session=session) as channel:
                channel.sendall(b"?\n")
                answer, session, reused = channel.recv(100), channel.session, bool(channel.session_reused)
                # Without a proper goodbye OpenSSL forgets the session, and there would be nothing to resume.
                channel.unwrap()
                return answer.strip(), session, reused
        except OSError:
            return b"", None, False


@BOTH
async def test_35_a_resumed_session_does_not_outlive_a_revocation(house: House, version: ssl.TLSVersion) -> None:
    issued = house.issue()
    client = careless_client(tls_files(issued, house.folder), version)
    async with listening(house.context(), house.store) as port:
        answer, session, resumed = await asyncio.to_thread(_resume, port, client, None)
        assert (answer.decode(), resumed) == (str(POLITIE.oin), False)
        again = await asyncio.to_thread(_resume, port, client, session)
        assert again[0].decode() == str(POLITIE.oin)
        # TLS 1.3 has tickets only, and we give none; TLS 1.2 may still resume by number, and is judged anew.
        assert again[2] is (version is V12)
        house.authority.revoke(issued.certificate, now())
        house.publish()
        assert (await asyncio.to_thread(_resume, port, client, session))[0] == b""


@BOTH
async def test_36_a_stale_list_refuses_its_own_partners_only(house: House, version: ssl.TLSVersion) -> None:
    past = now() - 8 * DAY
    other = house.authority.beside("TRIAL Schakel Tweede TSP CA", past)
    other.write_trust(house.folder / "trust", now())
    issuing = house.authority.levels[-1]
    (house.folder / "trust" / "crls" / f"{issuing.name}.crl").write_bytes(issuing.crl(past))
    store = TrustStore(house.folder / "trust", STRICT, NO_GRACE, now())
    stale = careless_client(tls_files(house.issue(), house.folder), version)
    issued = other.issue(GEMEENTE, LeafPurpose.TLS, now(), key=pooled_keys()[5])
    fine = careless_client(tls_files(issued, house.folder, "other"), version)
    context = server_context(house.files, store.roots_pem, admit_client(store, now))
    async with listening(context, store) as port:
        assert await ask_once(port, stale, SERVER_NAME) == ""
        assert await ask_once(port, fine, SERVER_NAME) == _OTHER_OIN


# --- protocol and ciphers, with openssl as witness -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Witness:
    """The openssl program as a client with a proper certificate."""

    program: Path
    files: TlsFiles

    async def call(self, port: int, *options: str, said: bytes = b"") -> tuple[int, str]:
        """Return its exit code and what it printed."""
        chain, key = str(self.files.chain), str(self.files.key)
        process = await asyncio.create_subprocess_exec(
            self.program,
            "s_client",
            *("-connect", f"127.0.0.1:{port}", "-cert", chain, "-key", key, "-cert_chain", chain),
            *options,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        printed, _ = await asyncio.wait_for(process.communicate(said), 20)
        return process.returncode or 0, printed.decode(errors="replace")


@pytest.fixture
def witness(house: House, needs_tool: Callable[[str], Path]) -> Witness:
    return Witness(needs_tool("openssl"), tls_files(house.issue(), house.folder, "witness"))


WEAK = "DEFAULT:@SECLEVEL=0"


@pytest.mark.parametrize(
    ("options", "accepted"),
    [
        pytest.param(("-tls1_3",), True, id="tls1.3"),
        pytest.param(("-tls1_2",), True, id="tls1.2"),
        pytest.param(("-tls1_1", "-cipher", WEAK), False, id="53-tls1.1"),
        pytest.param(("-tls1", "-cipher", WEAK), False, id="53-tls1.0"),
        pytest.param(("-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"), True, id="aes-256-gcm"),
        pytest.param(("-tls1_2", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305"), True, id="chacha20"),
        pytest.param(("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"), True, id="aes-128-gcm"),
        pytest.param(("-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384"), False, id="54-cbc"),
        pytest.param(("-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"), False, id="54-cbc-sha1"),
        pytest.param(("-tls1_2", "-cipher", "AES256-GCM-SHA384"), False, id="54-static-rsa"),
        pytest.param(("-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"), False, id="54-dhe"),
        pytest.param(("-tls1_2", "-cipher", "NULL-SHA256:@SECLEVEL=0"), False, id="54-null"),
        pytest.param(("-tls1_2", "-cipher", "AECDH-AES256-SHA:@SECLEVEL=0"), False, id="54-anonymous"),
        pytest.param(("-tls1_2", "-cipher", "ECDHE-PSK-CHACHA20-POLY1305:@SECLEVEL=0"), False, id="54-psk"),
        pytest.param(("-tls1_2", "-groups", "secp224r1"), False, id="54-p-224"),
        pytest.param(("-tls1_3", "-groups", "ffdhe2048"), False, id="54-finite-field"),
        pytest.param(("-tls1_3", "-groups", "X25519:P-256"), True, id="other-group-first"),
        pytest.param(("-tls1_2", "-sigalgs", "RSA+SHA1", "-cipher", WEAK), False, id="44-sha1-handshake"),
    ],
)
async def test_only_good_and_sufficient_protocols_and_ciphers_are_spoken(
    house: House, witness: Witness, options: Sequence[str], *, accepted: bool
) -> None:
    async with listening(house.context(), house.store) as port:
        code, printed = await witness.call(port, *options, said=b"?\n")
    assert (code == 0 and "Cipher is (NONE)" not in printed) is accepted, printed


async def test_53_and_54_the_context_knows_no_other_cipher(house: House) -> None:
    names = {cipher["name"] for cipher in house.context().get_ciphers()}
    assert names == {
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_GCM_SHA256",
        *(
            f"ECDHE-{key}-{suite}"
            for key in ("RSA", "ECDSA")
            for suite in ("AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-GCM-SHA256")
        ),
    }


async def test_55_renegotiation_and_compression_are_refused(house: House, witness: Witness) -> None:
    async with listening(house.context(), house.store) as port:
        code, printed = await witness.call(port, "-tls1_2", "-comp", said=b"R\n")
    assert "Compression: NONE" in printed
    assert "RENEGOTIATING" in printed
    assert "no renegotiation" in printed.lower() or code != 0, printed


async def test_56_without_tickets_there_is_no_early_data(house: House, witness: Witness, tmp_path: Path) -> None:
    session = tmp_path / "session"
    async with listening(house.context(), house.store) as port:
        _, printed = await witness.call(port, "-tls1_3", "-sess_out", str(session), said=b"?\n")
        assert not session.exists()
        assert "Early data was not sent" in printed
        _, printed = await witness.call(port, "-tls1_2", said=b"?\n")
    # A session of TLS 1.2 is known by its number; no ticket carries what the server would then have to believe.
    assert "TLS session ticket:" not in printed
    assert "Session-ID: " in printed


# --- the caller ------------------------------------------------------------------------------------------------------


def _named(*names: x509.GeneralName, common_name: str | None = None) -> UnsafeShape:
    return UnsafeShape(alternative_names=names, common_name=common_name)


def _ip(address: str) -> x509.IPAddress:
    return x509.IPAddress(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(_named(x509.DNSName("elders.schakel.test")), id="57-other-name"),
        pytest.param(_named(_ip("127.0.0.1")), id="57-address"),
        pytest.param(_named(x509.DNSName("*.test")), id="57-wildcard-over-two-labels"),
        pytest.param(_named(x509.DNSName("veilig*.schakel.test")), id="57-part-of-a-label"),
        pytest.param(_named(common_name=SERVER_NAME), id="57-common-name-only"),
        pytest.param(_named(x509.UniformResourceIdentifier(f"https://{SERVER_NAME}")), id="57-uri"),
    ],
)
async def test_57_a_server_under_another_name_is_refused(house: House, shape: UnsafeShape) -> None:
    server = tls_files(house.issue(VEILIG_THUIS, shape), house.folder, "server")
    context = server_context(server, house.store.roots_pem, admit_client(house.store, now))
    client = house.client(tls_files(house.issue(), house.folder))
    async with listening(context, house.store) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            async with calling(port, client, SERVER_NAME):
                pass


async def test_58_the_valid_server_of_another_partner_is_refused(house: House) -> None:
    # The certificate of the municipality, with the host name of Veilig Thuis in it: only the OIN tells them apart.
    wrong = Holder(oin=GEMEENTE.oin, organisation=GEMEENTE.organisation, host_names=(SERVER_NAME,))
    server = tls_files(house.issue(wrong), house.folder, "server")
    context = server_context(server, house.store.roots_pem, admit_client(house.store, now))
    client = house.client(tls_files(house.issue(), house.folder))
    async with listening(context, house.store) as port:
        with pytest.raises(ssl.SSLCertVerificationError) as refused:
            async with calling(port, client, SERVER_NAME):
                pass
    assert isinstance(refused.value.__cause__, CertificateRefusedError)
    assert refused.value.__cause__.reason == Distrust.OTHER_PARTY


async def test_58_a_revoked_server_is_refused_before_anything_is_said(house: House) -> None:
    server = house.issue(VEILIG_THUIS)
    context = server_context(
        tls_files(server, house.folder, "server"), house.store.roots_pem, admit_client(house.store, now)
    )
    client = house.client(tls_files(house.issue(), house.folder))
    house.authority.revoke(server.certificate, now())
    house.publish()
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0, ssl=context) as listener:
        port = listener.sockets[0].getsockname()[1]
        with pytest.raises(ssl.SSLCertVerificationError):
            async with calling(port, client, SERVER_NAME):
                pass
    assert b"".join(heard) == b""


async def test_e89_the_server_of_a_hub_is_admitted_only_while_its_mandate_holds(house: House) -> None:
    asked: list[Oin] = []

    def stands_in(holder: Oin, _: datetime) -> bool:
        asked.append(holder)
        return len(asked) == 1

    admit = admit_server(house.store, now, GEMEENTE.oin, stands_in)
    server = house.issue(VEILIG_THUIS)
    admit(server.der)
    with pytest.raises(CertificateRefusedError, match=Distrust.OTHER_PARTY):
        admit(server.der)
    assert asked == [VEILIG_THUIS.oin] * 2


async def test_57_and_58_hold_for_a_blocking_socket_too(house: House) -> None:
    client = house.client(tls_files(house.issue(), house.folder), admit_server(house.store, now, GEMEENTE.oin))
    async with listening(house.context(), house.store) as port:
        assert (await asyncio.to_thread(_resume, port, client, None))[0] == b""
        mine = house.client(tls_files(house.issue(), house.folder))
        assert (await asyncio.to_thread(_resume, port, mine, None))[0].decode() == str(POLITIE.oin)


async def test_59_in_tls_1_3_a_refusal_of_our_certificate_is_seen_at_the_first_read(house: House) -> None:
    client = house.client(tls_files(house.issue(shape=UnsafeShape(serial_numbers=())), house.folder))
    async with listening(house.context(), house.store) as port, calling(port, client, SERVER_NAME) as caller:
        assert caller.channel.version() == "TLSv1.3"
        assert await caller.ask() == ""


async def test_57_without_a_server_name_there_is_no_connection(house: House) -> None:
    client = house.client(tls_files(house.issue(), house.folder))
    async with listening(house.context(), house.store) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            async with calling(port, client, ""):
                pass


# --- files that cannot serve -----------------------------------------------------------------------------------------


def test_a_key_of_another_certificate_opens_no_listener(house: House) -> None:
    other = tls_files(house.issue(), house.folder, "other")
    with pytest.raises(ConfigError, match=r"tls\.pem and key other\.key\.pem"):
        server_context(replace(house.files, key=other.key), house.store.roots_pem, admit_client(house.store, now))


def test_a_key_behind_a_password_is_refused_and_nobody_is_asked_for_it(house: House) -> None:
    protected = house.folder / "protected.pem"
    protection = serialization.BestAvailableEncryption(b"word")
    protected.write_bytes(
        pooled_keys()[7].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    )
    with pytest.raises(ConfigError, match=r"protected\.pem"):
        server_context(replace(house.files, key=protected), house.store.roots_pem, admit_client(house.store, now))


def test_without_roots_there_is_no_listener(house: House) -> None:
    with pytest.raises(ConfigError):
        server_context(house.files, "", admit_client(house.store, now))


async def test_a_reload_that_fails_leaves_the_listener_as_it_was(house: House) -> None:
    live = LiveServerContext(house.context)
    client = house.client(tls_files(house.issue(), house.folder))
    async with listening(live.context, house.store) as port:
        house.files.chain.write_text("half a file")
        with pytest.raises(ConfigError):
            live.reload()
        assert await ask_once(port, client, SERVER_NAME) == str(POLITIE.oin)


# --- replacing what is trusted while listening -----------------------------------------------------------------------


async def test_a_renewed_certificate_is_served_without_a_new_listener(house: House) -> None:
    live = LiveServerContext(house.context)
    client = house.client(tls_files(house.issue(), house.folder))
    async with listening(live.context, house.store) as port:
        async with calling(port, client, SERVER_NAME) as caller:
            before = peer_certificate(caller.channel)
        renewed = house.authority.issue(VEILIG_THUIS, LeafPurpose.TLS, now(), key=pooled_keys()[4])
        tls_files(renewed, house.files.chain.parent)
        live.reload()
        async with calling(port, client, SERVER_NAME) as caller:
            assert peer_certificate(caller.channel) == renewed.der != before
            assert await caller.ask() == str(POLITIE.oin)


@BOTH
async def test_a_root_that_leaves_takes_its_partners_along_and_a_new_one_brings_its_own(
    house: House, version: ssl.TLSVersion
) -> None:
    other = fresh(now(), name="Opvolger")
    newcomer = other.issue(GEMEENTE, LeafPurpose.TLS, now(), key=pooled_keys()[5])
    old = careless_client(tls_files(house.issue(), house.folder), version)
    new = careless_client(tls_files(newcomer, house.folder, "new"), version)
    live = LiveServerContext(house.context)
    async with listening(live.context, house.store) as port:
        assert [await ask_once(port, one, SERVER_NAME) for one in (old, new)] == [str(POLITIE.oin), ""]
        for file in (house.folder / "trust" / "roots").iterdir():
            file.unlink()
        other.write_trust(house.folder / "trust", now())
        house.store.reload(now())
        live.reload()
        assert [await ask_once(port, one, SERVER_NAME) for one in (old, new)] == ["", _OTHER_OIN]
        # Also for who names no server: the newest context is chosen then too.
        assert [await ask_once(port, one, "") for one in (old, new)] == ["", _OTHER_OIN]


async def test_an_office_has_its_own_roots_and_its_own_guard(house: House) -> None:
    office = Authority.found_office(VEILIG_THUIS.organisation, now())
    folder = house.folder / "office"
    office.write_trust(folder, now())
    store = TrustStore(folder, replace(STRICT, policies=frozenset({EXAMPLE_POLICY.dotted_string})), NO_GRACE, now())
    client = careless_client(tls_files(office.issue(VEILIG_THUIS, LeafPurpose.TLS, now()), folder), V13)
    partner = careless_client(tls_files(house.issue(), house.folder), V13)
    context = server_context(house.files, store.roots_pem, admit_client(store, now))
    async with listening(context, store) as port:
        assert await ask_once(port, client, SERVER_NAME) == str(VEILIG_THUIS.oin)
        assert await ask_once(port, partner, SERVER_NAME) == ""


def test_a_proof_given_in_a_handshake_is_remembered_for_the_requests_after_it(house: House) -> None:
    issued = house.issue(key=p_256())
    assert house.store.remembered(issued.der, Purpose.TLS_CLIENT, now()) is None
    admit_client(house.store, now)(issued.der)
    assert house.store.remembered(issued.der, Purpose.TLS_CLIENT, now()) is not None


async def test_a_blocking_socket_gets_past_no_refusal_of_ours_either(house: House) -> None:
    """No door has one; a guarded context lets nobody through for whoever makes one."""

    def refuse(_: bytes) -> None:
        raise CertificateRefusedError(Distrust.DENIED_HERE)

    context = house.client(tls_files(house.issue(), house.folder), refuse)

    def connect(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            context.wrap_socket(plain, server_hostname=SERVER_NAME).close()

    async with listening(house.context(), house.store) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.to_thread(connect, port)
