"""What a rule can say: the effects of domain-rules.md 0.3, each its own type."""

from dataclasses import dataclass
from typing import ClassVar

from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What every verdict says: why, what would make the message pass (both Dutch), and about which elements.

    Elements are named by their path, never by their value; the texts are constants of the rule.
    """

    because: str
    repair: str = ""
    elements: tuple[str, ...] = ()
    effect: ClassVar[Effect]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow(Verdict):
    """Pass, with the named condition recorded."""

    effect: ClassVar[Effect] = Effect.ALLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Deny(Verdict):
    """Refuse the whole message; nothing leaves."""

    effect: ClassVar[Effect] = Effect.DENY


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip(Verdict):
    """Remove the elements before encryption, once the sender has confirmed the difference (R146)."""

    effect: ClassVar[Effect] = Effect.STRIP


@dataclass(frozen=True, slots=True, kw_only=True)
class Justify(Verdict):
    """Pass only with a justification of at least so many characters, kept in the audit record."""

    minimum_characters: int = 20
    effect: ClassVar[Effect] = Effect.JUSTIFY


@dataclass(frozen=True, slots=True, kw_only=True)
class Second(Verdict):
    """Pass only after approval by a second person in one of these roles, who is not the author."""

    roles: frozenset[StaffRole]
    effect: ClassVar[Effect] = Effect.SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy(Verdict):
    """A second message, of this type to this kind of party, must have been handed in as well."""

    type: MessageType
    to: PartyKind
    effect: ClassVar[Effect] = Effect.COPY


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Verdict):
    """Another kind of receiver must get it."""

    to: PartyKind
    effect: ClassVar[Effect] = Effect.ROUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Verdict):
    """Park it, visible to a role, for no longer than the deadline of that number; then who has that role releases it.

    `another`: only somebody who is not the author releases it, as a second reader (R029).
    """

    owner: StaffRole
    limit: str
    another: bool = False
    effect: ClassVar[Effect] = Effect.HOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Verdict):
    """Pass, but show and record a warning."""

    effect: ClassVar[Effect] = Effect.FLAG


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer(Verdict):
    """Start or stop the deadline of that number."""

    deadline: str
    starts: bool
    effect: ClassVar[Effect] = Effect.TIMER
