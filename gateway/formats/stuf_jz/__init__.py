"""StUF-Jeugdzorg, the messages of the national hub: one module per family, head, and functional answers."""

from gateway.formats.stuf_jz.codec import ROOTS, parse, render, root_of
from gateway.formats.stuf_jz.stuurgegevens import REFERENCE_PATH
from gateway.formats.stuf_jz.versions import (
    NEWEST,
    PREFIX,
    Version,
    carries,
    nearest,
    service_of,
    version_of,
    versions_of,
)

__all__ = [
    "NEWEST",
    "PREFIX",
    "REFERENCE_PATH",
    "ROOTS",
    "Version",
    "carries",
    "nearest",
    "parse",
    "render",
    "root_of",
    "service_of",
    "version_of",
    "versions_of",
]
