"""A line between two gateways that loses, keeps, copies, reorders and spoils what it carries, answers included."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from gateway.domain.identifiers import Oin
from gateway.errors import PartnerRejectedError, PartnerUnreachableError
from gateway.wire.stages import Answer


class Passage(StrEnum):
    """What becomes of one request."""

    THROUGH = "it arrives, and its answer comes back"
    LOST = "nothing arrives"
    LATE = "it arrives later; its sender waits no longer"
    KEPT = "somebody between takes it, and brings it later"
    DOUBLED = "it arrives, and again later"
    UNANSWERED = "it arrives, and the answer is lost"
    MUTE = "it arrives, and only the status of the answer comes back"
    MIXED = "it arrives, and the answer to an earlier request comes back"
    CUT = "its end is missing"
    FLIPPED = "one bit of it is another"
    TURNED_AWAY = "somebody between says no, for good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Octets:
    """One request on its way."""

    sender: Oin
    receiver: Oin
    content_type: str
    body: bytes

    @property
    def cut(self) -> "Octets":
        """The request without its last third."""
        return replace(self, body=self.body[: 2 * len(self.body) // 3])

    @property
    def flipped(self) -> "Octets":
        """The request with one bit of its ConversationId changed: well-formed, and not what was signed."""
        place = self.body.index(b"ConversationId>") + len("ConversationId>")
        return replace(self, body=self.body[:place] + bytes([self.body[place] ^ 1]) + self.body[place + 1 :])


Arrive = Callable[[Octets], Awaitable[Answer | None]]
_ANSWERED = frozenset({Passage.THROUGH, Passage.DOUBLED, Passage.UNANSWERED, Passage.MUTE, Passage.MIXED})


class Line:
    """Carries requests as it was told, one fate each, and the rest as a good line would."""

    def __init__(self, arrive: Arrive) -> None:
        self._arrive = arrive
        self.passages: list[Passage] = []
        self.in_flight: list[Octets] = []
        self.carried = 0
        self._answers: list[Answer] = []

    async def post(self, octets: Octets) -> Answer | None:
        """Bring one request to the other side, or whatever else was decided about it."""
        passage = self.passages.pop(0) if self.passages else Passage.THROUGH
        self.carried += 1
        if passage in {Passage.LATE, Passage.KEPT, Passage.DOUBLED}:
            self.in_flight.append(octets)
        if passage in _ANSWERED:
            return self._answered(passage, await self._arrive(octets))
        if passage is Passage.KEPT:
            return None
        if passage is Passage.TURNED_AWAY:
            raise PartnerRejectedError("http-400")
        if passage in {Passage.CUT, Passage.FLIPPED}:
            return await self._arrive(octets.cut if passage is Passage.CUT else octets.flipped)
        raise PartnerUnreachableError("timeout")

    def _answered(self, passage: Passage, answer: Answer | None) -> Answer | None:
        if passage is Passage.UNANSWERED:
            raise PartnerUnreachableError("disconnected")
        earlier = self._answers[-1] if self._answers else None
        if answer is not None:
            self._answers.append(answer)
        if passage is Passage.MIXED:
            return earlier
        return None if passage is Passage.MUTE else answer
