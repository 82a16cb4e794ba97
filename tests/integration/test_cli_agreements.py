"""Agreements on the command line: made, installed, shown, compared, ended, partly replaced; each with its exit code."""

import shutil
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from adapters.bootstrap import check as check_settings
from adapters.config import load
from adapters.simulator.authority import Authority
from adapters.simulator.certificates import AS_IT_SHOULD, Holder, LeafPurpose, UnsafeShape
from gateway.domain.agreement import Profile, SyncReply
from gateway.domain.identifiers import PartyId
from gateway.wire.ebms2 import cpa
from tests.kit.agreement_forms import moment, write_form
from tests.kit.authority import fresh, pooled_keys
from tests.kit.chain import Chain
from tests.kit.commands import run, run_json, written
from tests.kit.full_disk import no_room

POLICE: Final = PartyId("00000099000000003000_T")
VT: Final = PartyId("00000099000000001000_T")
ID: Final = f"proef_{POLICE}_{VT}_2"
OLD: Final = "Keten_00000099000000003000_00000099000000001000_1"
DAY: Final = timedelta(days=1)


@pytest.fixture
def home(chain: Chain, tmp_path: Path) -> Path:
    """Return a copy of the folder of the police, to change."""
    return Path(shutil.copytree(chain.folder / "politie", tmp_path / "politie"))


@pytest.fixture
def make(chain: Chain, tmp_path: Path) -> Callable[..., Path]:
    """Return what makes a CPA from a form."""

    def made(*changes: tuple[str, str], name: str = "a", **terms: Any) -> Path:  # noqa: ANN401 - terms of a form
        form, file = write_form(chain, tmp_path / f"{name}.toml", *changes, **terms), tmp_path / f"{name}.xml"
        ended = run("cpa", "create", form, "--output", file)
        assert ended.exit_code == 0, ended.stderr
        return file

    return made


def config(home: Path) -> tuple[str, Path]:
    return "--config", home / "schakel.toml"


def names(home: Path) -> set[str]:
    return {file.name for file in (home / "agreements").iterdir() if not file.name.startswith(".")}


def refused(ended: Result, home: Path, *told: str) -> None:
    """The command said so, and nothing was written."""
    assert ended.exit_code == 1, ended.stdout
    assert ended.stdout == ""
    for each in told:
        assert each in ended.stderr
    assert names(home) == {"politie-veiligthuis.xml"}


# --- create -----------------------------------------------------------------------------------------------------------


def test_what_is_made_fits_the_published_schema_and_both_parties(make: Callable[..., Path], standards: Path) -> None:
    octets = make().read_bytes()
    etree.XMLSchema(etree.parse(standards / "ebms2" / "cpp-cpa-2_0.xsd")).assertValid(etree.fromstring(octets))
    for own in (POLICE, VT):
        inspected = cpa.inspect(octets, own)
        assert {each.rule for each in inspected.findings} <= {"endpoint"}  # ports of this machine are not 443
        assert inspected.agreement is not None
        assert str(inspected.agreement.agreement_id) == ID


def test_without_a_file_it_goes_to_the_screen(chain: Chain, tmp_path: Path) -> None:
    ended = run("cpa", "create", write_form(chain, tmp_path / "form.toml"))
    assert ended.exit_code == 0
    assert cpa.parse(ended.stdout_bytes, POLICE).partner.party_id == VT


def test_what_was_made_is_told_as_json(chain: Chain, tmp_path: Path) -> None:
    form, output = write_form(chain, tmp_path / "form.toml"), tmp_path / "a.xml"
    code, answer = run_json("cpa", "create", form)
    assert (code, answer["agreement"]) == (0, ID)
    assert cpa.parse(answer["document"].encode(), VT).own.party_id == VT
    code, answer = run_json("cpa", "create", form, "--output", output)
    assert (code, answer["file"], output.exists()) == (0, str(output), True)
    assert {each["severity"] for each in answer["findings"]} == {"warning"}


def test_an_agreement_is_there_whole_or_not_at_all(chain: Chain, tmp_path: Path) -> None:
    form = write_form(chain, tmp_path / "form.toml")
    before = sorted(tmp_path.iterdir())
    with no_room():
        assert run("cpa", "create", form, "--output", tmp_path / "a.xml").exit_code == 3
    assert sorted(tmp_path.iterdir()) == before


