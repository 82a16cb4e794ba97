"""The question that policy answers, as one frozen value."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from typing import Final

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry, Route
from gateway.domain.content import Content
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Header, Message
from gateway.domain.party import Party, PartyKind


class Known(StrEnum):
    """What we know of something that is true or not; unknown never passes silently."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What our own records say about the case; a field that nobody filled in is unknown.

    report_registered: there is a report of our own, registered or further (R004).
    cross_reference_known: the message it refers to is one we know (R142).
    informing_delegated: the receiver was asked to inform persons (R044).
    delegation_criteria_met: all five criteria are recorded true for every person not informed by us (R044).
    follow_up_placed: MSG-40 or MSG-49, or after a service MSG-33 with acceptance, proves who follows up (R061).
    guardian_involved: a certified institution is involved (R054).
    other_municipality: persons of the household live in two municipalities (R053).
    other_municipality_told: the second municipality gets the same handover (R053).
    reporter_in_follow_up: the reporting professional has a role in what follows (R036).
    """

    report_registered: Known = Known.UNKNOWN
    cross_reference_known: Known = Known.UNKNOWN
    informing_delegated: Known = Known.UNKNOWN
    delegation_criteria_met: Known = Known.UNKNOWN
    follow_up_placed: Known = Known.UNKNOWN
    guardian_involved: Known = Known.UNKNOWN
    other_municipality: Known = Known.UNKNOWN
    other_municipality_told: Known = Known.UNKNOWN
    reporter_in_follow_up: Known = Known.UNKNOWN


UNKNOWN_HISTORY: Final = History()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One message, its two parties as the register knows them (None: not at all), our history, and when.

    `direction` is OUT on the disclosing side and IN on the receiving one. `certificate` is the organisation that the
    certificate of an arriving message proves, when the caller hands it over.
    """

    message: Message
    sender: Party | None
    receiver: Party | None
    direction: Direction
    at: datetime
    history: History = UNKNOWN_HISTORY
    certificate: Oin | None = None

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
