"""Everything that is wrong or remarkable in one agreement, collected until the last rule has spoken."""

from gateway.errors import ConfigError
from gateway.wire.ebms2.cpa.vocabulary import Rule


class Findings:
    """Mistakes close the door; notices are for the operator to read. Both name a rule and a line, never a value."""

    def __init__(self) -> None:
        self._mistakes: dict[str, None] = {}
        self._notices: dict[str, None] = {}

    def mistake(self, rule: Rule, line: int, text: str) -> None:
        """Add a mistake; the same sentence counts once."""
        self._mistakes[f"{rule}: line {line}: {text}"] = None

    def notice(self, rule: Rule, line: int, text: str) -> None:
        """Add what is accepted and should be known."""
        self._notices[f"{rule}: line {line}: {text}"] = None

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices, in the order they were found."""
        return tuple(self._notices)

    def settle(self) -> None:
        """Raise ConfigError with every mistake, if there is any."""
        if self._mistakes:
            raise ConfigError(*self._mistakes)
