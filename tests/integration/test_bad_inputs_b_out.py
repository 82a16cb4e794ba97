"""Group B of the corpus (reliability-security.md 3): who a running gateway speaks to itself (57 to 60).

test_http_client.py has its way out by itself, with more ways to be the wrong server.
"""

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any, Final

import pytest
from cryptography import x509

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, Issued
from gateway.domain.identifiers import Oin
from tests.kit.bad_certificates import now
from tests.kit.chain import eventually, read_message
from tests.kit.corpus import ALARMS, Bench
from tests.kit.forging import Office

# How long a delivery may take to end for good: it is tried once.
_SECONDS: Final = 10.0


@pytest.fixture(autouse=True)
def _returning(bench: Bench) -> Iterator[None]:
    """Put the police's listener back as it was."""
    yield
    mailbox = bench.partner.mailbox
    mailbox.status, mailbox.location = 204, ""
    bench.partner.acknowledges = lambda _: True
    mailbox.close()
    mailbox.open(bench.partner.server_context(bench.partner.keys))
    bench.flying.clear()
    bench.drain()
    bench.check_good()


def _submit(bench: Bench, before: Callable[[], object]) -> str:
    """Send a message of ours to the police, and let something happen just before; return its reference."""
    bench.send(bench.partner.message())
    message = read_message("05-terugkoppeling-politie.json") | {"crossReference": bench.collect()}
    del message["conversation"]
    before()
    bench.watch.mark()
    reference = bench.office.submit(message)
    assert isinstance(reference, str), reference
    bench.flying.add(reference)
    return reference


def _ended(bench: Bench, reference: str) -> str:
    """Return why a delivery ended, once it has: as evidence, and in the log without a word of the other side's."""
    own = str(bench.partner.other.oin)
    eventually("the end", lambda: bench.office.follow(own, reference)["state"] == "failed", _SECONDS)
    (entry,) = [each for each in bench.watch.evidence() if each.type == "delivery-ended"]
    assert not {line["event"] for line in bench.watch.log()} & ALARMS
    return entry.facts["reason"]


def _as(bench: Bench, office: Office, issued: Issued) -> Callable[[], None]:
    """Return what has the police's address answered by whoever shows that certificate."""

    def change() -> None:
        write_issued(issued, office.folder, "tls")
        bench.partner.mailbox.close()
        bench.partner.mailbox.open(bench.partner.server_context(office.folder))

    return change


def _told_nothing(bench: Bench, change: Callable[[], object]) -> str:
    """Return why a delivery ended of which the other side saw nothing."""
    arrived: list[int] = []

    def before() -> None:
        change()
        arrived.append(len(bench.partner.mailbox.arrived))

    reason = _ended(bench, _submit(bench, before))
    assert [len(bench.partner.mailbox.arrived)] == arrived
    return reason


_NAMES: Final[dict[str, dict[str, Any]]] = {
    "57-other-name": {"alternative_names": (x509.DNSName("elders.schakel.test"),)},
    "57-address": {"alternative_names": (x509.IPAddress(ip_address("127.0.0.1")),)},
    "57-wildcard-over-two-labels": {"alternative_names": (x509.DNSName("*.test"),)},
    "57-common-name-only": {"alternative_names": (x509.DNSName("x.test"),), "common_name": "politie.schakel.test"},
}


@pytest.mark.parametrize("shape", _NAMES.values(), ids=_NAMES)
def test_a_server_under_another_name_is_told_nothing(bench: Bench, office: Office, shape: dict[str, Any]) -> None:
    assert bench.partner.own.host == "politie.schakel.test"
    assert _told_nothing(bench, _as(bench, office, office.forge.issue(**shape))) == "server-name"


def test_58_another_organisation_at_the_address_is_told_nothing(bench: Bench, office: Office) -> None:
    # The right name, a valid certificate, and somebody else.
    stranger = Holder(oin=Oin("00000099000000006000"), organisation="Ander", host_names=(bench.partner.own.host,))
    assert _told_nothing(bench, _as(bench, office, office.forge.issue(stranger))) == "wrong-oin"


def test_59_a_partner_that_does_not_want_our_certificate_is_no_network_fault(bench: Bench, office: Office) -> None:
    other = Authority.found_office("Elders", now())
    other.write_trust(office.folder, now())
    (root,) = (office.folder / "roots").glob("*.pem")

    def change() -> None:
        bench.partner.mailbox.close()
        bench.partner.mailbox.open(bench.partner.server_context(bench.partner.keys, root))

    assert _ended(bench, _submit(bench, change)) == "tls-rejected"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_60_a_redirect_is_not_followed(bench: Bench, status: int) -> None:
    def redirect() -> None:
        bench.partner.mailbox.status, bench.partner.mailbox.location = status, bench.trap.web
        bench.partner.acknowledges = lambda _: False

    assert _ended(bench, _submit(bench, redirect)) == f"http-{status}"
    assert not bench.trap.is_sprung()
