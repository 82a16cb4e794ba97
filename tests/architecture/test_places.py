"""No file of ours tells where it was made: no folder of a machine, no host that packages came from."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.house import ROOT, files

# Folders that only exist on somebody's machine.
_FOLDERS: Final = r"(?<![\w.:/-])/(?:home|Users|root|work|workspace)/[\w.-]+"
_BINARY: Final = b"\0"


def _package_hosts() -> Iterator[str]:
    """Yield the host of every package index that this machine's pip is set to."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    settings = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    for line in settings.splitlines():
        if "index" in line.partition("=")[0] or "find-links" in line.partition("=")[0]:
            yield from re.findall(r"//(?:[^/@\s']*@)?([^/:\s']+)", line)


def _places() -> re.Pattern[str]:
    here = re.escape(str(ROOT))
    return re.compile("|".join([_FOLDERS, here, *map(re.escape, _package_hosts())]))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    octets = (ROOT / path).read_bytes()
    if _BINARY not in octets:
        yield from enumerate(octets.decode("utf-8", errors="replace").splitlines(), start=1)


def test_no_file_names_a_folder_or_package_host_of_a_machine() -> None:
    places = _places()
    found = [f"{path}:{number}" for path in files() for number, line in _lines(path) if places.search(line)]
    assert not found, "these lines name a machine's own folder or package host:\n" + "\n".join(found)


def test_the_locks_pin_every_package_by_hash_and_name_no_host() -> None:
    for path in (ROOT / "deploy" / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        pinned = re.findall(r"(?m)^[a-z0-9][\w.-]*(\[[^]]*\])?==\S+.*\\\n +--hash=sha256:[0-9a-f]{64}", text)
        named = [line for line in text.splitlines() if line and line[0] not in "# "]
        assert len(pinned) == len(named) > 0, (
            f"{path.name}: not every package has a version and a hash; run `make lock`"
        )
        assert "://" not in text, f"{path.name} names a host; run `make lock`"
        assert not re.search(r"(?m)^-", text), f"{path.name} holds an option; run `make lock`"
