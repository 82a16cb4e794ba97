"""The door to schemas: ours, and an official bundle beside them."""

from adapters.schemas.book import SchemaBook, Source, own_sources

__all__ = ["SchemaBook", "Source", "own_sources"]
