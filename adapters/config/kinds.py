"""The kinds of values a setting can have, each with the one sentence that says what to do when it has another."""

import ipaddress
import re
import stat
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo

from gateway.domain.agreement import LegacyCipher, LegacyTransport
from gateway.domain.identifiers import Oin, PartyId
from gateway.errors import InvalidIdentifierError

_Chosen = TypeVar("_Chosen", LegacyCipher, LegacyTransport)

_FORBIDDEN_MODE: Final = stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO
_SMALLEST_SECRET: Final = 32
_LARGEST_SECRET: Final = 4096
_NAME: Final = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"


class Secret:
    """Octets that no log, error or screen ever shows."""

    __slots__ = ("_octets",)

    def __init__(self, octets: bytes) -> None:
        self._octets = octets

    def reveal(self) -> bytes:
        """Return the octets: to whoever uses them, and to nobody who writes."""
        return self._octets

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> str | tuple[Any, ...]:  # Any: what the protocol says
        raise TypeError(repr(self))


def _party_id(value: object) -> PartyId:
    try:
        party_id = PartyId.parse(str(value))
    except InvalidIdentifierError:
        message = "must be an OIN of twenty positions, outside production followed by the suffix of the environment"
        raise ValueError(message) from None
    if party_id.misplaced:
        message = "is a test OIN (00000099), and not for production: add the suffix of the environment, such as _T"
        raise ValueError(message)
    return party_id


def _oin(value: object) -> Oin:
    try:
        return Oin.parse(str(value))
    except InvalidIdentifierError:
        message = "must be an OIN of twenty positions, without suffix"
        raise ValueError(message) from None


def _named(kind: type[_Chosen]) -> PlainValidator:
    """Take a member by its name as partners write it: the end of its URI."""
    known = {member.value.rpartition("#")[2]: member for member in kind}

    def choose(value: object) -> _Chosen:
        if not isinstance(value, str) or value not in known:
            message = f"must be one of {', '.join(known)}"
            raise ValueError(message)
        return known[value]

    return PlainValidator(choose)


def _address(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        message = "must be an IP address of this machine, such as 127.0.0.1 or 0.0.0.0"
        raise ValueError(message) from None


def _placed(value: object, info: ValidationInfo) -> Path:
    if not isinstance(value, str) or not value or "\0" in value:
        message = "must be a path in quotes"
        raise ValueError(message)
    return Path((info.context or {}).get("home", ".")) / value


def _file(path: Path) -> Path:
    if not path.is_file():
        message = "must name a file that is there: put it there, or correct the path"
        raise ValueError(message)
    return path


def _folder(path: Path) -> Path:
    if not path.is_dir():
        message = "must name a folder that is there: make it, or correct the path"
        raise ValueError(message)
    return path


def _place(path: Path) -> Path:
    if not path.is_file() and not path.is_dir():
        message = "must name a file or folder that is there: put it there, or correct the path"
        raise ValueError(message)
    return path


def _in_folder(path: Path) -> Path:
    if not path.parent.is_dir() or path.is_dir():
        message = "must name a file in a folder that is there: make the folder, or correct the path"
        raise ValueError(message)
    return path


def _secret(value: object, info: ValidationInfo) -> Secret:
    path = _file(_placed(value, info))
    try:
        if path.stat().st_mode & _FORBIDDEN_MODE:
            message = "can be read by others: set the mode of the file to 0600"
            raise ValueError(message)
        octets = path.read_bytes()[: _LARGEST_SECRET + 1].strip()
    except OSError:
        message = "cannot be read: check who may read the file"
        raise ValueError(message) from None
    if not _SMALLEST_SECRET <= len(octets) <= _LARGEST_SECRET:
        message = f"must hold {_SMALLEST_SECRET} to {_LARGEST_SECRET} octets of a secret"
        raise ValueError(message)
    return Secret(octets)


def _of_form(pattern: str, message: str) -> AfterValidator:
    """Return a check that the text is of that form."""
    compiled = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(message)
        return text

    return AfterValidator(check)


Port = Annotated[int, Field(ge=0, le=65535)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Host = Annotated[str, AfterValidator(_address)]
_Placed = Annotated[Path, PlainValidator(_placed)]
ExistingFile = Annotated[_Placed, AfterValidator(_file)]
ExistingFolder = Annotated[_Placed, AfterValidator(_folder)]
ExistingPlace = Annotated[_Placed, AfterValidator(_place)]
FileInFolder = Annotated[_Placed, AfterValidator(_in_folder)]
OwnPartyId = Annotated[PartyId, PlainValidator(_party_id)]
PartnerOin = Annotated[Oin, PlainValidator(_oin)]
LegacyCipherName = Annotated[LegacyCipher, _named(LegacyCipher)]
LegacyTransportName = Annotated[LegacyTransport, _named(LegacyTransport)]
KeyWord = Annotated[str, _of_form(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", "must be a short word in lower case")]
HostName = Annotated[
    str,
    _of_form(
        rf"(?=.{{1,120}}\Z){_NAME}",
        "must be a host name in lower case, such as veiligthuis.example.nl",
    ),
]
UrlPath = Annotated[str, _of_form(r"/[a-z0-9/-]{0,100}", "must be a path such as /ebms, in lower case")]
Uri = Annotated[
    str,
    _of_form(
        r"(?=.{1,300}\Z)(?:https|urn):[!-~]+", "must be a reference that begins with https: or urn:, without spaces"
    ),
]
CrlAddress = Annotated[
    str,
    _of_form(
        rf"(?=.{{1,300}}\Z)https?://{_NAME}(?::[0-9]{{1,5}})?/[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*",
        "must be an address such as http://crl.example.nl/authority.crl, without user name or fragment",
    ),
]
HttpProxy = Annotated[
    str,
    _of_form(
        rf"(?=.{{1,200}}\Z)http://{_NAME}(?::[0-9]{{1,5}})?",
        "must be an address such as http://proxy.example.nl:3128, without user name or path",
    ),
]
ObjectIdentifier = Annotated[
    str, _of_form(r"[0-2](?:\.(?:0|[1-9][0-9]{0,18})){1,30}", "must be an object identifier such as 2.16.528.1.1003")
]
Fingerprint = Annotated[
    str, _of_form(r"[0-9a-f]{64}", "must be the SHA-256 of a certificate: 64 hexadecimal digits in lower case")
]
SecretFile = Annotated[Secret, PlainValidator(_secret)]
