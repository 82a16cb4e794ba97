"""Other keys of ours sign and decrypt from now on: the chain of evidence says which came and which went."""

from typing import Final

from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.ports import Ports

SUBJECT: Final = "keys"


async def note_keys(before: frozenset[tuple[str, str]], after: frozenset[tuple[str, str]], ports: Ports) -> None:
    """Record the difference between two sets of keys, each by its use and the SHA-256 (hex) of its public key."""
    changes = (("came", after - before), ("went", before - after))
    async with ports.unit_of_work() as uow:
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.KEYS_CHANGED,
                at=ports.clock.now(),
                subject=SUBJECT,
                actor=str(ports.parties.own.oin),
                facts=tuple((f"{use}-{change}", digest) for change, keys in changes for use, digest in sorted(keys)),
            )
        )
        await uow.commit()
