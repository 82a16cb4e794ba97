"""What the reference lists say about the organisations of the register: never a mistake, always worth a look."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from gateway.domain.party import Party, PartyKind
from gateway.domain.references import ReferenceLists

# The list of instances has courts (AR), certified institutions (AST) and the Raad (RC), and no others.
_LISTED: Final = frozenset({PartyKind.RECHTBANK, PartyKind.GI, PartyKind.RAAD})


def remarks_on(parties: Iterable[Party], lists: ReferenceLists, on: date) -> tuple[str, ...]:
    """Return a line for each party whose OIN ended, did not begin yet, or should be listed and is not."""
    if not lists.instances:
        return ()
    return tuple(remark for party in parties for remark in _remarks(party, lists, on))


def _remarks(party: Party, lists: ReferenceLists, on: date) -> Iterator[str]:
    entries = lists.instances_of(party.oin)
    if not entries and party.kinds & _LISTED:
        yield f"party {party.oin} is not in the reference lists {lists.version}"
    if not entries or any(entry.is_current(on) for entry in entries):
        return
    for entry in entries:
        if entry.valid_until is not None and entry.valid_until < on:
            yield f"party {party.oin} ({entry.code}) ended on {entry.valid_until}, say the reference lists"
        else:
            yield f"party {party.oin} ({entry.code}) begins on {entry.valid_from}, say the reference lists"
