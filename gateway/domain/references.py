"""The chain's reference lists as values: which instances take part and which roles are current, each with its dates."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from gateway.domain.identifiers import Oin


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One Jeugdzorgrol (CL17): its code and text, the days it holds, and the code that took its place."""

    code: str
    text: str
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str | None = None

    def is_current(self, on: date) -> bool:
        """Tell whether the role holds on that day; both days belong to it."""
        return _holds(self.valid_from, self.valid_until, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One organisation of the list: its instantiecode, name, OIN where it has one, and the days it takes part."""

    code: str
    name: str
    oin: Oin | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def is_current(self, on: date) -> bool:
        """Tell whether the organisation takes part on that day; both days belong to it."""
        return _holds(self.valid_from, self.valid_until, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLists:
    """One release of the lists; a code may stand in it several times, with other dates."""

    version: str
    roles: tuple[Role, ...] = ()
    instances: tuple[Instance, ...] = ()

    def roles_named(self, text: str) -> tuple[Role, ...]:
        """Return every entry with this text, however its dates are."""
        return tuple(role for role in self.roles if role.text == text)

    def instances_of(self, oin: Oin) -> tuple[Instance, ...]:
        """Return every entry of the organisation with this OIN."""
        return tuple(instance for instance in self.instances if instance.oin == oin)


def _holds(begin: date | None, end: date | None, on: date) -> bool:
    return (begin is None or begin <= on) and (end is None or on <= end)


# What the gateway knows before an administrator installed a release: nothing is current, and nothing has ended.
NO_REFERENCES: Final = ReferenceLists(version="")

# CL17, release 1.0.87: the words that hold now, as StUF-Jeugdzorg enumerates them.
CURRENT_ROLES: Final = (
    "broer of zus",
    "contactpersoon",
    "grootouder",
    "halfbroer of -zus",
    "hulpverlener",
    "informant",
    "jeugdige",
    "kind",
    "melder",
    "onderwijsgevende",
    "opvoeder/verzorger",
    "ouder met gezag",
    "ouder zonder gezag",
    "ouder, gezag niet benoemd",
    "ouder, niet juridisch",
    "overige professional",
    "overige verwant",
    "pleegbroer of -zus",
    "pleegouder",
    "stiefbroer of -zus",
    "stiefouder",
    "verpleegkundige, arts of medisch specialist",
    "voogd",
)
