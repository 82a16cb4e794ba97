"""Group B of the corpus (reliability-security.md 3): whom a running gateway takes for a partner (28 to 52).

Protocols and ciphers stand in test_bad_inputs_b_channel.py, the way out in test_bad_inputs_b_out.py. test_tls.py and
test_trust_store.py have the same judges by themselves, in both versions of TLS.
"""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier

from adapters.http.tls import admit_client, server_context
from adapters.keys.trust_store import TrustStore
from adapters.simulator.authority import Authority
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import Holder, Issued, LeafPurpose, p_256
from gateway.domain.identifiers import Oin
from gateway.errors import UnknownAgreementError
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.trust import Distrust
from tests.kit.authority import NO_GRACE, POLITIE, STRICT, VEILIG_THUIS
from tests.kit.bad_certificates import CERTIFICATES, DAY, now, shown
from tests.kit.chain import eventually
from tests.kit.corpus import Bench, running_bench
from tests.kit.forging import HUNG_UP, Office, ask_for_policies
from tests.kit.posting import Answer
from tests.kit.tls import ask_once, careless_client, listening, tls_files

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
NOT_ACCEPTED: Final = Answer(
    status=500, content_type="text/xml; charset=UTF-8", body=ebms2.fault(UnknownAgreementError()), closed=True
)
SERVER_NAME: Final = VEILIG_THUIS.host_names[0]
# The sweeper reads the folder again every few seconds.
_SOON: Final = 20.0
# What needs a curve that TLS 1.3 no longer names.
_OLDER: Final = frozenset({"45-p-192"})