def test_what_the_channel_agrees_can_be_said(make: Callable[..., Path], standards: Path) -> None:
    octets = make(
        ('profile = "osb-rm-e"', 'profile = "osb-rm-s"\nsync_reply = "mshSignalsOnly"\nsigned_receipts = false\n'),
        ('"melden",', '"melden", profile = "osb-rm-e",'),
        actions=("melden",),
    ).read_bytes()
    etree.XMLSchema(etree.parse(standards / "ebms2" / "cpp-cpa-2_0.xsd")).assertValid(etree.fromstring(octets))
    (action,) = cpa.parse(octets, POLICE).actions
    assert (action.profile, action.sync_reply, action.receipt_signed) == (
        Profile.RM_E,
        SyncReply.MSH_SIGNALS_ONLY,
        False,
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('profile = "osb-rm-e"', 'profile = "osb-rm-e"\nsync_reply = "signalsOnly"', "sync_reply moet een zijn van"),
        ('profile = "osb-rm-e"', 'profile = "osb-xx"', "profile moet een zijn van"),
        ('profile = "osb-rm-e"', 'profile = "osb-be-e"\nsync_reply = "mshSignalsOnly"', "sync-reply"),
        ('profile = "osb-rm-e"', "", "het formulier mist profile"),
        ('profile = "osb-rm-e"', 'profile = "osb-rm-e"\nkleur = "rood"', "1 onbekende sleutel"),
        ('profile = "osb-rm-e"', 'profile = "osb-rm-e"\nretries = "veel"', "retries moet een geheel getal"),
        ('profile = "osb-rm-e"', 'profile = "osb-rm-e"\nretry_interval = "P1M"', "retry_interval moet een duur"),
        ('profile = "osb-rm-e"', 'profile = "osb-rm-e"\nsigned_receipts = 1', "signed_receipts moet true of false"),
        ('version = "2"', "", "geef service_id en version"),
        # Assertion 88: no dots or spaces in a CPAId that we make.
        ('service_id = "proef"', 'service_id = "proef.1"', "identifier: een nieuw CPAId"),
        ('service_id = "proef"', 'service_id = "pro ef"', "identifier: een nieuw CPAId"),
        ('service_id = "proef"', 'service_id = "pro\\nef"', "het CPAId bestaat uit letters"),
        ("tls.pem", "none.pem", "client_certificate moet een bestand met een certificaat"),
        ("tls.pem", "kek-1.key", "client_certificate moet een bestand met een certificaat"),
        ("_T", "_X", "party_id moet een OIN zijn"),
        ("[[service]]", "[[dienst]]", "het formulier mist service"),
        ('sender = "00000099000000003000_T"', 'sender = "00000099000000009000_T"', "pairing"),
        ('name = "melden",', "", "een actie heeft name en sender"),
        ('role = "POLITIE"', "role = 5", "party 1: role moet tekst zijn"),
        ('role = "POLITIE"\n', "", "party 1 mist role"),
        ('endpoint = "https://politie', 'endpoint = "http://politie', "endpoint"),
    ],
)
def test_a_form_that_cannot_become_an_agreement_is_refused(
    old: str, new: str, told: str, chain: Chain, tmp_path: Path
) -> None:
    output = tmp_path / "a.xml"
    ended = run("cpa", "create", write_form(chain, tmp_path / "form.toml", (old, new)), "--output", output)
    assert ended.exit_code == 1
    assert told in ended.stderr
    assert not output.exists()


def test_a084_profiles_with_different_acknowledgements_are_not_mixed_in_what_we_make(
    chain: Chain, tmp_path: Path
) -> None:
    mixed = ('"melden",', '"melden", profile = "osb-rm",')
    ended = run("cpa", "create", write_form(chain, tmp_path / "form.toml", mixed, actions=("melden", "antwoorden")))
    assert ended.exit_code == 1
    assert "one-acknowledgement" in ended.stderr


# --- import -----------------------------------------------------------------------------------------------------------


def test_an_agreement_is_installed_beside_those_that_are_there(home: Path, make: Callable[..., Path]) -> None:
    file = make()
    code, answer = run_json("cpa", "import", file, *config(home))
    assert (code, answer["installed"], answer["agreement"]) == (0, True, ID)
    assert names(home) == {"politie-veiligthuis.xml", answer["file"]}
    assert (home / "agreements" / answer["file"]).read_bytes() == file.read_bytes()
    assert run("check-config", *config(home)).exit_code == 0
    ended = run("cpa", "show", *config(home))
    assert ended.exit_code == 0
    assert [line.split("  ")[0] for line in ended.stdout.splitlines()] == [ID, OLD]


def test_a_dry_run_says_everything_and_writes_nothing(home: Path, make: Callable[..., Path]) -> None:
    file = make()
    code, answer = run_json("cpa", "import", file, "--dry-run", *config(home))
    assert (code, answer["installed"], answer["sound"], answer["file"]) == (0, False, True, None)
    assert names(home) == {"politie-veiligthuis.xml"}
    assert "er is niets geschreven" in run("cpa", "import", file, "--dry-run", *config(home)).stdout


