"""What may be seen of a message: its state, its layers and what they add up to, never its content."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.http.office_answers import followed_as_json
from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, Oin, PayloadId, ReferenceNumber
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction
from gateway.flows.queries import Followed
from gateway.ports import LayerRecord, MessageRecord

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REFERENCE = ReferenceNumber("3f0f6a34-8f5b-4a5e-9d1c-6a1f0c2b7d01")


def _followed(state: DeliveryState | ReceptionState, **completed_at: datetime | None) -> Followed:
    record = MessageRecord(
        reference=REFERENCE,
        direction=Direction.OUT,
        type=MessageType.MSG_01,
        service="VNG:Jeugdzorg:1:0:9",
        action="vt",
        sender=Oin("00000099000000003000"),
        receiver=Oin("00000099000000001000"),
        conversation=ConversationId("gesprek"),
        cross_reference=None,
        agreement_id=AgreementId("afspraak"),
        agreement_digest="0" * 64,
        message_id=MessageId("een@politie.example"),
        state=state,
        recorded_at=AT,
        content=PayloadId("inhoud"),
    )
    layers = [
        LayerRecord(reference=REFERENCE, direction=Direction.OUT, layer=Layer(name), completed_at=at)
        for name, at in completed_at.items()
    ]
    return Followed(record=record, layers=tuple(layers), evidence=())


@pytest.mark.parametrize(
    ("state", "layers", "verdict"),
    [
        (DeliveryState.QUEUED, {"T": None, "R": None}, "open"),
        (DeliveryState.DELIVERED, {"T": AT, "R": None}, "open"),
        (DeliveryState.DELIVERED, {"T": AT, "R": AT}, "complete"),
        (DeliveryState.DELIVERED, {}, "complete"),
        (DeliveryState.REFUSED, {"T": None}, "refused"),
        (DeliveryState.FAILED, {"T": None}, "refused"),
        (DeliveryState.EXPIRED, {"T": None}, "refused"),
        (ReceptionState.WAITING, {}, "complete"),
    ],
)
def test_the_verdict_is_what_state_and_layers_add_up_to(
    state: DeliveryState | ReceptionState, layers: dict[str, datetime | None], verdict: str
) -> None:
    assert followed_as_json(_followed(state, **layers))["verdict"] == verdict


def test_a_layer_that_was_refused_refuses_the_message() -> None:
    followed = _followed(DeliveryState.DELIVERED, T=AT, C=AT)
    technical, acceptance = followed.layers
    refused = replace(followed, layers=(technical, replace(acceptance, refused=True)))
    assert followed_as_json(refused)["verdict"] == "refused"


def test_a_layer_says_when_it_was_completed_in_utc() -> None:
    document = followed_as_json(_followed(DeliveryState.DELIVERED, T=AT, R=None))
    assert document["layers"] == [
        {"layer": "T", "completedAt": "2026-11-23T09:00:00Z"},
        {"layer": "R", "completedAt": None},
    ]


def test_nothing_of_the_content_nor_where_it_is_kept_is_shown() -> None:
    shown = repr(followed_as_json(_followed(DeliveryState.QUEUED)))
    assert "inhoud" not in shown
    assert "afspraak" not in shown
