"""Commands as a test calls them, in this process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from adapters.cli import main


def run(*arguments: str | Path) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="schakel")


def run_json(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """Run a command with --json; return its exit code and its answer."""
    ended = run(*arguments, "--json")
    assert ended.stderr == ""
    return ended.exit_code, dict(json.loads(ended.stdout))


def written(path: Path, text: str) -> Path:
    """Write a file and return it."""
    path.write_text(text, encoding="utf-8")
    return path