def test_the_same_agreement_twice_is_refused(home: Path, make: Callable[..., Path]) -> None:
    file = make()
    assert run("cpa", "import", file, *config(home)).exit_code == 0
    before = names(home)
    ended = run("cpa", "import", file, *config(home))
    assert (ended.exit_code, names(home)) == (1, before)
    assert "fout installed: deze afspraak staat er al" in ended.stderr


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda octets: octets[: len(octets) // 2], "fout xml: "),
        (lambda octets: octets + b" " * 1024 * 1024, "fout xml: "),
        (lambda _: b"", "fout xml: "),
        (lambda _: b"\x00\xff" * 100, "fout xml: "),
        (
            lambda octets: octets.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', 1),
            "xml: ",
        ),
        (lambda octets: octets.replace(b"tns:action=", b"action="), "fout structure: regel "),
        (lambda octets: octets.replace(b'value="agreed"', b'value="proposed"'), "fout status: "),
        (lambda octets: octets.replace(str(POLICE).encode(), b"00000099000000007000_T"), "fout own-party: "),
        (lambda octets: octets.replace(b"xmlenc#sha256", b"xmlenc#sha257"), "fout signature-algorithm: "),
    ],
    ids=["half", "huge", "empty", "octets", "hostile", "no schema", "proposed", "of others", "algorithm"],
)
def test_what_is_no_agreement_of_ours_is_refused(
    spoil: Callable[[bytes], bytes], told: str, home: Path, make: Callable[..., Path]
) -> None:
    file = make()
    file.write_bytes(spoil(file.read_bytes()))
    refused(run("cpa", "import", file, *config(home)), home, told)
    code, answer = run_json("cpa", "import", file, *config(home))
    assert (code, answer["sound"], answer["code"]) == (1, False, "agreement-refused")
    assert any(each["severity"] == "error" and each["number"] for each in answer["findings"])


def test_a083_proposed_inverted_or_over_is_refused(home: Path, make: Callable[..., Path]) -> None:
    good = make().read_text(encoding="utf-8")
    starts = good.split("<tns:Start>")[1].split("<")[0]
    ends = good.split("<tns:End>")[1].split("<")[0]
    for text, told in (
        (good.replace('value="agreed"', 'value="proposed"'), "status: "),
        (good.replace(starts, "x").replace(ends, starts).replace(">x<", f">{ends}<"), "Start moet voor End liggen"),
        (good.replace(starts, moment(-3 * DAY)).replace(ends, moment(-DAY)), "al afgelopen"),
    ):
        file = written(home.parent / "spoiled.xml", text)
        refused(run("cpa", "import", file, *config(home)), home, told)


def test_an_older_version_is_refused_and_a_newer_one_stands_beside_it(home: Path, make: Callable[..., Path]) -> None:
    first, older = make(name="first"), make(name="older", start=-2 * DAY)
    newer = make(name="newer", start=DAY)
    assert run("cpa", "import", first, *config(home)).exit_code == 0
    ended = run("cpa", "import", older, *config(home))
    assert ended.exit_code == 1
    assert "er staat al een nieuwere versie" in ended.stderr
    ended = run("cpa", "import", newer, *config(home))
    assert ended.exit_code == 0
    assert "wat onderweg is houdt de versie" in ended.stdout
    same_start = written(home.parent / "same.xml", first.read_text(encoding="utf-8").replace("PT3H", "PT2H"))
    ended = run("cpa", "import", same_start, *config(home))
    assert ended.exit_code == 1
    assert "dezelfde Start" in ended.stderr
    _, answer = run_json("cpa", "show", ID, *config(home))
    assert len(answer["otherVersions"]) == 1


def test_a_partner_that_the_register_lacks_is_told(home: Path, make: Callable[..., Path]) -> None:
    register = home / "parties.toml"
    own = register.read_text(encoding="utf-8").split("[[party]]")
    written(register, f"[[party]]{own[1]}")
    (home / "agreements" / "politie-veiligthuis.xml").unlink()
    ended = run("cpa", "import", make(), *config(home))
    assert ended.exit_code == 1
    assert f"fout partner: {VT.oin} staat niet in het register" in ended.stderr


# --- certificates -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certifier:
    """Issues certificates of the authority that both gateways trust."""

    authority: Authority
    folder: Path

    def __call__(
        self,
        purpose: LeafPurpose,
        name: str = "fresh",
        *,
        oin: PartyId = VT,
        host: str = "veiligthuis.schakel.test",
        shape: UnsafeShape = AS_IT_SHOULD,
    ) -> Path:
        """Write a certificate (PEM) and return its file."""
        holder = Holder(oin=oin.oin, organisation="Veilig Thuis Voorbeeldregio", host_names=(host,))
        issued = self.authority.issue(holder, purpose, datetime.now(UTC), key=pooled_keys()[0], unsafe_shape=shape)
        file = self.folder / f"{name}.pem"
        file.write_bytes(issued.chain_pem)
        return file


@pytest.fixture
def certify(chain: Chain, tmp_path: Path) -> Certifier:
    return Certifier(Authority.load(chain.folder / "pki" / "authority"), tmp_path)


def _with(chain: Chain, purpose: str, file: Path) -> tuple[str, str]:
    return f'"{chain.folder / "veiligthuis" / "keys" / purpose}.pem"', f'"{file}"'


