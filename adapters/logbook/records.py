"""One step of our organisation as records of Logboek Dataverwerkingen 1.0 (digikoppeling.md 6.3).

One record for the action, and one child span for each person whose data it held (L-03). All numbers follow from the
chain of evidence, so writing a step again writes the same records: the span is the digest of its entry, the trace that
of its subject, which is how our own records tell to which message a trace belongs (L-11; nothing of our own is added to
the attributes, L-10). No employee stands in it (L-07), no content (L-09, level 1), and a person only as a pseudonym.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from gateway.domain.evidence import ChainedEntry, EvidenceEntry, EvidenceType
from gateway.domain.kinds import MessageType
from gateway.flows.account import Processed
from gateway.policy import Outcome

_TRACE_OCTETS: Final = 16
_SPAN_OCTETS: Final = 8
_ACTIVITY: Final = "dpl.core.processing_activity_id"
_SUBJECT: Final = "dpl.core.data_subject_id"
_SUBJECT_TYPE: Final = "dpl.core.data_subject_id_type"
_PSEUDONYM: Final = "bsn-hmac-sha256"
# L-08: a delivery that ended without arriving is an error; what was refused as it should be, or waits, is not.
_FAILED: Final = frozenset({EvidenceType.DELIVERY_ENDED})
_UNFINISHED: Final = frozenset({EvidenceType.MESSAGE_PARKED, EvidenceType.PARKED_ENDED})
_REASON: Final = "reason"
_REFUSED: Final = "refused"
_VERDICT: Final = "verdict"
_MILLISECONDS: Final = 1000

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Where the organisation's register of processing activities says what this is for, and the key of pseudonyms.

    `activity` is the reference (a URI) for what `activities` names no other for.
    """

    activity: str
    activities: Mapping[MessageType, str]
    key: bytes = field(repr=False)

    def activity_of(self, kind: MessageType | None) -> str:
        """Return the reference for a type of message."""
        return self.activity if kind is None else self.activities.get(kind, self.activity)

    def pseudonym(self, bsn: str) -> str:
        """Return by what the log knows a person: the same each time, and nothing to who has not the key."""
        return hmac.digest(self.key, bsn.encode(), hashlib.sha256).hex()


def records_of(step: Processed, register: Register) -> Iterator[Record]:
    """Yield the record of the action, then one for each person."""
    chained = step.chained
    activity = {_ACTIVITY: register.activity_of(step.type)}
    span = _span_of(chained)
    yield _record(chained, span, {**activity, **_failure(chained)})
    for bsn in step.persons:
        pseudonym = register.pseudonym(bsn)
        person = {_SUBJECT: pseudonym, _SUBJECT_TYPE: _PSEUDONYM}
        yield {**_record(chained, _span_of(chained, pseudonym), {**activity, **person}), "parent_span_id": span}


def _record(chained: ChainedEntry, span: str, attributes: Mapping[str, str]) -> Record:
    entry = chained.entry
    moment = _milliseconds(entry.at)
    return {
        "trace_id": hashlib.sha256(entry.subject.encode()).digest()[:_TRACE_OCTETS].hex(),
        "span_id": span,
        "status": _status(entry),
        "name": str(entry.type),
        "start_time": moment,
        "end_time": moment,
        "attributes": dict(attributes),
        "resource": {"service.name": "schakel"},
    }


def _status(entry: EvidenceEntry) -> str:
    if entry.type in _FAILED:
        return "Error"
    facts = dict(entry.facts)
    stopped = _REFUSED in facts or facts.get(_VERDICT, Outcome.PASSES) != Outcome.PASSES
    return "Unset" if stopped or entry.type in _UNFINISHED else "Ok"


def _failure(chained: ChainedEntry) -> Mapping[str, str]:
    if chained.entry.type not in _FAILED:
        return {}
    reason = dict(chained.entry.facts).get(_REASON, "")
    return {"exception.type": str(chained.entry.type), "exception.message": reason}


def _span_of(chained: ChainedEntry, person: str = "") -> str:
    return hashlib.sha256(f"{chained.digest}{person}".encode()).digest()[:_SPAN_OCTETS].hex()


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * _MILLISECONDS)
