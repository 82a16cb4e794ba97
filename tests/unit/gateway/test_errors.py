"""What an error says and carries; that the tree is whole is in tests/architecture/test_errors.py."""

import inspect
from typing import Final

import pytest

from gateway import errors
from gateway.errors import (
    AlreadyRecordedError,
    BundleRefusedError,
    CallerError,
    CertificateRefusedError,
    ConcurrencyError,
    ConfigError,
    ContentRefusedError,
    HeaderRefusedError,
    InconsistentDuplicateError,
    InvalidDateError,
    InvalidIdentifierError,
    KeyReusedError,
    MimeRefusedError,
    NoRouteError,
    NotAMessageError,
    NotAuthorisedError,
    NotFoundError,
    NotInTimeError,
    PartnerError,
    PartnerRejectedError,
    PartnerUnreachableError,
    PolicyRefusedError,
    ReasonedRefusalError,
    ReceiptRefusedError,
    RouteGuardError,
    SchakelError,
    SecurityRefusedError,
    StepNotAllowedError,
    StorageUnavailableError,
    TamperedError,
    TransientError,
    UnknownAgreementError,
    XmlRefusedError,
)

TEXTS: Final[list[tuple[SchakelError, str]]] = [
    (ConfigError("a: leeg", "b: onbekend"), "a: leeg\nb: onbekend"),
    (BundleRefusedError("a.xsd: leeg", "b.xsd: leeg"), "a.xsd: leeg\nb.xsd: leeg"),
    (InvalidIdentifierError("Oin"), "not a valid Oin"),
    (InvalidDateError(), "not a date of the form YYYY, YYYY-MM or YYYY-MM-DD"),
    (StepNotAllowedError("expired", "receipt"), "nothing follows when receipt happens in state expired"),
    (MimeRefusedError("boundary"), "mime-refused: boundary"),
    (XmlRefusedError("doctype"), "xml-refused: doctype"),
    (SecurityRefusedError("digest"), "security-refused: digest"),
    (CertificateRefusedError("revoked"), "certificate-refused: revoked"),
    (ReceiptRefusedError("references"), "receipt-refused: references"),
    (ReasonedRefusalError("x"), "reasoned-refusal: x"),
    (HeaderRefusedError("Inconsistent", "//Header"), "Inconsistent at //Header"),
    (UnknownAgreementError(), "no such agreement in force"),
    (InconsistentDuplicateError("a@b"), "message a@b came again with other content"),
    (ContentRefusedError("StUF055", ("line 3", "type")), "StUF055 at line 3; type"),
    (NotAMessageError(("type: missing", "receiver: missing")), "type: missing; receiver: missing"),
    (PolicyRefusedError(("R002", "R015"), ("Nee.", "Ook niet.")), "refused by R002, R015"),
    (NoRouteError("MSG-01"), "no agreement in force carries MSG-01 to this receiver"),
    (RouteGuardError("receiver and agreement"), "addresses do not agree: receiver and agreement"),
    (KeyReusedError(), "this Idempotency-Key was used before with another body"),
    (NotFoundError("message"), "no such message"),
    (NotAuthorisedError(), "not authorised"),
    (TamperedError("evidence entry 3"), "does not verify: evidence entry 3"),
    (PartnerUnreachableError("http-503"), "not delivered this time: http-503"),
    (PartnerRejectedError("wrong-oin"), "refused for good: wrong-oin"),
    (ConcurrencyError("messages"), "messages changed meanwhile"),
    (AlreadyRecordedError("inbox"), "inbox recorded before"),
    (StorageUnavailableError(), "storage unavailable"),
    (NotInTimeError("relay"), "waited too long for relay"),
]
BRANCHES: Final = {SchakelError, PartnerError, CallerError, TransientError}


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=[type(error).__name__ for error, _ in TEXTS])
def test_an_error_builds_its_own_text(error: SchakelError, text: str) -> None:
    assert str(error) == text


def test_no_leaf_is_forgotten_here() -> None:
    known = {type(error) for error, _ in TEXTS}
    tree = {kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, SchakelError)}
    assert tree - known == BRANCHES


@pytest.mark.parametrize(("error", "_text"), TEXTS, ids=[type(error).__name__ for error, _ in TEXTS])
def test_what_an_error_was_given_stands_beside_its_text(error: SchakelError, _text: str) -> None:
    given = [name for name in inspect.signature(type(error)).parameters if name not in {"args", "kwargs"}]
    assert all(getattr(error, name) for name in given)


def test_a_refused_certificate_is_the_partners_fault_and_a_rejected_delivery_is_nobodys() -> None:
    assert isinstance(CertificateRefusedError("revoked"), PartnerError)
    assert not isinstance(PartnerRejectedError("redirect"), PartnerError | CallerError | TransientError)
