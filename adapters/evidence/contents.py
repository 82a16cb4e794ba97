"""What a bundle holds, as values, and as files with one way to write each."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias, TypeVar

from adapters.evidence.container import pack, unpack
from gateway.domain.chain import Checkpoint, canonical_json, written_moment
from gateway.domain.evidence import ENTRY_VERSION, ChainedEntry, EvidenceEntry, EvidenceType
from gateway.domain.message import Direction
from gateway.errors import TamperedError

T = TypeVar("T")
# What JSON holds is not known before it is asked: what is not as it should be raises, and `_parsed` says of which file.
_Json: TypeAlias = Any

VERSION: Final = 1
MANIFEST: Final = "manifest.json"
ENTRIES: Final = "entries.json"
CHECKPOINT: Final = "checkpoint.json"
EVIDENCE_CERTIFICATE: Final = "certificates/evidence.der"
OWN_CERTIFICATE: Final = "certificates/own-signing.der"
PARTNER_CERTIFICATE: Final = "certificates/partner-signing.der"
ISSUER: Final = "certificates/issuers/{:02}.der"
SOAP_FOLDER: Final = "soap/"
SOAP: Final = SOAP_FOLDER + "{:012}-{}.xml"
# The certificate that signed those very octets, where it is not the one that signed the others of that party.
SIGNER_FOLDER: Final = "certificates/signers/"
# Nothing else may be in a bundle: what nobody looks at must not be there to be believed.
_KNOWN: Final = re.compile(
    rf"{re.escape(EVIDENCE_CERTIFICATE)}|{re.escape(OWN_CERTIFICATE)}|{re.escape(PARTNER_CERTIFICATE)}"
    r"|certificates/issuers/[0-9]{2}\.der|soap/[0-9]{12}-(?:soap|receipt)\.xml"
    r"|certificates/signers/[0-9]{12}-(?:soap|receipt)\.der",
    re.ASCII,
)
# A tree of 2**64 entries is 64 high.
_LONGEST_PATH: Final = 64
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """An entry, and its path to the root of the bundle's checkpoint."""

    chained: ChainedEntry
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which message a bundle is about; what is not known of a message that never got so far is empty.

    `subject` is direction, sender and the sender's reference, with slashes between.
    """

    subject: str
    receiver: str = ""
    message_id: str = ""
    agreement_id: str = ""
    agreement_digest: str = ""

    @property
    def sender(self) -> str:
        """The OIN of who sent the message."""
        return self.subject.split("/", 2)[1]

    @property
    def owner(self) -> str:
        """The OIN of the organisation whose evidence this is; empty when it is not known."""
        return self.sender if self.subject.startswith(f"{Direction.OUT}/") else self.receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything in a bundle; `files` are certificates (DER) and exact SOAP octets, by their names."""

    about: About
    entries: tuple[Proved, ...]
    checkpoint: Checkpoint
    files: Mapping[str, bytes] = field(default_factory=dict)

    def write(self) -> bytes:
        """Return the bundle as octets, the same for the same bundle."""
        members = {
            **self.files,
            ENTRIES: canonical_json([_entry_values(each) for each in self.entries]),
            CHECKPOINT: canonical_json(_checkpoint_values(self.checkpoint)),
        }
        manifest = {
            "about": {name: getattr(self.about, name) for name in About.__slots__},
            "files": {name: hashlib.sha256(octets).hexdigest() for name, octets in members.items()},
            "version": VERSION,
        }
        return pack({**members, MANIFEST: canonical_json(manifest)})


def signer_of(soap: str) -> str:
    """Return the name of the certificate that proves those octets alone."""
    return f"{SIGNER_FOLDER}{soap.removeprefix(SOAP_FOLDER).removesuffix('.xml')}.der"


def read(octets: bytes) -> Bundle:
    """Return what the bundle holds; raise TamperedError unless `write` makes exactly these octets of it again."""
    members = unpack(octets)
    bundle = Bundle(
        about=_parsed(members, MANIFEST, _about),
        entries=_parsed(members, ENTRIES, lambda values: tuple(map(_proved, values))),
        checkpoint=_parsed(members, CHECKPOINT, _checkpoint),
        files={name: content for name, content in members.items() if _KNOWN.fullmatch(name)},
    )
    if bundle.write() != octets:
        raise TamperedError(MANIFEST)
    return bundle


def _parsed(members: Mapping[str, bytes], name: str, make: Callable[[Any], T]) -> T:
    """Return what a file says. What it leaves out or says in another way shows when it is written again."""
    try:
        return make(json.loads(members[name]))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise TamperedError(name) from None


def _about(values: _Json) -> About:
    about = About(**{name: _text(values["about"][name]) for name in About.__slots__})
    direction, _, _ = about.subject.split("/", 2)
    Direction(direction)
    return about


def _entry_values(proved: Proved) -> dict[str, Any]:
    chained, entry = proved.chained, proved.chained.entry
    return {
        "actor": entry.actor,
        "at": written_moment(entry.at),
        "digest": chained.digest,
        "facts": entry.facts,
        "path": [step.hex() for step in proved.path],
        "previous": chained.previous,
        "sequence": chained.sequence,
        "subject": entry.subject,
        "type": entry.type,
        "version": ENTRY_VERSION,
    }


def _proved(values: _Json) -> Proved:
    entry = EvidenceEntry(
        type=EvidenceType(values["type"]),
        at=_moment(values["at"]),
        subject=_text(values["subject"]),
        actor=_text(values["actor"]),
        facts=tuple((_text(name), _text(value)) for name, value in values["facts"]),
    )
    chained = ChainedEntry(
        sequence=_count(values["sequence"]),
        entry=entry,
        previous=_digest(values["previous"]),
        digest=_digest(values["digest"]),
    )
    path = tuple(bytes.fromhex(_digest(step)) for step in values["path"][: _LONGEST_PATH + 1])
    return Proved(chained=chained, path=path)


def _checkpoint_values(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "at": written_moment(checkpoint.at),
        "root": checkpoint.root,
        "signature": base64.b64encode(checkpoint.signature).decode("ascii"),
        "size": checkpoint.size,
    }


def _checkpoint(values: _Json) -> Checkpoint:
    return Checkpoint(
        size=_count(values["size"]),
        root=_digest(values["root"]),
        at=_moment(values["at"]),
        signature=base64.b64decode(values["signature"], validate=True),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _moment(value: object) -> datetime:
    at = datetime.fromisoformat(_text(value))
    if written_moment(at) != value:
        raise ValueError
    return at


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError
    return value


def _digest(value: object) -> str:
    if _DIGEST.fullmatch(_text(value)) is None:
        raise ValueError
    return _text(value)
