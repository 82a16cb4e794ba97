"""Every event, field and outcome that the house writes stands in the allow-list of the log, so that none is dropped."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from adapters.telemetry.allowed import EVENTS, FIELDS
from adapters.telemetry.fields import code_of
from tests.architecture.house import Module, modules

# Errors that carry a word of a closed list: an outcome class, or a reason.
_REASONED: Final = frozenset(
    {
        "PartnerUnreachableError",
        "PartnerRejectedError",
        "MimeRefusedError",
        "XmlRefusedError",
        "SecurityRefusedError",
        "CertificateRefusedError",
        "ReceiptRefusedError",
    }
)


def _calls(module: Module) -> Iterator[ast.Call]:
    """Yield the calls of `event` and `failed` on a log."""
    for call in module.nodes(ast.Call):
        if re.search(r"\b_?log\.(event|failed)$", ast.unparse(call.func)):
            yield call


def _constants(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Yield the whole texts in these expressions; pieces of a text put together are none."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif not isinstance(node, ast.JoinedStr):
            yield from _constants(list(ast.iter_child_nodes(node)))


def test_every_event_is_listed() -> None:
    found = {
        f"{module.path}:{call.lineno} {name}"
        for module in modules("adapters")
        for call in _calls(module)
        for name in _constants(call.args[:1])
        if name not in EVENTS
    }
    assert not found, f"add to EVENTS in adapters/telemetry/allowed.py: {sorted(found)}"


def test_every_field_is_listed() -> None:
    found = {
        f"{module.path}:{call.lineno} {keyword.arg}"
        for module in modules("adapters")
        for call in _calls(module)
        for keyword in call.keywords
        if keyword.arg is not None and keyword.arg not in FIELDS
    }
    assert not found, f"add to FIELDS in adapters/telemetry/allowed.py, with its kind: {sorted(found)}"


def test_every_word_for_how_something_ended_is_known() -> None:
    returned = {
        (f"{module.path}:{node.lineno}", word)
        for module in modules("gateway")
        if module.name == "gateway.flows.deliver"
        for node in module.nodes(ast.Return)
        for word in _constants([node.value] if node.value else [])
    }
    raised = {
        (f"{module.path}:{call.lineno}", word)
        for module in modules("gateway", "adapters")
        for call in module.nodes(ast.Call)
        if ast.unparse(call.func) in _REASONED and not module.name.startswith("adapters.simulator")
        for word in _constants(call.args)
    }
    strange = sorted(f"{place} {word}" for place, word in returned | raised if code_of(word) is None)
    assert not strange, f"add to the words in adapters/telemetry/allowed.py: {strange}"


def test_every_operation_and_door_is_a_known_word() -> None:
    strange = {
        f"{module.path}:{call.lineno} {word}"
        for module in modules("adapters")
        for call in module.nodes(ast.Call)
        if ast.unparse(call.func) in {"Operation", "Door"}
        for word in _constants([keyword.value for keyword in call.keywords if keyword.arg == "name"])
        if code_of(word) is None
    }
    assert not strange, f"add to the words in adapters/telemetry/allowed.py: {sorted(strange)}"
