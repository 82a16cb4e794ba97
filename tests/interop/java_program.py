"""Java programs of our own that tests start: built once with Maven, and again when a source changed."""

import fcntl
import hashlib
import subprocess
from pathlib import Path
from typing import Final

_SECONDS: Final = 600.0
_MARK: Final = "built-from"


class NotBuiltError(Exception):
    """Maven could not build the program; the text is its first complaint."""


def build(project: Path, maven: Path) -> str:
    """Return the class path of the program; raise NotBuiltError."""
    target = project / "target"
    target.mkdir(exist_ok=True)
    with (target / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = _digest(project)
        mark = target / _MARK
        if not mark.is_file() or mark.read_text(encoding="ascii") != wanted:
            _run(project, maven)
            mark.write_text(wanted, encoding="ascii")
    return f"{target / project.name}.jar:{target / 'dependency'}/*"


def _run(project: Path, maven: Path) -> None:
    command = [maven, "--batch-mode", "--quiet", "--no-transfer-progress", "--file", project / "pom.xml", "package"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    if done.returncode:
        raise NotBuiltError(next((line for line in done.stdout.splitlines() if "ERROR" in line), done.stderr[:400]))


def _digest(project: Path) -> str:
    """Return what changes when a source does."""
    sources = [project / "pom.xml", *sorted((project / "src").rglob("*.java"))]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()
