"""The chain says which keys of ours came and went, by digests of their public halves."""

from typing import Final

from gateway.domain.evidence import EvidenceType
from gateway.flows.note_keys import SUBJECT, note_keys
from tests.kit.world import VEILIG_THUIS, World

OLD: Final = ("signing", "1" * 64)
NEW: Final = ("signing", "2" * 64)
STAYS: Final = ("encryption", "3" * 64)


async def test_what_came_and_what_went_is_one_entry() -> None:
    side = World().side(VEILIG_THUIS)
    await note_keys(frozenset({OLD, STAYS}), frozenset({NEW, STAYS}), side.ports)
    [entry] = side.evidence(EvidenceType.KEYS_CHANGED)
    assert (entry.subject, entry.actor, entry.at) == (SUBJECT, str(VEILIG_THUIS.oin), side.ports.clock.now())
    assert entry.facts == (("signing-came", "2" * 64), ("signing-went", "1" * 64))
    assert side.store.commits == 1
