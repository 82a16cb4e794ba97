"""The question that policy answers, as one frozen value."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Final

from gateway.domain.case import CaseEntry, CaseFact, Exchanged
from gateway.domain.catalogue import CATALOGUE, CatalogueEntry, Route
from gateway.domain.content import Content
from gateway.domain.employees import Employee
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Header, Message
from gateway.domain.parking import StepTaken
from gateway.domain.party import Party, PartyKind
from gateway.domain.references import NO_REFERENCES, ReferenceLists
from gateway.domain.region import NATIONAL, Region
from gateway.domain.workdays import legal_time
from gateway.policy.house import UNKNOWN_HOUSE, House


class Known(StrEnum):
    """What we know of something that is true or not; unknown never passes silently."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What our own records say; of a message that arrives only what it refers to and its reference are looked up.

    case: what our organisation recorded of this case; what nobody recorded is unknown.
    exchanged: the messages of this conversation in our own store. All of them, so what is not there did not happen.
    waiting: the messages of this conversation that were handed in here and wait for a person; they have not left. What
    leaves in the same commit as this one counts among the exchanged.
    cross_reference_known: the message it refers to is one that went between these two parties (R142).
    cross_reference_type, cross_reference_at: what that message is and when we recorded it, when it went the other way:
    only then this can be an answer to it (R142, R152); else None.
    reference_used: its sender gave this reference number to another message before (R141).
    """

    case: tuple[CaseEntry, ...] = ()
    exchanged: tuple[Exchanged, ...] = ()
    waiting: tuple[Exchanged, ...] = ()
    cross_reference_known: Known = Known.UNKNOWN
    cross_reference_type: MessageType | None = None
    cross_reference_at: datetime | None = None
    reference_used: Known = Known.UNKNOWN

    def known(self, fact: CaseFact, about: str = "") -> Known:
        """Return whether it holds, by the newest entry about the same thing; of equal moments the last one counts."""
        entries = [entry for entry in self.case if entry.fact is fact and entry.about == about]
        if not entries:
            return Known.UNKNOWN
        newest = max(enumerate(entries), key=lambda item: (item[1].at, item[0]))[1]
        return Known.YES if newest.holds else Known.NO

    def messages(
        self, *types: MessageType, direction: Direction | None = None, other: Oin | None = None
    ) -> tuple[Exchanged, ...]:
        """Return the messages of those types (of any, when none is named), the newest first."""
        found = (
            each
            for each in self.exchanged
            if (not types or each.type in types) and direction in {None, each.direction} and other in {None, each.other}
        )
        return tuple(sorted(found, key=lambda each: each.at, reverse=True))

    def last(
        self, *types: MessageType, direction: Direction | None = None, other: Oin | None = None
    ) -> Exchanged | None:
        """Return the newest message of those types, if there is one."""
        return next(iter(self.messages(*types, direction=direction, other=other)), None)


UNKNOWN_HISTORY: Final = History()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One message, its two parties as the register knows them (None: not at all), our history, and when.

    `direction` is OUT on the disclosing side and IN on the receiving one. `certificate` is the organisation that the
    certificate of an arriving message proves, when the caller hands it over; `patience` is how long its sender may go
    on sending it.
    `author` is who wrote a message that leaves (None: not known, and then nobody can be a second person); `steps` are
    those taken about it, in that order. Whoever asks gives the message as it was handed in; a rule sees as `message`
    what would leave after those steps, and what was handed in as `submitted`. `house` is what is known of its way.
    """

    message: Message
    sender: Party | None
    receiver: Party | None
    direction: Direction
    at: datetime
    history: History = UNKNOWN_HISTORY
    certificate: Oin | None = None
    references: ReferenceLists = NO_REFERENCES
    patience: timedelta = timedelta()
    author: Employee | None = None
    steps: tuple[StepTaken, ...] = ()
    region: Region = NATIONAL
    submitted: Message | None = None
    house: House = UNKNOWN_HOUSE

    @property
    def type(self) -> MessageType:
        """The message type."""
        return self.message.header.type

    @property
    def header(self) -> Header:
        """The envelope."""
        return self.message.header

    @property
    def content(self) -> Content:
        """What the message says."""
        return self.message.content

    @property
    def entry(self) -> CatalogueEntry:
        """The row of the catalogue."""
        return CATALOGUE[self.type]

    @property
    def today(self) -> date:
        """The day it is in the Netherlands."""
        return legal_time(self.at).date()

    @property
    def leaves(self) -> bool:
        """Whether we are the disclosing side."""
        return self.direction is Direction.OUT

    @property
    def ways(self) -> frozenset[Route]:
        """The routes of the catalogue that fit these two parties; several when an organisation is of several kinds."""
        return self.entry.routes.intersection(product(_kinds(self.sender), _kinds(self.receiver)))

    def comes_from(self, kind: PartyKind) -> bool:
        """Tell whether a route that fits has such a sender."""
        return any(sender is kind for sender, _ in self.ways)

    def goes_to(self, kind: PartyKind) -> bool:
        """Tell whether a route that fits has such a receiver."""
        return any(receiver is kind for _, receiver in self.ways)


def _kinds(party: Party | None) -> frozenset[PartyKind]:
    return frozenset() if party is None else party.kinds
