"""What goes wrong about a message that waits for a person: a step that is not taken, and who may take it."""

from typing import ClassVar

from gateway.errors.branches import CallerError


class RoleNotHeldError(CallerError):
    """The staff book does not give this employee that role today."""

    code: ClassVar[str] = "role-not-held"

    def __init__(self, role: str) -> None:
        super().__init__(f"this employee does not have the role {role} today")
        self.role = role


class ParkedEndedError(CallerError):
    """The message waits for nobody any more; a step changes nothing now."""

    code: ClassVar[str] = "parked-ended"

    def __init__(self, state: str) -> None:
        super().__init__(f"this message no longer waits: {state}")
        self.state = state


class StepNotWantedError(CallerError):
    """No rule asks this step, or not about these elements."""

    code: ClassVar[str] = "step-not-wanted"

    def __init__(self) -> None:
        """Repeat nothing of what was asked: it names no rule that spoke."""
        super().__init__("no such step is wanted")


class StepRefusedError(CallerError):
    """A step that is wanted is not taken like this; nothing changed."""

    code: ClassVar[str] = "step-refused"
    reason: ClassVar[str] = "not taken"

    def __init__(self, rule: str, effect: str) -> None:
        """Take the rule that asks for the step, and the effect it asks."""
        super().__init__(f"{rule} {effect}: {self.reason}")
        self.rule = rule
        self.effect = effect


class StepTakenBeforeError(StepRefusedError):
    """Somebody took this very step already."""

    code: ClassVar[str] = "step-taken-before"
    reason: ClassVar[str] = "taken before"


class RoleNotWantedError(StepRefusedError):
    """The rule asks this step of somebody in another role, or of the author."""

    code: ClassVar[str] = "role-not-wanted"
    reason: ClassVar[str] = "somebody else must do this"


class SamePersonError(StepRefusedError):
    """The rule asks for a second person, and this is the author."""

    code: ClassVar[str] = "same-person"
    reason: ClassVar[str] = "the author cannot be the second person"


class AuthorUnknownError(StepRefusedError):
    """The rule asks for a second person, and nobody said who the first one is."""

    code: ClassVar[str] = "author-unknown"
    reason: ClassVar[str] = "without a known author nobody can be the second person"


class JustificationTooThinError(StepRefusedError):
    """A justification is too short, or says nothing of its own (R009)."""

    code: ClassVar[str] = "justification-too-thin"
    reason: ClassVar[str] = "too short, or nothing but stock phrases"


class StepWithoutEffectError(StepRefusedError):
    """What the step names does not give the rule what it asks: no such copy, no such receiver, nothing removed."""

    code: ClassVar[str] = "step-without-effect"
    reason: ClassVar[str] = "this does not give the rule what it asks"
