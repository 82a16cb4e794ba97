"""Group B of the corpus (reliability-security.md 3): who may speak, at a running gateway; test_tls.py has all of it."""

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import Holder, Issued, LeafPurpose, UnsafeShape, leaf_builder, p_256
from gateway.domain.identifiers import Oin
from gateway.errors import UnknownAgreementError
from gateway.wire.ebms2 import endpoint as ebms2
from tests.kit.chain import eventually, read_message
from tests.kit.corpus import Bench, running_bench
from tests.kit.partner import Answer

HUNG_UP: Final = Answer(status=0)
NOT_ACCEPTED: Final = Answer(
    status=500, content_type="text/xml; charset=UTF-8", body=ebms2.fault(UnknownAgreementError()), closed=True
)
DAY: Final = timedelta(days=1)
CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


@dataclass(frozen=True, slots=True)
class Office:
    """The authority of the chain, and what it issues to the police, for one key: making another takes time."""

    bench: Bench
    authority: Authority
    key: rsa.RSAPrivateKey
    folder: Path

    @property
    def holder(self) -> Holder:
        """The police."""
        own = self.bench.partner.own
        return Holder(oin=own.oin, organisation=own.title, host_names=(own.host,))

    def issue(self, holder: Holder | None = None, **shape: object) -> Issued:
        """Issue a TLS certificate of any shape."""
        deviations = UnsafeShape(**shape)  # type: ignore[arg-type]  # the case says which fields
        return self.authority.issue(
            holder or self.holder, LeafPurpose.TLS, _now(), key=self.key, unsafe_shape=deviations
        )

    def client(self, issued: Issued) -> ssl.SSLContext:
        """Return a client that shows the certificate."""
        write_issued(issued, self.folder, "tls")
        return self.bench.partner.client_context(self.folder / "tls.pem", self.folder / "tls.key.pem")


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with running_bench(tmp_path_factory) as bench:
        yield bench


@pytest.fixture(scope="module")
def authority(bench: Bench) -> Authority:
    return Authority.load(bench.folder / "pki" / "authority")


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def office(bench: Bench, authority: Authority, key: rsa.RSAPrivateKey, tmp_path: Path) -> Office:
    return Office(bench, authority, key, tmp_path)


def _self_signed(office: Office) -> Issued:
    return Level.root("politie.schakel.test", _now(), office.key).issued


def _of_another_authority(office: Office) -> Issued:
    return Authority.found(_now(), key_factory=p_256).issue(office.holder, LeafPurpose.TLS, _now())


def _by_a_leaf(office: Office) -> Issued:
    leaf = office.issue()
    forged = Level(leaf, pss=False).issue(leaf_builder(office.holder, LeafPurpose.TLS), p_256(), _now(), UnsafeShape())
    return Issued(forged.certificate, forged.key, (leaf.certificate, *leaf.chain))


def _oin(text: str) -> Callable[[Office], Issued]:
    return lambda office: office.issue(serial_numbers=(text,))


CERTIFICATES: Final[dict[str, Callable[[Office], Issued]]] = {
    "29-expired": lambda office: office.issue(not_before=_now() - 3 * DAY, not_after=_now() - DAY),
    "30-not-yet-valid": lambda office: office.issue(not_before=_now() + DAY),
    "31-self-signed": _self_signed,
    "32-of-another-authority": _of_another_authority,
    "38-server-only": lambda office: office.issue(extended_key_usages=(SERVER,)),
    "39-no-usage": lambda office: office.issue(extended_key_usages=()),
    "40-any-usage": lambda office: office.issue(
        extended_key_usages=(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, CLIENT)
    ),
    "41-issued-by-a-leaf": _by_a_leaf,
    "42-missing-intermediate": lambda office: replace(office.issue(), chain=()),
    "43-unknown-critical-extension": lambda office: office.issue(
        extension=x509.UnrecognizedExtension(x509.ObjectIdentifier("2.999.1"), b"\x05\x00")
    ),
    "48-oin-in-the-common-name": lambda office: office.issue(serial_numbers=(), common_name=str(office.holder.oin)),
    "49-two-oins": lambda office: office.issue(serial_numbers=(str(office.holder.oin), "00000099000000006000")),
    "51-nineteen-digits": _oin("0000009900000000300"),
    "51-trailing-space": _oin("00000099000000003000 "),
}


@pytest.mark.parametrize("make", CERTIFICATES.values(), ids=CERTIFICATES)
def test_a_certificate_with_one_fault_is_hung_up_on(
    bench: Bench, office: Office, make: Callable[[Office], Issued]
) -> None:
    posting = bench.partner.message()
    context = office.client(make(office))
    bench.watch.mark()
    assert bench.partner.post(posting, context) == HUNG_UP
    assert bench.watch.log("message_received") == []
    assert bench.watch.evidence() == []
    assert bench.watch.remembers(posting.message_id) == 0
    bench.check_good()


def test_28_without_a_certificate_nobody_is_heard(bench: Bench) -> None:
    nobody = ssl.create_default_context(cafile=str(bench.partner.roots))
    assert bench.partner.post(bench.partner.message(), nobody) == HUNG_UP


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
@pytest.mark.parametrize(
    ("version", "ciphers"),
    [
        (ssl.TLSVersion.TLSv1_1, "DEFAULT@SECLEVEL=0"),
        (ssl.TLSVersion.TLSv1_2, "AES256-GCM-SHA384"),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES256-SHA384"),
        (ssl.TLSVersion.TLSv1_2, "DHE-RSA-AES256-GCM-SHA384"),
    ],
    ids=["53-tls-1.1", "54-static-rsa", "54-cbc", "54-finite-field"],
)
def test_53_and_54_what_is_not_good_enough_is_not_spoken(
    bench: Bench, office: Office, version: ssl.TLSVersion, ciphers: str
) -> None:
    context = office.client(office.issue())
    context.minimum_version = version
    context.maximum_version = version
    context.set_ciphers(ciphers)
    assert bench.partner.post(bench.partner.message(), context) == HUNG_UP


