"""`schakel partner check` against the real thing: a simulated partner with one fault, or somebody in its place."""

import shutil
import ssl
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, LeafPurpose, UnsafeShape
from adapters.simulator.chain import Organisation
from adapters.simulator.habits import Habit
from gateway.domain.identifiers import Oin
from tests.kit.authority import pooled
from tests.kit.commands import run, run_json
from tests.kit.simulated import PARTNER, Beside
from tests.kit.stand_in import Certifier, Talk, never_accepting, over_tls, standing_in

GOOD: Final = "goed"
WRONG: Final = "FOUT"
NOTICE: Final = "let op"
SKIPPED: Final = "niet gekeken"
THEY: Final = "de partner"
WE: Final = "wij"
CHECKS: Final = (
    "afspraak",
    "onze certificaten",
    "hun certificaten",
    "onze gateway",
    "naam",
    "verbinding",
    "TLS",
    "servercertificaat",
    "ons certificaat bij hen",
    "versturen",
    "Ping",
    "klok",
    "handtekening",
    "proefbericht",
)
OTHER_OIN: Final = Oin("00000099000000007000")
TODAY: Final = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    with Beside.running(tmp_path_factory) as own:
        yield own


@pytest.fixture
def certifier(own: Beside, tmp_path: Path) -> Certifier:
    return Certifier(own.lodging, tmp_path)


class Checked:
    """What a check said, line by line."""

    def __init__(self, code: int, answer: dict[str, Any]) -> None:
        self.code = code
        self.lines: dict[str, dict[str, str]] = {line["check"]: line for line in answer["checks"]}

    def verdict(self, check: str) -> str:
        """Return how one check ended."""
        return self.lines[check]["verdict"]

    @property
    def wrong(self) -> list[str]:
        """The checks that found something wrong."""
        return [check for check, line in self.lines.items() if line["verdict"] == WRONG]

    def only_wrong(self, check: str, who: str, words: str) -> None:
        """Fail unless that check alone is wrong, with these words, something to do, and somebody to do it."""
        assert (self.code, self.wrong) == (1, [check]), self.lines
        line = self.lines[check]
        assert words in line["explanation"], line
        assert line["who"] == who
        assert line["action"]


def check(config: Path, wait: float = 40) -> Checked:
    return Checked(*run_json("partner", "check", PARTNER, "--config", config, "--wait", str(wait)))


def _habit(habit: Habit, value: float | None = None) -> tuple[str, str]:
    return "--habit", str(habit) if value is None else f"{habit}={value:g}"


# --- a partner that is as it should be ---


def test_everything_is_good_with_a_good_partner_and_its_back_office_sees_nothing(own: Beside) -> None:
    with own.partner() as partner:
        checked = check(own.config)
        assert checked.code == 0, checked.lines
        assert tuple(checked.lines) == CHECKS
        assert {line["verdict"] for line in checked.lines.values()} == {GOOD}
        assert "een bericht dat niet bestaat" in checked.lines["proefbericht"]["explanation"]
        reference = own.submit()
        own.ended(reference)
        again = check(own.config)
        assert "het laatste afgeleverde bericht" in again.lines["proefbericht"]["explanation"]
        assert again.code == 0
        assert partner.said.get(timeout=30)["reference"] == reference
        assert partner.said.empty()


def test_the_lines_on_the_screen_say_what_to_do_and_who(own: Beside) -> None:
    ended = run("partner", "check", str(own.lodging.partner.oin), "--config", own.config)
    assert ended.exit_code == 1
    lines = ended.stdout.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(WRONG))
    assert lines[place].split()[1] == "verbinding"
    assert lines[place + 1].split()[:3] == ["->", "De", "partner:"]


# --- a partner with a bad habit ---


def test_a_partner_that_sends_no_pong(own: Beside) -> None:
    with own.partner(*_habit(Habit.LOST_PONG)):
        checked = check(own.config, wait=8)
    checked.only_wrong("Ping", THEY, "Binnen 8 seconden kwam geen Pong")
    assert own.lodging.guest.endpoint in checked.lines["Ping"]["action"]
    assert checked.verdict("proefbericht") == SKIPPED


