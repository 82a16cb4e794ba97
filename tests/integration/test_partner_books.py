"""The books of partners as they are read from disk: every mistake at once, by file, and nothing of what was in it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.partners.book import RELIABLE, AgreementBook, PartyRegister
from adapters.partners.overlay import written_ending, written_replacement
from adapters.simulator.certificates import LeafPurpose
from gateway.domain.agreement import Canonicalization, KeyTransport, Profile
from gateway.domain.identifiers import Oin
from gateway.domain.party import HubUse
from gateway.domain.replacement import Ending, Replacement, Side, Use
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import create
from tests.kit.cpa_documents import ANDER, AT, ONS, START, certificate, document, form, spoiled

CANARY = "Jan Jansen 999990019"
OWN = f'[[party]]\noin = "{ONS.oin}"\nname = "Veilig Thuis Proefstreek"\nkinds = ["VT"]\n'


def _mistakes(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refusal:
        AgreementBook(folder, ONS)
    assert CANARY not in str(refusal.value)
    return refusal.value.mistakes


def _refused(file: Path, text: str) -> tuple[str, ...]:
    file.write_text(text)
    with pytest.raises(ConfigError) as refusal:
        PartyRegister(file, ONS.oin)
    assert "Jansen" not in str(refusal.value)
    return refusal.value.mistakes


def test_every_mistake_in_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(spoiled(('value="agreed"', 'value="proposed"'), ("https://politie", "http://pol")))
    (tmp_path / "b.xml").write_text(CANARY)
    (tmp_path / "c.xml").write_bytes(document())
    (tmp_path / "d.xml").write_bytes(document())
    (tmp_path / "e.xml").write_bytes(create(form(Profile.BE_S, name="best_effort")))
    (tmp_path / "f.toml").write_text("")
    (tmp_path / "notes.txt").write_text(CANARY)
    found = _mistakes(tmp_path)
    assert sorted({": ".join(each.split(": ")[:2]) for each in found}) == [
        "a.xml: endpoint",
        "a.xml: status",
        "b.xml: xml",
        "d.xml: has the same cpaid and Start as c.xml; remove one of them",
        "e.xml: profile osb-be-s is not used here; use one of osb-rm, osb-rm-e, osb-rm-s",
        "f.toml: there is no agreement f.xml beside it; add that or remove this",
    ]


def test_a_profile_is_used_when_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document(Profile.BE_S))
    assert AgreementBook(tmp_path, ONS, RELIABLE | {Profile.BE_S}).agreements


def test_a_folder_that_is_not_there_stops_the_house(tmp_path: Path) -> None:
    assert "cannot be read" in _mistakes(tmp_path / "nowhere")[0]


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document() + b" " * 1024 * 1024)
    assert _mistakes(tmp_path)[0].startswith("a.xml: xml: ")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xml").write_bytes(document())

    def refuse(*_: object) -> None:
        raise PermissionError(CANARY)

    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read" in _mistakes(tmp_path)[0]


def test_the_version_a_message_started_with_stays_to_be_found(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    (tmp_path / "b.xml").write_bytes(create(replace(form(), start=START.replace(day=9))))
    book = AgreementBook(tmp_path, ONS)
    newest, oldest = book.agreements
    assert book.find(oldest.agreement_id, AT) == newest
    assert book.find_version(oldest.agreement_id, oldest.digest, AT) == oldest
    assert book.find_version(oldest.agreement_id, "0" * 64, AT) is None


def test_what_a_cpa_cannot_say_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    (tmp_path / "a.toml").write_text('canonicalization = "exclusive"\nkey_transport = "rsa-oaep"\n')
    (agreement,) = AgreementBook(tmp_path, ONS).agreements
    assert {action.canonicalization for action in agreement.actions} == {Canonicalization.EXCLUSIVE}
    assert {action.key_transport for action in agreement.actions} == {KeyTransport.RSA_OAEP}
    (tmp_path / "a.toml").write_text("")
    (agreement,) = AgreementBook(tmp_path, ONS).agreements
    assert {action.canonicalization for action in agreement.actions} == {Canonicalization.INCLUSIVE}


@pytest.mark.parametrize("text", ['canonicalization = "fast"', "key_transport = 1", 'other = "x"', "not toml", "\x00"])
def test_something_else_beside_a_cpa_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    (tmp_path / "a.toml").write_text(text)
    (found,) = _mistakes(tmp_path)
    assert found.startswith("a.xml: a.toml ")


def test_every_mistake_in_the_register_is_told_at_once(tmp_path: Path) -> None:
    text = (
        OWN * 2
        + f'[[party]]\noin = "{ANDER}"\nname = " "\nkinds = ["{CANARY}"]\n'
        + f'[[party]]\noin = 5\nname = 5\nkinds = "VT"\n[[party]]\nnaam = "{CANARY}"\n'
    )
    found = _refused(tmp_path / "parties.toml", text)
    assert all(each.startswith("parties.toml: ") for each in found)
    assert [each.removeprefix("parties.toml: ").partition(" must")[0].partition(" needs")[0] for each in found] == [
        "party 3: oin",
        "party 3: name",
        "party 3: kinds",
        "party 4: oin",
        "party 4: name",
        "party 4: kinds",
        "party 5:",
        f"party {ONS.oin} stands there 2 times; keep one",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "our own organisation"),
        ("party = 5", "only parties stand here"),
        ("party = [5]", "needs exactly these keys"),
        ("other = 5\n" + OWN, "only parties stand here"),
        (CANARY, "is not TOML"),
    ],
)
def test_a_register_holds_parties_and_nothing_else(text: str, told: str, tmp_path: Path) -> None:
    (found,) = _refused(tmp_path / "parties.toml", text)
    assert told in found


def test_a_register_that_is_too_large_is_not_read_in_part(tmp_path: Path) -> None:
    (found,) = _refused(tmp_path / "parties.toml", f"{OWN}# {'x' * 1024 * 1024}\n{OWN}")
    assert found == "parties.toml is larger than 1048576 octets"


def test_a_register_that_is_not_there_stops_the_house(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        PartyRegister(tmp_path / "nowhere.toml", ONS.oin)


def test_whoever_we_have_an_agreement_with_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    file = tmp_path / "parties.txt"
    file.write_text(OWN)
    register = PartyRegister(file, ONS.oin)
    assert len(register.parties) == 1
    with pytest.raises(ConfigError, match=str(ANDER.oin)):
        AgreementBook(tmp_path, ONS, register=register)
    file.write_text(OWN + OWN.replace(str(ONS.oin), str(ANDER.oin)))
    assert AgreementBook(tmp_path, ONS, register=PartyRegister(file, ONS.oin)).agreements


# --- what changes while a gateway runs --------------------------------------------------------------------------------

DAY = timedelta(days=1)


def _beside(folder: Path, text: str, name: str = "a") -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def _replacement(use: Use, octets: bytes, days: int) -> str:
    made = Replacement(side=Side.PARTNER, use=use, valid_from=AT + days * DAY, certificate=octets)
    return written_replacement(made, AT)


def test_a_book_takes_what_was_added_and_nothing_by_halves(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    book = AgreementBook(tmp_path, ONS)
    assert book.reload() is False
    new = create(replace(form(name="other"), start=START.replace(day=9)))
    (tmp_path / ".b.xml.new").write_bytes(new[:100])
    assert book.reload() is False
    (tmp_path / "b.xml").write_bytes(new)
    assert book.reload() is True
    assert [str(each.agreement_id) for each in book.agreements] == ["other", "schakel_melding_1"]
    (tmp_path / "b.xml").unlink()
    assert book.reload() is True
    assert len(book.agreements) == 1


def test_what_cannot_be_read_leaves_the_book_as_it_was_and_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    book = AgreementBook(tmp_path, ONS)
    before = book.agreements
    (tmp_path / "b.xml").write_bytes(document()[:1000])
    with pytest.raises(ConfigError, match=r"b\.xml: xml: "):
        book.reload()
    assert book.reload() is False
    assert book.agreements == before
    (tmp_path / "b.xml").unlink()
    assert book.reload() is True


@pytest.mark.parametrize("name", ["agreements/a.xml", "parties.txt"])
def test_what_could_not_be_read_counts_once_its_mode_is_mended(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "agreements").mkdir()
    book = AgreementBook(tmp_path / "agreements", ONS, register=_register(tmp_path))
    (tmp_path / "agreements" / "a.xml").write_bytes(document())
    _mandated(tmp_path, '["tls", "signing"]', "2026-12-31")
    file, opened = tmp_path / name, Path.open

    def refuse(path: Path, mode: str) -> object:
        if path == file:
            raise PermissionError
        return opened(path, mode)

    with monkeypatch.context() as unreadable:
        unreadable.setattr(Path, "open", refuse)
        with pytest.raises(ConfigError, match="cannot be read"):
            book.reload()
    # Within one tick of the clock of the disk nothing would show.
    changed_at = file.stat().st_ctime_ns
    while file.stat().st_ctime_ns == changed_at:
        file.chmod(0o640)
    assert book.reload() is True
    assert book.agreements[0].partner.is_held_by(Oin(HUB), HubUse.SIGNING, AT)


def test_a_file_that_did_not_change_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    book = AgreementBook(tmp_path, ONS)
    _beside(tmp_path, 'canonicalization = "exclusive"\n')
    monkeypatch.setattr("gateway.wire.ebms2.cpa.parse", None)
    assert book.reload() is True
    assert {action.canonicalization for action in book.agreements[0].actions} == {Canonicalization.EXCLUSIVE}


def test_a_new_partner_in_the_register_is_known_to_the_book(tmp_path: Path) -> None:
    (tmp_path / "agreements").mkdir()
    file = tmp_path / "parties.toml"
    file.write_text(OWN)
    register = PartyRegister(file, ONS.oin)
    book = AgreementBook(tmp_path / "agreements", ONS, register=register)
    (tmp_path / "agreements" / "a.xml").write_bytes(document())
    with pytest.raises(ConfigError, match="which the register of parties lacks"):
        book.reload()
    file.write_text(OWN + OWN.replace(str(ONS.oin), str(ANDER.oin)))
    assert book.reload() is True
    assert len(book.agreements) == 1
    assert register.find(ANDER.oin) is not None
    file.write_text("[[party")
    with pytest.raises(ConfigError, match="is not TOML"):
        book.reload()
    assert book.reload() is False
    assert register.find(ANDER.oin) is not None
    file.unlink()
    with pytest.raises(ConfigError, match="cannot be read"):
        book.reload()
    assert len(book.agreements) == 1


def test_certificates_are_replaced_moment_by_moment(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    fresh = certificate(ANDER, LeafPurpose.SIGNING)
    _beside(tmp_path, f'canonicalization = "exclusive"\n\n{_replacement(Use.SIGNING, fresh, 1)}')
    book = AgreementBook(tmp_path, ONS)
    old, digest = book.agreements[0].partner.signing_certificate, book.agreements[0].digest
    wanted = form().agreement_id
    for at, certificates in ((AT, (old,)), (AT + DAY, (fresh, old))):
        for found in (book.find(wanted, at), book.find_version(wanted, digest, at)):
            assert found is not None
            assert found.partner.signing_certificates == certificates
            assert found.digest == digest


def test_an_early_end_counts_from_its_moment_on(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    _beside(tmp_path, written_ending(Ending(at=AT, reason="overstap"), AT))
    book = AgreementBook(tmp_path, ONS)
    assert book.find(form().agreement_id, AT) is not None
    assert book.find(form().agreement_id, AT + timedelta(seconds=1)) is None
    assert book.find_route(ANDER.oin, "schakel:melding:1:0", "terugkoppelen", AT + DAY) is None


def test_a_newer_version_has_the_habits_of_the_one_before_it(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    (tmp_path / "b.xml").write_bytes(create(replace(form(), start=START.replace(day=9))))
    (tmp_path / "c.xml").write_bytes(create(replace(form(), start=START.replace(day=12))))
    (tmp_path / "d.xml").write_bytes(create(form(name="other")))
    _beside(tmp_path, 'canonicalization = "exclusive"\nclient_certificate = "agreed"\n')
    _beside(tmp_path, 'canonicalization = "inclusive"\n', "c")
    habits = {each.file: each.habits for each in AgreementBook(tmp_path, ONS).versions}
    assert habits == {
        "a.xml": {"canonicalization": "exclusive", "client_certificate": "agreed"},
        "b.xml": {"canonicalization": "exclusive", "client_certificate": "agreed"},
        "c.xml": {"canonicalization": "inclusive", "client_certificate": "agreed"},
        "d.xml": {},
    }
    pinned = {each.file: each.version.base.client_pinned for each in AgreementBook(tmp_path, ONS).versions}
    assert pinned == {"a.xml": True, "b.xml": True, "c.xml": True, "d.xml": False}


@pytest.mark.parametrize(
    "text",
    [
        "replacement = 5",
        "[[replacement]]",
        '[[replacement]]\nside = "hun"\nuse = "signing"\nvalid_from = 2026-01-01T00:00:00Z\ncertificate = ""',
        '[[replacement]]\nside = "own"\nuse = "signing"\nvalid_from = 2026-01-01T00:00:00Z\nendpoint = ""',
        '[[replacement]]\nside = "own"\nuse = "signing"\nvalid_from = 2026-01-01T00:00:00\ncertificate = ""',
        '[[replacement]]\nside = "own"\nuse = "signing"\nvalid_from = 2026-01-01T00:00:00Z\ncertificate = "no PEM"',
        '[[replacement]]\nside = "own"\nuse = "endpoint"\nvalid_from = 2026-01-01T00:00:00Z\nendpoint = 5',
        '[[replacement]]\nside = "own"\nuse = "endpoint"\nvalid_from = 2026-01-01T00:00:00Z\nendpoint = ""\nkey = 1',
        '[[replacement]]\nside="own"\nuse="endpoint"\nvalid_from=2026-01-01T00:00:00Z\nendpoint=""\nold_until=1',
        "[[ending]]\nat = 2026-01-01T00:00:00Z",
        '[[ending]]\nat = 2026-01-01\nreason = "x"',
        '[[ending]]\nat = 2026-01-01T00:00:00Z\nreason = ""',
        '[[ending]]\nat = 2026-01-01T00:00:00Z\nreason = "x"\nby = "y"',
    ],
)
def test_a_record_that_is_not_as_we_write_them_stops_the_house(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    _beside(tmp_path, text)
    (found,) = _mistakes(tmp_path)
    assert found.startswith("a.xml: a.toml beside it has a [[replacement]] or [[ending]]")


def test_a_replacement_that_will_not_do_stops_the_house(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    _beside(tmp_path, _replacement(Use.SIGNING, certificate(ONS, LeafPurpose.SIGNING), 0))
    (found,) = _mistakes(tmp_path)
    assert found.startswith("a.xml: certificate-oin: ")


HUB = "00000099000000007000"


def _register(folder: Path, uses: str = '["tls"]') -> PartyRegister:
    return PartyRegister(_mandated(folder, uses, "2026-12-31"), ONS.oin)


def _mandated(folder: Path, uses: str, until: str) -> Path:
    """Write a register in which a hub stands in for the partner, with what it says of that."""
    mandate = f'principal = "{ANDER.oin}", uses = {uses}, valid_from = 2026-01-01, valid_until = {until}'
    return _with_hub(folder, f"hub_mandates = [{{ {mandate} }}]  # {uses} {until}\n")


def _with_hub(folder: Path, mandates: str) -> Path:
    hub = OWN.replace(str(ONS.oin), HUB).replace('"VT"', '"GW"')
    file = folder / "parties.txt"
    file.write_text(OWN + OWN.replace(str(ONS.oin), str(ANDER.oin)) + hub + mandates)
    return file


def test_the_mandate_of_a_hub_goes_with_every_agreement_of_the_partner_behind_it(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    register = _register(tmp_path)
    (agreement,) = AgreementBook(tmp_path, ONS, register=register).agreements
    hub = Oin(HUB)
    assert agreement.partner.is_held_by(hub, HubUse.TLS, AT)
    assert not agreement.partner.is_held_by(hub, HubUse.TLS, AT + 90 * DAY)
    assert register.stands_in(hub, ANDER.oin, HubUse.TLS, AT)
    assert not register.stands_in(hub, ANDER.oin, HubUse.SIGNING, AT)
    assert not register.stands_in(hub, ONS.oin, HubUse.TLS, AT)


def test_a_mandate_that_changed_counts_from_the_next_reading_on_and_nothing_is_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xml").write_bytes(document())
    book = AgreementBook(tmp_path, ONS, register=_register(tmp_path))
    hub, parse = Oin(HUB), cpa.parse
    monkeypatch.setattr("gateway.wire.ebms2.cpa.parse", None)
    _mandated(tmp_path, '["tls", "signing"]', "2026-12-31")
    assert book.reload() is True
    assert book.agreements[0].partner.is_held_by(hub, HubUse.SIGNING, AT)
    _mandated(tmp_path, '["signing"]', "2027-12-31")
    assert book.reload() is True
    assert book.agreements[0].partner.is_held_by(hub, HubUse.SIGNING, AT + 90 * DAY)
    assert not book.agreements[0].partner.is_held_by(hub, HubUse.TLS, AT)
    monkeypatch.setattr("gateway.wire.ebms2.cpa.parse", parse)
    _with_hub(tmp_path, "")
    assert book.reload() is True
    assert not book.agreements[0].partner.is_held_by(hub, HubUse.SIGNING, AT)


def test_what_the_register_says_is_not_lost_while_the_folder_cannot_be_read(tmp_path: Path) -> None:
    folder, away = tmp_path / "agreements", tmp_path / "away"
    folder.mkdir()
    (folder / "a.xml").write_bytes(document())
    book = AgreementBook(folder, ONS, register=_register(tmp_path))
    _mandated(tmp_path, '["tls", "signing"]', "2026-12-31")
    folder.rename(away)
    with pytest.raises(ConfigError, match="cannot be read"):
        book.reload()
    away.rename(folder)
    assert book.reload() is True
    assert book.agreements[0].partner.is_held_by(Oin(HUB), HubUse.SIGNING, AT)
    assert book.reload() is False


def test_a_mandate_of_a_hub_that_is_not_whole_stops_the_house(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="party 3: hub_mandates must each have principal"):
        _register(tmp_path, "[]")
