"""What a check of a bundle found, one line for each thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How one check ended."""

    HOLDS = "holds"
    FAILS = "fails"
    # What it is about is not in the bundle, or needs something that was not given.
    OPEN = "open"


class Claim(StrEnum):
    """What is checked; the value is stable, for machines."""

    CONTAINER = "container"
    ENTRIES = "entries"
    PLACES = "places"
    HEAD = "head"
    OCTETS = "octets"
    SIGNATURES = "signatures"
    PARTIES = "parties"
    MANDATE = "mandate"
    AGREEMENT = "agreement"
    CONTENT = "content"
    RECEIPT = "receipt"
    CERTIFICATES = "certificates"
    REVOCATION = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of a report: `name` says in Dutch what was looked at and how that ended."""

    claim: Claim
    outcome: Outcome
    name: str

    @property
    def passed(self) -> bool:
        """Tell that nothing is wrong; what stayed open is not wrong, and its name says so."""
        return self.outcome is not Outcome.FAILS


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All lines, in the order of checking; `fingerprint` names the evidence certificate (SHA-256, hexadecimal)."""

    checks: tuple[Check, ...]
    subject: str = ""
    fingerprint: str = ""

    @property
    def passed(self) -> bool:
        """Tell that nothing that could be checked is wrong."""
        return all(check.passed for check in self.checks)
