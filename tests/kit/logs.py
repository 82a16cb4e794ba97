"""A log that writes nothing and remembers which events it was told."""

from adapters.telemetry.logging import Log


class NamedLog(Log):
    """Keeps the name of each event, in their order."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def event(self, name: str, /, **_: object) -> None:
        """Keep it."""
        self.names.append(name)

    def failed(self, name: str, _: BaseException, /, **__: object) -> None:
        """Keep it."""
        self.names.append(name)
