"""Signs heads of the chain of evidence, and remembers for the health page that it would not sign (F52, G15)."""

from typing import Protocol

from gateway.domain.chain import Checkpoint
from gateway.errors import TamperedError


class SignsHeads(Protocol):
    """What signs a head when one is due."""

    async def checkpoint_when_due(self) -> Checkpoint | None:
        """Sign one, or return the last; raise TamperedError where the chain is no longer what was signed."""
        ...


class Heads:
    """Signs round after round; `refused` tells that the last round found another chain than was signed before."""

    def __init__(self, checkpoints: SignsHeads) -> None:
        """Take what signs."""
        self._checkpoints = checkpoints
        self.refused = False

    async def sign_when_due(self) -> None:
        """Sign what is due; raise what signing raises."""
        try:
            await self._checkpoints.checkpoint_when_due()
        except TamperedError:
            self.refused = True
            raise
        self.refused = False
