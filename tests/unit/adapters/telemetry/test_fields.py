"""What may be written, value by value."""

from enum import StrEnum
from uuid import uuid4

import pytest

from adapters.telemetry.allowed import EVENTS, FIELDS, FieldKind
from adapters.telemetry.fields import code_of, count_of, organisation_of, render_field
from gateway.domain.identifiers import AgreementId, MessageId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.errors import CertificateRefusedError
from gateway.ports import WorkKind

KEY = b"0" * 32
OIN = "00000099000000010000"
UUID = str(uuid4())


class Foreign(StrEnum):
    JANSEN = "jansen"


def test_events_are_in_the_past_tense_or_say_so_otherwise() -> None:
    odd = {
        "clock_put_back",
        "library_spoke",
        "outbox_unavailable",
        "store_unavailable",
        "unexpected_error",
        "unlisted_event",
    }
    assert all(name.endswith(("ed", "done")) for name in EVENTS - odd)


@pytest.mark.parametrize(
    "value", [WorkKind.DELIVER, MessageType.MSG_06B, CertificateRefusedError.code, "http-503", "ok"]
)
def test_codes_of_ours_are_written(value: str) -> None:
    assert render_field("outcome", value, KEY) == str(value)


@pytest.mark.parametrize(
    "value",
    ["jansen", "Jansen", "999990019", pytest.param(Foreign.JANSEN, id="foreign"), "http-999", "ok ", "", 5, None, True],
)
def test_other_words_are_no_codes(value: object) -> None:
    assert render_field("outcome", value, KEY) is None
    assert code_of(value) is None


def test_only_organisations_are_named() -> None:
    assert render_field("partner", OIN, KEY) == render_field("partner", Oin(OIN), KEY) == OIN
    assert organisation_of("999990019") is None
    assert render_field("partner", "Jansen", KEY) is None


@pytest.mark.parametrize("value", [0, 1, 99_999_999])
def test_counts_are_written(value: int) -> None:
    assert render_field("duration_ms", value, KEY) == value


@pytest.mark.parametrize("value", [-1, 999_990_019, True, 1.5, "1", None])
def test_a_number_that_could_be_somebodys_is_no_count(value: object) -> None:
    assert count_of(value) is None
    assert render_field("duration_ms", value, KEY) is None


def test_our_own_identifiers_are_written_without_what_a_partner_could_have_added() -> None:
    assert render_field("message_id", MessageId(f"{UUID}@jansen.test"), KEY) == UUID
    assert render_field("reference", ReferenceNumber(UUID), KEY) == UUID
    assert render_field("reference", "ZAAK-999990019", KEY) is None


def test_what_a_partner_named_is_hashed_under_a_key() -> None:
    shown = render_field("partner_message_id", "999990019@jansen.test", KEY)
    assert isinstance(shown, str)
    assert len(shown) == 16
    assert shown == render_field("partner_message_id", MessageId("999990019@jansen.test"), KEY)
    assert shown != render_field("partner_message_id", "999990019@jansen.test", b"1" * 32)
    assert render_field("agreement_id", AgreementId("x"), KEY) != "x"
    assert render_field("agreement_id", 5, KEY) is None


def test_digests_are_shortened() -> None:
    assert render_field("agreement_digest", "ab" * 32, KEY) == "ab" * 8
    assert render_field("agreement_digest", "Jansen", KEY) is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("http://crl.voorbeeld.test/a.crl", "http://crl.voorbeeld.test/a.crl"),
        ("https://10.0.0.1:8080/a(1).crl?van=jansen", "https://10.0.0.1:8080/a(1).crl"),
        ("http://jansen@crl.voorbeeld.test/a.crl", None),
        ("http://crl.voorbeeld.test/Jan Jansen", None),
        ("http://crl.voorbeeld.test/a\n", None),
        ("ldap://crl.voorbeeld.test/a", None),
    ],
)
def test_where_an_authority_publishes_is_written_without_a_question(address: str, written: str | None) -> None:
    assert render_field("source", address, KEY) == written


def test_versions_are_numbers_and_points() -> None:
    assert render_field("version", "0.1.0", KEY) == "0.1.0"
    assert render_field("version", "999990019", KEY) is None


def test_a_field_that_is_not_listed_is_not_written() -> None:
    assert render_field("bsn", "ok", KEY) is None


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    "canary",
    ["999990019", "Jan Jansen", "jansen", "Dorpsstraat 1", "\x1b[31m", "a\nb", pytest.param(999990019, id="number")],
)
def test_no_field_lets_a_canary_through(name: str, canary: object) -> None:
    shown = render_field(name, canary, KEY)
    assert shown is None or (FIELDS[name] is FieldKind.PARTNER_TEXT and str(canary) not in str(shown))
