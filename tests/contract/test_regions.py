"""What Regions promises: the versions on disk and the one in memory."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.regions import FileRegions, read_region
from gateway.domain.region import Region
from gateway.ports import Regions
from tests.kit.settings import REGION
from tests.kit.world_doors import FakeRegions

AT = datetime(2026, 11, 22, tzinfo=UTC)
Open = Callable[[Path], tuple[Regions, Region]]


@pytest.fixture(params=["file", "memory"])
def opened(request: pytest.FixtureRequest) -> Open:
    def opened(file: Path) -> tuple[Regions, Region]:
        region = read_region(file)
        return (FileRegions(file, AT) if request.param == "file" else FakeRegions(region)), region

    return opened


@pytest.mark.parametrize("days", [-1000, 0, 1000])
def test_the_one_version_there_is_holds(opened: Open, tmp_path: Path, days: int) -> None:
    file = tmp_path / "region.toml"
    file.write_text(REGION, encoding="utf-8")
    regions, region = opened(file)
    assert regions.in_force(AT + timedelta(days=days)) == region
