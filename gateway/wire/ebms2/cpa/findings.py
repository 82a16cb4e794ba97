"""Everything that is wrong or remarkable in one agreement, collected until the last rule has spoken."""

from dataclasses import dataclass
from enum import StrEnum

from gateway.errors import ConfigError
from gateway.wire.ebms2.cpa.vocabulary import NUMBERS, Rule


class Severity(StrEnum):
    """An error closes the door; a warning is for the administrator to read."""

    ERROR = "fout"
    WARNING = "waarschuwing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says, in Dutch: what it is, and what to do; never a value from the document.

    `line` is 0 where the whole document is meant, or its place among other agreements.
    """

    severity: Severity
    rule: Rule
    line: int
    text: str

    @property
    def number(self) -> str:
        """The rule's own number in the digest of Digikoppeling (digikoppeling.md 2, 5 and 7)."""
        return NUMBERS[self.rule]

    def __str__(self) -> str:
        """Return one line for the screen; it begins with the rule."""
        place = f"regel {self.line}: " if self.line else ""
        return f"{self.rule}: {place}{self.text} ({self.number})"


class Findings:
    """Takes mistakes and notices; the same sentence counts once."""

    def __init__(self) -> None:
        self._found: dict[Finding, None] = {}

    def mistake(self, rule: Rule, line: int, text: str) -> None:
        """Add an error."""
        self._found[Finding(severity=Severity.ERROR, rule=rule, line=line, text=text)] = None

    def notice(self, rule: Rule, line: int, text: str) -> None:
        """Add what is accepted and should be known."""
        self._found[Finding(severity=Severity.WARNING, rule=rule, line=line, text=text)] = None

    @property
    def all(self) -> tuple[Finding, ...]:
        """Everything, errors first, otherwise in the order it was found."""
        return tuple(sorted(self._found, key=lambda each: each.severity is not Severity.ERROR))


def errors_of(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Return the errors among them, as sentences."""
    return tuple(str(each) for each in findings if each.severity is Severity.ERROR)


def warnings_of(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Return the warnings among them, as sentences."""
    return tuple(str(each) for each in findings if each.severity is Severity.WARNING)


def settle(findings: tuple[Finding, ...]) -> None:
    """Raise ConfigError with every error, if there is any."""
    mistakes = errors_of(findings)
    if mistakes:
        raise ConfigError(*mistakes)
