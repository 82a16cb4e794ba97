"""What a test may ask of the machine it runs on. A laptop may lack it, and then says so at the end; CI may not."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import pytest
from hypothesis import settings

_IN_CI: Final = os.environ.get("CI") == "true"
_STANDARDS: Final = Path(__file__).resolve().parents[2] / "shared" / "standards"

# No deadline: the machine is shared, and a slow moment is no fault. The same examples every time: red stays red.
settings.register_profile("check", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=10_000, print_blob=True)
settings.load_profile("check")


def _leave_out(reason: str) -> NoReturn:
    if _IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def needs_tool() -> Callable[[str], Path]:
    """Find a program on PATH by its name, or leave the test out; its Debian package stands in deploy/check.sh."""

    def find(name: str) -> Path:
        found = shutil.which(name)
        return Path(found) if found else _leave_out(f"the program {name} is not installed")

    return find


@pytest.fixture(scope="session")
def standards() -> Path:
    """Return the folder with the published schemas and examples, or leave the test out."""
    return _STANDARDS if _STANDARDS.is_dir() else _leave_out("the published standards are not beside the repository")


def _left_out(reporter: pytest.TerminalReporter) -> list[str]:
    skipped = reporter.stats.get("skipped", [])
    reasons = [(report.nodeid.partition("::")[0], report.longrepr) for report in skipped]
    texts = [(path, found[2] if isinstance(found, tuple) else str(found)) for path, found in reasons]
    return sorted({f"{path}: {text.removeprefix('Skipped: ')}" for path, text in texts})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may be left out, whoever left it out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if _IN_CI and isinstance(reporter, pytest.TerminalReporter) and _left_out(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and hand it to deploy/check.sh for its own summary."""
    reasons = _left_out(terminalreporter)
    if reasons:
        terminalreporter.section("left out, and in CI nothing may be" if _IN_CI else "left out")
        terminalreporter.write_line("\n".join(reasons))
    if path := os.environ.get("SCHAKEL_LEFT_OUT"):
        with Path(path).open("a", encoding="utf-8") as lines:
            lines.writelines(f"{reason}\n" for reason in reasons)
