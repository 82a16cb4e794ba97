from dataclasses import FrozenInstanceError
from typing import Final

import pytest

from gateway.domain.identifiers import (
    AgreementId,
    ConversationId,
    Identifier,
    MessageId,
    Oin,
    PartyId,
    PayloadId,
    ReferenceNumber,
)
from gateway.errors import InvalidIdentifierError

OIN: Final = "00000099000000001000"

GOOD: Final[list[tuple[type[Identifier], str]]] = [
    (Oin, OIN),
    (Oin, "00000001123456789000"),
    (Oin, "00000003123456780000"),
    (Oin, "00000002003214436001"),
    (Oin, "000000100000000A0000"),
    (Oin, "00000011123456780000"),
    (PartyId, OIN),
    (PartyId, f"{OIN}_O"),
    (PartyId, f"{OIN}_OTA"),
    (AgreementId, "Keten_1"),
    (AgreementId, "x"),
    (AgreementId, "a" * 255),
    (AgreementId, "with a space within"),
    (ConversationId, "urn:gesprek:1"),
    (PayloadId, "5b3c0d0e-3f1a-4f0e-9a39-0a2f7d1a6b01"),
    (MessageId, "5b3c0d0e@politie.example"),
    (MessageId, "a" * 128 + "@" + "b" * 120),
    (MessageId, "a!#$%&'*+/=?^_`{|}~.-@b"),
    (ReferenceNumber, "3f0f6a34-8f5b-4a5e-9d1c-6a1f0c2b7d01"),
    (ReferenceNumber, "PL0900-2026/1:a_b.c"),
    (ReferenceNumber, "1-13579246801@rvdk.voorbeeld.example"),
    (ReferenceNumber, "x" * 40),
]

# Bad inputs 112, 126 and 128 among them.
BAD: Final[list[tuple[type[Identifier], str]]] = [
    (Oin, ""),
    (Oin, OIN[:-1]),
    (Oin, f"{OIN}0"),
    (Oin, "00000012123456780000"),
    (Oin, "00000003003214436001"),
    (Oin, "0000000200321443600A"),
    (Oin, "00000000123456780000"),
    (Oin, "00000099123456789123"),
    (Oin, "00000099a00000001000"),
    (Oin, f"{OIN}_O"),
    (Oin, "\u0660" * 6 + OIN[6:]),
    (PartyId, ""),
    (PartyId, f"{OIN}_"),
    (PartyId, f"{OIN}_X"),
    (PartyId, f"{OIN}_OTAP"),
    (PartyId, f"{OIN} "),
    (PartyId, OIN[:-1]),
    (AgreementId, ""),
    (AgreementId, " Keten_1"),
    (AgreementId, "Keten_1 "),
    (AgreementId, "Keten\n1"),
    (AgreementId, "a" * 256),
    (AgreementId, "Kéten"),
    (ConversationId, "\u200bx"),
    (PayloadId, "\0"),
    (MessageId, "zonder-apenstaart"),
    (MessageId, "<a@b>"),
    (MessageId, "a@b\r\n"),
    (MessageId, '"a"@b'),
    (MessageId, "a@b@c"),
    (MessageId, "../a@b/c"),
    (MessageId, "a" * 129 + "@b"),
    (MessageId, "a@" + "b" * 121),
    (ReferenceNumber, ""),
    (ReferenceNumber, "x" * 41),
    (ReferenceNumber, "a b"),
    (ReferenceNumber, "a'b"),
    (ReferenceNumber, "a\n"),
]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_an_identifier_gives_back_what_was_parsed(kind: type[Identifier], text: str) -> None:
    parsed = kind.parse(text)
    assert type(parsed) is kind
    assert str(parsed) == text


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_a_text_that_does_not_fit_is_refused_and_not_repaired(kind: type[Identifier], text: str) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        kind.parse(text)
    assert str(caught.value) == f"not a valid {kind.__name__}"
    assert caught.value.kind == kind.__name__


def test_the_party_behind_a_party_id_is_its_oin_in_any_environment() -> None:
    assert PartyId.parse(OIN).oin == PartyId.parse(f"{OIN}_T").oin == Oin(OIN)
    assert PartyId.parse(OIN) != PartyId.parse(f"{OIN}_T")


@pytest.mark.parametrize(
    ("text", "production", "misplaced"),
    [
        ("00000003123456780000", True, False),
        ("00000003123456780000_OTA", False, False),
        ("00000099123456780000_T", False, False),
        ("00000099123456780000", True, True),
    ],
)
def test_a_test_oin_has_no_place_in_production(text: str, *, production: bool, misplaced: bool) -> None:
    party_id = PartyId.parse(text)
    assert (party_id.production, party_id.misplaced) == (production, misplaced)


def test_the_case_of_an_identifier_counts() -> None:
    assert MessageId.parse("a@b") != MessageId.parse("A@b")


def test_identifiers_of_different_kinds_are_never_the_same() -> None:
    assert len({AgreementId.parse("x"), ConversationId.parse("x")}) == 2


def test_an_identifier_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Oin(OIN).text = "x"  # type: ignore[misc]  # what mypy forbids must not work either


def test_identifiers_of_one_kind_have_an_order() -> None:
    assert sorted([ReferenceNumber("b"), ReferenceNumber("a")]) == [ReferenceNumber("a"), ReferenceNumber("b")]
