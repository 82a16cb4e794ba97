"""House style 13: what README shows is run."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.kit.chain import Chain

ROOT: Final = Path(__file__).resolve().parents[2]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MOST_LINES: Final = 40


def blocks(language: str) -> list[str]:
    """Return what README shows in that language."""
    return [text for found, text in BLOCK.findall(README) if found == language]


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """The two gateways of README's own example."""
    chain = Chain(tmp_path_factory.mktemp("chain"))
    try:
        chain.start_all()
        yield chain
    finally:
        chain.stop_all()


def test_every_make_target_that_readme_names_is_there() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    named = set(re.findall(r"\bmake ([a-z]+)", README)) - {"alone"}
    assert {"up", "check"} <= named
    assert named <= targets


def test_every_file_that_readme_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_client_of_readme_is_short_and_needs_only_the_standard_library() -> None:
    (client,) = blocks("python")
    lines = client.splitlines()
    imported = re.findall(r"(?m)^(?:import|from) (.+?)(?: import .*)?$", client)
    names = {name.strip().partition(".")[0] for line in imported for name in line.split(",")}
    assert len(lines) <= MOST_LINES
    assert names <= sys.stdlib_module_names


def test_the_client_of_readme_hands_in_follows_and_collects(chain: Chain) -> None:
    sent = run_client(chain, "politie", str(ROOT / "deploy" / "day" / "01-politiemelding.json"))
    assert sent["state"] == "delivered"
    assert {layer["layer"] for layer in sent["layers"] if layer["completedAt"]} >= {"T"}
    received = run_client(chain, "veiligthuis")
    assert received["reference"] == sent["reference"]
    assert received["content"]["melding"]["identificatie"] == "PL0900-2026000001"
    assert chain.offices["veiligthuis"].waiting() == []


def test_the_client_of_readme_says_why_a_message_is_refused(chain: Chain, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text('{"type": "MSG-01"}', encoding="utf-8")
    ended = call_client(chain, "politie", str(tmp_path / "wrong.json"))
    assert ended.returncode == 1
    assert json.loads(ended.stderr)["mistakes"] == ["receiver: missing", "content: missing"]


def call_client(chain: Chain, name: str, *message: str) -> subprocess.CompletedProcess[str]:
    """Run the client as README says: the port, the keys, and a message to hand in."""
    (client,) = blocks("python")
    (chain.folder / "client.py").write_text(client, encoding="utf-8")
    port, keys = str(chain.organisations[name].office_port), str(chain.folder / name / "keys")
    command = [sys.executable, str(chain.folder / "client.py"), port, keys, *message]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=30, cwd=chain.folder)


def run_client(chain: Chain, name: str, *message: str) -> dict[str, Any]:
    """Run the client and return the one message that it shows."""
    ended = call_client(chain, name, *message)
    assert (ended.returncode, ended.stderr) == (0, "")
    return dict(json.loads(ended.stdout))
