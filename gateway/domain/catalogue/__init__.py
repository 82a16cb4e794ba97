"""The message catalogue: one table of every message; matrix, expectations, words and documents derive from it."""

from gateway.domain.catalogue.entry import CatalogueEntry, Route
from gateway.domain.catalogue.table import CATALOGUE

__all__ = ["CATALOGUE", "CatalogueEntry", "Route"]
