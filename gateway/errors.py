"""Every error raised on purpose, in one tree; a leaf has a stable code and a text without content."""

from typing import ClassVar


class SchakelError(Exception):
    """The root of everything we raise on purpose."""

    code: ClassVar[str] = "schakel"


class PartnerError(SchakelError):
    """Their message is at fault: answered in their protocol, never retried by us."""

    code: ClassVar[str] = "partner"


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


class ReasonedRefusalError(PartnerError):
    """A refusal whose reason is one of a closed list of constants; input is never repeated."""

    code: ClassVar[str] = "reasoned-refusal"

    def __init__(self, reason: str) -> None:
        super().__init__(f"{self.code}: {reason}")
        self.reason = reason


class MimeRefusedError(ReasonedRefusalError):
    """The packaging is not one strict multipart/related or text/xml message."""

    code: ClassVar[str] = "mime-refused"


class XmlRefusedError(ReasonedRefusalError):
    """The XML is not well-formed, or crosses a limit, or uses what we never read (DTD, entity, PI)."""

    code: ClassVar[str] = "xml-refused"


class SecurityRefusedError(ReasonedRefusalError):
    """Signature, encryption or identity failed; the partner sees one face for all of them (D13)."""

    code: ClassVar[str] = "security-refused"


class CertificateRefusedError(ReasonedRefusalError):
    """A certificate does not prove who it should prove."""

    code: ClassVar[str] = "certificate-refused"


class ReceiptRefusedError(ReasonedRefusalError):
    """An acknowledgement does not prove receipt of what we sent."""

    code: ClassVar[str] = "receipt-refused"


class HeaderRefusedError(PartnerError):
    """An ebMS header does not say what the specification or the agreement demands."""

    code: ClassVar[str] = "header-refused"

    def __init__(self, ebms_code: str, location: str) -> None:
        """Take the ebMS error code and the location (digikoppeling.md E-61)."""
        super().__init__(f"{ebms_code} at {location}")
        self.ebms_code = ebms_code
        self.location = location


class UnknownAgreementError(PartnerError):
    """No agreement of that name is in force between us and that partner."""

    code: ClassVar[str] = "unknown-agreement"

    def __init__(self) -> None:
        """Say nothing more: unknown, expired and foreign look the same (bad inputs 112 to 114)."""
        super().__init__("no such agreement in force")


class InconsistentDuplicateError(PartnerError):
    """A known MessageId came again with other content (bad input 218)."""

    code: ClassVar[str] = "inconsistent-duplicate"

    def __init__(self, message_id: str) -> None:
        super().__init__(f"message {message_id} came again with other content")
        self.message_id = message_id


class ContentRefusedError(PartnerError):
    """A payload does not conform to its schema or format; answered with the format's own fault."""

    code: ClassVar[str] = "content-refused"

    def __init__(self, fault: str, places: tuple[str, ...]) -> None:
        """Take the format's fault code (StUF055 ...) and places (line and element name, or rule; no values)."""
        super().__init__(f"{fault} at {'; '.join(places)}")
        self.fault = fault
        self.places = places


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


class PartnerUnreachableError(TransientError):
    """The partner did not take the message this time."""

    code: ClassVar[str] = "partner-unreachable"

    def __init__(self, outcome: str) -> None:
        """Take the outcome class (D28): connect, tls, timeout, http-503 ..."""
        super().__init__(f"not delivered this time: {outcome}")
        self.outcome = outcome


class PartnerRejectedError(SchakelError):
    """The partner's server refuses for good (3xx, 4xx), or is not who it should be: retrying would not help."""

    code: ClassVar[str] = "partner-rejected"

    def __init__(self, outcome: str) -> None:
        """Take the outcome class (D28): http-4xx, wrong-oin, redirect ..."""
        super().__init__(f"refused for good: {outcome}")
        self.outcome = outcome


class ConcurrencyError(TransientError):
    """Somebody else changed the same thing first; read again and decide again."""

    code: ClassVar[str] = "concurrency"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} changed meanwhile")
        self.what = what


class AlreadyRecordedError(TransientError):
    """A unique key was recorded before; its first holder stands."""

    code: ClassVar[str] = "already-recorded"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} recorded before")
        self.what = what


class StorageUnavailableError(TransientError):
    """The store cannot take it now (full, locked, closing); nothing was acknowledged."""

    code: ClassVar[str] = "storage-unavailable"

    def __init__(self) -> None:
        """Say no more: driver texts may carry values (bad input 258)."""
        super().__init__("storage unavailable")


class NotInTimeError(TransientError):
    """Something we waited for did not happen in time."""

    code: ClassVar[str] = "not-in-time"

    def __init__(self, what: str) -> None:
        """Name what was waited for, by our own names."""
        super().__init__(f"waited too long for {what}")
        self.what = what
