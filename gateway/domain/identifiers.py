"""Identifiers of parties, agreements, messages and conversations, parsed once and opaque afterwards."""

import re
from dataclasses import dataclass
from typing import Final, Self

from gateway.errors import InvalidIdentifierError

# OIN 3.0.1, 6.1: prefix of 8, main number of 8 or 9, zeros up to 20 positions (digikoppeling.md 5.6). Offices of the
# State go by a fiscal number and a number of their own: the Raad is 00000002003214436001 (reference lists 1.0.87).
_OIN: Final = re.compile(r"000000(?:02[0-9]{12}|(?:0[1-9]|1[01]|99)[0-9A-Z]{8,9}0{3,4})", re.ASCII)
_OIN_LENGTH: Final = 20
_FOR_TESTS: Final = "00000099"
# BPE EB004: no suffix is production; letters name the other environments.
_ENVIRONMENT: Final = re.compile(r"_[OTA]{1,3}", re.ASCII)
# RFC 2822 local@domain without brackets; what is outside this set is refused, never repaired (bad input 128).
_MESSAGE_ID: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128}@[A-Za-z0-9.-]{1,120}", re.ASCII)
_OPAQUE: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?", re.ASCII)
# StUF 03.01 Refnummer: at most 40 characters; the Raad puts an address in it (VNG test set 1.0.1).
_REFERENCE: Final = re.compile(r"[A-Za-z0-9._:/@+=,;()~-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A text that was checked against its own pattern; `str()` gives it back."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the identifier, or raise InvalidIdentifierError without repeating the text."""
        if not cls.fits(text):
            raise InvalidIdentifierError(cls.__name__)
        return cls(text)

    @classmethod
    def fits(cls, text: str) -> bool:
        """Tell whether a text is such an identifier."""
        return _OPAQUE.fullmatch(text) is not None

    def __str__(self) -> str:
        """Return the text as it was parsed."""
        return self.text


class Oin(Identifier):
    """Organisation identification number: twenty positions (OIN 3.0.1, 6.1)."""

    @classmethod
    def fits(cls, text: str) -> bool:
        """Tell whether a text is such an identifier."""
        return len(text) == _OIN_LENGTH and _OIN.fullmatch(text) is not None


class PartyId(Identifier):
    """What stands in eb:PartyId: an OIN, outside production with an environment suffix (E-29, E-30)."""

    @classmethod
    def fits(cls, text: str) -> bool:
        """Tell whether a text is such an identifier."""
        suffix = text[_OIN_LENGTH:]
        return Oin.fits(text[:_OIN_LENGTH]) and (not suffix or _ENVIRONMENT.fullmatch(suffix) is not None)

    @property
    def oin(self) -> Oin:
        """The OIN without the suffix of the environment."""
        return Oin(self.text[:_OIN_LENGTH])

    @property
    def production(self) -> bool:
        """Whether it names no other environment (E-30)."""
        return len(self.text) == _OIN_LENGTH

    @property
    def misplaced(self) -> bool:
        """Whether it is a test OIN, which anybody may use, in production (OIN 3.0.1, 6.1)."""
        return self.production and self.text.startswith(_FOR_TESTS)


class AgreementId(Identifier):
    """The CPAId (E-34); compared as a whole, never taken apart."""


class MessageId(Identifier):
    """The MessageId of one transport message, `local@domain` (E-36)."""

    @classmethod
    def fits(cls, text: str) -> bool:
        """Tell whether a text is such an identifier."""
        return _MESSAGE_ID.fullmatch(text) is not None


class ConversationId(Identifier):
    """The same over request, response, acknowledgement and error (E-35)."""


class ReferenceNumber(Identifier):
    """The sender's own number of one business message: our id, StUF `referentienummer` (at most 40 positions)."""

    @classmethod
    def fits(cls, text: str) -> bool:
        """Tell whether a text is such an identifier."""
        return _REFERENCE.fullmatch(text) is not None


class PayloadId(Identifier):
    """Our own random name of stored bytes; it says nothing about them."""
