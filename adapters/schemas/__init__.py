"""The door to schemas: ours, and official releases beside them."""

from adapters.schemas.book import SchemaBook, Source, Sources, own_releases, own_sources
from adapters.schemas.install import Outcome, install
from adapters.schemas.release import Release
from adapters.schemas.shelf import SchemaShelf

__all__ = [
    "Outcome",
    "Release",
    "SchemaBook",
    "SchemaShelf",
    "Source",
    "Sources",
    "install",
    "own_releases",
    "own_sources",
]
