"""Which tests name which rule: in their own name (`test_r045_`), or in what they ask and are given (`"R045"`)."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from tests.architecture.chapters import NUMBERS
from tests.architecture.house import Function, Module, modules

_IN_NAME: Final = re.compile(r"(?<=_)r\d{3}[a-z]?(?=_|$)")
_NUMBER: Final = re.compile(r"R\d{3}[a-z]?")


@cache
def rules_named() -> Mapping[str, tuple[str, ...]]:
    """Return for each rule the tests that name it, as `file::test`, in order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for module in modules("tests"):
        if not module.path.name.startswith("test_") or module.path.parts[1] == "architecture":
            continue
        for function in _tests(module):
            for number in _named(function):
                found[number].append(f"{module.path.relative_to('tests')}::{function.name}")
    return {number: tuple(found[number]) for number in NUMBERS}


def _tests(module: Module) -> Iterator[Function]:
    return (function for function in module.functions() if function.name.startswith("test_"))


def _named(function: Function) -> set[str]:
    in_name = {match.replace("r", "R") for match in _IN_NAME.findall(function.name)}
    texts = (node.value for node in ast.walk(function) if isinstance(node, ast.Constant))
    return in_name | {text for text in texts if isinstance(text, str) and _NUMBER.fullmatch(text)}
