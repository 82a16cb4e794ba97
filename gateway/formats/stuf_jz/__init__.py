"""StUF-Jeugdzorg 1.0.9, the messages of the national hub: one module per family, head, and functional answers."""

from gateway.formats.stuf_jz.codec import ROOTS, parse, render, root_of
from gateway.formats.stuf_jz.stuurgegevens import REFERENCE_PATH

__all__ = ["REFERENCE_PATH", "ROOTS", "parse", "render", "root_of"]
