"""What References promises: the lists on the shelf and those in memory."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from adapters.references import FileReferences, Installed, ReferenceShelf
from gateway.domain.identifiers import Oin
from gateway.domain.references import NO_REFERENCES, Instance, ReferenceLists, Role
from gateway.ports import References
from tests.kit.world_doors import FakeReferences

LISTS = ReferenceLists(
    version="1.0.87",
    roles=(Role(code="015", text="moeder", valid_until=date(2016, 5, 24), successor="111"),),
    instances=(
        Instance(code="RC0001", name="Raad te Voorbeelddam", oin=Oin("00000099000000003000")),
        Instance(code="AR0001", name="Rechtbank Voorbeelddam", valid_from=date(1800, 1, 1)),
    ),
)
Open = Callable[[ReferenceLists], References]


@pytest.fixture(params=["file", "memory"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    if request.param == "memory":
        return FakeReferences
    shelf = ReferenceShelf(tmp_path)

    def from_shelf(lists: ReferenceLists) -> References:
        if lists is not NO_REFERENCES:
            at = datetime(2026, 11, 22, tzinfo=UTC)
            shelf.install(Installed(version=lists.version, digest="a" * 64, source="x.xlsx", installed_at=at), lists)
        return FileReferences(shelf)

    return from_shelf


def test_what_was_installed_is_current(opened: Open) -> None:
    assert opened(LISTS).current() == LISTS


def test_without_a_release_nothing_is_known(opened: Open) -> None:
    assert opened(NO_REFERENCES).current() == NO_REFERENCES
