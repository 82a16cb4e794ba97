"""House style 8: one tree of errors, and every leaf with a code that never changes."""

import ast
import re
from collections import Counter
from typing import Final

from gateway import errors
from gateway.errors import SchakelError
from tests.architecture.house import FLOORS, ROOT, modules

# Partners, back offices and dashboards know these: one may come, none is renamed, none goes without a CHANGELOG line.
_KNOWN: Final = ROOT / "tests" / "architecture" / "error_codes.txt"


def _tree() -> list[type[SchakelError]]:
    return [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SchakelError)]


def test_every_error_has_a_code_of_its_own() -> None:
    without = [kind.__name__ for kind in _tree() if "code" not in vars(kind)]
    assert not without, f"no code of their own: {without}"
    twice = [code for code, count in Counter(kind.code for kind in _tree()).items() if count > 1]
    assert not twice, f"used twice: {twice}"


def test_every_code_is_lower_case_words_with_hyphens() -> None:
    odd = [kind.code for kind in _tree() if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", kind.code)]
    assert not odd, f"not of the form words-with-hyphens: {odd}"


def test_every_error_is_named_an_error() -> None:
    odd = [kind.__name__ for kind in _tree() if not kind.__name__.endswith("Error")]
    assert not odd, f"not named ...Error: {odd}"


def test_codes_are_stable() -> None:
    known = set(_KNOWN.read_text(encoding="utf-8").split())
    codes = {kind.code for kind in _tree()}
    gone, new = sorted(known - codes), sorted(codes - known)
    assert not gone, f"others rely on these codes, and they are gone from gateway/errors: {gone}"
    assert not new, f"add to {_KNOWN.relative_to(ROOT)}: {new}"


def test_errors_live_in_one_tree() -> None:
    strays = [
        f"{module.path}:{node.lineno} {node.name}"
        for module in modules(*FLOORS)
        if not module.name.startswith("gateway.errors")
        for node in module.nodes(ast.ClassDef)
        if any(re.search(r"(Error|Exception)$", ast.unparse(base)) for base in node.bases)
    ]
    assert not strays, "errors belong in gateway/errors:\n" + "\n".join(strays)
