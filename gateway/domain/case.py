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
    BSN_VERIFIED = "bsn-geverifieerd"  # R017, about a person
    MATCH_EXACT = "persoon-zeker-herkend"  # R021, about a person
    INFORMING_DELEGATED = "informeren-overgelaten"  # R044
    DELEGATION_CRITERIA_MET = "criteria-overlaten-vervuld"  # R044, about a person
    PARENT_WITH_AUTHORITY = "gezagdrager"  # R050, about a person
    OTHER_MUNICIPALITY = "tweede-gemeente"  # R053
    GUARDIAN_INVOLVED = "gezinsvoogd-betrokken"  # R054
    PERSONALLY_INVOLVED = "persoonlijk-betrokken"  # R055, about an organisation
    FILE_TO_CLOSE = "besluit-dossier-sluiten"  # R059
    TABLE_DECISION = "besluit-triagetafel"  # R032, R060
    RIGHT_PLACE = "woonplaats-nagegaan"  # R065, about an organisation
    TRIAGE_FINISHED = "triage-afgerond"  # R061
    JOINT_ACTION = "acuut-samen-optreden"  # R066a
    REPORTER_HIDDEN = "melder-verborgen"  # R029
    REPORTER_REACHABLE = "melder-bereikbaar"  # R033, about the receiver (OIN)
    INFORMANT = "informant"  # R037, about the receiver (OIN)
    FEEDBACK_ARRANGED = "terugkoppeling-afgesproken"  # R037, about the receiver (OIN)
    REPORTER_INVOLVED = "melder-zelf-betrokken"  # R039, about the receiver (OIN)
    REPORTER_IN_FOLLOW_UP = "melder-in-vervolg"  # R036
    INCAPABLE = "wilsonbekwaam"  # R068, about a person
    CONSENT_WITHDRAWN = "toestemming-ingetrokken"  # R069
    MONITORING_ACTIVE = "monitoring-loopt"  # R070, R071
    CLOSING_AGREED = "afsluiten-afgestemd"  # R070
    DELEGATED = "casusregie-uitbesteed"  # R071
    ASSIGNED = "toegewezen"  # R071a, about an employee
    INVOLVEMENT_KNOWN = "betrokkenheid-bekend"  # R074, about an organisation
    OWN_CASE_WITHIN_TERM = "eigen-zaak-binnen-termijn"  # R075, R076
    QUESTION_ASKED = "vraag-gesteld"  # R079, about the code of a question
    LETTER_TELLS = "brief-vermeldt"  # R120, about one of its five subjects
    SAFE_CHANNEL = "veilig-kanaal"  # R122, about a person
    ACCESS_WEIGHED = "inzage-afgewogen"  # R125, R126, about a person
    RESTRICTED = "verwerking-beperkt"  # R128, about a person
    CLOSED = "zaak-gesloten"  # R086
    CONTACT_CONSENT = "toestemming-contactgegevens"  # R096a, about the person (kenmerk)
    VT_CONSULTED = "veilig-thuis-geraadpleegd"  # R101a
    OWN_CONTACTS = "eigen-contacten"  # R104
    BOARD_CALLED = "raad-gebeld"  # R108
    PURPOSE_TESTED = "doel-getoetst"  # R112
    SUPPLIER_CONSENT = "toestemming-verstrekker"  # R113
    RESULT_TESTED = "resultaat-getoetst"  # R115, about the receiver (OIN)
    HEALTH_GROUND = "grond-gezondheidsgegevens"  # R116
    SUPPLIER_CONDITION = "voorwaarde-verstrekker"  # R117, about the source (bron)
    REUSE_CONSENT = "toestemming-hergebruik"  # R119
    ACCESS_BLOCKED = "toegang-geblokkeerd"  # R150, about the employee


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One fact of a case: that it holds, or holds no longer; the newest entry about the same thing counts.

    `about` narrows it to one person (by its `kenmerk`), party (by its OIN), employee (by number) or code; never to a
    name.
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
    `other_name` is what the register calls the other party, empty when it knows none.
    """

    type: MessageType
    direction: Direction
    reference: ReferenceNumber
    other: Oin
    other_kinds: frozenset[PartyKind]
    at: datetime
    cross_reference: ReferenceNumber | None = None
    reached: frozenset[Layer] = frozenset()
    other_name: str = ""
