"""The door to what a region agreed: dated files that switch rules and set their parameters."""

from adapters.regions.book import FileRegions
from adapters.regions.reading import read_region

__all__ = ["FileRegions", "read_region"]
