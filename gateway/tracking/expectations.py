"""Acknowledgement layers: which a message expects, which an arriving message completes, what they add up to."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Besluit
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Message


class LayerState(StrEnum):
    """Where one layer stands, and what all of them add up to."""

    OPEN = "open"
    COMPLETE = "complete"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Completion:
    """What an arriving message does to a layer of the message it refers to."""

    layer: Layer
    state: LayerState


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerProgress:
    """One layer: expected or not, where it stands, since when and by which message."""

    layer: Layer
    expected: bool = True
    state: LayerState = LayerState.OPEN
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The layers of one message, in the order T, R, C, B."""

    layers: tuple[LayerProgress, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a message's layers add up to; a message is only closed when every expected layer has arrived (2.9)."""

    state: LayerState
    layers: tuple[LayerProgress, ...]


_ORDER: Final = tuple(Layer)
# Faults refuse what a receipt would have confirmed (2.0): Fo01 stands against Bv01.
_FAULTS: Final = frozenset({MessageType.TEC_04, MessageType.TEC_12})


def expected_layers(kind: MessageType) -> tuple[Layer, ...]:
    """Return the layers that a message of this type waits for."""
    return tuple(layer for layer in _ORDER if layer in CATALOGUE[kind].layers)


def completions(arrived: Message, referred: MessageType) -> tuple[Completion, ...]:
    """Return what an arriving message does to the layers of the message its cross-reference names."""
    header = arrived.header
    if header.cross_reference is None:
        return ()
    if header.type in _FAULTS:
        return (Completion(Layer.RECEIPT, LayerState.REFUSED),)
    layers = (layer for kind, layer in CATALOGUE[header.type].fulfils if kind is referred)
    return tuple(Completion(layer, _state_of(arrived, layer)) for layer in layers)


def begin(kind: MessageType) -> Progress:
    """Return where a message of this type stands when it leaves."""
    return Progress(tuple(LayerProgress(layer=layer) for layer in expected_layers(kind)))


def advance(progress: Progress, completion: Completion, *, at: datetime, by: str) -> Progress:
    """Return where it stands after the arrival: no layer counts as another, and the first arrival stands (R062)."""
    layers_by_name = {item.layer: item for item in progress.layers}
    item = layers_by_name.get(completion.layer, LayerProgress(layer=completion.layer, expected=False))
    if item.state is not LayerState.OPEN:
        return progress
    layers_by_name[item.layer] = replace(item, state=completion.state, at=at, by=by)
    return Progress(tuple(layers_by_name[layer] for layer in _ORDER if layer in layers_by_name))


def summary(progress: Progress) -> Summary:
    """Return what the layers add up to: one refusal refuses, one expected layer that is open keeps all open."""
    found = {item.state for item in progress.layers if item.expected or item.state is LayerState.REFUSED}
    verdict = next((item for item in (LayerState.REFUSED, LayerState.OPEN) if item in found), LayerState.COMPLETE)
    return Summary(verdict, progress.layers)


def _state_of(arrived: Message, layer: Layer) -> LayerState:
    """MSG-33 accepts or refuses; every other message completes by being there."""
    answer = arrived.content.acceptatie
    refused = layer is Layer.ACCEPTANCE and answer is not None and answer.besluit is Besluit.GEWEIGERD
    return LayerState.REFUSED if refused else LayerState.COMPLETE
