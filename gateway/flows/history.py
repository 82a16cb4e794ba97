"""What our own records say about a message, as facts for the gate; rules never reach out themselves."""

from gateway.domain.identifiers import Oin
from gateway.domain.message import Direction, Header
from gateway.policy import History, Known
from gateway.ports import UnitOfWork


async def history_of(header: Header, other: Oin, uow: UnitOfWork) -> History:
    """Return the history of a message exchanged with that organisation."""
    return History(cross_reference_known=await _cross_reference_known(header, other, uow))


async def _cross_reference_known(header: Header, other: Oin, uow: UnitOfWork) -> Known:
    """A message it refers to went between us and that same organisation, one way or the other (R142)."""
    reference = header.cross_reference
    if reference is None:
        return Known.UNKNOWN
    if await uow.messages.find(Direction.IN, reference, other) is not None:
        return Known.YES
    sent = await uow.messages.find(Direction.OUT, reference)
    return Known.YES if sent is not None and sent.receiver == other else Known.NO
