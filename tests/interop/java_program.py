"""Java programs of our own that tests start: built once with Maven, and again when a source changed.

`python -m tests.interop.java_program` builds the peer. Exit codes: 0 it is there; 3 it cannot be had on this machine,
and the text says why; 4 Maven Central, as it is reached from here, does not have the published library.

In the last case the library can be built into the local repository of Maven from its public source, at the tag of the
version in peer/pom.xml: `MAVEN_OPTS=--add-opens=java.base/java.lang=ALL-UNNAMED mvn install -Dmaven.test.skip
-Dmaven.javadoc.skip -Dlicense.skip -Dmaven.source.skip`.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

PEER: Final = Path(__file__).parent / "peer"
_SECONDS: Final = 600.0
_CANNOT: Final = 3
_NOT_PUBLISHED: Final = 4
_LIBRARY: Final = "nl.clockwork.ebms:ebms-core"
_MARK: Final = "built-from"


class NotBuiltError(Exception):
    """Maven could not build the program; the text is its first complaint."""

    @property
    def says_not_published(self) -> bool:
        """Whether it is the library itself that Maven could not find."""
        return _LIBRARY in str(self) and ("Could not find" in str(self) or "was not found" in str(self))


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
    command: list[str | Path] = [maven, "--batch-mode", "--quiet", "--no-transfer-progress", "package"]
    command += ["--file", project / "pom.xml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    if done.returncode:
        said = [line for line in done.stdout.splitlines() if "ERROR" in line]
        raise NotBuiltError(said[0] if said else done.stderr)


def _digest(project: Path) -> str:
    """Return what changes when a source does."""
    sources = [project / "pom.xml", *sorted((project / "src").rglob("*.java"))]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()


def main() -> int:
    """Build the peer, or say why that cannot be."""
    maven, java = shutil.which("mvn"), shutil.which("javac")
    if maven is None or java is None:
        return _say(_CANNOT, "the programs mvn and javac are not both installed")
    try:
        build(PEER, Path(maven))
    except NotBuiltError as error:
        if error.says_not_published:
            return _say(_NOT_PUBLISHED, f"Maven Central, as reached from here, does not have {_LIBRARY}")
        return _say(_CANNOT, str(error))
    return 0


def _say(code: int, text: str) -> int:
    sys.stdout.write(f"tests/interop: {text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
