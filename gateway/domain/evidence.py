"""Evidence: entries of a chain that an outsider can check, written in the commit they describe (D23)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

# The actor of what is done at the command line: no back office has a certificate for it.
COMMAND_LINE: Final = "schakel-cli"
# What evidence about decryption for one partner is kept under, with the OIN behind it.
DECRYPTION: Final = "decryption/"
# Version of the canonical form of an entry; a verifier keeps reading older ones.
ENTRY_VERSION: Final = 1


class EvidenceType(StrEnum):
    """What an entry says happened, in the past tense (docs/audit-events.md lists them)."""

    SUBMITTED = "submitted"
    POLICY_DECIDED = "policy-decided"
    SEALED = "sealed"
    ATTEMPTED = "attempted"
    RECEIVED = "received"
    DUPLICATE_RECEIVED = "duplicate-received"
    RECEIPT_RECEIVED = "receipt-received"
    REFUSAL_RECEIVED = "refusal-received"
    REFUSAL_UNPROVEN = "refusal-unproven"
    DELIVERY_ENDED = "delivery-ended"
    LAYER_COMPLETED = "layer-completed"
    TAKEN = "taken"
    CONFIRMED = "confirmed"
    SECURITY_REFUSED = "security-refused"
    DECRYPTION_FAILED = "decryption-failed"
    DECRYPTION_RESUMED = "decryption-resumed"
    CONTRADICTED = "contradicted"
    MESSAGE_PARKED = "message-parked"
    STEP_TAKEN = "step-taken"
    MESSAGE_RELEASED = "message-released"
    PARKED_ENDED = "parked-ended"
    CASE_RECORDED = "case-recorded"
    AGREEMENT_CHANGED = "agreement-changed"
    KEYS_CHANGED = "keys-changed"
    CLOCK_PUT_BACK = "clock-put-back"
    QUESTION_ASKED = "question-asked"
    QUESTION_SENT = "question-sent"
    ANSWER_RECEIVED = "answer-received"
    ANSWER_REFUSED = "answer-refused"


def decryption_of(partner: str) -> str:
    """Return the subject of evidence that a partner (OIN) is decrypted again."""
    return f"{DECRYPTION}{partner}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """One fact before it is chained: identifiers and digests only, no content.

    `subject` is our reference number or the transport MessageId it is about; `actor` an OIN or a back office's name;
    `facts` are pairs of a name and a digest, code or identifier, in the order they are written.
    """

    type: EvidenceType
    at: datetime
    subject: str
    actor: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedEntry:
    """An entry in its place: gapless `sequence`, and digests (hex SHA-256) over the canonical form and the chain."""

    sequence: int
    entry: EvidenceEntry
    previous: str
    digest: str
