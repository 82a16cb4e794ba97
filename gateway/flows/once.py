"""A call of the back office that has one effect, however often it is made."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, Protocol, TypeVar

from gateway.domain.identifiers import ReferenceNumber
from gateway.errors import AlreadyRecordedError, KeyReusedError
from gateway.flows.in_turn import in_turn
from gateway.ports import Ports, SubmissionRecord, UnitOfWork

T = TypeVar("T")
TakeIn = Callable[[UnitOfWork], Awaitable[tuple[ReferenceNumber, T]]]
Again = Callable[[ReferenceNumber, UnitOfWork], Awaitable[T]]

# Twice is once for the first caller and once for the one that lost the race on its own key.
_TRIES: Final = 2


class ClientCall(Protocol):
    """Who calls, under which key of its own, and the digest over all that was handed in."""

    @property
    def client(self) -> str:
        """The back office."""
        ...

    @property
    def key(self) -> str:
        """Its key for this call."""
        ...

    @property
    def digest(self) -> str:
        """What tells the same call from another under that key."""
        ...


async def once(call: ClientCall, take_in: TakeIn[T], again: Again[T], ports: Ports) -> T:
    """Return what `take_in` returns beside the reference that the call leads to, durable with the call itself.

    For the same call made before, return what `again` makes of that reference. Raises KeyReusedError where the key was
    used for something else, AlreadyRecordedError where not the key but what it leads to was recorded before, which
    `take_in` may find itself, ConcurrencyError where others always came first, and whatever else `take_in` raises.
    """
    for _ in range(_TRIES):
        try:
            is_new, taken = await in_turn(partial(_act, call, take_in, again, ports), ports)
        except AlreadyRecordedError:
            continue
        if is_new:
            ports.steps.reached("out.06-committed")
        return taken
    # The key is free, or the second try would have found it.
    raise AlreadyRecordedError("submissions")


async def _act(call: ClientCall, take_in: TakeIn[T], again: Again[T], ports: Ports, uow: UnitOfWork) -> tuple[bool, T]:
    """Return what the call comes to, and whether it was made for the first time."""
    earlier = await uow.submissions.find(call.client, call.key)
    if earlier is not None:
        if earlier.digest != call.digest:
            raise KeyReusedError
        return False, await again(earlier.reference, uow)
    reference, taken = await take_in(uow)
    uow.submissions.record(SubmissionRecord(client=call.client, key=call.key, digest=call.digest, reference=reference))
    ports.steps.reached("out.05-before-commit")
    return True, taken