def test_a_certificate_of_an_authority_we_do_not_trust_is_refused(
    home: Path, chain: Chain, make: Callable[..., Path], tmp_path: Path
) -> None:
    stranger = Certifier(fresh(datetime.now(UTC) - DAY, name="Vreemd"), tmp_path)(LeafPurpose.SIGNING)
    file = make(_with(chain, "signing", stranger))
    refused(
        run("cpa", "import", file, *config(home)), home, "certificate-trust: ondertekencertificaat (van de partner)"
    )


def test_a_certificate_for_another_use_is_refused(
    home: Path, chain: Chain, make: Callable[..., Path], certify: Certifier
) -> None:
    file = make(_with(chain, "signing", certify(LeafPurpose.ENCRYPTION)))
    refused(run("cpa", "import", file, *config(home)), home, "niet uitgegeven voor dit gebruik")


def test_a_certificate_that_our_own_list_denies_is_refused(home: Path, make: Callable[..., Path]) -> None:
    (home / "trust" / "denied.txt").write_text(f"oin:{VT.oin}\n")
    refused(run("cpa", "import", make(), *config(home)), home, "onze eigen lijst van geweigerde certificaten")


def test_without_trust_the_paths_are_not_looked_at_and_that_is_said(home: Path, make: Callable[..., Path]) -> None:
    shutil.rmtree(home / "trust" / "roots")
    ended = run("cpa", "import", make(), *config(home))
    assert ended.exit_code == 0
    assert "waarschuwing certificate-trust: de vertrouwensmap is niet te lezen" in ended.stdout


def test_a085_the_server_certificate_covers_the_host_of_the_endpoint(home: Path, make: Callable[..., Path]) -> None:
    file = make()
    octets = file.read_bytes().replace(b"https://veiligthuis.schakel.test", b"https://elders.schakel.test")
    file.write_bytes(octets)
    refused(run("cpa", "import", file, *config(home)), home, "fout endpoint-name: ")


def test_a086_an_end_beyond_a_certificate_is_a_warning(home: Path, make: Callable[..., Path]) -> None:
    ended = run("cpa", "import", make(end=900 * DAY), *config(home))
    assert ended.exit_code == 0
    assert "waarschuwing certificate-period: " in ended.stdout
    assert "cpa replace" in ended.stdout


def test_a084_mixed_acknowledgements_of_others_are_a_warning(home: Path, make: Callable[..., Path]) -> None:
    mixed = ('{ name = "melden", sender', '{ name = "melden", profile = "osb-rm-s", sender')
    file = make(mixed, actions=("melden", "antwoorden"))
    text = file.read_text(encoding="utf-8")
    # The channel of the second profile asks for an unsigned receipt: two ways of acknowledging in one agreement.
    begin = text.index('tns:channelId="A_profile_1"')
    text = text[:begin] + text[begin:].replace(_SIGNED, _UNSIGNED, 1)
    begin = text.index('tns:channelId="B_profile_1"')
    text = text[:begin] + text[begin:].replace(_SIGNED, _UNSIGNED, 1)
    ended = run("cpa", "import", written(file, text), *config(home))
    assert ended.exit_code == 0
    assert "waarschuwing one-acknowledgement: " in ended.stdout


_SIGNED: Final = 'tns:ackSignatureRequested="always"'
_UNSIGNED: Final = 'tns:ackSignatureRequested="never"'


def test_a_certificate_of_ours_that_our_key_does_not_have_is_told(
    home: Path, make: Callable[..., Path], certify: Certifier
) -> None:
    (home / "keys" / "signing.pem").write_bytes(certify(LeafPurpose.SIGNING, oin=POLICE).read_bytes())
    ended = run("cpa", "import", make(), *config(home))
    assert ended.exit_code == 0
    assert "waarschuwing own-key: ons ondertekencertificaat" in ended.stdout


def test_another_agreement_about_the_same_is_reported_with_the_one_that_counts(
    home: Path, make: Callable[..., Path]
) -> None:
    first = make(name="first", start=-2 * DAY)
    assert run("cpa", "import", first, *config(home)).exit_code == 0
    other = make(('version = "2"', 'version = "3"'), ('profile = "osb-rm-e"', 'profile = "osb-rm-s"'), name="other")
    ended = run("cpa", "import", other, *config(home))
    assert ended.exit_code == 0
    newer = ID.replace("_2", "_3")
    assert f"afspraak {ID} regelt in dezelfde tijd hetzelfde (melden); verzonden wordt onder {newer}" in ended.stdout
    assert f"afspraak {ID} spreekt deze tegen" in ended.stdout


# --- show and diff ----------------------------------------------------------------------------------------------------


def test_show_tells_an_administrator_everything(home: Path, make: Callable[..., Path]) -> None:
    assert run("cpa", "import", make(), *config(home)).exit_code == 0
    told = run("cpa", "show", ID, *config(home)).stdout
    for part in (
        f"afspraak     {ID}",
        "geldt nu, nog 99 dagen",
        "profiel osb-rm-e, herhalen 8 keer, om de 3 uur, bewaard 2 dagen, ontvangstbevestiging ondertekend, apart",
        "handtekening rsa-sha256 over sha256, versleuteld met aes256-gcm en rsa-oaep-mgf1p",
        "  wij zenden schakel:proef:1:0 melden",
        f"hun ondertekencertificaat: OIN {VT.oin}, geldig tot ",
        "zij nemen    https://veiligthuis.schakel.test:",
    ):
        assert part in told
    code, answer = run_json("cpa", "show", ID, *config(home))
    assert (code, answer["inForce"], answer["daysLeft"]) == (0, True, 99)
    assert answer["partner"]["certificates"]["signing"]["oin"] == str(VT.oin)
    assert answer["partner"]["certificates"]["signing"]["daysLeft"] > 700


