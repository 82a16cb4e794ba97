"""Our own published XML for what StUF-Jeugdzorg has no message for; one root element for each message type."""

from gateway.formats.keten.codec import HEADER, NAMESPACE, REFERENCE_PATH, parse, render, root_of, type_of

__all__ = ["HEADER", "NAMESPACE", "REFERENCE_PATH", "parse", "render", "root_of", "type_of"]
