"""House style 11: tests/unit mirrors the gateway path for path, so a change finds its test by name."""

from pathlib import Path
from typing import Final

from tests.architecture.house import Module, files, modules

UNIT: Final = Path("tests/unit")

# A module, or all of a folder, without test files of its own, and why. An entry that is no longer true fails too.
EXEMPT: Final[dict[str, str]] = {
    "gateway/formats/limits": "one constant: test_payload shows what it refuses",
    "gateway/wire/stages": "frozen values without a function: the stages that make them are tested",
    "gateway/ports": "protocols and the records they speak of: nothing runs; tests/contract holds their promises",
}


def _mirrors(module: Module) -> bool:
    """Tell whether a test file mirrors the module: test_<name>.py, or several test_<name>_<part>.py."""
    folder = UNIT / module.path.parent
    stem = module.path.stem
    return any(
        path.parent == folder and (path.name == f"test_{stem}.py" or path.match(f"test_{stem}_*.py"))
        for path in files()
    )


def test_every_gateway_module_has_a_unit_test_of_its_own() -> None:
    bare = [module.path for module in modules("gateway") if not module.is_package_file and not _mirrors(module)]
    missing = [path for path in bare if not any(path.with_suffix("").is_relative_to(place) for place in EXEMPT)]
    wanted = "\n".join(str(UNIT / path.parent / f"test_{path.name}") for path in missing)
    assert not missing, f"write these, or exempt the module with a reason:\n{wanted}"
    stale = [place for place in EXEMPT if not any(path.with_suffix("").is_relative_to(place) for path in bare)]
    assert not stale, f"no longer exempt, or gone: {stale}"


def test_every_gateway_unit_test_mirrors_a_module() -> None:
    stems = {(UNIT / module.path.parent, module.path.stem) for module in modules("gateway")}
    orphans = [
        str(path)
        for path in files()
        if path.is_relative_to(UNIT / "gateway") and path.match("test_*.py")
        if not any(path.parent == folder and f"{path.stem}_".startswith(f"test_{stem}_") for folder, stem in stems)
    ]
    assert not orphans, "these mirror no module:\n" + "\n".join(orphans)


def test_a_package_file_of_the_gateway_runs_nothing() -> None:
    found = [
        f"{module.path}:{function.lineno} {function.name}"
        for module in modules("gateway")
        if module.is_package_file
        for function in module.functions()
    ]
    assert not found, "a room's __init__.py only shows what it offers; move to a module:\n" + "\n".join(found)
