"""The house as its own tests see it: files, modules and functions, read from the source and never imported."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

ROOT: Final = Path(__file__).resolve().parents[2]
FLOORS: Final = ("gateway", "adapters")

_TOOLS: Final = {".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
_NOT_OURS: Final = {".git", ".venv", "__pycache__", *_TOOLS}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file."""

    path: Path  # from the root

    @property
    def text(self) -> str:
        """Return the source."""
        return (ROOT / self.path).read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        """Return the source as a tree."""
        return ast.parse(self.text, filename=str(self.path))

    @property
    def name(self) -> str:
        """Return the dotted name; a package goes by the name of its folder."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def is_package_file(self) -> bool:
        """Tell whether this is an __init__.py."""
        return self.path.name == "__init__.py"

    def functions(self) -> list[Function]:
        """Return every function, however deep."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        """Yield every node of a kind."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))


@cache
def files() -> tuple[Path, ...]:
    """Return every file that belongs to the repository or is about to, from the root."""
    listed = _from_git() if shutil.which("git") else set()
    return tuple(sorted(path for path in listed or _from_folders(ROOT) if (ROOT / path).is_file()))


def _from_git() -> set[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout
    return {Path(name) for name in listed.split("\0") if name}


def _from_folders(folder: Path) -> set[Path]:
    """Return what stands in the folders themselves: an unpacked archive has no git."""
    names = {path for path in folder.iterdir() if path.name not in _NOT_OURS and path.suffix != ".egg-info"}
    inner = [_from_folders(path) for path in names if path.is_dir()]
    return {path.relative_to(ROOT) for path in names if path.is_file()}.union(*inner)


def modules(*folders: str) -> list[Module]:
    """Return every Python file below these folders."""
    return [Module(path) for path in files() if path.suffix == ".py" and path.parts[0] in folders]
