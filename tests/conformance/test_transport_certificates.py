"""Assertions 4 to 12, 15 and 16: whom a running gateway takes for a partner, by its certificate."""

import contextlib
import re
import ssl
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from http.client import HTTPConnection
from typing import Any, Final

import pytest
from cryptography.x509.oid import ObjectIdentifier

from adapters.bootstrap import check
from adapters.config import load
from adapters.keys.revocation import Standing
from adapters.simulator.authority import Authority
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import Issued, p_256
from gateway.errors import ConfigError
from gateway.wire.trust import Distrust
from tests.kit.authority import pooled
from tests.kit.bad_certificates import CERTIFICATES, now, shown
from tests.kit.chain import eventually
from tests.kit.conformance import let_in
from tests.kit.corpus import Bench, running_bench
from tests.kit.forging import HUNG_UP, Office, ask_for_policies

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
# The sweeper reads the trust folder again every few seconds.
_SOON: Final = 20.0


@cache
def _g4() -> Authority:
    return Authority.found(now(), name="Proef G4", key_factory=pooled(), pss=True)


def _with_g4(bench: Bench) -> None:
    ask_for_policies(bench)
    _g4().write_trust(bench.home / "trust", now())


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with running_bench(tmp_path_factory, _with_g4) as bench:
        trust = bench.home / "trust"
        known = set(trust.rglob("*"))
        yield bench
        for file in set(trust.rglob("*")) - known:
            file.unlink()


def _of_group(*numbers: str) -> list[str]:
    """Return the names of certificates with one fault, by the numbers of their bad inputs."""
    found = [name for name in CERTIFICATES if name.partition("-")[0] in numbers]
    assert {name.partition("-")[0] for name in found} == set(numbers)
    return found


@pytest.mark.parametrize("name", _of_group("31", "32"))
def test_a004_a_client_under_another_root_is_not_let_in(bench: Bench, office: Office, name: str) -> None:
    office.check_refused(office.client(CERTIFICATES[name](office.forge)), bench.partner.message())


def test_a005_a_certificate_of_the_other_environment_is_not_let_in(bench: Bench, office: Office) -> None:
    (name,) = _of_group("33")
    office.check_refused(office.client(CERTIFICATES[name](office.forge)), bench.partner.message())
    settings = bench.home / "schakel.toml"
    roots = bench.home / "trust" / "roots"
    assert all("trial" in file.name for file in roots.iterdir())
    check(load(settings))
    # Nor does a gateway start that trusts a root of the other environment.
    other = Level.root("Staat der Nederlanden Private Root CA - G1", now(), p_256()).issued
    added = roots / "staat.pem"
    added.write_bytes(Issued(other.certificate, other.key).chain_pem)
    try:
        with pytest.raises(ConfigError, match="Staat der Nederlanden"):
            check(load(settings))
    finally:
        added.unlink()


@pytest.mark.parametrize("name", _of_group("29", "30"))
def test_a006_a_certificate_counts_within_its_own_period_only(bench: Bench, office: Office, name: str) -> None:
    office.check_refused(office.client(CERTIFICATES[name](office.forge)), bench.partner.message())


@pytest.mark.parametrize("level", ["leaf", "provider"])
def test_a007_a_revoked_certificate_fails_and_so_does_what_a_revoked_provider_issued(
    bench: Bench, office: Office, level: str
) -> None:
    provider = office.forge.authority.beside(f"TRIAL {level} TSP CA", now())
    provider.write_trust(bench.home / "trust", now())
    issued = office.forge.below(*provider.levels)
    context, posting = office.client(shown(issued)), bench.partner.message()
    office.await_admission(context, posting, _SOON)
    provider.revoke(issued.certificate if level == "leaf" else provider.levels[-1].issued.certificate, now())
    provider.write_trust(bench.home / "trust", now())
    eventually("the revocation", lambda: bench.partner.post(posting, context) == HUNG_UP, _SOON)
    assert office.check_refused(context, bench.partner.message()) == Distrust.REVOKED


def test_a008_under_an_expired_list_nobody_counts_until_a_fresh_one_comes(bench: Bench, office: Office) -> None:
    provider = office.forge.authority.beside("TRIAL Trage TSP CA", now() - timedelta(days=30))
    provider.write_trust(bench.home / "trust", now())
    issuing = provider.levels[-1]
    file = bench.home / "trust" / "crls" / f"{issuing.name}.crl"
    file.write_bytes(issuing.crl(now() - timedelta(days=8)))
    context = office.client(shown(office.forge.below(*provider.levels)))
    office.await_refusal(context, Distrust.REVOCATION_STALE, _SOON)
    file.write_bytes(issuing.crl(now()))
    office.await_admission(context, bench.partner.message(), _SOON)


