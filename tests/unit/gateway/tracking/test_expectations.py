from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.content import Acceptatie, Besluit, Content
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Message
from gateway.tracking import (
    Completion,
    LayerState,
    advance,
    begin,
    completions,
    expected_layers,
    summary,
)
from tests.kit.policy_cases import AT, EARLIER, LOCAL_FIELD, VT, message

M = MessageType
LATER = AT + timedelta(hours=1)
RECEIVED = Completion(Layer.RECEIPT, LayerState.COMPLETE)


def _answer(kind: MessageType, content: Content | None = None, refers: ReferenceNumber | None = EARLIER) -> Message:
    answer = message(kind, content or Content(), LOCAL_FIELD, VT)
    return replace(answer, header=replace(answer.header, cross_reference=refers))


def _decision(decision: Besluit) -> Message:
    return _answer(M.MSG_33, Content(acceptatie=Acceptatie(besluit=decision)))


@pytest.mark.parametrize(
    ("kind", "layers"),
    [(M.MSG_34, "TRB"), (M.MSG_35, "TRCB"), (M.MSG_13, "TB"), (M.MSG_40, "T"), (M.TEC_02, "")],
)
def test_a_message_expects_the_layers_of_its_row_in_order(kind: MessageType, layers: str) -> None:
    assert "".join(expected_layers(kind)) == layers


@pytest.mark.parametrize(
    ("arrived", "referred", "layers"),
    [
        (M.TEC_02, M.MSG_01, [Layer.RECEIPT]),
        (M.MSG_40, M.MSG_35, [Layer.RECEIPT]),
        (M.MSG_49, M.MSG_34, [Layer.RECEIPT]),
        (M.MSG_41, M.MSG_34, [Layer.BUSINESS]),
        (M.MSG_40, M.MSG_01, []),
        (M.TEC_02, M.MSG_34, []),
    ],
)
def test_a_message_completes_the_layers_that_the_catalogue_says(
    arrived: MessageType, referred: MessageType, layers: list[Layer]
) -> None:
    assert completions(_answer(arrived), referred) == tuple(Completion(layer, LayerState.COMPLETE) for layer in layers)


def test_an_acceptance_completes_and_a_refusal_refuses() -> None:
    assert completions(_decision(Besluit.AANVAARD), M.MSG_35) == (Completion(Layer.ACCEPTANCE, LayerState.COMPLETE),)
    assert completions(_decision(Besluit.GEWEIGERD), M.MSG_35) == (Completion(Layer.ACCEPTANCE, LayerState.REFUSED),)


def test_a_body_accepts_and_answers_in_one_message() -> None:
    assert [item.layer for item in completions(_answer(M.MSG_11), M.MSG_38)] == [Layer.ACCEPTANCE, Layer.BUSINESS]


@pytest.mark.parametrize("fault", [M.TEC_04, M.TEC_12])
def test_a_fault_refuses_the_receipt(fault: MessageType) -> None:
    assert completions(_answer(fault), M.MSG_01) == (Completion(Layer.RECEIPT, LayerState.REFUSED),)


def test_a_message_that_refers_to_nothing_completes_nothing() -> None:
    assert completions(_answer(M.MSG_40, refers=None), M.MSG_34) == ()


def test_a_message_begins_with_every_expected_layer_open() -> None:
    progress = begin(M.MSG_35)
    assert [item.layer for item in progress.layers] == list(Layer)
    assert {item.state for item in progress.layers} == {LayerState.OPEN}
    assert summary(progress).state is LayerState.OPEN


def test_no_layer_ever_counts_as_another() -> None:
    progress = advance(begin(M.MSG_35), RECEIVED, at=AT, by="m-1")
    assert [(item.layer, item.state) for item in progress.layers] == [
        (Layer.TECHNICAL, LayerState.OPEN),
        (Layer.RECEIPT, LayerState.COMPLETE),
        (Layer.ACCEPTANCE, LayerState.OPEN),
        (Layer.BUSINESS, LayerState.OPEN),
    ]
    assert summary(progress).state is LayerState.OPEN


def test_the_first_arrival_stands() -> None:
    first = advance(begin(M.MSG_34), RECEIVED, at=AT, by="m-1")
    assert advance(first, RECEIVED, at=LATER, by="m-2") == first
    assert advance(first, Completion(Layer.RECEIPT, LayerState.REFUSED), at=LATER, by="m-3") == first


def test_a_message_is_complete_when_every_expected_layer_has_arrived() -> None:
    progress = begin(M.MSG_34)
    for layer in expected_layers(M.MSG_34):
        assert summary(progress).state is LayerState.OPEN
        progress = advance(progress, Completion(layer, LayerState.COMPLETE), at=AT, by=f"m-{layer}")
    found = summary(progress)
    assert found.state is LayerState.COMPLETE
    assert [(item.at, item.by) for item in found.layers] == [(AT, "m-T"), (AT, "m-R"), (AT, "m-B")]


def test_a_layer_that_was_not_expected_is_shown_in_its_place_and_awaited_by_nobody() -> None:
    progress = advance(begin(M.MSG_34), Completion(Layer.ACCEPTANCE, LayerState.COMPLETE), at=AT, by="m-1")
    assert [item.layer for item in progress.layers] == list(Layer)
    assert [item.expected for item in progress.layers] == [True, True, False, True]


def test_one_refusal_refuses_also_where_acceptance_was_not_expected() -> None:
    progress = advance(begin(M.MSG_34), Completion(Layer.ACCEPTANCE, LayerState.REFUSED), at=AT, by="m-1")
    assert summary(progress).state is LayerState.REFUSED


def test_a_message_that_expects_nothing_is_complete_at_once() -> None:
    assert summary(begin(M.TEC_02)).state is LayerState.COMPLETE