def test_a_partner_that_signs_with_another_key_than_was_agreed(own: Beside) -> None:
    keys = own.lodging.home / "keys"
    held = {name: (keys / name).read_bytes() for name in ("signing.pem", "signing.key.pem")}
    _certify(own, own.lodging.home, LeafPurpose.SIGNING, "signing", UnsafeShape(), of=own.lodging.partner)
    try:
        with own.partner():
            checked = check(own.config)
    finally:
        for name, octets in held.items():
            (keys / name).write_bytes(octets)
    checked.only_wrong("Ping", THEY, "handtekening onder de Pong deugt niet")
    assert checked.verdict("klok") == GOOD


def test_a_pong_without_a_signature_is_allowed_and_proves_no_signature(own: Beside) -> None:
    with own.partner(*_habit(Habit.UNSIGNED_PONG)):
        checked = check(own.config)
    assert checked.code == 0
    assert "niet ondertekend" in checked.lines["handtekening"]["explanation"]


def test_a_partner_whose_clock_is_an_hour_ahead(own: Beside) -> None:
    with own.partner(*_habit(Habit.WRONG_CLOCK, 3600)):
        checked = check(own.config)
    assert checked.wrong == ["Ping", "klok"]
    assert "toekomst" in checked.lines["Ping"]["explanation"]
    assert "s voor op de onze" in checked.lines["klok"]["explanation"]
    assert 3400 <= int(checked.lines["klok"]["explanation"].split()[3]) <= 3610


def test_a_partner_whose_clock_is_two_minutes_off_is_told_before_it_hurts(own: Beside) -> None:
    with own.partner(*_habit(Habit.WRONG_CLOCK, -120)):
        checked = check(own.config)
    assert (checked.code, checked.verdict("klok")) == (0, NOTICE)
    assert "achter" in checked.lines["klok"]["explanation"]


@pytest.mark.parametrize(
    ("status", "words"), [(404, "weigert"), (503, "neemt het nu niet aan"), (302, "stuurt ons door")]
)
def test_a_server_that_answers_something_else(own: Beside, status: int, words: str) -> None:
    with own.partner(*_habit(Habit.HTTP_STATUS, status)):
        checked = check(own.config)
    checked.only_wrong("versturen", THEY, words)
    assert f"http-{status}" in checked.lines["versturen"]["explanation"]


def test_a_partner_that_does_not_have_the_agreement_answers_with_a_fault(own: Beside) -> None:
    file = own.lodging.home / "agreements" / own.lodging.agreement.name
    aside = file.with_suffix(".weg")
    file.rename(aside)
    try:
        with own.partner():
            checked = check(own.config)
    finally:
        aside.rename(file)
    checked.only_wrong("versturen", THEY, "kent men daar deze afspraak niet")


def test_an_expired_certificate(own: Beside) -> None:
    with own.partner(*_habit(Habit.EXPIRED_CERTIFICATE)):
        check(own.config).only_wrong("servercertificaat", THEY, "verlopen")


def test_a_connection_that_is_cut_before_the_handshake_is_over(own: Beside) -> None:
    with own.partner(*_habit(Habit.CUT_CONNECTION, 100)):
        check(own.config).only_wrong("TLS", THEY, "verbreekt")


# --- somebody else where the partner should be ---


def test_nobody_listens(own: Beside) -> None:
    checked = check(own.config)
    checked.only_wrong("verbinding", THEY, "neemt niemand op")
    assert {checked.verdict(each) for each in CHECKS[6:]} == {SKIPPED}


def test_a_server_that_does_not_answer(own: Beside) -> None:
    with never_accepting(own.lodging.partner.partner_port):
        check(own.config).only_wrong("verbinding", "wij en de partner", "firewall")


def _say(octets: bytes) -> Talk:
    return lambda caller: caller.sendall(octets)


def test_a_port_on_which_no_tls_is_spoken(own: Beside) -> None:
    with standing_in(own.lodging.partner.partner_port, _say(b"HTTP/1.1 400 Bad Request\r\n\r\n")):
        check(own.config).only_wrong("TLS", THEY, "geen TLS gesproken")


def test_a_server_that_says_nothing(own: Beside) -> None:
    with standing_in(own.lodging.partner.partner_port, _wait):
        check(own.config).only_wrong("TLS", THEY, "zegt niets terug")


def _wait(caller: Any) -> None:  # noqa: ANN401 - some socket
    while caller.recv(4096):
        pass


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_a_server_that_speaks_an_old_tls(own: Beside, certifier: Certifier) -> None:
    context = certifier.context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with standing_in(own.lodging.partner.partner_port, over_tls(context)):
        check(own.config).only_wrong("TLS", THEY, "geen TLS 1.2 of 1.3")


