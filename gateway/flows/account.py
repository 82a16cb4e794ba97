"""What our organisation did with personal data, step by step (Logboek Dataverwerkingen)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from gateway import policy
from gateway.domain.content import Content
from gateway.domain.evidence import ChainedEntry, EvidenceType
from gateway.domain.kinds import MessageType
from gateway.flows.recall import Recalled, recall
from gateway.ports import Ports

_BSN: Final = "bsn"
# What happened to a transport, an agreement or the machine is no processing of a person's data by our organisation.
_OF_TRANSPORT: Final = frozenset(
    {
        EvidenceType.DUPLICATE_RECEIVED,
        EvidenceType.RECEIPT_RECEIVED,
        EvidenceType.REFUSAL_RECEIVED,
        EvidenceType.REFUSAL_UNPROVEN,
        EvidenceType.SECURITY_REFUSED,
        EvidenceType.DECRYPTION_FAILED,
        EvidenceType.DECRYPTION_RESUMED,
        EvidenceType.CONTRADICTED,
        EvidenceType.QUESTION_ASKED,
        EvidenceType.QUESTION_SENT,
        EvidenceType.ANSWER_RECEIVED,
        EvidenceType.ANSWER_REFUSED,
        EvidenceType.AGREEMENT_CHANGED,
        EvidenceType.KEYS_CHANGED,
        EvidenceType.CLOCK_PUT_BACK,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """One step: its entry in the chain of evidence, the type of the message, and whose data it held.

    `persons` are their BSNs, for a pseudonym and for nothing else; none when the content is gone or was refused.
    """

    chained: ChainedEntry
    type: MessageType | None = None
    persons: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The steps of one stretch of the chain, and the number of its last entry.

    `unreadable` names the first entry about each message whose content is here and cannot be read: its steps say not
    whose data it held.
    """

    steps: tuple[Processed, ...]
    last: int
    unreadable: tuple[int, ...] = ()


async def give_account(after: int, limit: int, ports: Ports) -> Account:
    """Return every step in the entries of evidence behind that number, at most so many entries, in order."""
    async with ports.unit_of_work() as uow:
        entries = await uow.evidence.list_after(after, limit)
        done = [chained for chained in entries if chained.entry.type not in _OF_TRANSPORT]
        about = {subject: await recall(subject, ports, uow) for subject in {each.entry.subject for each in done}}
    steps = tuple(_step(chained, about[chained.entry.subject]) for chained in done)
    damaged = {subject for subject, recalled in about.items() if recalled is not None and recalled.unreadable}
    first = {each.entry.subject: each.sequence for each in reversed(done) if each.entry.subject in damaged}
    last = entries[-1].sequence if entries else after
    return Account(steps=steps, last=last, unreadable=tuple(sorted(first.values())))


def _step(chained: ChainedEntry, recalled: Recalled | None) -> Processed:
    if recalled is None:
        return Processed(chained=chained)
    persons = () if recalled.message is None else tuple(dict.fromkeys(_persons(recalled.message.content)))
    return Processed(chained=chained, type=recalled.type, persons=persons)


def _persons(content: Content) -> Iterator[str]:
    """Yield every BSN, wherever it stands."""
    return (str(value) for path, value in policy.walk(content) if path.rpartition(".")[2] == _BSN)