# Why each is refused, by its number or its name; "tls" where OpenSSL read no certificate at all.
_REASONS: Final[dict[str, str]] = {
    "29": Distrust.EXPIRED,
    "30": Distrust.NOT_YET_VALID,
    **dict.fromkeys(("31", "32", "33", "41", "42"), Distrust.NO_PATH),
    **dict.fromkeys(("38", "39", "40"), Distrust.WRONG_USAGE),
    "42-a-hundred-kilobytes": "tls",
    **dict.fromkeys(("43-path-length", "43-permitted-names"), Distrust.INVALID_PATH),
    **dict.fromkeys(("43-no-policy", "43-other-policy"), Distrust.WRONG_POLICY),
    "43-unknown-critical-extension": Distrust.UNKNOWN_EXTENSION,
    "44": Distrust.WEAK_SIGNATURE,
    **dict.fromkeys(("44-rsa-1024", "45"), Distrust.WEAK_KEY),
    **dict.fromkeys(("45-exponent-1", "46"), Distrust.UNREADABLE),
    "48": Distrust.NO_OIN,
    "49": Distrust.SEVERAL_OINS,
    "51": Distrust.INVALID_OIN,
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with running_bench(tmp_path_factory, ask_for_policies) as bench:
        trust = bench.home / "trust"
        known = set(trust.rglob("*"))
        yield bench
        for file in set(trust.rglob("*")) - known:
            file.unlink()


@pytest.fixture(autouse=True)
def _quiet(bench: Bench) -> Iterator[None]:
    yield
    bench.drain()


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_certificate_with_one_fault_is_hung_up_on(bench: Bench, office: Office, name: str) -> None:
    context = office.client(CERTIFICATES[name](office.forge), V12 if name in _OLDER else V13)
    expected = _REASONS.get(name, _REASONS.get(name[:2]))
    assert office.check_refused(context, bench.partner.message()) == expected


def test_28_without_a_certificate_nobody_is_heard(bench: Bench, office: Office) -> None:
    assert office.check_refused(office.client(None), bench.partner.message()) == "tls"


async def test_33_at_production_nobody_of_a_trial_is_heard_and_the_other_way_round(tmp_path: Path) -> None:
    places = {name: Authority.found(now(), key_factory=p_256, name=name) for name in ("Staat der Nederlanden", "TRIAL")}
    shown_by = {}
    for name, authority in places.items():
        issued = authority.issue(POLITIE, LeafPurpose.TLS, now())
        shown_by[name] = careless_client(tls_files(issued, tmp_path, f"{name[:5]}-client"), V13)
    for name, authority in places.items():
        authority.write_trust(tmp_path / name, now())
        store = TrustStore(tmp_path / name, STRICT, NO_GRACE, now())
        files = tls_files(authority.issue(VEILIG_THUIS, LeafPurpose.TLS, now()), tmp_path, f"{name[:5]}-server")
        async with listening(server_context(files, store.roots_pem, admit_client(store, now)), store) as port:
            heard = {each: await ask_once(port, client, SERVER_NAME) for each, client in shown_by.items()}
        assert heard == {each: str(POLITIE.oin) if each == name else "" for each in places}


def test_34_and_35_a_revoked_certificate_is_refused_without_a_restart(bench: Bench, office: Office) -> None:
    issued = office.forge.issue()
    context = office.client(shown(issued))
    posting = bench.partner.message()
    bench.send(posting)
    bench.collect()
    # A second certificate is as good as the first, until it is revoked.
    assert bench.partner.post(posting, context).status == 204
    office.forge.authority.revoke(issued.certificate, now())
    office.forge.authority.write_trust(bench.home / "trust", now())
    eventually("the revocation to count", lambda: bench.partner.post(posting, context) == HUNG_UP, _SOON)
    assert office.check_refused(context, bench.partner.message()) == Distrust.REVOKED


@pytest.mark.parametrize("version", [V12, V13], ids=["tls1.2", "tls1.3"])
def test_35_no_session_is_resumed(bench: Bench, office: Office, version: ssl.TLSVersion) -> None:
    context = office.good(version)
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


def _is_heard(bench: Bench, context: ssl.SSLContext) -> bool:
    """Ask as somebody whose message is no XML: an answer is an answer."""
    posting = bench.partner.message()
    return bench.partner.post(replace(posting, body=b"", content_type="text/xml"), context).status == 500


def _beside(bench: Bench, office: Office, name: str) -> Authority:
    """Found another provider of certificates, and have the gateway know it, but for its list."""
    other = office.forge.authority.beside(name, now())
    issuing = other.levels[-1]
    pem = Issued(issuing.issued.certificate, issuing.issued.key).chain_pem
    (bench.home / "trust" / "intermediates" / f"{issuing.name}.pem").write_bytes(pem)
    return other


def _alarms(bench: Bench) -> set[str]:
    return {line["kind"] for line in bench.watch.log("alarm_raised")}


def test_36_a_list_that_ages_raises_an_alarm_and_its_partners_are_heard(bench: Bench, office: Office) -> None:
    other = _beside(bench, office, "TRIAL Schakel Trage TSP CA")
    issued = other.issue(office.forge.holder, LeafPurpose.TLS, now(), key=office.key)
    bench.watch.mark()
    # Of its seven days four are over.
    lists = bench.home / "trust" / "crls" / f"{other.levels[-1].name}.crl"
    lists.write_bytes(other.levels[-1].crl(now() - 4 * DAY))
    eventually("the alarm", lambda: "revocation-aging" in _alarms(bench), _SOON)
    assert _is_heard(bench, office.client(shown(issued)))
    bench.check_good()


def test_36_a_stale_list_refuses_its_own_and_nobody_else(bench: Bench, office: Office) -> None:
    other = _beside(bench, office, "TRIAL Schakel Late TSP CA")
    issued = other.issue(office.forge.holder, LeafPurpose.TLS, now(), key=office.key)
    context = office.client(shown(issued))
    # Its list ended so long ago that its grace (`crl_grace_hours`) is over in less than half a minute.
    ended = now() - timedelta(hours=4) + timedelta(seconds=25)
    lists = bench.home / "trust" / "crls" / f"{other.levels[-1].name}.crl"
    lists.write_bytes(other.levels[-1].crl(ended - timedelta(hours=1), timedelta(hours=1)))
    bench.watch.mark()
    eventually("the list to serve through its grace", lambda: _is_heard(bench, context), _SOON)
    eventually("the list to be stale", lambda: not _is_heard(bench, context), 2 * _SOON)
    eventually("the alarm", lambda: "revocation-stale" in _alarms(bench), _SOON)
    assert office.check_refused(context, bench.partner.message()) == Distrust.REVOCATION_STALE
    assert _is_heard(bench, office.good())


def _revoking(level: Level, serial: int, **shape: Any) -> bytes:  # noqa: ANN401 - an extension of any kind
    """Return a list that would refuse the certificate, if anybody took it."""
    forger = Level(level.issued, pss=level.pss)
    forger.revoke(serial, now())
    return forger.crl(now(), **shape)


def _of_its_reach(**said: bool) -> x509.IssuingDistributionPoint:
    names = ["only_contains_user_certs", "only_contains_ca_certs", "indirect_crl", "only_contains_attribute_certs"]
    return x509.IssuingDistributionPoint(None, None, only_some_reasons=None, **{n: said.get(n, False) for n in names})


def test_37_the_last_good_list_stays_whatever_takes_its_place(bench: Bench, office: Office) -> None:
    issued = office.forge.issue()
    context = office.client(shown(issued))
    level, serial = office.forge.authority.levels[-1], issued.certificate.serial_number
    impostor = Authority.found(now(), key_factory=p_256, name="Schakel").levels[-1]
    unknown = x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")
    lists = bench.home / "trust" / "crls"
    good = {file: file.read_bytes() for file in lists.iterdir()}
    for file in good:
        file.unlink()
    (lists / "a-wrong-key.crl").write_bytes(_revoking(impostor, serial))
    (lists / "b-indirect.crl").write_bytes(_revoking(level, serial, unsafe_extension=_of_its_reach(indirect_crl=True)))
    (lists / "c-unknown-extension.crl").write_bytes(_revoking(level, serial, unsafe_extension=unknown))
    (lists / "d-cut-short.crl").write_bytes(_revoking(level, serial)[:-1])
    with (lists / "e-fifty-megabytes.crl").open("wb") as huge:
        huge.truncate(50_000_000)
    bench.watch.mark()
    _reload(bench, office)
    assert _is_heard(bench, context)
    assert bench.watch.grown_mib < 64
    bench.check_good()
    for file in lists.iterdir():
        file.unlink()
    for file, octets in good.items():
        file.write_bytes(octets)


def _reload(bench: Bench, office: Office) -> None:
    """Wait until the gateway has read its folder again: then what we deny now is refused."""
    issued = office.forge.issue()
    context = office.client(shown(issued))
    (bench.home / "trust" / "denied.txt").write_text(f"serial:{issued.certificate.serial_number:x}\n", encoding="ascii")
    eventually("the folder to be read again", lambda: not _is_heard(bench, context), _SOON)


def test_37_without_the_list_of_an_authority_its_certificates_prove_nothing(bench: Bench, office: Office) -> None:
    other = _beside(bench, office, "TRIAL Schakel Zwijgende TSP CA")
    _reload(bench, office)
    issued = other.issue(office.forge.holder, LeafPurpose.TLS, now(), key=office.key)
    reason = office.check_refused(office.client(shown(issued)), bench.partner.message())
    assert reason == Distrust.REVOCATION_UNKNOWN


def test_47_50_and_52_a_partner_is_who_its_certificate_says_and_nobody_else(bench: Bench, office: Office) -> None:
    posting = bench.partner.message()
    forge = office.forge
    neighbour = Holder(
        oin=Oin("00000099000000006000"), organisation="Politie Eenheid Buurstreek", host_names=("buur.schakel.test",)
    )
    # The police's own octets, shown by somebody else; with the police's OIN where it counts for nothing; by a part of
    # the police that has a number of its own, and no mandate.
    for issued in (
        forge.issue(neighbour),
        forge.issue(neighbour, common_name="x,serialNumber=00000099000000003000"),
        forge.issue(serial_numbers=("00000004000000003000",)),
    ):
        bench.watch.mark()
        assert bench.partner.post(posting, office.client(shown(issued))) == NOT_ACCEPTED, bench.watch.log()
        assert bench.watch.evidence() == []
        assert len(bench.watch.log("message_received")) == 1
    assert bench.watch.remembers(posting.message_id) == 0
    bench.check_good()
