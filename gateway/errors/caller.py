"""What our back office, operator or administrator asked for and does not get."""

from typing import ClassVar

from gateway.errors.branches import CallerError, SchakelError


class BundleRefusedError(SchakelError):
    """What an administrator wants to install is not what it should be; nothing was changed."""

    code: ClassVar[str] = "bundle-refused"

    def __init__(self, *mistakes: str) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class InvalidIdentifierError(CallerError):
    """A text is not the identifier it should be."""

    code: ClassVar[str] = "invalid-identifier"

    def __init__(self, kind: str) -> None:
        """Name the kind of identifier; the text itself is never repeated."""
        super().__init__(f"not a valid {kind}")
        self.kind = kind


class InvalidDateError(CallerError):
    """A text is not a date, whole or incomplete."""

    code: ClassVar[str] = "invalid-date"

    def __init__(self) -> None:
        super().__init__("not a date of the form YYYY, YYYY-MM or YYYY-MM-DD")


class StepNotAllowedError(CallerError):
    """A life (of a delivery, of a reception) has no such step."""

    code: ClassVar[str] = "step-not-allowed"

    def __init__(self, state: str, happening: str) -> None:
        super().__init__(f"nothing follows when {happening} happens in state {state}")
        self.state = state
        self.happening = happening


class NotAMessageError(CallerError):
    """What the back office handed in is not one message of the catalogue."""

    code: ClassVar[str] = "not-a-message"

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        """Take every mistake: place and kind, never the value."""
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


class PolicyRefusedError(CallerError):
    """A rule forbids the message; carries the explanations in Dutch."""

    code: ClassVar[str] = "policy-refused"

    def __init__(self, rules: tuple[str, ...], explanations: tuple[str, ...]) -> None:
        """Take the rule numbers and one Dutch sentence for each."""
        super().__init__(f"refused by {', '.join(rules)}")
        self.rules = rules
        self.explanations = explanations


class NoRouteError(CallerError):
    """No agreement lets this message travel to that receiver today."""

    code: ClassVar[str] = "no-route"

    def __init__(self, message_type: str) -> None:
        super().__init__(f"no agreement in force carries {message_type} to this receiver")
        self.message_type = message_type


class VersionNotAgreedError(CallerError):
    """The version agreed with that receiver does not have this message (R147); nothing is cut to make it fit."""

    code: ClassVar[str] = "version-not-agreed"

    def __init__(self, message_type: str, agreed: str, nearest: str) -> None:
        super().__init__(f"R147: {message_type} does not travel as {agreed}; agree on {nearest}")
        self.message_type = message_type
        self.agreed = agreed
        self.nearest = nearest


class RouteGuardError(CallerError):
    """The addresses of one message do not agree (D22); nothing leaves."""

    code: ClassVar[str] = "route-guard"

    def __init__(self, difference: str) -> None:
        super().__init__(f"addresses do not agree: {difference}")
        self.difference = difference


class KeyReusedError(CallerError):
    """An Idempotency-Key came again with another body (bad input 213)."""

    code: ClassVar[str] = "key-reused"

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used before with another body")


class DecryptionNotHeldError(SchakelError):
    """What this partner sends is decrypted as always; there is nothing to resume."""

    code: ClassVar[str] = "decryption-not-held"

    def __init__(self, partner: str) -> None:
        super().__init__(f"decryption for {partner} is not held")
        self.partner = partner


class ResumedTooOftenError(SchakelError):
    """Decryption for this partner was resumed by hand as often as may be in a day (D14); its hour must pass."""

    code: ClassVar[str] = "resumed-too-often"

    def __init__(self, partner: str, times: int) -> None:
        super().__init__(f"decryption for {partner} was resumed {times} times within a day; it resumes by itself")
        self.partner = partner
        self.times = times


class NotFoundError(CallerError):
    """There is no such thing for this caller."""

    code: ClassVar[str] = "not-found"

    def __init__(self, kind: str) -> None:
        super().__init__(f"no such {kind}")
        self.kind = kind


class NotAuthorisedError(CallerError):
    """The caller proved no identity that may do this."""

    code: ClassVar[str] = "not-authorised"

    def __init__(self) -> None:
        super().__init__("not authorised")


class TamperedError(CallerError):
    """Stored or exported bytes are not what they were."""

    code: ClassVar[str] = "tampered"

    def __init__(self, what: str) -> None:
        """Name what fails to verify, by our own identifiers."""
        super().__init__(f"does not verify: {what}")
        self.what = what
