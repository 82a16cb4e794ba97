"""The JSON that back offices speak: one object per message, with the fields of its header and its `content`."""

from gateway.formats.office.codec import Draft, parse, render

__all__ = ["Draft", "parse", "render"]
