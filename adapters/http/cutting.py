"""Connections that end at once, without a goodbye."""

import asyncio
import contextlib


def cut(transport: asyncio.WriteTransport) -> None:
    """End the connection now; one that has ended stays so."""
    # The TLS transport of Python 3.11.2, which Debian has, forgets its protocol when it ends, and then fails over that.
    with contextlib.suppress(AttributeError):
        transport.abort()
