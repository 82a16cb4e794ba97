from typing import Final

import pytest

from gateway.errors import (
    CertificateRefusedError,
    ContentRefusedError,
    ContradictedError,
    HeaderRefusedError,
    InconsistentDuplicateError,
    MimeRefusedError,
    ReasonedRefusalError,
    ReceiptRefusedError,
    SchakelError,
    SecurityRefusedError,
    UnknownAgreementError,
    UnprovenRefusalError,
    XmlRefusedError,
    partner,
)
from tests.kit.error_texts import check_complete, check_text

TEXTS: Final[list[tuple[SchakelError, str]]] = [
    (MimeRefusedError("boundary"), "mime-refused: boundary"),
    (XmlRefusedError("doctype"), "xml-refused: doctype"),
    (SecurityRefusedError("digest"), "security-refused: digest"),
    (CertificateRefusedError("revoked"), "certificate-refused: revoked"),
    (ReceiptRefusedError("references"), "receipt-refused: references"),
    (ReasonedRefusalError("x"), "reasoned-refusal: x"),
    (ContradictedError("nothing-sent"), "a proven signal cannot be so: nothing-sent"),
    (UnprovenRefusalError("Inconsistent"), "an unproven MessageError says Inconsistent"),
    (HeaderRefusedError("Inconsistent", "//Header"), "Inconsistent at //Header"),
    (UnknownAgreementError(), "no such agreement in force"),
    (InconsistentDuplicateError("a@b"), "message a@b came again with other content"),
    (ContentRefusedError("StUF055", ("line 3", "type")), "StUF055 at line 3; type"),
]


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=[type(error).__name__ for error, _ in TEXTS])
def test_an_error_builds_its_own_text_and_keeps_what_it_was_given(error: SchakelError, text: str) -> None:
    check_text(error, text)


def test_no_leaf_is_forgotten_here() -> None:
    check_complete(partner, TEXTS)