def test_show_needs_no_gateway_for_a_file(make: Callable[..., Path]) -> None:
    file = make()
    assert run_json("cpa", "show", file, "--own", str(VT))[1]["own"]["partyId"] == str(VT)
    assert run_json("cpa", "show", file)[1]["own"]["partyId"] == str(POLICE)


def test_what_is_not_installed_is_not_shown_or_changed(home: Path) -> None:
    for arguments in (
        ("show", "nergens"),
        ("expire", "nergens", "--reason", "proef"),
        ("replace", "nergens", "--endpoint", "https://veiligthuis.schakel.test/ebms"),
    ):
        ended = run("cpa", *arguments, *config(home))
        assert ended.exit_code == 1
        assert ended.stderr == "no such agreement\n"


def test_nothing_is_told_where_two_agreements_mean_the_same(make: Callable[..., Path]) -> None:
    file = make()
    text = (
        file.read_text(encoding="utf-8")
        .replace("<tns:Start>", "<!-- vanaf -->\n<tns:Start>")
        .replace(">P2D<", ">PT48H<")
    )
    other = written(file.parent / "other.xml", text)
    assert run("cpa", "diff", file, other).stdout == "De afspraken betekenen hetzelfde.\n"
    assert run_json("cpa", "diff", file, other) == (0, {"same": True, "changes": []})


def test_what_changed_is_told_in_the_order_of_its_weight(make: Callable[..., Path]) -> None:
    old = make(name="old")
    new = make(
        ('profile = "osb-rm-e"', 'profile = "osb-rm-s"\nretries = 4'),
        ('role = "POLITIE"', 'role = "MELDER"'),
        name="new",
        actions=("melden", "intrekken"),
        end=200 * DAY,
    )
    code, answer = run_json("cpa", "diff", old, new)
    assert code == 0
    weights = [each["weight"] for each in answer["changes"]]
    assert list(dict.fromkeys(weights)) == ["veiligheid", "partijen", "acties", "betrouwbaarheid", "looptijd"]
    told = run("cpa", "diff", old, new).stdout
    assert "profiel wordt osb-rm-s (was osb-rm-e): NIET MEER versleuteld" in told
    assert "betrouwbaarheid: wij zenden schakel:proef:1:0 melden: herhalen wordt 4 keer" in told


# --- expire -----------------------------------------------------------------------------------------------------------


def test_an_agreement_ends_by_a_record_beside_it(home: Path) -> None:
    before = (home / "agreements" / "politie-veiligthuis.xml").read_bytes()
    at = moment(2 * DAY)
    ended = run("cpa", "expire", OLD, "--at", at, "--reason", "overstap naar de nieuwe hub", *config(home))
    assert ended.exit_code == 0, ended.stderr
    assert "hooguit 0:05:05" in ended.stdout
    assert (home / "agreements" / "politie-veiligthuis.xml").read_bytes() == before
    assert names(home) == {"politie-veiligthuis.xml", "politie-veiligthuis.toml"}
    code, answer = run_json("cpa", "show", OLD, *config(home))
    assert (code, answer["daysLeft"], answer["ending"]["reason"]) == (0, 1, "overstap naar de nieuwe hub")
    assert "eindigt eerder: per " in run("cpa", "show", OLD, *config(home)).stdout
    assert run("check-config", *config(home)).exit_code == 0


def test_the_last_end_that_was_recorded_counts_and_both_stay_on_record(home: Path) -> None:
    for days in (5, 3):
        assert run("cpa", "expire", OLD, "--at", moment(days * DAY), "--reason", "x", *config(home)).exit_code == 0
    assert run_json("cpa", "show", OLD, *config(home))[1]["daysLeft"] == 2
    assert (home / "agreements" / "politie-veiligthuis.toml").read_text().count("[[ending]]") == 2


@pytest.mark.parametrize(("offset", "told"), [(-DAY, "niet in het verleden"), (900 * DAY, "loopt dan al niet meer")])
def test_an_end_that_makes_no_sense_is_refused(offset: timedelta, told: str, home: Path) -> None:
    refused(run("cpa", "expire", OLD, "--at", moment(offset), "--reason", "x", *config(home)), home, told)


def _beside(home: Path) -> str:
    return (home / "agreements" / "politie-veiligthuis.toml").read_text(encoding="utf-8")


