"""An answer with any status: for a door that is kept by somebody who does not do as agreed (docs/adr/0016)."""

from typing import NoReturn

from aiohttp import web


def answer_with(status: int, location: str = "") -> NoReturn:
    """End the request in hand with that status, and where to go instead."""
    answer = web.HTTPException(headers={"Location": location} if location else {})
    answer.set_status(status)
    raise answer
