"""The branches of the tree: what the edge does with an error is decided here."""

from typing import ClassVar


class SchakelError(Exception):
    """The root of everything we raise on purpose."""

    code: ClassVar[str] = "schakel"


class PartnerError(SchakelError):
    """Their message is at fault: answered in their protocol, never retried by us.

    `reason` says why in constants of ours, never in their words; it is empty where the code says all.
    """

    code: ClassVar[str] = "partner"
    reason: str = ""


class CallerError(SchakelError):
    """Our back office or operator asked for something not allowed."""

    code: ClassVar[str] = "caller"


class TransientError(SchakelError):
    """The world failed for now: retried as the agreement says."""

    code: ClassVar[str] = "transient"


class ConfigError(SchakelError):
    """The house cannot open; carries every mistake found, not just the first."""

    code: ClassVar[str] = "config"

    def __init__(self, *mistakes: str) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes
