"""The tree over a growing list: one root that stands for all of it, and short proofs of membership (RFC 6962)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from gateway.errors import TamperedError

# RFC 6962, 2.1: a leaf can never be taken for a node.
_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"
_PATH: Final = "inclusion proof"


def leaf_hash(octets: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962, 2.1)."""
    return hashlib.sha256(_LEAF + octets).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the node above two others (RFC 6962, 2.1)."""
    return hashlib.sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The peaks of a growing tree, tallest first: all that is needed to add leaves and know the root."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def add(self, node: bytes) -> Self:
        """Return the frontier with one more leaf, or with one more root of equally many leaves."""
        peaks = self.peaks
        size = self.size
        while size % 2:
            node = node_hash(peaks[-1], node)
            peaks = peaks[:-1]
            size //= 2
        return type(self)(self.size + 1, (*peaks, node))

    @property
    def root(self) -> bytes:
        """The root over everything added (RFC 6962, 2.1)."""
        if not self.peaks:
            return hashlib.sha256().digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root_of(nodes: Iterable[bytes]) -> bytes:
    """Return the root over nodes of one height; only the last may stand for fewer leaves than the others."""
    frontier = Frontier()
    for node in nodes:
        frontier = frontier.add(node)
    return frontier.root


def path_to(index: int, nodes: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return what proves the node at that index under `root_of(nodes)`, lowest first (RFC 6962, 2.1.1)."""
    if len(nodes) <= 1:
        return ()
    split = _split(len(nodes))
    if index < split:
        return (*path_to(index, nodes[:split]), root_of(nodes[split:]))
    return (*path_to(index - split, nodes[split:]), root_of(nodes[:split]))


def root_by_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """Return the root that a path leads to from the leaf at that index; raise TamperedError unless its length fits."""
    if size <= 1:
        if path or (index, size) != (0, 1):
            raise TamperedError(_PATH)
        return leaf
    if not path:
        raise TamperedError(_PATH)
    split = _split(size)
    if index < split:
        return node_hash(root_by_path(index, split, leaf, path[:-1]), path[-1])
    return node_hash(path[-1], root_by_path(index - split, size - split, leaf, path[:-1]))


def _split(size: int) -> int:
    """Return the largest power of two below the size (RFC 6962, 2.1)."""
    return 1 << (size - 1).bit_length() - 1