def test_a009_a_list_is_read_within_seconds_and_one_past_half_its_life_is_called_for(
    bench: Bench, office: Office
) -> None:
    provider = office.forge.authority.beside("TRIAL Verse TSP CA", now())
    provider.write_trust(bench.home / "trust", now())
    crls = bench.home / "trust" / "crls"
    issuing = provider.levels[-1]
    (crls / f"{issuing.name}.crl").write_bytes(issuing.crl(now() - timedelta(hours=3), timedelta(hours=4)))
    kinds = {f"revocation-{standing}" for standing in Standing if standing is not Standing.FRESH}
    eventually("the alarm", lambda: bool(kinds & {line["kind"] for line in bench.watch.log("alarm_raised")}), _SOON)
    (crls / f"{issuing.name}.crl").write_bytes(issuing.crl(now()))
    eventually("its end", lambda: not kinds & set(_alarms(bench)), _SOON)


def _alarms(bench: Bench) -> list[str]:
    port = bench.organisations["veiligthuis"].operations_port
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=5.0)) as connection:
        connection.request("GET", "/health")
        return re.findall(r"revocation-[a-z]+", connection.getresponse().read().decode())


@pytest.mark.parametrize("name", _of_group("48", "49", "51"))
def test_a010_a_certificate_names_one_oin_of_twenty_positions(bench: Bench, office: Office, name: str) -> None:
    office.check_refused(office.client(CERTIFICATES[name](office.forge)), bench.partner.message())


def test_a011_a_certificate_under_another_policy_opens_no_door(bench: Bench, office: Office) -> None:
    for policies in ((), (ObjectIdentifier("2.16.528.1.1003.1.2.5.1"),)):
        issued = office.forge.issue(policies=policies)
        assert office.check_refused(office.client(shown(issued)), bench.partner.message()) == Distrust.WRONG_POLICY
    let_in(bench, office.good())


def test_a012_a_chain_signed_with_pss_is_as_good(bench: Bench, office: Office) -> None:
    issued = office.forge.below(*_g4().levels)
    assert issued.certificate.signature_algorithm_oid.dotted_string == "1.2.840.113549.1.1.10"
    for version in (V12, V13):
        let_in(bench, office.client(shown(issued), version))


def test_a015_the_oin_is_read_from_serial_number_and_from_nowhere_else(bench: Bench, office: Office) -> None:
    oin, other = str(office.forge.holder.oin), "00000099000000007000"
    elsewhere: dict[str, Any] = {"common_name": oin, "organization_identifiers": (f"OI:{oin}", f"NTRNL-{oin}")}
    nothing = office.forge.issue(serial_numbers=(), **elsewhere)
    assert office.check_refused(office.client(shown(nothing)), bench.partner.message()) == Distrust.NO_OIN
    # Let in as whom serialNumber names, who has no agreement here.
    stranger = office.forge.issue(serial_numbers=(other,), **elsewhere)
    assert bench.partner.post(bench.partner.message(), office.client(shown(stranger))).status == 500
    ours = office.forge.issue(common_name=other, organization_identifiers=(f"OI:{other}",))
    let_in(bench, office.client(shown(ours)))


def test_a016_a_short_key_of_a_partner_is_warned_about_and_with_one_of_ours_nothing_starts(
    bench: Bench, office: Office
) -> None:
    assert office.key.key_size == 2048
    bench.watch.mark()
    let_in(bench, office.good())
    (line,) = bench.watch.log("short_key_accepted")
    assert line["partner"] == str(office.forge.holder.oin)
    keys = bench.home / "keys"
    held = {name: (keys / name).read_bytes() for name in ("signing.pem", "signing.key.pem")}
    short = office.forge.issue()
    (keys / "signing.pem").write_bytes(short.chain_pem)
    (keys / "signing.key.pem").write_bytes(short.key_pem)
    try:
        with pytest.raises(ConfigError, match="at least 3072 bits"):
            check(load(bench.home / "schakel.toml"))
    finally:
        for name, octets in held.items():
            (keys / name).write_bytes(octets)
    check(load(bench.home / "schakel.toml"))