def test_34_and_35_a_revoked_certificate_is_refused_without_a_restart(bench: Bench, office: Office) -> None:
    issued = office.issue()
    context = office.client(issued)
    posting = bench.partner.message()
    bench.send(posting)
    bench.collect()
    # A second certificate is as good as the first, until it is revoked.
    assert bench.partner.post(posting, context).status == 204
    office.authority.revoke(issued.certificate, _now())
    office.authority.write_trust(bench.home / "trust", _now())
    eventually("the revocation to count", lambda: bench.partner.post(posting, context) == HUNG_UP, 20.0)
    bench.check_good()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["tls1.2", "tls1.3"])
def test_35_no_session_is_resumed(bench: Bench, office: Office, version: ssl.TLSVersion) -> None:
    context = office.client(office.issue())
    context.minimum_version = context.maximum_version = version
    posting = bench.partner.message()
    bench.answered.add(posting.message_id)
    with _connected(bench, context) as first:
        first.sendall(posting.octets)
        assert first.recv(12) == b"HTTP/1.1 204"
        session = first.session
    with _connected(bench, context, session) as second:
        assert not second.session_reused
    bench.collect()


def _connected(bench: Bench, context: ssl.SSLContext, session: ssl.SSLSession | None = None) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", bench.partner.other.partner_port), 10.0)
    return context.wrap_socket(plain, server_hostname=bench.partner.other.host, session=session)


def test_47_and_50_a_partner_is_who_its_certificate_says_and_nobody_else(bench: Bench, office: Office) -> None:
    posting = bench.partner.message()
    neighbour = Holder(
        oin=Oin("00000099000000006000"), organisation="Politie Eenheid Buurstreek", host_names=("buur.schakel.test",)
    )
    bench.watch.mark()
    # The police's own octets, shown by somebody else; and with the police's OIN where it counts for nothing.
    for issued in (
        office.issue(neighbour),
        office.issue(neighbour, common_name="x,serialNumber=00000099000000003000"),
        office.issue(serial_numbers=("00000099000000007000",)),
    ):
        assert bench.partner.post(posting, office.client(issued)) == NOT_ACCEPTED
    assert bench.watch.evidence() == []
    assert bench.watch.remembers(posting.message_id) == 0


# --- the way out ---


def _submit(bench: Bench, before: Callable[[], object]) -> str:
    """Send a message of ours to the police, and let something happen just before; return its reference."""
    bench.send(bench.partner.message())
    message = read_message("05-terugkoppeling-politie.json") | {"crossReference": bench.collect()}
    del message["conversation"]
    before()
    reference = bench.office.submit(message)
    assert isinstance(reference, str), reference
    bench.flying.add(reference)
    return reference


def _ended(bench: Bench, reference: str) -> str:
    """Return why a delivery ended, once it has."""
    own = str(bench.partner.other.oin)
    eventually("the end", lambda: bench.office.follow(own, reference)["state"] == "failed", 10.0)
    (entry,) = [each for each in bench.watch.evidence() if each.type == "delivery-ended"]
    return entry.facts["reason"]


@pytest.fixture
def returning(bench: Bench) -> Iterator[None]:
    """Put the police's listener back as it was."""
    yield
    mailbox = bench.partner.mailbox
    mailbox.status, mailbox.location = 204, ""
    mailbox.close()
    mailbox.open(bench.partner.server_context(bench.partner.keys))
    bench.flying.clear()
    bench.check_good()


@pytest.mark.usefixtures("returning")
def test_58_another_organisation_at_the_address_is_told_nothing(bench: Bench, office: Office) -> None:
    # The right name, a valid certificate, and somebody else.
    before: list[int] = []
    stranger = Holder(oin=Oin("00000099000000006000"), organisation="Ander", host_names=(bench.partner.own.host,))
    write_issued(office.issue(stranger), office.folder, "tls")

    def exchange() -> None:
        before.append(len(bench.partner.mailbox.arrived))
        bench.watch.mark()
        bench.partner.mailbox.close()
        bench.partner.mailbox.open(bench.partner.server_context(office.folder))

    assert _ended(bench, _submit(bench, exchange)) == "wrong-oin"
    assert before == [len(bench.partner.mailbox.arrived)]


@pytest.mark.usefixtures("returning")
def test_59_a_partner_that_does_not_want_our_certificate_is_no_network_fault(bench: Bench, office: Office) -> None:
    other = Authority.found_office("Elders", _now())
    other.write_trust(office.folder, _now())
    (root,) = (office.folder / "roots").glob("*.pem")

    def change() -> None:
        bench.watch.mark()
        bench.partner.mailbox.close()
        bench.partner.mailbox.open(bench.partner.server_context(bench.partner.keys, root))

    assert _ended(bench, _submit(bench, change)) == "tls-rejected"


@pytest.mark.usefixtures("returning")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_60_a_redirect_is_not_followed(bench: Bench, status: int) -> None:
    def redirect() -> None:
        bench.watch.mark()
        bench.partner.mailbox.status, bench.partner.mailbox.location = status, bench.trap.web
        bench.partner.acknowledges = lambda _: False

    try:
        assert _ended(bench, _submit(bench, redirect)) == f"http-{status}"
    finally:
        bench.partner.acknowledges = lambda _: True
    assert not bench.trap.is_sprung()