def test_an_agreement_that_has_ended_never_runs_again(home: Path) -> None:
    assert run("cpa", "expire", OLD, "--reason", "gestolen sleutel", *config(home)).exit_code == 0
    before = _beside(home)
    for arguments in ((), ("--at", moment(DAY))):
        ended = run("cpa", "expire", OLD, *arguments, "--reason", "later", *config(home))
        assert (ended.exit_code, ended.stdout) == (1, "")
        assert "en loopt niet opnieuw; vraag zo nodig een nieuwe afspraak" in ended.stderr
        assert _beside(home) == before
    assert run_json("cpa", "show", OLD, *config(home))[1]["inForce"] is False


def test_of_several_versions_only_those_that_still_run_end_at_another_moment(
    home: Path, make: Callable[..., Path]
) -> None:
    assert run("cpa", "import", make(name="first"), *config(home)).exit_code == 0
    assert run("cpa", "expire", ID, "--reason", "overstap", *config(home)).exit_code == 0
    (first,) = (home / "agreements").glob("proef*.toml")
    before = first.read_bytes()
    code, imported = run_json("cpa", "import", make(name="newer", start=DAY), *config(home))
    assert code == 0
    ended = run("cpa", "expire", ID, "--at", moment(5 * DAY), "--reason", "klaar", *config(home))
    assert ended.exit_code == 0, ended.stderr
    assert "waarschuwing period: de versie van " in ended.stdout
    assert first.read_bytes() == before
    assert (home / "agreements" / imported["file"]).with_suffix(".toml").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("expire", OLD),
        ("expire", OLD, "--reason", " "),
        ("expire", OLD, "--reason", "a\nb"),
        ("expire", OLD, "--reason", "x", "--at", "morgen"),
        ("expire", OLD, "--reason", "x", "--at", "2026-12-01T00:00:00"),
        ("replace", OLD),
        ("replace", OLD, "--certificate", "signing"),
        ("replace", OLD, "--certificate", "endpoint=pyproject.toml"),
        ("replace", OLD, "--certificate", "signing=pyproject.toml"),
        ("replace", OLD, "--side", "hun", "--endpoint", "https://a.test/"),
        ("import", "nergens.xml"),
        ("import",),
        ("diff", "pyproject.toml"),
        ("create", "nergens.toml"),
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2(arguments: tuple[str, ...], home: Path) -> None:
    ended = run("cpa", *arguments, *(config(home) if arguments[0] != "create" else ()))
    assert ended.exit_code == 2
    assert "Error: " in ended.stderr
    assert names(home) == {"politie-veiligthuis.xml"}


def test_a_world_that_fails_ends_with_3(home: Path, make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "agreements")

    monkeypatch.setattr("adapters.system.disk.write", fail)
    ended = run("cpa", "import", make(), *config(home))
    assert (ended.exit_code, names(home)) == (3, {"politie-veiligthuis.xml"})
    code, answer = run_json("cpa", "import", make(), *config(home))
    assert (code, answer["code"]) == (3, "world-failed")


# --- replace ----------------------------------------------------------------------------------------------------------


def test_a_certificate_is_replaced_with_an_overlap(home: Path, certify: Certifier) -> None:
    fresh_one, until = certify(LeafPurpose.SIGNING), moment(30 * DAY)
    ended = run("cpa", "replace", OLD, "--certificate", f"signing={fresh_one}", "--old-until", until, *config(home))
    assert ended.exit_code == 0, ended.stderr
    _, answer = run_json("cpa", "show", OLD, *config(home))
    partner = answer["partner"]
    assert partner["certificates"]["signing"]["sha256"] != partner["otherCertificates"]["signing"][0]["sha256"]
    assert [each["use"] for each in answer["replacements"]] == ["signing"]
    told = run("cpa", "show", OLD, *config(home)).stdout
    assert "hun vorige ondertekencertificaat, nog goed: " in told
    assert "vervangen: hun ondertekencertificaat per " in told
    assert run("check-config", *config(home)).exit_code == 0


def test_an_endpoint_and_its_certificate_are_replaced_together(home: Path, certify: Certifier) -> None:
    url = "https://nieuw.schakel.test/ebms"
    ended = run("cpa", "replace", OLD, "--endpoint", url, *config(home))
    refused(ended, home, "endpoint-name: de naam in het endpoint staat niet in het servercertificaat")
    server = certify(LeafPurpose.TLS, host="nieuw.schakel.test")
    both = ("--endpoint", url, "--certificate", f"server={server}")
    assert run("cpa", "replace", OLD, *both, *config(home)).exit_code == 0
    assert run_json("cpa", "show", OLD, *config(home))[1]["partner"]["endpoint"] == url


