"""What stands for a bad input of reliability-security.md 3: number, what it is, what must come of it, and its cases.

A case goes by the end of its id or of its test's name: `61-no-boundary`, or `test_28_without_a_certificate_nobody_...`
as `without-a-certificate`, which may be cut short. tests/integration/test_bad_inputs_numbers.py holds table and tests
together.
"""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What comes of a bad input, in the words of the reference where it has one."""

    # The connection ends without a word; nothing was read.
    CLOSE = "CLOSE"
    # Nobody is identified: HTTP 500 and a SOAP Fault that is always the same.
    FAULT = "Fault"
    # Codes of ebMS: in a signed MessageError, or where nobody is identified in the text of the Fault.
    SF = "SecurityFailure"
    MIME = "MimeProblem"
    VNR = "ValueNotRecognized"
    INC = "Inconsistent"
    NS = "NotSupported"
    TTL = "TimeToLiveExpired"
    # Accepted, acknowledged, and there for the back office.
    OK = "OK"
    # The stored first answer, and no second effect.
    ACK0 = "ACK0"
    # HTTP 413 before anything is read.
    TOO_LARGE = "413"
    # Kept in the chain of evidence for a human; nobody is told and no state changes.
    RECORDED = "recorded"
    # Acknowledged, and answered with a functional fault; the back office sees nothing.
    CONTENT = "content"
    # A delivery of ours ends for good, and the back office is told why.
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class BadInput:
    """One number. `instead` is what we answer where that is not what the reference prints, and `because` is why."""

    number: int
    what: str
    expected: tuple[Answer, ...]
    cases: str
    instead: tuple[Answer, ...] = ()
    because: str = ""
