"""What a back office says of a message that waits for a person, and of a case."""

from dataclasses import dataclass

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.formats.office.codec import parse_record


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDraft:
    """A step; what is left out of `elements` is everything that the rule names."""

    rule: str
    effect: Effect
    elements: tuple[str, ...] = ()
    justification: str | None = None
    receiver: Oin | None = None
    copy: ReferenceNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDraft:
    """A fact of a case; `about` is the identifier of a person or party in it, or a code."""

    fact: CaseFact
    holds: bool
    about: str | None = None


def parse_step(octets: bytes) -> StepDraft:
    """Read a step; raise NotAMessageError with every mistake."""
    return parse_record(StepDraft, octets)


def parse_case(octets: bytes) -> CaseDraft:
    """Read a fact; raise NotAMessageError with every mistake."""
    return parse_record(CaseDraft, octets)
