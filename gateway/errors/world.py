"""What failed in the world outside; most of it is tried again."""

from typing import ClassVar

from gateway.errors.branches import SchakelError, TransientError


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


class SourceUnavailableError(TransientError):
    """What somebody publishes could not be fetched this time."""

    code: ClassVar[str] = "source-unavailable"

    def __init__(self, outcome: str) -> None:
        """Take the outcome class: connect, tls, timeout, http-404 ..."""
        super().__init__(f"not fetched this time: {outcome}")
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


class DecryptionHeldError(TransientError):
    """Too much of what this partner sent was decrypted in vain within an hour; nothing of it is decrypted now (D14)."""

    code: ClassVar[str] = "decryption-held"

    def __init__(self, partner: str) -> None:
        super().__init__(f"decryption for {partner} is held")
        self.partner = partner


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
