"""Reads the whole chain of evidence and names the first place that is not as it was written (F52, F53, F55)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from adapters.database.checkpoints import (
    TILE,
    last_checkpoint,
    list_checkpoints,
    list_tiles,
)
from adapters.database.evidence import list_after
from adapters.database.readers import Readers
from adapters.database.statements import Connection
from gateway.domain.chain import Checkpoint, checkpoint_tampered, leaf_of, require_next, tampered
from gateway.domain.evidence import ChainedEntry
from gateway.domain.tree import Frontier
from gateway.errors import TamperedError

# Long enough to be fast, short enough that other readers get their turn.
_BATCH: Final = 1000

_EMPTY: Final = Frontier()

CheckSignature = Callable[[Checkpoint], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """How far the chain was read and found whole."""

    last: ChainedEntry | None = None
    checkpoints: int = 0
    tree: Frontier = _EMPTY
    tile: Frontier = _EMPTY

    @property
    def entries(self) -> int:
        """How many entries were read."""
        return self.tree.size


async def audit(readers: Readers, check_signature: CheckSignature) -> Audited:
    """Read everything; raise TamperedError that names the first bad entry, tile or head.

    `check_signature` raises TamperedError for a head that our evidence key did not sign.
    """
    audited = Audited()
    while (further := await readers.read(partial(_read_on, audited, check_signature))) is not audited:
        audited = further
    await readers.read(lambda connection: _require_no_later_head(connection, audited.entries))
    return audited


def _read_on(audited: Audited, check_signature: CheckSignature, connection: Connection) -> Audited:
    """Return the same when there is nothing more."""
    entries = list_after(connection, audited.entries, _BATCH)
    if not entries:
        return audited
    end = audited.entries + len(entries)
    heads = {head.size: head for head in list_checkpoints(connection, audited.entries, end)}
    tiles = list_tiles(connection, audited.entries, end)
    for chained in entries:
        audited = _add(audited, chained)
        if (root := tiles.get(audited.entries)) is not None:
            _require_tile(audited, root)
        if (head := heads.get(audited.entries)) is not None:
            _require_head(audited, head)
            check_signature(head)
            audited = replace(audited, checkpoints=audited.checkpoints + 1)
    return audited


def _add(audited: Audited, chained: ChainedEntry) -> Audited:
    require_next(chained, audited.last)
    leaf = leaf_of(chained)
    tile = _EMPTY if audited.entries % TILE == 0 else audited.tile
    return replace(audited, last=chained, tree=audited.tree.add(leaf), tile=tile.add(leaf))


def _require_tile(audited: Audited, root: bytes) -> None:
    if audited.tile.root != root:
        tile = f"evidence tile {audited.entries // TILE - 1}"
        raise TamperedError(tile)


def _require_head(audited: Audited, head: Checkpoint) -> None:
    if audited.tree.root.hex() != head.root:
        raise checkpoint_tampered(head)


def _require_no_later_head(connection: Connection, entries: int) -> None:
    """A head over more than there is says that the tail was cut off, and where."""
    last = last_checkpoint(connection)
    if last is not None and last.size > entries:
        raise tampered(entries + 1)
