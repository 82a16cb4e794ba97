"""Octets on their way out: in memory as they are, a stream piece by piece, read off the event loop."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator

from gateway.domain.octets import Octets, Stream, size_of


def sent(octets: Octets) -> io.BytesIO | AsyncIterator[bytes]:
    """Return what aiohttp sends; a stream goes with `length_of`, or it would go in chunks."""
    return io.BytesIO(octets) if isinstance(octets, bytes) else read_out(octets)


def length_of(octets: Octets) -> dict[str, str]:
    """Return the header that says how long a body is; aiohttp knows that itself of octets in memory."""
    return {} if isinstance(octets, bytes) else {"Content-Length": str(size_of(octets))}


async def read_out(stream: Stream) -> AsyncIterator[bytes]:
    """Yield the pieces of a stream."""
    pieces = stream.chunks()
    while (piece := await asyncio.to_thread(_next, pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)
