"""Exceptions as they are read at the start: each with an end, a key pair of its own, and one partner (D12, D32)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adapters.keys.exceptions import ExceptionTerms, key_file, read_exceptions
from adapters.partners.exceptions import ExceptedAgreements, remarks_on_exceptions
from adapters.simulator.authority import write_issued
from adapters.simulator.certificates import LeafPurpose
from gateway.domain.agreement import Agreement, LegacyCipher, LegacyTransport
from gateway.errors import ConfigError
from tests.kit.authority import AT, certified
from tests.kit.authority import POLITIE as HOLDER
from tests.kit.books import FakeAgreements
from tests.kit.world import POLITIE, VEILIG_THUIS, World

UNTIL = (AT + timedelta(days=30)).date()
TERMS = ExceptionTerms(
    name="politie",
    partner=POLITIE.oin,
    until=UNTIL,
    ciphers=frozenset({LegacyCipher.AES256_CBC}),
    transports=frozenset({LegacyTransport.RSA_1_5}),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_issued(certified(HOLDER, LeafPurpose.ENCRYPTION), tmp_path, "legacy-politie")
    return tmp_path


def _mistakes(folder: Path, *terms: ExceptionTerms) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        read_exceptions(terms, folder, AT)
    return refused.value.mistakes


def test_an_exception_is_for_one_partner_until_the_day_it_names(folder: Path) -> None:
    legacy = read_exceptions([TERMS], folder, AT)[POLITIE.oin]
    assert (legacy.partner, legacy.key_id) == (POLITIE.oin, "legacy-politie")
    assert legacy.certificate == certified(HOLDER, LeafPurpose.ENCRYPTION).der
    assert legacy.until == datetime(UNTIL.year, UNTIL.month, UNTIL.day, tzinfo=UTC)
    assert (legacy.ciphers, legacy.transports) == (TERMS.ciphers, TERMS.transports)
    assert key_file("politie", folder).certificate == folder / "legacy-politie.pem"


def test_an_exception_that_ended_keeps_no_house_shut(folder: Path) -> None:
    ended = read_exceptions([replace(TERMS, until=AT.date() - timedelta(days=400))], folder, AT)[POLITIE.oin]
    assert not ended.in_force(AT)


def test_an_exception_without_end_in_sight_is_refused(folder: Path) -> None:
    assert _mistakes(folder, replace(TERMS, until=date(2099, 1, 1))) == (
        "exception politie: until is more than 366 days away; take a nearer day",
    )


def test_an_exception_from_nothing_is_none(folder: Path) -> None:
    [mistake] = _mistakes(folder, replace(TERMS, ciphers=frozenset(), transports=frozenset()))
    assert "name at least one cipher or transport" in mistake


def test_two_exceptions_share_neither_name_nor_partner(folder: Path) -> None:
    write_issued(certified(HOLDER, LeafPurpose.SIGNING), folder, "legacy-raad")
    assert len(_mistakes(folder, TERMS, replace(TERMS, name="raad"))) == 1
    assert len(_mistakes(folder, TERMS, replace(TERMS, partner=VEILIG_THUIS.oin))) == 1


def test_an_exception_needs_its_certificate(folder: Path) -> None:
    (folder / "legacy-politie.pem").write_text("nothing")
    assert _mistakes(folder, TERMS) == ("key legacy-politie: has no readable certificate",)
    (folder / "legacy-politie.pem").unlink()
    assert _mistakes(folder, TERMS) == ("key legacy-politie: has no readable certificate",)


# --- in the book -----------------------------------------------------------------------------------------------------


def _agreement(certificate: bytes) -> Agreement:
    [agreement] = [each for each in World().side(VEILIG_THUIS).agreements if each.partner.name == POLITIE.name]
    return replace(agreement, own=replace(agreement.own, encryption_certificate=certificate))


@pytest.mark.parametrize("bound", [True, False])
def test_an_exception_counts_where_the_partner_encrypts_to_its_certificate(folder: Path, *, bound: bool) -> None:
    exceptions = read_exceptions([TERMS], folder, AT)
    legacy = exceptions[POLITIE.oin]
    agreement = _agreement(legacy.certificate if bound else b"the normal one")
    book = ExceptedAgreements(FakeAgreements([agreement]), exceptions)
    at = agreement.start
    outbound = next(each for each in agreement.actions if each.outbound)
    found = [
        book.find(agreement.agreement_id, at),
        book.find_version(agreement.agreement_id, agreement.digest, at),
        book.find_route(POLITIE.oin, outbound.service, outbound.action, at),
    ]
    assert [each and each.legacy for each in found] == [legacy if bound else None] * 3
    assert book.services_to(POLITIE.oin, at) == {each.service for each in agreement.actions if each.outbound}


def test_what_is_not_in_the_book_is_not_there(folder: Path) -> None:
    agreement = _agreement(b"")
    book = ExceptedAgreements(FakeAgreements([]), read_exceptions([TERMS], folder, AT))
    assert book.find(agreement.agreement_id, AT) is None


def test_other_partners_have_no_exception(folder: Path) -> None:
    legacy = read_exceptions([TERMS], folder, AT)[POLITIE.oin]
    agreement = _agreement(legacy.certificate)
    book = ExceptedAgreements(FakeAgreements([agreement]), {VEILIG_THUIS.oin: legacy})
    found = book.find(agreement.agreement_id, agreement.start)
    assert found is not None
    assert found.legacy is None


def test_check_config_says_how_each_exception_stands(folder: Path) -> None:
    legacy = read_exceptions([TERMS], folder, AT)[POLITIE.oin]
    used, unused = _agreement(legacy.certificate), _agreement(b"the normal one")
    assert list(remarks_on_exceptions([legacy], [used], AT)) == [
        f"exception legacy-politie: {POLITIE.oin} may encrypt weakly, for 29 days more"
    ]
    assert list(remarks_on_exceptions([legacy], [unused], AT)) == [
        f"exception legacy-politie: no agreement with {POLITIE.oin} names its certificate as ours"
    ]
    assert list(remarks_on_exceptions([legacy], [used], legacy.until)) == [
        f"exception legacy-politie for {POLITIE.oin} ended on {UNTIL}: remove it"
    ]
