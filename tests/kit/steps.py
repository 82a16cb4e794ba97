"""Steps that a test can look at, and at which it can make something happen."""

from collections.abc import Callable, Mapping


class RecordedSteps:
    """Remembers every step that was reached; one that has an act performs it."""

    def __init__(self, acts: Mapping[str, Callable[[], None]] | None = None) -> None:
        """Take what happens at which step."""
        self.names: list[str] = []
        self._acts = dict(acts or {})

    def reached(self, step: str) -> None:
        """Note the step, and perform its act."""
        self.names.append(step)
        self._acts.get(step, lambda: None)()
