"""What the documents point at exists, and the words of the domain are in the glossary."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.house import ROOT, files, modules

_LINK: Final = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|!\[[^\]]*\]\(([^)\s]+)[^)]*\)")
_CODE: Final = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_GLOSSARY: Final = ROOT / "docs" / "glossary.md"


def _documents() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def _text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _anchors(text: str) -> set[str]:
    """Return the anchors of the headings: lower case, no punctuation, hyphens for spaces."""
    headings = re.findall(r"(?m)^#{1,6} +(.+?) *$", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _broken(path: Path) -> Iterator[str]:
    for found in _LINK.finditer(_CODE.sub("", _text(path))):
        target, _, anchor = (found[1] or found[2]).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        goal = (ROOT / path.parent / target).resolve() if target else ROOT / path
        if not goal.exists():
            yield f"{path}: {target} does not exist"
        elif anchor and goal.suffix == ".md" and anchor not in _anchors(goal.read_text(encoding="utf-8")):
            yield f"{path}: {target}#{anchor} is no heading there"


def test_every_link_in_a_document_leads_somewhere() -> None:
    broken = [fault for path in _documents() for fault in _broken(path)]
    assert not broken, "\n".join(broken)


def test_every_decision_is_numbered_once_and_says_what_was_given_up() -> None:
    decisions = [path for path in _documents() if path.parent == Path("docs/adr")]
    numbers = [path.name[:4] for path in decisions]
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name) for path in decisions), "docs/adr/NNNN-short-title.md"
    assert len(set(numbers)) == len(numbers), f"a number is used twice: {sorted(numbers)}"
    parts = {"Question", "Forces", "Options", "Choice", "What we give up"}
    for path in decisions:
        missing = parts - set(re.findall(r"(?m)^## (.+?) *$", _text(path)))
        assert not missing, f"{path} lacks: {sorted(missing)}"


def test_the_glossary_lists_every_public_class_of_the_domain() -> None:
    assert _GLOSSARY.exists(), "docs/glossary.md is missing: one word per thing, each with its class in backticks"
    listed = set(re.findall(r"`([A-Za-z]\w*)`", _GLOSSARY.read_text(encoding="utf-8")))
    missing = [
        f"{node.name} ({module.path})"
        for module in modules("gateway")
        if module.name.startswith("gateway.domain")
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name not in listed
    ]
    assert not missing, "not in docs/glossary.md (write the name in backticks):\n" + "\n".join(missing)
