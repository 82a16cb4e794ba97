"""One row of the message catalogue, and the words its rows are written in."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Final

from gateway.domain.kinds import Layer, MessageType
from gateway.domain.party import PartyKind

Route = tuple[PartyKind, PartyKind]
Rows = tuple["CatalogueEntry", ...]

NO_LAYERS: Final[frozenset[Layer]] = frozenset()
T: Final = frozenset({Layer.TECHNICAL})
T_R: Final = T | {Layer.RECEIPT}
T_B: Final = T | {Layer.BUSINESS}
T_R_B: Final = T_R | {Layer.BUSINESS}
T_R_C_B: Final = T_R_B | {Layer.ACCEPTANCE}

# R018: what makes known who a person is; every message about persons may carry it (2.8).
IDENTITY: Final = (
    "betrokkenen[].kenmerk",
    "betrokkenen[].rol",
    "betrokkenen[].geslachtsnaam",
    "betrokkenen[].voorvoegsel",
    "betrokkenen[].voornamen",
    "betrokkenen[].voorletters",
    "betrokkenen[].geslacht",
    "betrokkenen[].geboortedatum",
    "betrokkenen[].bsn",
    "betrokkenen[].vreemdelingennummer",
    "betrokkenen[].adres",
)
PERSONS: Final = ("betrokkenen", "ongeboren")


def each(group: str, *names: str) -> tuple[str, ...]:
    """Return the paths of these fields in a group, or in every item of a list (`betrokkenen[]`)."""
    return tuple(f"{group}.{name}" for name in names)


# What the messages about a case say of a person in StUF-Jeugdzorg (vto, notificatie, zorgmelding).
PERSON_IN_CASE: Final = (
    *IDENTITY,
    *each("betrokkenen[]", "rni", "telefoonnummer", "emailadres", "gezag", "status_in_zaak", "informering"),
    *each("betrokkenen[]", "aanvullende_informatie", "overige_zorg", "taal"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One message type (domain-rules.md 2): who may send it to whom, with what in it, and what must come back.

    Elements are paths into Content: a leaf (`melding.omschrijving`), a whole group (`triage`), something in every item
    of a list (`betrokkenen[].bsn`), or that the list has an item (`betrokkenen[]`). What is not listed is forbidden.

    `one_of`: of each set at least one element is there, in at least one item. `single`: lists of at most one item.
    `strippable`: forbidden too, but a rule of its own says what becomes of it.
    `receipt_by`, `receipt_also_by`, `accepted_by` and `answered_by` complete the layers R, R, C and B; `fulfils` is the
    same seen from the other side, and follows from them. `answered_outside` says in Dutch what the answer is when
    no message of the catalogue carries it.
    `refers`: it must name the message it is about. `travels`: it goes from one organisation to another as a message.
    `stuf` is its root element in StUF-Jeugdzorg, or the first where it has several; `root` is that of our own XML; a
    message of the gateway itself has both.
    """

    type: MessageType
    name: str
    source: str
    routes: frozenset[Route] = frozenset()
    mandatory: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    single: tuple[str, ...] = ()
    strippable: tuple[str, ...] = ()
    layers: frozenset[Layer] = NO_LAYERS
    receipt_by: MessageType | None = None
    receipt_also_by: frozenset[MessageType] = frozenset()
    accepted_by: frozenset[MessageType] = frozenset()
    answered_by: frozenset[MessageType] = frozenset()
    answered_outside: str = ""
    fulfils: tuple[tuple[MessageType, Layer], ...] = ()
    refers: bool = False
    deadlines: tuple[str, ...] = ()
    escalation: str = ""
    travels: bool = True
    stuf: str | None = None
    root: str | None = None

    @property
    def elements(self) -> tuple[str, ...]:
        """Everything the message may hold."""
        return self.mandatory + self.optional


def routes(senders: Iterable[PartyKind], receivers: Iterable[PartyKind]) -> frozenset[Route]:
    """Return every pair of a sender and a receiver."""
    return frozenset(product(senders, receivers))


def reverse(pairs: Iterable[Route]) -> frozenset[Route]:
    """Return the way back of every route."""
    return frozenset((receiver, sender) for sender, receiver in pairs)
