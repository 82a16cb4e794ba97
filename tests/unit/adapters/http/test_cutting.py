"""A connection is cut at once, and cutting it again changes nothing, whatever Python is below."""

import asyncio

from adapters.http.cutting import cut


class Ended(asyncio.WriteTransport):
    """A TLS transport of Python 3.11.2 behind its end."""

    def abort(self) -> None:
        raise AttributeError


class Open(asyncio.WriteTransport):
    """A transport that can be cut."""

    cuts = 0

    def abort(self) -> None:
        self.cuts += 1


def test_what_is_open_is_cut() -> None:
    transport = Open()
    cut(transport)
    assert transport.cuts == 1


def test_what_has_ended_stays_so() -> None:
    cut(Ended())
