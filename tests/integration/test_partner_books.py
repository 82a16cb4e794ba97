"""The books of partners as they are read from disk: every mistake at once, by file, and nothing of what was in it."""

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.partners.book import RELIABLE, AgreementBook, PartyRegister
from gateway.domain.agreement import Canonicalization, KeyTransport, Profile
from gateway.errors import ConfigError
from gateway.wire.ebms2.cpa_create import create
from tests.kit.cpa_documents import ANDER, AT, ONS, START, document, form, spoiled

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
