"""A call of the back office that has one effect, however often it is made."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

from gateway.domain.identifiers import ReferenceNumber
from gateway.errors import AlreadyRecordedError, KeyReusedError
from gateway.ports import Ports, SubmissionRecord, UnitOfWork

T = TypeVar("T")

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


async def once(
    call: ClientCall,
    take_in: Callable[[UnitOfWork], Awaitable[tuple[ReferenceNumber, T]]],
    again: Callable[[ReferenceNumber, UnitOfWork], Awaitable[T]],
    ports: Ports,
) -> T:
    """Return what `take_in` returns beside the reference that the call leads to, durable with the call itself.

    For the same call made before, return what `again` makes of that reference. Raises KeyReusedError where the key was
    used for something else, AlreadyRecordedError where not the key but what it leads to was recorded before, and
    whatever `take_in` does.
    """
    for _ in range(_TRIES):
        async with ports.unit_of_work() as uow:
            earlier = await uow.submissions.find(call.client, call.key)
            if earlier is not None:
                if earlier.digest != call.digest:
                    raise KeyReusedError
                return await again(earlier.reference, uow)
            reference, taken = await take_in(uow)
            uow.submissions.record(
                SubmissionRecord(client=call.client, key=call.key, digest=call.digest, reference=reference)
            )
            ports.steps.reached("out.05-before-commit")
            try:
                await uow.commit()
            except AlreadyRecordedError:
                continue
            ports.steps.reached("out.06-committed")
            return taken
    # The key is free, or the second try would have found it.
    raise AlreadyRecordedError("submissions")