def test_a_certificate_of_an_issuer_that_nobody_trusts(own: Beside, certifier: Certifier) -> None:
    stranger = Authority.found(datetime.now(UTC), name="Vreemd", key_factory=pooled())
    with standing_in(own.lodging.partner.partner_port, over_tls(certifier.context(authority=stranger))):
        check(own.config).only_wrong("servercertificaat", THEY, "verstrekker")


def test_a_certificate_of_another_organisation(own: Beside, certifier: Certifier) -> None:
    with standing_in(own.lodging.partner.partner_port, over_tls(certifier.context(oin=OTHER_OIN))):
        checked = check(own.config)
    checked.only_wrong("servercertificaat", THEY, "andere organisatie")
    assert str(own.lodging.partner.oin) in checked.lines["servercertificaat"]["explanation"]


def test_a_certificate_for_another_host(own: Beside, certifier: Certifier) -> None:
    with standing_in(own.lodging.partner.partner_port, over_tls(certifier.context(host="elders.schakel.test"))):
        check(own.config).only_wrong("servercertificaat", THEY, "draagt de naam")


def test_a_certificate_that_is_not_valid_yet(own: Beside, certifier: Certifier) -> None:
    tomorrow = UnsafeShape(not_before=datetime.now(UTC) + timedelta(days=1))
    with standing_in(own.lodging.partner.partner_port, over_tls(certifier.context(shape=tomorrow))):
        check(own.config).only_wrong("servercertificaat", THEY, "nog niet geldig")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_refuses_our_certificate(
    own: Beside, certifier: Certifier, version: ssl.TLSVersion, tmp_path: Path
) -> None:
    stranger = Authority.found(datetime.now(UTC), name="Vreemd", key_factory=pooled())
    stranger.write_trust(tmp_path / "vreemd", datetime.now(UTC))
    (root,) = (tmp_path / "vreemd" / "roots").glob("*.pem")
    context = certifier.context(verify_mode=ssl.CERT_REQUIRED, minimum_version=version, maximum_version=version)
    context.load_verify_locations(root)
    with standing_in(own.lodging.partner.partner_port, over_tls(context)):
        check(own.config).only_wrong("ons certificaat bij hen", THEY, "weigert ons TLS-certificaat")


def test_a_server_that_hangs_up_without_a_word(own: Beside, certifier: Certifier) -> None:
    with standing_in(own.lodging.partner.partner_port, over_tls(certifier.context(), hang_up=True)):
        check(own.config).only_wrong("ons certificaat bij hen", THEY, "zodra de TLS-handshake klaar is")


# --- what is wrong on our own side ---


def _copied(own: Beside, folder: Path) -> Path:
    """Return a copy of our settings, keys and books, on the same store."""
    home = folder / "eigen"
    shutil.copytree(own.lodging.guest_home, home, ignore=shutil.ignore_patterns("gateway.*"))
    text = (home / "schakel.toml").read_text(encoding="utf-8")
    text = text.replace('"gateway.db"', f'"{own.lodging.guest_home / "gateway.db"}"')
    (home / "schakel.toml").write_text(text, encoding="utf-8")
    return home


def _changed(home: Path, old: str, new: str) -> Path:
    config = home / "schakel.toml"
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")
    return config


def test_a_gateway_that_does_not_run(own: Beside, tmp_path: Path) -> None:
    port = own.lodging.guest.operations_port
    config = _changed(_copied(own, tmp_path), f"port = {port}", "port = 9")
    with own.partner():
        checked = check(config)
    checked.only_wrong("onze gateway", WE, "draait geen gateway")
    assert checked.verdict("versturen") == SKIPPED


def test_a_name_that_does_not_exist(own: Beside, tmp_path: Path) -> None:
    host = own.lodging.partner.host
    config = _changed(_copied(own, tmp_path), f'"{host}" = "127.0.0.1"', "")
    check(config).only_wrong("naam", THEY, "niet te vinden")


def test_a_signing_certificate_of_ours_that_is_not_in_the_agreement(own: Beside, tmp_path: Path) -> None:
    home = _copied(own, tmp_path)
    _certify(own, home, LeafPurpose.SIGNING, "signing", UnsafeShape())
    checked = check(home / "schakel.toml")
    assert checked.verdict("onze certificaten") == WRONG
    assert checked.lines["onze certificaten"]["who"] == WE