def test_what_may_not_replace_anything_is_refused(home: Path, certify: Certifier, tmp_path: Path) -> None:
    stranger = Certifier(fresh(datetime.now(UTC) - DAY, name="Vreemd"), tmp_path)
    short = UnsafeShape(not_after=datetime.now(UTC) + DAY)
    for arguments, told in (
        (("--endpoint", "http://veiligthuis.schakel.test/ebms"), "nieuw endpoint: moet https"),
        (("--certificate", f"signing={certify(LeafPurpose.SIGNING, oin=POLICE)}"), "certificate-oin: "),
        (("--certificate", f"signing={stranger(LeafPurpose.SIGNING, 'b')}"), "certificate-trust: "),
        (("--certificate", f"signing={certify(LeafPurpose.TLS, 'c')}"), "niet uitgegeven voor dit gebruik"),
        (
            ("--certificate", f"signing={certify(LeafPurpose.SIGNING, 'd', shape=short)}", "--from", moment(9 * DAY)),
            "niet geldig op het moment dat het ingaat",
        ),
        (
            ("--certificate", f"signing={certify(LeafPurpose.SIGNING, 'e')}", "--old-until", moment(-DAY)),
            "het oude eindigt voordat het nieuwe begint",
        ),
    ):
        refused(run("cpa", "replace", OLD, *arguments, *config(home)), home, told)


def _since_yesterday() -> UnsafeShape:
    return UnsafeShape(not_before=datetime.now(UTC) - DAY)


def test_what_is_replaced_in_an_agreement_that_has_ended_is_for_what_was_sent_before(
    home: Path, certify: Certifier
) -> None:
    assert run("cpa", "expire", OLD, "--reason", "klaar", *config(home)).exit_code == 0
    # A receipt that still comes may be signed with it.
    change = ("--certificate", f"signing={certify(LeafPurpose.SIGNING, shape=_since_yesterday())}")
    for arguments in (("--from", moment(-DAY / 2)), ()):
        ended = run("cpa", "replace", OLD, *change, *arguments, *config(home))
        assert ended.exit_code == 0, ended.stderr
        assert "waarschuwing period: de afspraak loopt dan al niet meer; " in ended.stdout
    assert run_json("cpa", "show", OLD, *config(home))[1]["inForce"] is False


def test_what_would_begin_before_a_replacement_that_counts_already_is_refused(home: Path, certify: Certifier) -> None:
    old = _since_yesterday()
    first, late = (f"signing={certify(LeafPurpose.SIGNING, name, shape=old)}" for name in ("first", "late"))
    encryption = f"encryption={certify(LeafPurpose.ENCRYPTION, 'other', shape=old)}"
    begun = ("--from", moment(-DAY / 24))
    assert run("cpa", "replace", OLD, "--certificate", first, *begun, *config(home)).exit_code == 0
    before = _beside(home)
    ended = run("cpa", "replace", OLD, "--certificate", late, "--from", moment(-DAY / 12), *config(home))
    assert (ended.exit_code, ended.stdout, _beside(home)) == (1, "", before)
    assert "fout period: nieuw ondertekencertificaat: sinds " in ended.stderr
    # One that begins later, of another use or side, or before one that is still to come, counts.
    for change in (
        ("--certificate", encryption, "--from", moment(-DAY / 12)),
        ("--certificate", late, "--from", moment(9 * DAY)),
        ("--certificate", late),
    ):
        ended = run("cpa", "replace", OLD, *change, *config(home))
        assert ended.exit_code == 0, ended.stderr


def test_a_certificate_of_ours_whose_key_is_not_here_is_told_when_it_replaces_another(
    home: Path, certify: Certifier
) -> None:
    names = {"signing": LeafPurpose.SIGNING, "encryption": LeafPurpose.ENCRYPTION}
    files = {use: certify(purpose, f"{use}-2027", oin=POLICE) for use, purpose in names.items()}
    for beside in (False, True):
        for use, file in files.items():
            if beside:
                # A certificate without its key is no pair of ours.
                shutil.copy(file, home / "keys")
            ended = run("cpa", "replace", OLD, "--side", "own", "--certificate", f"{use}={file}", *config(home))
            assert ended.exit_code == 0, ended.stderr
            assert "waarschuwing own-key: ons " in ended.stdout


def test_what_stands_beside_an_agreement_stays_when_something_is_added(home: Path, certify: Certifier) -> None:
    beside = written(home / "agreements" / "politie-veiligthuis.toml", '# van ons\ncanonicalization = "exclusive"\n')
    change = ("--certificate", f"encryption={certify(LeafPurpose.ENCRYPTION)}")
    assert run("cpa", "replace", OLD, *change, *config(home)).exit_code == 0
    assert beside.read_text(encoding="utf-8").startswith('# van ons\ncanonicalization = "exclusive"\n')
    assert run("check-config", *config(home)).exit_code == 0


# --- hubs -------------------------------------------------------------------------------------------------------------

HUB: Final = PartyId("00000099000000007000_T")


