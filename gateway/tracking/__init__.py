"""The clock room: which acknowledgements a message still waits for."""

from gateway.tracking.expectations import (
    Completion,
    LayerProgress,
    LayerState,
    Progress,
    Summary,
    advance,
    begin,
    completions,
    expected_layers,
    summary,
)

__all__ = [
    "Completion",
    "LayerProgress",
    "LayerState",
    "Progress",
    "Summary",
    "advance",
    "begin",
    "completions",
    "expected_layers",
    "summary",
]
