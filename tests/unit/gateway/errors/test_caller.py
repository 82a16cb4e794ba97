from typing import Final

import pytest

from gateway.errors import (
    BundleRefusedError,
    DecryptionNotHeldError,
    InvalidDateError,
    InvalidIdentifierError,
    KeyReusedError,
    NoRouteError,
    NotAMessageError,
    NotAuthorisedError,
    NotFoundError,
    PolicyRefusedError,
    ResumedTooOftenError,
    RouteGuardError,
    SchakelError,
    StepNotAllowedError,
    TamperedError,
    VersionNotAgreedError,
    caller,
)
from tests.kit.error_texts import check_complete, check_text

TEXTS: Final[list[tuple[SchakelError, str]]] = [
    (BundleRefusedError("a.xsd: leeg", "b.xsd: leeg"), "a.xsd: leeg\nb.xsd: leeg"),
    (InvalidIdentifierError("Oin"), "not a valid Oin"),
    (InvalidDateError(), "not a date of the form YYYY, YYYY-MM or YYYY-MM-DD"),
    (StepNotAllowedError("expired", "receipt"), "nothing follows when receipt happens in state expired"),
    (NotAMessageError(("type: missing", "receiver: missing")), "type: missing; receiver: missing"),
    (PolicyRefusedError(("R002", "R015"), ("Nee.", "Ook niet.")), "refused by R002, R015"),
    (NoRouteError("MSG-01"), "no agreement in force carries MSG-01 to this receiver"),
    (RouteGuardError("receiver and agreement"), "addresses do not agree: receiver and agreement"),
    (KeyReusedError(), "this Idempotency-Key was used before with another body"),
    (DecryptionNotHeldError("00000099000000003000"), "decryption for 00000099000000003000 is not held"),
    (
        ResumedTooOftenError("00000099000000003000", 3),
        "decryption for 00000099000000003000 was resumed 3 times within a day; it resumes by itself",
    ),
    (NotFoundError("message"), "no such message"),
    (NotAuthorisedError(), "not authorised"),
    (TamperedError("evidence entry 3"), "does not verify: evidence entry 3"),
    (VersionNotAgreedError("MSG-13", "1.0.7", "1.0.9"), "R147: MSG-13 does not travel as 1.0.7; agree on 1.0.9"),
]


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=[type(error).__name__ for error, _ in TEXTS])
def test_an_error_builds_its_own_text_and_keeps_what_it_was_given(error: SchakelError, text: str) -> None:
    check_text(error, text)


def test_no_leaf_is_forgotten_here() -> None:
    check_complete(caller, TEXTS)