def test_a034_a_certificate_of_a_hub_needs_a_recorded_mandate(
    home: Path, chain: Chain, make: Callable[..., Path], certify: Certifier
) -> None:
    hub = certify(LeafPurpose.TLS, oin=HUB)
    file = home.parent / "hub.xml"
    text = make().read_text(encoding="utf-8")
    ours = cpa.parse(text.encode(), VT).own.client_certificate
    der = x509.load_pem_x509_certificates(hub.read_bytes())[0].public_bytes(Encoding.DER)
    written(file, text.replace(b64encode(ours).decode(), b64encode(der).decode()))
    refused(run("cpa", "import", file, *config(home)), home, "fout certificate-oin: ")
    register = home / "parties.toml"
    mandate = f"""
[[party]]
oin = "{HUB.oin}"
name = "Proefhub"
kinds = ["GW"]
hub_mandates = [{{ principal = "{VT.oin}", uses = ["tls"], valid_from = 2026-01-01, valid_until = 2027-01-01 }}]
"""
    written(register, register.read_text(encoding="utf-8") + mandate)
    ended = run("cpa", "import", file, *config(home))
    assert ended.exit_code == 0, ended.stderr
    assert "waarschuwing certificate-oin: " in ended.stdout
    assert (
        f"namens hen mag {HUB.oin} (tls): 2026-01-01 tot en met 2027-01-01"
        in run("cpa", "show", ID, *config(home)).stdout
    )


# --- organizationIdentifier of the coming PKIoverheid (S-05) ----------------------------------------------------------


ALONE: Final = UnsafeShape(serial_numbers=(), organization_identifiers=(f"OI:NL-{VT.oin}",))


def with_signing(made: Path, pem: Path) -> Path:
    """Return a copy of an agreement in which Veilig Thuis signs with another certificate."""
    der = x509.load_pem_x509_certificates(pem.read_bytes())[0].public_bytes(Encoding.DER)
    text = made.read_text(encoding="utf-8")
    theirs = cpa.parse(text.encode(), VT).own.signing_certificate
    return written(made.with_name("oi.xml"), text.replace(b64encode(theirs).decode(), b64encode(der).decode()))


def name_root(home: Path, root: str) -> Path:
    """Let organizationIdentifier speak under that root, by the settings."""
    settings = home / "schakel.toml"
    setting = f'crl_grace_hours = 4\norganization_identifier_roots = ["{root}"]'
    return written(settings, settings.read_text(encoding="utf-8").replace("crl_grace_hours = 4", setting))


@pytest.mark.parametrize(
    ("named", "told"),
    [("", "fout certificate-oin: "), ("0" * 64, "fout certificate-trust: "), ("the root", "")],
    ids=["no root", "another root", "its root"],
)
def test_15_an_organization_identifier_counts_in_an_agreement_only_under_the_root_that_the_settings_name(
    home: Path, make: Callable[..., Path], certify: Certifier, named: str, told: str
) -> None:
    file = with_signing(make(), certify(LeafPurpose.SIGNING, shape=ALONE))
    root = certify.authority.root.fingerprint(hashes.SHA256()).hex()
    if named:
        name_root(home, root if named == "the root" else named)
    ended = run("cpa", "import", file, *config(home))
    if told:
        refused(ended, home, told)
        return
    assert ended.exit_code == 0, ended.stderr
    check_settings(load(home / "schakel.toml"))


def test_s05_what_is_shown_of_a_certificate_says_where_its_oin_stands(
    home: Path, make: Callable[..., Path], certify: Certifier
) -> None:
    old = make()
    file = with_signing(old, certify(LeafPurpose.SIGNING, shape=ALONE))
    for command in (("show", file), ("diff", old, file)):
        assert run("cpa", *command, *config(home)).exit_code == 1
    name_root(home, certify.authority.root.fingerprint(hashes.SHA256()).hex())
    assert run("cpa", "import", file, *config(home)).exit_code == 0
    for shown in (file, ID):
        told = run("cpa", "show", shown, *config(home)).stdout
        assert f"hun ondertekencertificaat: OIN {VT.oin} (in organizationIdentifier), geldig tot " in told
        assert f"hun versleutelcertificaat: OIN {VT.oin}, geldig tot " in told
        certificates = run_json("cpa", "show", shown, *config(home))[1]["partner"]["certificates"]
        places = ("oin", "serialNumberOin", "organizationIdentifierOin")
        assert [certificates["signing"][each] for each in places] == [str(VT.oin), None, str(VT.oin)]
        assert [certificates["encryption"][each] for each in places] == [str(VT.oin), str(VT.oin), None]
    changes = run_json("cpa", "diff", old, file, *config(home))[1]["changes"]
    assert f"OIN {VT.oin} (in organizationIdentifier), geldig tot " in changes[0]["text"]


def test_s05_an_agreement_can_be_made_with_such_a_certificate_where_the_settings_name_its_root(
    home: Path, chain: Chain, tmp_path: Path, certify: Certifier
) -> None:
    signing = chain.folder / "veiligthuis" / "keys" / "signing.pem"
    change = (str(signing), str(certify(LeafPurpose.SIGNING, shape=ALONE)))
    form = write_form(chain, tmp_path / "form.toml", change)
    assert run("cpa", "create", form, *config(home)).exit_code == 1
    name_root(home, certify.authority.root.fingerprint(hashes.SHA256()).hex())
    assert run("cpa", "create", form, *config(home)).exit_code == 0
