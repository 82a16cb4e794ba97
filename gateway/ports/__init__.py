"""What the rooms need from outside, in the rooms' own words. Each has one real implementation and one fake."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.ports.doors import (
    HEAVY,
    Agreements,
    CarriedServices,
    Clock,
    Parties,
    PartnerChannel,
    Randomness,
    References,
    Regions,
    Schemas,
    Signer,
    Spool,
    Spools,
    Staff,
    Steps,
    Trust,
    Workbench,
)
from gateway.ports.records import (
    InboxRecord,
    LayerRecord,
    MessageRecord,
    ParkedRecord,
    SentReferences,
    StepRecord,
    SubmissionRecord,
    Work,
    WorkKind,
)
from gateway.ports.store import UnitOfWork

__all__ = [
    "HEAVY",
    "Agreements",
    "CarriedServices",
    "Clock",
    "InboxRecord",
    "LayerRecord",
    "MessageRecord",
    "ParkedRecord",
    "Parties",
    "PartnerChannel",
    "Ports",
    "Randomness",
    "References",
    "Regions",
    "Schemas",
    "SentReferences",
    "Signer",
    "Spool",
    "Spools",
    "Staff",
    "StepRecord",
    "Steps",
    "SubmissionRecord",
    "Trust",
    "UnitOfWork",
    "Work",
    "WorkKind",
    "Workbench",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything a flow may reach, built once by the front door."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    randomness: Randomness
    signer: Signer
    trust: Trust
    workbench: Workbench
    channel: PartnerChannel
    spools: Spools
    agreements: Agreements
    carried: CarriedServices
    parties: Parties
    references: References
    regions: Regions
    staff: Staff
    schemas: Schemas
    steps: Steps
