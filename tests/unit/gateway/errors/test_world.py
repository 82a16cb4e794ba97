from typing import Final

import pytest

from gateway.errors import (
    AlreadyRecordedError,
    CallerError,
    CertificateRefusedError,
    ConcurrencyError,
    DecryptionHeldError,
    NotInTimeError,
    PartnerError,
    PartnerRejectedError,
    PartnerUnreachableError,
    SchakelError,
    SourceUnavailableError,
    StorageUnavailableError,
    TransientError,
    world,
)
from tests.kit.error_texts import check_complete, check_text

TEXTS: Final[list[tuple[SchakelError, str]]] = [
    (PartnerUnreachableError("http-503"), "not delivered this time: http-503"),
    (PartnerRejectedError("wrong-oin"), "refused for good: wrong-oin"),
    (SourceUnavailableError("http-404"), "not fetched this time: http-404"),
    (ConcurrencyError("messages"), "messages changed meanwhile"),
    (AlreadyRecordedError("inbox"), "inbox recorded before"),
    (StorageUnavailableError(), "storage unavailable"),
    (NotInTimeError("relay"), "waited too long for relay"),
    (DecryptionHeldError("00000099000000003000"), "decryption for 00000099000000003000 is held"),
]


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=[type(error).__name__ for error, _ in TEXTS])
def test_an_error_builds_its_own_text_and_keeps_what_it_was_given(error: SchakelError, text: str) -> None:
    check_text(error, text)


def test_no_leaf_is_forgotten_here() -> None:
    check_complete(world, TEXTS)


def test_a_refused_certificate_is_the_partners_fault_and_a_rejected_delivery_is_nobodys() -> None:
    assert isinstance(CertificateRefusedError("revoked"), PartnerError)
    assert not isinstance(PartnerRejectedError("redirect"), PartnerError | CallerError | TransientError)
