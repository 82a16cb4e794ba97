"""Everything that one region agreed, by the day from which each version holds."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from adapters.regions.reading import read_region
from gateway.domain.region import Region
from gateway.domain.workdays import legal_time
from gateway.errors import ConfigError


class FileRegions:
    """The versions of one region, as they stood at the start; each holds until the next begins.

    The place is one file, or a folder with a file (`*.toml`) for each version.
    """

    def __init__(self, place: Path, now: datetime) -> None:
        """Read every version, or raise ConfigError with every mistake in all of them."""
        read: list[Region] = []
        mistakes: list[str] = []
        for file in sorted(place.glob("*.toml")) if place.is_dir() else [place]:
            try:
                read.append(read_region(file))
            except ConfigError as error:
                mistakes += error.mistakes
        mistakes = mistakes or _disagreements(read, now, place.name)
        if mistakes:
            raise ConfigError(*mistakes)
        self.versions = tuple(sorted(read, key=lambda version: version.valid_from))

    def in_force(self, at: datetime) -> Region:
        """Return the version that holds on that day; before the first, that one."""
        day = legal_time(at).date()
        return next((each for each in reversed(self.versions) if each.valid_from <= day), self.versions[0])


def _disagreements(read: list[Region], now: datetime, place: str) -> list[str]:
    """Tell why these are not the versions of one region of which one holds now."""
    names = {version.name for version in read}
    days = Counter(version.valid_from for version in read)
    mistakes = [f"{place}: {count} versions begin on {day}; keep one" for day, count in days.items() if count > 1]
    if len(names) > 1:
        mistakes.append(f"{place}: holds versions of {len(names)} regions; keep those of one")
    if not any(day <= legal_time(now).date() for day in days):
        mistakes.append(f"{place}: no version holds today; add one with an earlier valid_from")
    return mistakes
