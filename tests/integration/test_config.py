"""Settings as they are read from disk: a tree that is whole, or every mistake in it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.config import CRUMBS_VARIABLE, FAILPOINTS_VARIABLE, Settings, load
from gateway.domain.agreement import LegacyCipher, LegacyTransport
from gateway.domain.identifiers import Oin, PartyId
from gateway.domain.party import PartyKind
from gateway.errors import ConfigError
from tests.kit.settings import TEXT, settings_file

CANARY = "Jan Jansen 999990019"
_PARTY_ID = "must be an OIN of twenty positions, outside production followed by the suffix of the environment"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    settings_file(tmp_path)

    def settings(*changes: tuple[str, str], more: str = "") -> Path:
        text = TEXT
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / "schakel.toml"
        file.write_text(text + more)
        return file

    return settings


def _mistakes(file: Path) -> list[str]:
    with pytest.raises(ConfigError) as refusal:
        load(file, {})
    assert all(each.startswith(f"{file.name}: ") for each in refusal.value.mistakes)
    assert "Jansen" not in str(refusal.value)
    assert "999990019" not in str(refusal.value)
    return [each.removeprefix(f"{file.name}: ") for each in refusal.value.mistakes]


def test_settings_are_read_into_one_tree(write: Write, tmp_path: Path) -> None:
    settings = load(write(), {})
    assert settings.organisation.party_id == PartyId("00000099000000010000_T")
    assert settings.organisation.kinds == {PartyKind.VT}
    assert (settings.partner_door.port, settings.partner_door.path) == (8443, "/ebms")
    assert settings.operations_door.host == "127.0.0.1"
    assert settings.storage.database == tmp_path / "gateway.db"
    assert settings.data_folder == tmp_path
    assert settings.office_door.key == tmp_path / "keys" / "office-server.key.pem"
    assert settings.books.addresses == {"politie.schakel.test": "127.0.0.1"}
    assert settings.limits.body_octets == 150 * 1024 * 1024
    assert settings.limits.spool_octets == 4 * 1024**3
    assert settings.spool_folder == tmp_path
    assert settings.carried == ()
    assert (settings.relay.lanes, settings.relay.lease_seconds) == (64, 60)
    assert settings.crl_grace == timedelta(hours=4)
    assert settings.log.hash_key is None
    assert not settings.testing.allow_failpoints_for_tests


def test_the_tree_cannot_be_changed(write: Write) -> None:
    settings = load(write(), {})
    with pytest.raises(ValueError, match="frozen"):
        settings.limits.body_octets = 5


def test_an_absolute_path_stays_as_it_is(write: Write, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert load(write(('"trust"', f'"{elsewhere}"')), {}).trust.folder == elsewhere


def test_every_mistake_is_told_at_once_with_its_setting_and_what_to_do(write: Write) -> None:
    file = write(
        ('"00000099000000010000_T"', f'"{CANARY}"'),
        ('["VT"]', f'["{CANARY}"]'),
        ("port = 8443", 'port = "8443"'),
        ("port = 8444", "port = 70000"),
        ('host = "127.0.0.1"', f'host = "{CANARY}"'),
        ('domain = "veiligthuis.schakel.test"', 'domain = "Veilig Thuis"'),
        ('"keys/office-server.pem"', '"keys/nowhere.pem"'),
        ('"gateway.db"', '"nowhere/gateway.db"'),
        ('folder = "trust"', 'folder = "nowhere"'),
        ("crl_grace_hours = 4", "crl_grace_hours = -1"),
        ('policies = ["2.16.528.1.1003.1.2.8.6"]', ""),
        ('parties = "parties.toml"', "parties = 5\nbsn = 999990019"),
        ('"politie.schakel.test" = "127.0.0.1"', f'"{CANARY}" = "127.0.0.1"'),
    )
    assert sorted(_mistakes(file)) == [
        "books.addresses must be a host name in lower case, such as veiligthuis.example.nl",
        "books.bsn is not a setting: remove it, or correct its name",
        "books.parties must be a path in quotes",
        "office_door.certificate must name a file that is there: put it there, or correct the path",
        "office_door.host must be an IP address of this machine, such as 127.0.0.1 or 0.0.0.0",
        "office_door.port must be at most 65535",
        "organisation.kinds must be one of " + _kinds(),
        f"organisation.party_id {_PARTY_ID}",
        "partner_door.domain must be a host name in lower case, such as veiligthuis.example.nl",
        "partner_door.host must be an IP address of this machine, such as 127.0.0.1 or 0.0.0.0",
        "partner_door.port must be a whole number, without quotes",
        "storage.database must name a file in a folder that is there: make the folder, or correct the path",
        "trust.crl_grace_hours must be at least 0",
        "trust.folder must name a folder that is there: make it, or correct the path",
        "trust.policies is missing: add it",
    ]


def _kinds() -> str:
    quoted = [f"'{kind}'" for kind in PartyKind]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def test_an_empty_file_misses_every_section(write: Write) -> None:
    file = write()
    file.write_text("")
    assert len(_mistakes(file)) == 9
    assert all(each.endswith("is missing: add it") for each in _mistakes(file))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("[limits]\nbody_octets = 5", "limits.body_octets must be at least 1024"),
        ("[limits]\nbody_octets = true", "limits.body_octets must be a whole number, without quotes"),
        ("[limits]\nbody_octets = 2026-01-01", "limits.body_octets must be a whole number, without quotes"),
        ("[relay]\nlanes = 0", "relay.lanes must be at least 1"),
        ("[relay]\nturbo = true", "relay.turbo is not a setting: remove it, or correct its name"),
        ("[[relay]]\nlanes = 5", "relay must be a section: write its name in brackets above its settings"),
        ("[testing]\nallow_failpoints_for_tests = 1", "testing.allow_failpoints_for_tests must be true or false, wit"),
        ("[testing]\nfailpoints = 5", "testing.failpoints must be text in quotes"),
        ('[testing]\nfailpoints = "a:kill:1"', "testing failpoints and crumbs need allow_failpoints_for_tests = true"),
        ('[log]\nhash_key = "nowhere"', "log.hash_key must name a file that is there"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(more: str, told: str, write: Write) -> None:
    (found,) = _mistakes(write(more=more))
    assert found.startswith(told)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (("name = ", "name = []\nnaam = "), 2),
        (('kinds = ["VT"]', "kinds = []"), 1),
        (('kinds = ["VT"]', 'kinds = "VT"'), 1),
        (('name = "Veilig Thuis Proefstreek"', 'name = ""'), 1),
        (('name = "Veilig Thuis Proefstreek"', f'name = "{"x" * 201}"'), 1),
        (("[books.addresses]", "[books.other]"), 1),
        (("port = 8443", 'port = 8443\npath = "ebms"'), 1),
        (("2.16.528.1.1003.1.2.8.6", "PKIoverheid"), 1),
    ],
)
def test_kinds_of_values_are_kept_apart(changes: tuple[str, str], told: int, write: Write) -> None:
    assert len(_mistakes(write(changes))) == told


def test_a_file_that_is_no_toml_is_told_by_its_place(write: Write) -> None:
    file = write(more=f"\n{CANARY}")
    assert _mistakes(file) == ["is not TOML in UTF-8 (at line 43, column 5)"]
    file.write_bytes(b"\xff\xfe")
    assert _mistakes(file) == ["is not TOML in UTF-8"]


def test_a_file_that_is_too_large_is_refused_and_not_read_in_part(write: Write) -> None:
    room = 256 * 1024 - len(write().read_bytes())
    load(write(more="#" * room), {})
    assert _mistakes(write(more="#" * (room + 1))) == [
        "is larger than 262144 octets: correct the path, or make it smaller"
    ]


def test_a_file_that_nests_without_end_is_refused(write: Write) -> None:
    assert _mistakes(write(more=f"\nx = {'[' * 100_000}")) == ["is not TOML in UTF-8"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (found,) = _mistakes(tmp_path / "nowhere.toml")
    assert found.startswith("cannot be read: ")


def test_the_operations_door_stays_on_this_machine_unless_somebody_answers_for_it(write: Write) -> None:
    remote = ("[operations_door]", '[operations_door]\nhost = "10.0.0.1"')
    (found,) = _mistakes(write(remote))
    assert found.startswith("operations_door host must be a loopback address")
    allowed = ("port = 9090", "port = 9090\nallow_remote_operations = true")
    assert load(write(remote, allowed), {}).operations_door.host == "10.0.0.1"


def test_failpoints_come_from_the_environment_only_where_tests_allow_them(write: Write, tmp_path: Path) -> None:
    environment = {FAILPOINTS_VARIABLE: "in.07-parsed:kill:1", CRUMBS_VARIABLE: str(tmp_path / "crumbs")}
    assert load(write(), environment).testing.failpoints == ""
    refused = load(write(more="[testing]\nallow_failpoints_for_tests = false"), environment)
    assert refused.testing.failpoints == ""
    allowed = load(write(more="[testing]\nallow_failpoints_for_tests = true"), environment)
    assert allowed.testing.failpoints == "in.07-parsed:kill:1"
    assert allowed.testing.crumbs == tmp_path / "crumbs"


def test_the_environment_of_the_process_is_the_one_that_counts(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FAILPOINTS_VARIABLE, "in.07-parsed:kill:1")
    settings = load(write(more="[testing]\nallow_failpoints_for_tests = true"))
    assert settings.testing.failpoints == "in.07-parsed:kill:1"


def _with_key(write: Write, tmp_path: Path, octets: bytes, mode: int = 0o600) -> Path:
    key = tmp_path / "keys" / "log.key"
    key.write_bytes(octets)
    key.chmod(mode)
    return write(more='[log]\nhash_key = "keys/log.key"')


def test_a_secret_is_read_and_never_shown(write: Write, tmp_path: Path) -> None:
    settings = load(_with_key(write, tmp_path, b"5" * 64 + b"\n"), {})
    assert settings.log.hash_key is not None
    assert settings.log.hash_key.reveal() == b"5" * 64
    assert "555" not in repr(settings)
    assert "555" not in str(settings.log.model_dump())


@pytest.mark.parametrize(
    ("octets", "mode", "told"),
    [
        (b"5" * 64, 0o644, "can be read by others"),
        (b"5" * 31, 0o600, "must hold 32 to 4096 octets"),
        (b"5" * 5000, 0o600, "must hold 32 to 4096 octets"),
    ],
)
def test_a_secret_that_is_none_is_refused(octets: bytes, mode: int, told: str, write: Write, tmp_path: Path) -> None:
    (found,) = _mistakes(_with_key(write, tmp_path, octets, mode))
    assert told in found


def test_a_secret_that_cannot_be_read_is_told(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _with_key(write, tmp_path, b"5" * 64)

    def refuse(*_: object) -> None:
        raise PermissionError(CANARY)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (found,) = _mistakes(file)
    assert found.startswith("log.hash_key cannot be read")


def test_a_tree_is_never_built_from_what_was_not_checked() -> None:
    with pytest.raises(ValueError, match="validation errors"):
        Settings.model_validate({})


LEGACY = """
[[legacy]]
name = "politie"
partner = "00000099000000020000"
until = 2027-03-01
ciphers = ["aes256-cbc", "tripledes-cbc"]
transports = ["rsa-1_5"]
reason = "Pakket van de partner kan tot maart geen AES-GCM; besluit beveiliging 14"
"""


def test_an_exception_names_partner_day_algorithms_and_reason(write: Write) -> None:
    [legacy] = load(write(more=LEGACY), {}).legacy
    assert (legacy.name, str(legacy.partner), legacy.until) == ("politie", "00000099000000020000", date(2027, 3, 1))
    assert legacy.ciphers == {LegacyCipher.AES256_CBC, LegacyCipher.TRIPLEDES_CBC}
    assert legacy.transports == {LegacyTransport.RSA_1_5}


def test_without_exceptions_there_are_none(write: Write) -> None:
    settings = load(write(), {})
    assert settings.legacy == ()
    assert settings.trust.organization_identifier_roots == frozenset()
    assert not settings.testing.allow_2048_bit_own_keys_for_tests


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("until = 2027-03-01", "", "legacy.until is missing: add it"),
        ("until = 2027-03-01", 'until = "ooit"', "legacy.until must be a date such as 2027-03-01"),
        ('reason = "', '# reason = "', "legacy.reason is missing: add it"),
        ('"politie"', '"Politie!"', "legacy.name must be a short word in lower case"),
        (
            '"00000099000000020000"',
            '"00000099000000020000_T"',
            "legacy.partner must be an OIN of twenty positions, without suffix",
        ),
        ('"rsa-1_5"', '"rsa-oaep"', "legacy.transports must be one of rsa-1_5"),
        (
            '"aes256-cbc"',
            '"aes192-cbc"',
            "legacy.ciphers must be one of aes128-cbc, aes256-cbc, tripledes-cbc",
        ),
    ],
)
def test_an_exception_with_a_mistake_is_none(write: Write, old: str, new: str, mistake: str) -> None:
    assert mistake in _mistakes(write(more=LEGACY.replace(old, new)))


SHORT_KEYS = "\n[testing]\nallow_2048_bit_own_keys_for_tests = true\n"


def test_short_keys_of_our_own_are_for_measurements_and_never_for_production(write: Write) -> None:
    assert load(write(more=SHORT_KEYS), {}).testing.allow_2048_bit_own_keys_for_tests
    production = write(('"00000099000000010000_T"', '"00000003123456780000"'), more=SHORT_KEYS)
    assert _mistakes(production) == [
        "the file testing.allow_2048_bit_own_keys_for_tests is refused in production: make keys of 3072 bits"
    ]


def test_a_root_is_named_by_its_fingerprint(write: Write) -> None:
    named = ("crl_grace_hours = 4", f'crl_grace_hours = 4\norganization_identifier_roots = ["{"0a" * 32}"]')
    assert load(write(named), {}).trust.organization_identifier_roots == {"0a" * 32}
    other = ("crl_grace_hours = 4", 'crl_grace_hours = 4\norganization_identifier_roots = ["0A"]')
    [mistake] = _mistakes(write(other))
    assert "must be the SHA-256 of a certificate" in mistake


GRACE = "crl_grace_hours = 4"


def test_lists_are_fetched_twice_an_hour_when_nobody_says_otherwise(write: Write) -> None:
    settings = load(write(), {})
    assert (settings.crl_interval, settings.trust.crl_sources, settings.trust.crl_proxy) == (
        timedelta(minutes=30),
        frozenset(),
        None,
    )
    sources = ["http://127.0.0.1:8080/eigen.crl", "https://crl.voorbeeld.test/a/b.crl?c=d"]
    said = f"{GRACE}\ncrl_fetch_minutes = 240\ncrl_sources = {sources}\ncrl_proxy = 'http://proxy.voorbeeld.test:3128'"
    trust = load(write((GRACE, said)), {}).trust
    assert trust.crl_sources == frozenset(sources)
    assert (trust.crl_fetch_minutes, trust.crl_proxy) == (240, "http://proxy.voorbeeld.test:3128")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("crl_fetch_minutes = 241", "trust.crl_fetch_minutes must be at most 240"),
        ("crl_fetch_minutes = -1", "trust.crl_fetch_minutes must be at least 0"),
        ('crl_sources = ["ldap://crl.voorbeeld.test/a"]', "trust.crl_sources must be an address such as http://"),
        ('crl_sources = ["http://naam:woord@crl.voorbeeld.test/a"]', "trust.crl_sources must be an address"),
        ('crl_sources = ["http://crl.voorbeeld.test/a#b"]', "trust.crl_sources must be an address"),
        ('crl_sources = ["http://crl.voorbeeld.test/a b"]', "trust.crl_sources must be an address"),
        ('crl_sources = ["http://CRL.voorbeeld.test/a"]', "trust.crl_sources must be an address"),
        ('crl_sources = ["http://a..voorbeeld.test/a"]', "trust.crl_sources must be an address"),
        ('crl_proxy = "https://proxy.voorbeeld.test"', "trust.crl_proxy must be an address such as http://proxy"),
        ('crl_proxy = "http://naam:woord@proxy.voorbeeld.test"', "trust.crl_proxy must be an address"),
    ],
)
def test_what_cannot_be_fetched_from_is_told(said: str, told: str, write: Write) -> None:
    (mistake,) = _mistakes(write((GRACE, f"{GRACE}\n{said}")))
    assert mistake.startswith(told)


CARRIED = """
[[carried]]
service = "Regio:Beeldmateriaal:1"
partners = ["00000099000000003000"]
because = "convenant beeldmateriaal"
"""


def test_a_carried_service_names_its_partners_and_who_decided(write: Write) -> None:
    (carried,) = load(write(more=CARRIED), {}).carried
    assert (carried.service, carried.because) == ("Regio:Beeldmateriaal:1", "convenant beeldmateriaal")
    assert carried.partners == {Oin("00000099000000003000")}


@pytest.mark.parametrize("service", ["VNG:Jeugdzorg:1:0:9", "VNG:Jeugdzorg:9:9", "Schakel:Keten:1", "Schakel:Keten:2"])
def test_h4c_a_service_of_the_chain_cannot_be_carried_unread(write: Write, service: str) -> None:
    (mistake,) = _mistakes(write(more=CARRIED.replace("Regio:Beeldmateriaal:1", service)))
    assert mistake.endswith("service belongs to the chain, whose messages are never carried unread: remove it here")


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ('because = "convenant beeldmateriaal"', "", "carried.because is missing: add it"),
        ('["00000099000000003000"]', "[]", "carried.partners must not be empty"),
        ("00000099000000003000", "123", "carried.partners must be an OIN of twenty positions, without suffix"),
        ('"Regio:Beeldmateriaal:1"', '""', "carried.service must not be empty"),
    ],
)
def test_what_is_carried_is_said_whole(write: Write, old: str, new: str, mistake: str) -> None:
    assert _mistakes(write(more=CARRIED.replace(old, new))) == [mistake]
