"""The front door: builds every object once. The only place that knows every room."""

from adapters.bootstrap.agreements import agreement_place, note_book
from adapters.bootstrap.fetching import Attempt, Ending, fetch_lists, list_sources
from adapters.bootstrap.house import House, open_house, reference_shelf, schema_shelf
from adapters.bootstrap.looking_back import audit, list_processing, rehearse
from adapters.bootstrap.running import check, export, run, send_again, serve

__all__ = [
    "Attempt",
    "Ending",
    "House",
    "agreement_place",
    "audit",
    "check",
    "export",
    "fetch_lists",
    "list_processing",
    "list_sources",
    "note_book",
    "open_house",
    "reference_shelf",
    "rehearse",
    "run",
    "schema_shelf",
    "send_again",
    "serve",
]
