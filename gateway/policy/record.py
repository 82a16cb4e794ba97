"""What the evidence keeps of a decision (R153): digests, numbers and codes, never content."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from gateway.domain.identifiers import Identifier
from gateway.policy.engine import Decision
from gateway.policy.facts import Facts
from gateway.policy.rule import Ruling

_REGION: Final = "region"
_REFERENCES: Final = "references"


def facts_digest(facts: Facts) -> str:
    """Return the digest (hex SHA-256) of all that was asked: message, parties, history, steps, lists and region."""
    digest = sha256()
    for field in fields(facts):
        value = getattr(facts, field.name)
        digest.update(f"{field.name}\n".encode())
        if field.name == _REGION:
            value = value.digest
        elif field.name == _REFERENCES:
            value = value.version
        for part in _canonical(value):
            digest.update(part)
    return digest.hexdigest()


def record_of(decision: Decision, facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return the facts of the evidence entry about this decision, in the order they are written."""
    lost = (f"{clash.loser.number}<{clash.winner.number}" for clash in decision.clashes)
    return (
        ("verdict", str(decision.outcome)),
        ("rules", ",".join(dict.fromkeys(decision.rules))),
        ("rulings", ",".join(dict.fromkeys(map(_ruling, decision.rulings)))),
        ("lost", ",".join(dict.fromkeys(lost))),
        ("rule-set", decision.rule_set),
        ("region", facts.region.name),
        ("region-digest", facts.region.digest),
        ("facts", facts_digest(facts)),
    )


def _ruling(ruling: Ruling) -> str:
    return f"{ruling.rule.number}:{ruling.rule.revision}:{ruling.verdict.effect}"


def _canonical(value: object) -> Iterator[bytes]:
    """Yield a value as octets that no other value has: every text with its length before it."""
    if is_dataclass(value) and not isinstance(value, Identifier):
        yield b"{"
        for field in fields(value):
            yield from _canonical(getattr(value, field.name))
        yield b"}"
    elif isinstance(value, tuple):
        yield f"[{len(value)}".encode()
        for item in value:
            yield from _canonical(item)
    elif isinstance(value, frozenset):
        yield from _canonical(tuple(sorted(value)))
    else:
        octets = _octets(value)
        yield f"{type(value).__name__}:{len(octets)}:".encode() + octets


def _octets(value: object) -> bytes:
    if isinstance(value, bytes):
        return sha256(value).digest()
    if isinstance(value, datetime | date):
        return value.isoformat().encode()
    return str(value).encode()
