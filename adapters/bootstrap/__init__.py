"""The front door: builds every object once. The only place that knows every room."""

from adapters.bootstrap.house import House, open_house, reference_shelf, schema_shelf
from adapters.bootstrap.running import check, export, send_again, serve

__all__ = ["House", "check", "export", "open_house", "reference_shelf", "schema_shelf", "send_again", "serve"]
