"""Records of the store, valid and fictional; a test names only what it is about."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, Oin, PayloadId, ReferenceNumber
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction
from gateway.domain.parking import ParkingState, StepTaken, StepWanted
from gateway.ports import (
    InboxRecord,
    LayerRecord,
    MessageRecord,
    ParkedRecord,
    StepRecord,
    SubmissionRecord,
    Work,
    WorkKind,
)

AT: Final = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
OWN: Final = Oin.parse("00000099000000010000")
POLICE: Final = Oin.parse("00000099000000020000")
COUNCIL: Final = Oin.parse("00000099000000030000")
AGREEMENT: Final = AgreementId.parse("voorbeeld_1")
_numbers: Final = itertools.count(1)


def a_message(**changes: Any) -> MessageRecord:  # noqa: ANN401 - whichever fields a test is about
    """Return a queued outbound message; every call another one."""
    number = next(_numbers)
    record = MessageRecord(
        reference=ReferenceNumber.parse(f"ref-{number}"),
        direction=Direction.OUT,
        type=MessageType.MSG_01,
        service="VNG:Jeugdzorg:1:0:9",
        action="vtOntvangenZorgmelding",
        sender=OWN,
        receiver=POLICE,
        conversation=ConversationId.parse(f"gesprek-{number}"),
        cross_reference=None,
        agreement_id=AGREEMENT,
        agreement_digest="a" * 64,
        message_id=MessageId.parse(f"bericht-{number}@vt.example"),
        state=DeliveryState.QUEUED,
        recorded_at=AT,
        content=PayloadId.parse(f"inhoud-{number}"),
    )
    return replace(record, **changes)


def an_inbound_message(**changes: Any) -> MessageRecord:  # noqa: ANN401 - whichever fields a test is about
    """Return a message of the police that waits for the back office."""
    return a_message(
        **{
            "direction": Direction.IN,
            "sender": POLICE,
            "receiver": OWN,
            "state": ReceptionState.WAITING,
            **changes,
        }
    )


def some_work(**changes: Any) -> Work:  # noqa: ANN401 - whichever fields a test is about
    """Return work for the police that is due now; every call another piece."""
    work = Work(
        work_id=0,
        kind=WorkKind.DELIVER,
        partner=POLICE,
        subject=f"werk-{next(_numbers)}",
        agreement_id=AGREEMENT,
        attempts=0,
        due_at=AT,
        expires_at=AT + timedelta(hours=8),
    )
    return replace(work, **changes)


def an_entry(**changes: Any) -> EvidenceEntry:  # noqa: ANN401 - whichever fields a test is about
    """Return an entry of evidence."""
    entry = EvidenceEntry(
        type=EvidenceType.SUBMITTED,
        at=AT,
        subject="out/x/ref-1",
        actor=str(OWN),
        facts=(("soap-sha256", "b" * 64), ("agreement", "a" * 64)),
    )
    return replace(entry, **changes)


def an_inbox_record(**changes: Any) -> InboxRecord:  # noqa: ANN401 - whichever fields a test is about
    """Return what was answered to a message of the police."""
    record = InboxRecord(
        sender=POLICE,
        message_id=MessageId.parse(f"van-buiten-{next(_numbers)}@politie.example"),
        digest="c" * 64,
        agreement_id=AGREEMENT,
        answer=PayloadId.parse("antwoord-1"),
        subject=f"in/{POLICE}/ref-1",
        recorded_at=AT,
    )
    return replace(record, **changes)


def a_layer(record: MessageRecord, layer: Layer = Layer.TECHNICAL, **changes: Any) -> LayerRecord:  # noqa: ANN401 - whichever fields a test is about
    """Return an expected layer of a message."""
    return replace(LayerRecord(reference=record.reference, direction=record.direction, layer=layer), **changes)


def a_submission(**changes: Any) -> SubmissionRecord:  # noqa: ANN401 - whichever fields a test is about
    """Return what a key of a back office led to."""
    record = SubmissionRecord(
        client="zaaksysteem", key="sleutel-1", digest="d" * 64, reference=ReferenceNumber.parse("ref-1")
    )
    return replace(record, **changes)


def a_parked_message(**changes: Any) -> ParkedRecord:  # noqa: ANN401 - whichever fields a test is about
    """Return a message that waits for a removal and for a release; every call another one."""
    number = next(_numbers)
    record = ParkedRecord(
        reference=ReferenceNumber.parse(f"ref-{number}"),
        type=MessageType.MSG_34,
        receiver=POLICE,
        conversation=ConversationId.parse(f"gesprek-{number}"),
        client="zaaksysteem",
        author=None,
        state=ParkingState.WAITING,
        parked_at=AT,
        expires_at=AT + timedelta(days=1),
        wanted=(
            StepWanted(
                rule="R049",
                effect=Effect.STRIP,
                because="dit is niet nodig",
                repair="verwijder dit",
                elements=("dienst.bevinding",),
                expires_at=AT + timedelta(days=1),
            ),
            StepWanted(
                rule="R043",
                effect=Effect.HOLD,
                because="eerst overleg",
                repair="",
                roles=frozenset({StaffRole.GEDRAGSWETENSCHAPPER}),
                minimum_characters=20,
                expires_at=AT + timedelta(days=2, microseconds=1),
            ),
        ),
        content=PayloadId.parse(f"inhoud-{number}"),
    )
    return replace(record, **changes)


def a_step(record: ParkedRecord, **changes: Any) -> StepRecord:  # noqa: ANN401 - whichever fields a test is about
    """Return the first step about a parked message."""
    by = Employee(EmployeeId("m-17"), StaffRole.BEHANDELAAR)
    taken = StepTaken(rule="R049", effect=Effect.STRIP, by=by, at=AT, elements=("dienst.bevinding", "melder"))
    return replace(StepRecord(reference=record.reference, number=1, step=taken), **changes)
