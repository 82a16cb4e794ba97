"""One pair for the whole run, and the table of what happened between its two sides."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.interop.java_program import NotBuiltError, build
from tests.interop.pair import Pair, Program
from tests.interop.table import Table

_PEER: Final = Path(__file__).parent / "peer"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The page is compared when every case has been noted."""
    items.sort(key=lambda item: item.path.name == "test_page.py")


@pytest.fixture(scope="session")
def table() -> Table:
    return Table()


@pytest.fixture(scope="session")
def pair(needs_tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    java, maven = needs_tool("java"), needs_tool("mvn")
    try:
        class_path = build(_PEER, maven)
    except NotBuiltError as error:
        pytest.skip(str(error))
    with Pair(tmp_path_factory.mktemp("interop"), Program(class_path=class_path, java=java)) as pair:
        yield pair
