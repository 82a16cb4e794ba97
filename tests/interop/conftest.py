"""One pair for the whole run, and the table of what happened between its two sides."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.interop.java_program import PEER, NotBuiltError, build
from tests.interop.pair import Pair, Program
from tests.interop.table import Table

_HERE: Final = Path(__file__).parent
_SECONDS: Final = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The page is compared when every case has been noted; who comes first waits until both sides run."""
    items.sort(key=lambda item: item.path == _HERE / "test_page.py")
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.timeout(_SECONDS))


@pytest.fixture(scope="session")
def table() -> Table:
    return Table()


@pytest.fixture(scope="session")
def pair(needs_tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    java, maven = needs_tool("java"), needs_tool("mvn")
    try:
        class_path = build(PEER, maven)
    except NotBuiltError as error:
        pytest.skip(str(error))
    with Pair(tmp_path_factory.mktemp("interop"), Program(class_path=class_path, java=java)) as pair:
        yield pair
