"""Every library stands behind one door, is declared, and is the version that was locked."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.house import FLOORS, ROOT, Module, modules

# Which doors may touch which technology. The gateway's own rooms are held by the contracts in pyproject.toml.
DOORS: Final = {
    "aiohttp": ("adapters.http",),
    "alembic": ("adapters.database",),
    "asn1crypto": ("adapters.keys",),
    "click": ("adapters.cli",),
    "cryptography": ("adapters.evidence", "adapters.keys", "adapters.simulator"),
    "logging": ("adapters.telemetry",),
    "lxml": ("adapters.schemas",),
    "openpyxl": ("adapters.references",),
    "prometheus_client": ("adapters.telemetry",),
    "pydantic": ("adapters.config", "adapters.http", "adapters.partners"),
    "pyhanko_certvalidator": ("adapters.keys",),
    "rich": ("adapters.cli", "adapters.simulator"),
    "sqlalchemy": ("adapters.database",),
    "sqlite3": ("adapters.database",),
    "structlog": ("adapters.telemetry",),
}


def _imports(module: Module) -> Iterator[str]:
    """Yield the first name of everything that the module imports from outside the house."""
    names = [alias.name for node in module.nodes(ast.Import) for alias in node.names]
    names += [node.module or "" for node in module.nodes(ast.ImportFrom)]
    yield from {name.partition(".")[0] for name in names} - {*FLOORS}


def _declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def _is_behind(module: Module, doors: tuple[str, ...]) -> bool:
    return any(f"{module.name}.".startswith(f"{door}.") for door in doors)


def test_every_technology_stays_behind_its_door() -> None:
    strays = [
        f"{module.path} imports {name}; it belongs to {', '.join(DOORS[name]) if name in DOORS else 'no door yet'}"
        for module in modules("adapters")
        for name in sorted(_imports(module))
        if (name in DOORS or name not in sys.stdlib_module_names) and not _is_behind(module, DOORS.get(name, ()))
    ]
    assert not strays, (
        "a door has one technology, and a technology one door (docs/adr holds exceptions):\n" + "\n".join(strays)
    )


def test_the_project_declares_what_it_imports_and_nothing_else() -> None:
    imported = {name for module in modules(*FLOORS) for name in _imports(module)} - sys.stdlib_module_names
    known = packages_distributions()
    used = {canonicalize_name(known.get(name, [name])[0]) for name in imported}
    declared = {canonicalize_name(requirement.name) for requirement in _declared()}
    assert not used - declared, f"imported, not in pyproject.toml: {sorted(used - declared)}"
    assert not declared - used, f"in pyproject.toml, never imported: {sorted(declared - used)}"


def test_the_lock_satisfies_what_is_declared() -> None:
    text = (ROOT / "deploy" / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"(?m)^([a-z0-9][\w.-]*)==([^\s;]+)", text))
    stale = [
        str(requirement)
        for requirement in _declared()
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]
    assert not stale, f"run `make lock`; the lock does not hold: {stale}"


def test_the_check_set_holds_the_very_versions_that_run() -> None:
    folder = ROOT / "deploy" / "requirements"
    pins = [set(re.findall(r"(?m)^\S+==\S+", (folder / name).read_text())) for name in ("runtime.txt", "check.txt")]
    assert pins[0] <= pins[1], f"run `make lock`; what runs is not what is tested: {sorted(pins[0] - pins[1])}"
