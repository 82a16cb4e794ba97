"""One commit on a message, or in a conversation, that others may change in the same moment."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from gateway.errors import ConcurrencyError
from gateway.ports import Ports, UnitOfWork

T = TypeVar("T")

# Whoever moved a message meanwhile made an attempt, took it or ended it, and all of those are few. Most are messages of
# one case that a back office hands in together: the last of them comes after all others.
_TRIES: Final = 32


async def in_turn(act: Callable[[UnitOfWork], Awaitable[T]], ports: Ports) -> T:
    """Return what `act` returns, durable; where another came first, it acts anew on what that left.

    Raises ConcurrencyError where it never gets its turn: then nothing of it stands.
    """
    for _ in range(_TRIES):
        async with ports.unit_of_work() as uow:
            try:
                done = await act(uow)
                await uow.commit()
            except ConcurrencyError:
                continue
            return done
    raise ConcurrencyError("messages")
