"""Whoever leaves a check out says why, where it is left out."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from typing import Final

from tests.architecture.house import FLOORS, Module, modules

_LEAVES_OUT: Final = re.compile(r"(pytest\.)?(mark\.)?(skip|skipif|xfail|importorskip)")
_CODES: Final = r"[A-Z]+\d+(, *[A-Z]+\d+)*"
_SILENCES: Final = re.compile(
    rf"noqa(: *{_CODES})?|type: *ignore(\[[\w, -]+\])?|pragma: *no (cover|branch)|(mypy|ruff): *[\w-]+"
)


def _has_reason(call: ast.Call) -> bool:
    """Tell whether skip, skipif, xfail or importorskip was given words: `reason=`, or the text of pytest.skip."""
    said = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
    if ast.unparse(call.func) == "pytest.skip":
        said += call.args[:1]
    return any(not isinstance(words, ast.Constant) or len(str(words.value).split()) > 1 for words in said)


def _skips_without_reason(module: Module) -> Iterator[str]:
    tree = module.tree
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not _LEAVES_OUT.fullmatch(ast.unparse(node)):
            continue
        if id(node) not in calls or not _has_reason(calls[id(node)]):
            yield f"{module.path}:{node.lineno} {ast.unparse(node)}"


def _says_why(comment: str) -> bool:
    """Tell whether a comment that silences a check holds words besides."""
    return len(re.findall(r"\w{2,}", _SILENCES.sub("", comment))) > 1


def _comments(module: Module) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_every_test_that_is_left_out_says_why() -> None:
    found = [place for module in modules("tests") for place in _skips_without_reason(module)]
    assert not found, "give a reason in words, or ask for `needs_tool` or `standards`:\n" + "\n".join(found)


def test_every_silenced_check_says_why() -> None:
    found = [
        f"{module.path}:{line} {comment}"
        for module in modules(*FLOORS, "tests")
        for line, comment in _comments(module)
        if _SILENCES.search(comment) and not _says_why(comment)
    ]
    assert not found, "write the rule and then the reason (`# noqa: S324 - only compared`):\n" + "\n".join(found)
