"""What is wrong with what a partner sent; answered in its protocol."""

from typing import ClassVar

from gateway.errors.branches import PartnerError, SchakelError


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


class ContradictedError(SchakelError):
    """A proven acknowledgement or MessageError says what cannot be; it is recorded, and moves nothing (E-51)."""

    code: ClassVar[str] = "contradicted"

    def __init__(self, reason: str) -> None:
        """Take why it cannot be: one of a closed list of constants."""
        super().__init__(f"a proven signal cannot be so: {reason}")
        self.reason = reason


class UnprovenRefusalError(SchakelError):
    """A MessageError about a message of ours proves nothing; it is recorded, and answered with nothing."""

    code: ClassVar[str] = "refusal-unproven"

    def __init__(self, said: str) -> None:
        """Take the error code that it names, where that looks like one."""
        super().__init__(f"an unproven MessageError says {said}")
        self.said = said


class HeaderRefusedError(PartnerError):
    """An ebMS header does not say what the specification or the agreement demands."""

    code: ClassVar[str] = "header-refused"

    def __init__(self, ebms_code: str, location: str) -> None:
        """Take the ebMS error code and the location (digikoppeling.md E-61)."""
        self.reason = f"{ebms_code} at {location}"
        super().__init__(self.reason)
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
