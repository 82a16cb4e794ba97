"""Assertions 83 to 89 at a gateway that runs: what of an agreement it takes, and what it makes of it.

What the commands say of agreements, and of each rule alone, stands with those (test_cli_agreements.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.identifiers import AgreementId
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import create
from tests.kit.bad_certificates import shown
from tests.kit.chain import eventually
from tests.kit.commands import run
from tests.kit.conformance import let_in
from tests.kit.conformance_terms import PINNED, spoken, under
from tests.kit.corpus import Bench
from tests.kit.cpa_documents import ANDER, HOSTS, ONS, form, rules, spoiled
from tests.kit.forging import Office

DAY = timedelta(days=1)
ALL = 99
_SHA_256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_RSA_SHA_256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"


@pytest.fixture(scope="module", autouse=True)
def _as_before(bench: Bench) -> Iterator[None]:
    """Take away what was imported: at the end the folder of the gateway is as it was."""
    before = _installed(bench)
    yield
    for file in _installed(bench) - before:
        file.unlink()


def _installed(bench: Bench) -> set[Path]:
    return set((bench.home / "agreements").iterdir())


Change = Callable[[str], str]


def _moment(offset: timedelta) -> str:
    return f"{(datetime.now(UTC) + offset).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def _until(offset: timedelta) -> Change:
    return lambda text: (
        f"{text.partition('<tns:End>')[0]}<tns:End>{_moment(offset)}</tns:End>" + (text.partition("</tns:End>")[2])
    )


def _renamed(bench: Bench, name: str, change: Change = str) -> bytes:
    """Return the agreement of the chain under another CPAId, changed."""
    text = (bench.home / "agreements" / "politie-veiligthuis.xml").read_text(encoding="utf-8")
    return change(text.replace(str(bench.partner.agreement.agreement_id), name)).encode()


def _imported(bench: Bench, octets: bytes) -> int:
    file = bench.folder / "afspraak.xml"
    file.write_bytes(octets)
    return run("cpa", "import", file, "--config", bench.home / "schakel.toml").exit_code


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('value="agreed"', 'value="proposed"'),
        _until(-10 * DAY),
        _until(-timedelta(hours=1)),
    ],
    ids=["proposed", "inverted", "over"],
)
def test_a083_an_agreement_that_is_proposed_inverted_or_over_is_refused(bench: Bench, change: Change) -> None:
    assert _imported(bench, _renamed(bench, "Keten_geweigerd", change)) == 1
    assert not any("geweigerd" in file.name for file in _installed(bench))


def test_a083_an_agreement_that_holds_is_taken_while_the_gateway_runs(bench: Bench) -> None:
    octets = _renamed(bench, "Keten_nieuw_a083")
    partner = bench.partner.under(cpa.parse(octets, bench.partner.own.party_id))
    posting = spoken(partner)
    assert bench.partner.post(posting).status == 500
    assert _imported(bench, octets) == 0
    eventually("the new agreement", lambda: bench.partner.post(posting).status == 204, 20.0)
    bench.answered.add(posting.message_id)
    bench.collect()


def test_a085_an_endpoint_whose_host_the_server_certificate_lacks_is_refused() -> None:
    assert rules(spoiled()) == set()
    assert rules(spoiled((HOSTS[ANDER], "elders.schakel.test"))) == {"endpoint-name"}


def test_a086_an_agreement_that_outlives_a_certificate_is_warned_about() -> None:
    ours = form(Profile.RM_E)
    for end, warned in ((ours.end, False), (ours.end + 700 * DAY, True)):
        notices = cpa.review(create(replace(ours, end=end)), ONS).notices
        assert any(notice.startswith("certificate-period: ") for notice in notices) is warned


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (_SHA_256, "http://www.w3.org/2000/09/xmldsig#sha1", "signature-algorithm"),
        (_RSA_SHA_256, "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "signature-algorithm"),
        (_GCM, "http://www.w3.org/2001/04/xmlenc#tripledes-cbc", "encryption-algorithm"),
    ],
    ids=["sha1", "rsa-sha1", "3des"],
)
def test_a087_an_agreement_with_sha_1_or_3des_is_refused_for_sending(old: str, new: str, rule: str) -> None:
    assert rule in rules(spoiled((old, new), count=ALL))


@pytest.mark.parametrize("name", ["met.punt", "met spatie", "met:dubbelepunt", "met/streep"])
def test_a088_a_cpaid_we_make_has_no_dots_or_spaces(name: str) -> None:
    with pytest.raises(ConfigError, match=r"^identifier: "):
        create(replace(form(), agreement_id=AgreementId(name)))
    assert create(replace(form(), agreement_id=AgreementId("zonder_iets-1")))


def test_a089_in_strict_mode_another_client_certificate_than_the_agreed_one_is_refused(
    bench: Bench, office: Office, tmp_path: Path
) -> None:
    # As good as the agreed one, of the same organisation and the same authority.
    other = office.client(shown(office.forge.issue()))
    partner = under(bench, PINNED)
    posting = spoken(partner)
    assert bench.partner.post(posting, other).status == 500
    assert bench.watch.remembers(posting.message_id) == 0
    agreed = bench.partner.client_context(bench.partner.keys / "tls.pem", bench.partner.keys / "tls.key.pem")
    let_in(bench, agreed, posting)
    # Without that mode who it is counts, and not which of its certificates it shows.
    let_in(bench, other)
