"""One commit on a message that others may move in the same moment."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from gateway.errors import ConcurrencyError
from gateway.ports import Ports, UnitOfWork

T = TypeVar("T")

# Whoever moved the message meanwhile made an attempt, took it or ended it, and all of those are few.
_TRIES: Final = 8


async def in_turn(act: Callable[[UnitOfWork], Awaitable[T]], ports: Ports) -> T:
    """Return what `act` returns, durable; where another came first, it acts anew on what that left.

    Raises ConcurrencyError where it never gets its turn: then nothing of it stands.
    """
    for _ in range(_TRIES):
        async with ports.unit_of_work() as uow:
            done = await act(uow)
            try:
                await uow.commit()
            except ConcurrencyError:
                continue
            return done
    raise ConcurrencyError("messages")