@pytest.mark.parametrize(("days", "verdict", "words"), [(10, NOTICE, "verloopt over"), (-1, WRONG, "verlopen")])
def test_a_certificate_of_ours_near_its_end_and_behind_it(
    own: Beside, tmp_path: Path, days: int, verdict: str, words: str
) -> None:
    home, at = _copied(own, tmp_path), datetime.now(UTC)
    shape = UnsafeShape(not_before=at - timedelta(days=300), not_after=at + timedelta(days=days))
    _certify(own, home, LeafPurpose.TLS, "tls", shape)
    line = check(home / "schakel.toml").lines["onze certificaten"]
    assert (line["verdict"], line["who"]) == (verdict, WE)
    assert words in line["explanation"]


@pytest.mark.parametrize(
    ("partner", "until", "verdict", "words"),
    [
        (None, TODAY + timedelta(30), NOTICE, f"mag tot {TODAY + timedelta(30):%d-%m-%Y} zwak versleutelen"),
        (None, TODAY, WRONG, f"eindigde op {TODAY:%d-%m-%Y}"),
        (OTHER_OIN, TODAY + timedelta(30), WRONG, "niet dat van de afspraak"),
    ],
    ids=["now", "ended", "another-partner"],
)
def test_a_partner_with_an_exception(
    own: Beside, tmp_path: Path, partner: Oin | None, until: date, verdict: str, words: str
) -> None:
    home = _copied(own, tmp_path)
    keys = home / "keys"
    # The agreement gives the partner the certificate of the exception; others encrypt to a new one.
    for ending in (".pem", ".key.pem"):
        (keys / f"encryption{ending}").rename(keys / f"legacy-proef{ending}")
    _certify(own, home, LeafPurpose.ENCRYPTION, "encryption", UnsafeShape())
    with (home / "schakel.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f"""
[[legacy]]
name = "proef"
partner = "{partner or own.lodging.partner.oin}"
until = {until}
ciphers = ["aes256-cbc"]
reason = "Een fictief besluit."
"""
        )
    line = check(home / "schakel.toml").lines["onze certificaten"]
    assert line["verdict"] == verdict, line
    assert words in line["explanation"]
    assert line["action"]


def _certify(
    own: Beside, home: Path, purpose: LeafPurpose, stem: str, shape: UnsafeShape, of: Organisation | None = None
) -> None:
    one = of or own.lodging.guest
    holder = Holder(oin=one.oin, organisation=one.title, host_names=(one.host,))
    authority = Authority.load(own.lodging.folder / "pki" / "authority", key_factory=pooled())
    write_issued(authority.issue(holder, purpose, datetime.now(UTC), unsafe_shape=shape), home / "keys", stem)


def test_a_server_whose_certificate_was_revoked(own: Beside, certifier: Certifier, tmp_path: Path) -> None:
    home = _copied(own, tmp_path)
    context = certifier.context()
    served = ssl.PEM_cert_to_DER_cert(
        (tmp_path / "tls.pem").read_text(encoding="ascii").split("-----END")[0] + ssl.PEM_FOOTER
    )
    authority = certifier.authority
    authority.revoke(x509.load_der_x509_certificate(served), datetime.now(UTC))
    authority.write_trust(home / "trust", datetime.now(UTC))
    with standing_in(own.lodging.partner.partner_port, over_tls(context)):
        check(home / "schakel.toml").only_wrong("servercertificaat", THEY, "ingetrokken")


def test_lists_of_revoked_certificates_that_are_too_old_are_ours_to_renew(own: Beside, tmp_path: Path) -> None:
    home = _copied(own, tmp_path)
    authority = Authority.load(own.lodging.folder / "pki" / "authority", key_factory=pooled())
    for file in (home / "trust" / "crls").iterdir():
        file.unlink()
    authority.write_trust(home / "trust", datetime.now(UTC) - timedelta(days=3), timedelta(days=2))
    with own.partner():
        checked = check(home / "schakel.toml")
    assert checked.lines["servercertificaat"]["who"] == WE
    assert "lijst van ingetrokken certificaten" in checked.lines["servercertificaat"]["explanation"]


def test_nobody_of_that_name_is_refused_and_so_is_a_name_that_fits_two(own: Beside) -> None:
    for name in ("onbekend", "00000099000000009000"):
        ended = run("partner", "check", name, "--config", own.config)
        assert ended.exit_code == 1
        assert "schakel partner list" in ended.stderr
