"""The case book: what our own organisation recorded of a case, for the rules that ask what happened before.

Codes, numbers and moments only; a text about persons belongs in the file of the back office, which Schakel is not.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.domain.employees import EmployeeId
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind


class CaseFact(StrEnum):
    """What can be recorded of a case, each with the rule of domain-rules.md 3 that asks for it."""

    REPORT_REGISTERED = "melding-geregistreerd"  # R004
    REASONABLE_SUSPICION = "redelijk-vermoeden"  # R005
    CONVERTED_TO_ADVICE = "omgezet-in-advies"  # R006
    INTENTION_RECORDED = "intentie-vastgelegd"  # R007
    INFORMING_DELEGATED = "informeren-overgelaten"  # R044
    DELEGATION_CRITERIA_MET = "criteria-overlaten-vervuld"  # R044
    OTHER_MUNICIPALITY = "tweede-gemeente"  # R053
    GUARDIAN_INVOLVED = "gezinsvoogd-betrokken"  # R054
    TABLE_DECISION = "besluit-triagetafel"  # R032, R060
    REPORTER_IN_FOLLOW_UP = "melder-in-vervolg"  # R036
    CONSENT_WITHDRAWN = "toestemming-ingetrokken"  # R069
    RESTRICTED = "verwerking-beperkt"  # R128
    CLOSED = "zaak-gesloten"  # R086


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One fact of a case: that it holds, or holds no longer; the newest entry about the same thing counts.

    `about` narrows it to one person (by its `kenmerk`), party (by its OIN) or code; never to a name.
    """

    conversation: ConversationId
    fact: CaseFact
    holds: bool
    at: datetime
    by: EmployeeId
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """One message of the case that went or came before, and what the other party is.

    `reached` are the layers that are complete of a handover of ours; one that was refused is not among them.
    """

    type: MessageType
    direction: Direction
    reference: ReferenceNumber
    other: Oin
    other_kinds: frozenset[PartyKind]
    at: datetime
    cross_reference: ReferenceNumber | None = None
    reached: frozenset[Layer] = frozenset()
