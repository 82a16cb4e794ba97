"""Signed heads of the chain of evidence, and proofs of its entries under them (D23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, insert, select

from adapters.database.evidence import count, list_digests
from adapters.database.pending import Batch, Write
from adapters.database.readers import Readers
from adapters.database.schema import CHECKPOINTS, TILES
from adapters.database.statements import Connection, Statement, Values
from adapters.database.writer import Writer
from gateway.domain.chain import FIRST, Checkpoint, checkpoint_tampered, signing_input
from gateway.domain.tree import leaf_hash, path_to, root_of
from gateway.errors import AlreadyRecordedError, ConcurrencyError, TamperedError
from gateway.ports import Clock, Signer

_COLLECTION: Final = "checkpoints"
_DIGESTS: Final = "evidence digests"
# The root of each complete run of this many leaves is kept, so that a head costs one step for each run.
TILE: Final = 256
# D23: a head at least this often.
_LONGEST_WAIT: Final = timedelta(seconds=60)
_MOST_ENTRIES: Final = 1000
# Another process signed the same head meanwhile; a third time is no coincidence.
_TRIES: Final = 3

_TILES: Final = Statement(select(TILES.c.root).where(TILES.c.number < bindparam("below")).order_by(TILES.c.number))
_TILES_BETWEEN: Final = Statement(
    select(TILES).where(TILES.c.number >= bindparam("first"), TILES.c.number < bindparam("below"))
)
_LAST: Final = Statement(select(CHECKPOINTS).order_by(CHECKPOINTS.c.size.desc()).limit(1))
_BETWEEN: Final = Statement(
    select(CHECKPOINTS)
    .where(CHECKPOINTS.c.size > bindparam("after"), CHECKPOINTS.c.size <= bindparam("up_to"))
    .order_by(CHECKPOINTS.c.size)
)
_INSERT: Final = Statement(insert(CHECKPOINTS))
_INSERT_TILE: Final = Statement(insert(TILES))


class Checkpoints:
    """Signs heads, proves entries, and compares with heads that others kept."""

    def __init__(self, readers: Readers, writer: Writer, signer: Signer, clock: Clock) -> None:
        self._readers = readers
        self._writer = writer
        self._signer = signer
        self._clock = clock

    async def checkpoint(self) -> Checkpoint | None:
        """Return a signed head over everything committed so far; None while there is nothing.

        Raise TamperedError, and sign nothing, where the chain no longer begins as it was when the last one was signed.
        """
        for _ in range(_TRIES):
            last, size = await self._readers.read(_standing)
            if size == (last.size if last else 0):
                return last
            if last is not None:
                await self.require_contains(last)
            try:
                return await self._sign(size)
            except AlreadyRecordedError:
                continue
        raise ConcurrencyError(_COLLECTION)

    async def checkpoint_when_due(self) -> Checkpoint | None:
        """Sign a head when 1,000 entries came since the last, or any and it is 60 s old; return the last one.

        Raise what `checkpoint` raises.
        """
        last, size = await self._readers.read(_standing)
        # Either way about: a head that a clock signed which was ahead is old.
        if last is not None and size - last.size < _MOST_ENTRIES and abs(self._clock.now() - last.at) < _LONGEST_WAIT:
            return last
        return await self.checkpoint()

    async def prove(self, sequence: int, checkpoint: Checkpoint) -> tuple[bytes, ...]:
        """Return the path from that entry to the root of the checkpoint."""
        return await self._readers.read(lambda connection: _path(connection, sequence - FIRST, checkpoint.size))

    async def require_contains(self, witness: Checkpoint) -> None:
        """Raise TamperedError unless our chain begins as it was when the witness was signed (F53, F54)."""
        tree = await self._readers.read(lambda connection: _Tree.read(connection, witness.size))
        if tree.size != witness.size or tree.root.hex() != witness.root:
            raise checkpoint_tampered(witness)

    async def _sign(self, size: int) -> Checkpoint:
        tree = await self._readers.read(lambda connection: _Tree.read(connection, size))
        root, at = tree.root.hex(), self._clock.now()
        signature = await self._signer.attest(signing_input(size, root, at))
        checkpoint = Checkpoint(size=size, root=root, at=at, signature=signature)
        write = Write(_COLLECTION, lambda connection: _record(connection, checkpoint, tree))
        await self._writer.write(Batch((write,)).apply)
        return checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """The tree over the first entries: roots of complete tiles, kept and new, and the leaves behind the last."""

    kept: Sequence[bytes]
    fresh: Sequence[bytes]
    rest: Sequence[bytes]

    @classmethod
    def read(cls, connection: Connection, size: int) -> "_Tree":
        """Return the tree over that many entries, or over all when there are fewer."""
        kept = [row["root"] for row in _TILES.rows(connection, {"below": size // TILE})]
        leaves = _leaves(connection, len(kept) * TILE, size)
        complete = len(leaves) // TILE * TILE
        return cls(
            kept=kept,
            fresh=[root_of(leaves[start : start + TILE]) for start in range(0, complete, TILE)],
            rest=leaves[complete:],
        )

    @property
    def size(self) -> int:
        """How many entries it stands on."""
        return (len(self.kept) + len(self.fresh)) * TILE + len(self.rest)

    @property
    def nodes(self) -> Sequence[bytes]:
        """The roots of all tiles; only the last may be incomplete."""
        return (*self.kept, *self.fresh, *([root_of(self.rest)] if self.rest else []))

    @property
    def root(self) -> bytes:
        """The root over everything."""
        return root_of(self.nodes)


def _leaves(connection: Connection, start: int, stop: int) -> Sequence[bytes]:
    digests = list_digests(connection, start, stop)
    try:
        return [leaf_hash(bytes.fromhex(digest)) for digest in digests]
    except (TypeError, ValueError):
        raise TamperedError(_DIGESTS) from None


def _path(connection: Connection, index: int, size: int) -> tuple[bytes, ...]:
    tile = index // TILE
    leaves = _leaves(connection, tile * TILE, min((tile + 1) * TILE, size))
    return (*path_to(index % TILE, leaves), *path_to(tile, _Tree.read(connection, size).nodes))


def _standing(connection: Connection) -> tuple[Checkpoint | None, int]:
    return next(iter(_read(_LAST, connection, {})), None), count(connection)


def _read(statement: Statement, connection: Connection, values: Values) -> Sequence[Checkpoint]:
    """Return heads; raise TamperedError for one that cannot even be read."""
    try:
        found = tuple(Checkpoint(**row) for row in statement.rows(connection, values))
    except (TypeError, ValueError):
        raise TamperedError(_COLLECTION) from None
    if any((type(head.root), type(head.signature)) != (str, bytes) for head in found):
        raise TamperedError(_COLLECTION)
    return found


def _record(connection: Connection, checkpoint: Checkpoint, tree: _Tree) -> None:
    values = {
        "size": checkpoint.size,
        "root": checkpoint.root,
        "at": checkpoint.at,
        "signature": checkpoint.signature,
    }
    _INSERT.run(connection, values)
    tiles = [{"number": number, "root": root} for number, root in enumerate(tree.fresh, start=len(tree.kept))]
    _INSERT_TILE.run_each(connection, tiles)


def list_checkpoints(connection: Connection, after: int, up_to: int) -> Sequence[Checkpoint]:
    """Return the heads over more than `after` and at most `up_to` entries."""
    return _read(_BETWEEN, connection, {"after": after, "up_to": up_to})


def list_tiles(connection: Connection, after: int, up_to: int) -> dict[int, bytes]:
    """Return the kept roots of tiles that end behind entry `after` and not behind `up_to`, by their last entry."""
    rows = _TILES_BETWEEN.rows(connection, {"first": after // TILE, "below": up_to // TILE})
    return {(row["number"] + 1) * TILE: row["root"] for row in rows}


def last_checkpoint(connection: Connection) -> Checkpoint | None:
    """Return the last signed head."""
    return _standing(connection)[0]
